use super::*;
use NameStanding::{InSiak, NewOnCard, NewOnCertificate};
use proptest::prelude::*;

fn refusal(raw: &str, standing: NameStanding) -> Option<NameError> {
    PersonName::parse(raw, standing).err()
}

fn warnings(raw: &str, standing: NameStanding) -> Vec<NameWarning> {
    PersonName::parse(raw, standing).unwrap().warnings(standing)
}

#[test]
fn a_usual_name_passes_without_a_word_and_is_kept_in_capitals() {
    for standing in [InSiak, NewOnCard, NewOnCertificate] {
        assert!(warnings("Dayang Suryani", standing).is_empty());
        assert_eq!(
            PersonName::parse("  dayang   suryani ", standing)
                .unwrap()
                .as_str(),
            "DAYANG SURYANI"
        );
    }
}

#[test]
fn sixty_characters_with_blanks_pass_and_sixty_one_do_not() {
    let sixty = format!("{} {}", "A".repeat(30), "B".repeat(29));
    for standing in [InSiak, NewOnCard, NewOnCertificate] {
        assert!(PersonName::parse(&sixty, standing).is_ok());
        assert_eq!(
            refusal(&format!("{sixty}B"), standing),
            Some(NameError::TooLong)
        );
    }
}

#[test]
fn characters_are_counted_and_not_bytes() {
    let name = format!("{} {}", "É".repeat(30), "Ñ".repeat(29));
    assert!(name.len() > LONGEST_NAME);
    assert!(PersonName::parse(&name, NewOnCard).is_ok());
}

#[test]
fn one_word_is_never_refused() {
    for standing in [InSiak, NewOnCard, NewOnCertificate] {
        assert_eq!(warnings("Suharto", standing), [NameWarning::OneWord]);
    }
}

#[test]
fn a_name_in_siak_is_taken_as_it_stands_and_a_new_one_is_not() {
    let cases = [
        (
            "NUR'AINI SARI",
            NameError::Punctuation,
            NameWarning::Punctuation,
        ),
        (
            "AL-AMIN SYAH",
            NameError::Punctuation,
            NameWarning::Punctuation,
        ),
        ("BUDI 2 SANTOSO", NameError::Digit, NameWarning::Digit),
        (
            "MUH. YUSUF",
            NameError::Abbreviation,
            NameWarning::ShortForm,
        ),
        (
            "ALM BUDI SANTOSO",
            NameError::Deceased,
            NameWarning::Deceased,
        ),
    ];
    for (name, error, warning) in cases {
        assert_eq!(refusal(name, NewOnCard), Some(error), "{name}");
        assert_eq!(refusal(name, NewOnCertificate), Some(error), "{name}");
        assert_eq!(warnings(name, InSiak), [warning], "{name}");
    }
}

#[test]
fn a_short_form_without_a_dot_may_stay_for_life() {
    assert_eq!(warnings("ABD RAHMAN", NewOnCard), [NameWarning::ShortForm]);
    assert_eq!(
        warnings("M YUSUF", NewOnCertificate),
        [NameWarning::ShortForm]
    );
}

#[test]
fn a_title_is_refused_on_a_certificate_only() {
    assert_eq!(
        refusal("DR. ANI LESTARI", NewOnCertificate),
        Some(NameError::Title)
    );
    assert_eq!(warnings("DR. ANI LESTARI", NewOnCard), [NameWarning::Title]);
    assert_eq!(warnings("PROF ANI LESTARI", InSiak), [NameWarning::Title]);
}

#[test]
fn letters_that_are_not_latin_only_warn() {
    assert_eq!(
        warnings("李 ANI", NewOnCard),
        [NameWarning::NotLatin, NameWarning::ShortForm]
    );
    assert!(warnings("JOSÉ MUÑOZ", NewOnCard).is_empty());
}

#[test]
fn nothing_blanks_and_signs_are_no_name() {
    assert_eq!(refusal("  \t ", InSiak), Some(NameError::Empty));
    assert_eq!(refusal("- 123 -", InSiak), Some(NameError::NoLetter));
    assert_eq!(refusal("BU\u{0}DI", InSiak), Some(NameError::Unprintable));
}

#[test]
fn the_debug_form_hides_the_name() {
    assert!(!format!("{:?}", PersonName::parse("BUDI", InSiak).unwrap()).contains("BUDI"));
}

fn standing() -> impl Strategy<Value = NameStanding> {
    prop_oneof![Just(InSiak), Just(NewOnCard), Just(NewOnCertificate)]
}

proptest! {
    #[test]
    fn what_is_accepted_keeps_the_rule_and_reads_back(raw in "\\PC{0,70}", standing in standing()) {
        if let Ok(name) = PersonName::parse(&raw, standing) {
            prop_assert!((1..=LONGEST_NAME).contains(&name.as_str().chars().count()));
            if standing != InSiak {
                prop_assert!(!name.as_str().chars().any(char::is_numeric));
            }
            let _ = name.warnings(standing);
            prop_assert_eq!(PersonName::parse(name.as_str(), standing), Ok(name.clone()));
            let json = serde_json::to_string(&name).unwrap();
            prop_assert_eq!(serde_json::from_str::<PersonName>(&json).unwrap(), name);
        }
    }

    #[test]
    fn a_name_that_a_new_person_may_bear_is_fine_in_siak_too(raw in "\\PC{0,70}") {
        if PersonName::parse(&raw, NewOnCertificate).is_ok() {
            prop_assert!(PersonName::parse(&raw, NewOnCard).is_ok());
            prop_assert!(PersonName::parse(&raw, InSiak).is_ok());
        }
    }
}
