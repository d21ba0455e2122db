use super::*;
use proptest::prelude::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn today() -> NaiveDate {
    day(2026, 11, 23)
}

/// The synthetic vectors of domain.md section 1; serials 99xx, so that no issued number is hit.
const VECTORS: &[(&str, Result<(), NikError>, &[NikWarning])] = &[
    ("6171014505059901", Ok(()), &[]),
    ("6171012902009901", Ok(()), &[]),
    ("6171012902019901", Err(NikError::Date), &[]),
    ("6171013104999901", Err(NikError::Date), &[]),
    ("6171017201999901", Err(NikError::Day), &[]),
    ("6171010505050000", Err(NikError::Serial), &[]),
    ("6102090101809901", Ok(()), &[NikWarning::RegionRetired]),
    ("9101010101809901", Ok(()), &[NikWarning::RegionRetired]),
    ("6111040101909901", Ok(()), &[]),
    ("6171010101269901", Ok(()), &[NikWarning::CenturyAmbiguous]),
];

#[test]
fn every_synthetic_vector_is_judged_as_the_facts_say() {
    for (raw, verdict, warnings) in VECTORS {
        let parsed = Nik::parse(raw);
        assert_eq!(
            parsed.as_ref().map(|_| ()).map_err(|error| *error),
            *verdict,
            "{raw}"
        );
        if let Ok(nik) = parsed {
            assert_eq!(nik.warnings(today()), *warnings, "{raw}");
        }
    }
}

#[test]
fn a_woman_is_known_by_her_day_of_birth_and_born_on_that_day() {
    let nik = Nik::parse("6171014505059901").unwrap();
    assert_eq!(nik.sex(), Sex::Female);
    assert_eq!(nik.birth_date(today()), day(2005, 5, 5));
    assert_eq!(nik.region().unwrap().name, "Pontianak Selatan");
    assert_eq!(Nik::parse("6171010505059901").unwrap().sex(), Sex::Male);
}

#[test]
fn a_woman_born_on_the_first_to_ninth_of_a_month_is_read_like_any_other() {
    for date in 41..=49 {
        let nik = Nik::parse(&format!("617101{date}0190{}", 9901)).unwrap();
        assert_eq!(
            (nik.sex(), nik.birth_date(today())),
            (Sex::Female, day(1990, 1, date - 40))
        );
    }
}

#[test]
fn a_century_is_resolved_for_the_day_and_for_the_kind_of_applicant() {
    let nik = Nik::parse("6171010101269901").unwrap();
    assert_eq!(
        nik.birth_date(today()),
        day(1926, 1, 1),
        "nobody records a KTP-el for a baby"
    );
    assert_eq!(nik.birth_date_of_child(today()), day(2026, 1, 1));
    assert_eq!(
        nik.birth_date(day(2042, 1, 1)),
        day(2026, 1, 1),
        "at 16 the later century is the likelier"
    );
    assert_eq!(nik.birth_date(day(2041, 12, 31)), day(1926, 1, 1));
}

#[test]
fn a_leap_day_that_only_one_century_has_is_read_in_that_century() {
    let nik = Nik::parse("6171012902009901").unwrap();
    assert_eq!(
        nik.birth_date(today()),
        day(2000, 2, 29),
        "1900 had no 29 February"
    );
    assert_eq!(
        nik.birth_date(day(2001, 1, 1)),
        day(2000, 2, 29),
        "even for a reader who finds the person too young"
    );
    assert!(nik.warnings(today()).is_empty());
}

#[test]
fn every_hard_error_has_its_own_code() {
    let cases = [
        ("", NikError::Length),
        ("617101450505990", NikError::Length),
        ("61710145050599011", NikError::Length),
        ("0", NikError::Length),
        ("617101450505990A", NikError::Character),
        ("6171-0145-O505-9901", NikError::Character),
        ("٦١٧١٠١٤٥٠٥٠٥٩٩٠١", NikError::Character),
        ("2071014505059901", NikError::Province),
        ("6100014505059901", NikError::KabKota),
        ("6171004505059901", NikError::Kecamatan),
        ("6171010005059901", NikError::Day),
        ("6171013205059901", NikError::Day),
        ("6171014005059901", NikError::Day),
        ("6171014500059901", NikError::Month),
        ("6171014513059901", NikError::Month),
        ("6171017102059901", NikError::Date),
        ("6171014505050000", NikError::Serial),
    ];
    let mut codes = std::collections::BTreeSet::new();
    for (raw, error) in cases {
        assert_eq!(Nik::parse(raw), Err(error), "{raw}");
        codes.insert(error.code());
    }
    assert_eq!(codes.len(), 9);
}

