//! Tables that were published later. In a process of their own: they stand in for all of it.

use rekam_domain::lists::{CodedValue, ListId};
use rekam_domain::published::{TableError, check, install};
use rekam_domain::region::{self, Level};

const VILLAGES: &str = include_str!("../../../assets/regions/desa_61.csv");
const OCCUPATIONS: &str = include_str!("../../../assets/codes/pekerjaan.csv");

#[test]
fn a_village_that_was_founded_later_is_one_and_one_that_ended_is_none() {
    let ended = VILLAGES.lines().nth(1).unwrap();
    let (ended, _) = ended.split_once(',').unwrap();
    let founded = "6101012999";
    assert!(region::village(ended).is_some() && region::village(founded).is_none());
    let parent = region::kecamatan("610101").unwrap();
    let before = region::all(Level::KabKota).count();

    let mut lines: Vec<&str> = VILLAGES
        .lines()
        .filter(|line| !line.starts_with(ended))
        .collect();
    lines.push("6101012999,Contoh Baru");
    install("desa_61", "2027-1", lines.join("\n").as_bytes()).unwrap();

    assert_eq!(region::village(founded).unwrap().name, "Contoh Baru");
    assert_eq!(
        region::village(founded).unwrap().parent(),
        region::kecamatan("610101")
    );
    assert!(region::village(ended).is_none());
    assert!(parent.children().any(|village| village.code == founded));
    assert_eq!(
        region::all(Level::KabKota).count(),
        before,
        "other levels stay"
    );
}

#[test]
fn an_occupation_that_was_added_can_be_chosen_and_old_values_stay_what_they_were() {
    let old = CodedValue::new(ListId::Occupation, "1").unwrap();
    assert!(CodedValue::new(ListId::Occupation, "100").is_err());
    let newer = format!(
        "{}\n100,PENGEMUDI CONTOH,Example driver,CONFIRMED: test\n",
        OCCUPATIONS.trim_end()
    );
    install("pekerjaan", "2027-100", newer.as_bytes()).unwrap();
    let chosen = CodedValue::new(ListId::Occupation, "100").unwrap();
    assert_eq!(
        (chosen.version(), chosen.label()),
        ("2027-100", "PENGEMUDI CONTOH")
    );
    assert_eq!(old.version(), "2019-99");
    assert!(!old.is_current());
}

#[test]
fn what_is_no_whole_table_is_refused() {
    let half: String = VILLAGES.lines().take(1000).collect::<Vec<_>>().join("\n");
    let doubled = format!(
        "{}\n{}",
        VILLAGES.trim_end(),
        VILLAGES.lines().nth(5).unwrap()
    );
    let fewer: String = OCCUPATIONS.lines().take(50).collect::<Vec<_>>().join("\n");
    let torn = format!("{}\n100,\"PENGE", OCCUPATIONS.trim_end());
    for (name, version, csv, refused) in [
        ("agama", "2027", OCCUPATIONS, TableError::Name),
        (
            "status_perekaman_ktpel",
            "2027",
            OCCUPATIONS,
            TableError::Name,
        ),
        ("pekerjaan", " ", OCCUPATIONS, TableError::Version),
        ("pekerjaan", "2027", VILLAGES, TableError::Row),
        ("pekerjaan", "2027", "", TableError::Row),
        ("pekerjaan", "2027", &fewer, TableError::Missing),
        ("pekerjaan", "2027", &torn, TableError::Row),
        ("desa_61", "2027", &half, TableError::Missing),
        ("desa_61", "2027", &doubled, TableError::Row),
        ("wilayah", "2027", VILLAGES, TableError::Row),
    ] {
        assert_eq!(
            check(name, version, csv.as_bytes()),
            Err(refused),
            "{name} {version:?}"
        );
    }
    let garbage = check("pekerjaan", "2027", &[0xff; 100]);
    assert_eq!(garbage, Err(TableError::Row));
}
