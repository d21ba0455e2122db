use super::*;
use crate::code::ErrorCode;
use crate::name::NameStanding;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn errors(field: Field, raw: &str) -> Vec<ErrorCode> {
    check(field, raw, today()).errors
}

fn kept(field: Field, raw: &str) -> String {
    let report = check(field, raw, today());
    assert_eq!(report.errors, [], "{field}: {raw}");
    report.value.unwrap().typed()
}

#[test]
fn the_fields_cover_columns_2_to_41_of_f101_once_each() {
    let columns: Vec<u8> = Field::ALL
        .iter()
        .filter_map(|field| field.column())
        .collect();
    assert_eq!(columns, (2..=41).collect::<Vec<u8>>());
}

#[test]
fn every_field_has_a_name_of_its_own_in_both_languages() {
    for language in [Language::Indonesian, Language::English] {
        let names: BTreeSet<&str> = Field::ALL
            .iter()
            .map(|field| field.label(language))
            .collect();
        assert_eq!(names.len(), Field::ALL.len());
    }
}

#[test]
fn what_was_typed_is_kept_tidily() {
    assert_eq!(kept(Field::Nik, "6171 0145 0505 9901"), "6171014505059901");
    assert_eq!(kept(Field::FullName, " dayang  suryani"), "DAYANG SURYANI");
    assert_eq!(kept(Field::BirthDate, "2005-05-05"), "05-05-2005");
    assert_eq!(kept(Field::Religion, "islam"), "1");
    assert_eq!(kept(Field::Rt, "1"), "001");
    assert_eq!(kept(Field::Phone, "+62 812-3456-789"), "+628123456789");
    assert_eq!(kept(Field::Email, " warga@contoh.id "), "warga@contoh.id");
    assert_eq!(kept(Field::Village, "61.71.01.1002"), "6171011002");
}

#[test]
fn what_cannot_be_kept_is_refused_with_its_own_code() {
    let cases = [
        (Field::Nik, "617101450505990", ErrorCode::NikLength),
        (Field::KkNumber, "6171x", ErrorCode::KkCharacter),
        (Field::BirthDate, "30-02-2005", ErrorCode::DateImpossible),
        (Field::BirthDate, "24-11-2026", ErrorCode::DateInFuture),
        (Field::BirthDate, "besok", ErrorCode::DateFormat),
        (Field::Religion, "8", ErrorCode::CodeNotInList),
        (Field::Rt, "1234", ErrorCode::DigitsWrong),
        (Field::PostalCode, "7811", ErrorCode::DigitsWrong),
        (Field::Phone, "0812", ErrorCode::PhoneWrong),
        (Field::Email, "warga@contoh", ErrorCode::EmailWrong),
        (Field::Village, "6171019999", ErrorCode::VillageCode),
        (Field::Address, "Jl.\u{0}Gajah", ErrorCode::TextUnprintable),
    ];
    for (field, raw, error) in cases {
        assert_eq!(errors(field, raw), [error], "{field}");
    }
    assert_eq!(
        errors(Field::FullName, &"A".repeat(61)),
        [ErrorCode::NameTooLong]
    );
    assert_eq!(
        errors(Field::Address, &"A".repeat(161)),
        [ErrorCode::TextTooLong]
    );
}

#[test]
fn an_empty_field_is_neither_value_nor_error() {
    for field in Field::ALL {
        assert_eq!(check(*field, " \t", today()), FieldReport::default());
    }
}

#[test]
fn an_expired_paper_warns_and_a_valid_one_does_not() {
    assert_eq!(
        check(Field::PassportExpiry, "22-11-2026", today()).warnings,
        [ErrorCode::DocumentExpired]
    );
    assert!(
        check(Field::PassportExpiry, "23-11-2036", today())
            .warnings
            .is_empty()
    );
}

#[test]
fn only_the_own_name_of_somebody_without_a_nik_is_judged_as_new() {
    let new = |field| check_for(field, "NUR'AINI SARI", today(), NameStanding::NewOnCard).errors;
    assert_eq!(new(Field::FullName), [ErrorCode::NamePunctuation]);
    assert!(new(Field::MotherName).is_empty());
    assert!(errors(Field::FullName, "NUR'AINI SARI").is_empty());
}

#[test]
fn a_village_of_another_province_is_kept_with_a_warning() {
    let report = check(Field::Village, "3201012001", today());
    assert_eq!(
        (report.errors, report.warnings),
        (vec![], vec![ErrorCode::VillageNotListed])
    );
}

#[test]
fn a_value_is_stored_with_its_kind_and_hidden_from_logs() {
    let value = check(Field::Nik, "6171014505059901", today())
        .value
        .unwrap();
    assert_eq!(
        serde_json::to_string(&value).unwrap(),
        r#"{"kind":"nik","value":"6171014505059901"}"#
    );
    assert_eq!(format!("{value:?}"), "Nik(…)");
}

proptest! {
    #[test]
    fn no_text_makes_a_check_panic_and_what_is_kept_reads_back(index in 0usize..51, raw in "\\PC{0,40}") {
        let field = Field::ALL[index];
        let report = check(field, &raw, today());
        prop_assert!(report.value.is_none() || report.errors.is_empty());
        if let Some(value) = report.value {
            let again = check(field, &value.typed(), today());
            prop_assert_eq!(again.value.as_ref(), Some(&value));
            let json = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(serde_json::from_str::<FieldValue>(&json).unwrap(), value);
        }
    }

    #[test]
    fn every_code_of_a_list_is_accepted_in_its_field(index in 0usize..51) {
        let field = Field::ALL[index];
        if let Kind::Coded { list } = field.kind() {
            for item in &list.list().items {
                prop_assert!(check(field, &item.code, today()).errors.is_empty());
                prop_assert!(check(field, &item.official, today()).errors.is_empty());
            }
        }
    }
}