#[test]
fn separators_are_forgiven_and_never_kept() {
    for raw in [
        " 6171 0145 0505 9901 ",
        "6171.0145.0505.9901",
        "617101-450505-9901",
        "6171\u{a0}014505059901",
    ] {
        assert_eq!(
            Nik::parse(raw).unwrap().as_str(),
            "6171014505059901",
            "{raw}"
        );
    }
    assert_eq!(
        Nik::parse("6171014505059901").unwrap().grouped(),
        "6171 0145 0505 9901"
    );
}

#[test]
fn biodata_that_disagree_only_warn() {
    let nik = Nik::parse("6171014505059901").unwrap();
    assert!(
        nik.differences(Some(day(2005, 5, 5)), Some(Sex::Female), Some("6171011001"))
            .is_empty()
    );
    assert!(
        nik.differences(Some(day(1905, 5, 5)), None, None)
            .is_empty(),
        "a document may settle the century"
    );
    assert_eq!(
        nik.differences(Some(day(2005, 5, 6)), Some(Sex::Male), Some("6112012001")),
        [
            NikWarning::BirthDateDiffers,
            NikWarning::SexDiffers,
            NikWarning::RegionDiffers
        ],
    );
    assert!(nik.differences(None, None, None).is_empty());
}

#[test]
fn a_nik_travels_as_text_and_is_checked_on_arrival() {
    let nik = Nik::parse("6171014505059901").unwrap();
    let json = serde_json::to_string(&nik).unwrap();
    assert_eq!(json, "\"6171014505059901\"");
    assert_eq!(serde_json::from_str::<Nik>(&json).unwrap(), nik);
    assert!(serde_json::from_str::<Nik>("\"6171012902019901\"").is_err());
    assert!(
        serde_json::from_str::<Nik>("6171014505059901").is_err(),
        "a number would lose digits"
    );
}

#[test]
fn the_debug_form_hides_the_digits() {
    assert_eq!(
        format!("{:?}", Nik::parse("6171014505059901").unwrap()),
        "Nik(…)"
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(raw in "\\PC*") {
        let _ = Nik::parse(&raw);
    }

    #[test]
    fn what_the_parser_accepts_keeps_every_rule(raw in "[0-9]{16}") {
        if let Ok(nik) = Nik::parse(&raw) {
            let (written, month) = (digits::two(&raw, 6), digits::two(&raw, 8));
            prop_assert!(region::province_was_ever_used(&raw[..2]));
            prop_assert!(&raw[2..4] != "00" && &raw[4..6] != "00" && &raw[12..] != "0000");
            prop_assert!((1..=31).contains(&written) || (41..=71).contains(&written));
            prop_assert!((1..=12).contains(&month));
            let _ = (nik.birth_date(today()), nik.warnings(today()));
        }
    }

    #[test]
    fn what_an_office_would_issue_is_accepted_and_reads_back(
        days in 0i64..46_000, female: bool, kecamatan in 0usize..7_285, serial in 9_900u32..=9_999,
    ) {
        let birth = day(1900, 1, 1) + chrono::Duration::days(days);
        let region = region::all(region::Level::Kecamatan).nth(kecamatan).unwrap();
        let raw = issue(&region.code, birth, female, serial);
        let nik = Nik::parse(&raw).unwrap();
        prop_assert_eq!(nik.as_str(), raw.as_str());
        prop_assert_eq!(nik.sex(), if female { Sex::Female } else { Sex::Male });
        prop_assert_eq!(nik.region(), Some(region));
        prop_assert!(nik.written_birth_date().agrees_with(birth));
        prop_assert_eq!(Nik::parse(&nik.grouped()), Ok(nik.clone()));
        prop_assert_eq!(serde_json::from_str::<Nik>(&serde_json::to_string(&nik).unwrap()).unwrap(), nik);
    }

    #[test]
    fn a_birth_date_never_lies_in_the_future_when_the_past_has_it(days in 0i64..46_000) {
        let birth = day(1900, 1, 1) + chrono::Duration::days(days);
        let nik = Nik::parse(&issue("617101", birth, false, 9901)).unwrap();
        prop_assert!(nik.birth_date(today()) <= today());
        prop_assert!(nik.birth_date_of_child(today()) <= today());
    }
}

fn issue(prefix: &str, birth: NaiveDate, female: bool, serial: u32) -> String {
    use chrono::Datelike;
    let written = birth.day() + if female { FEMALE_DAY } else { 0 };
    format!(
        "{prefix}{written:02}{:02}{:02}{serial:04}",
        birth.month(),
        birth.year() % 100
    )
}
