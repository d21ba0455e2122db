use super::*;

#[test]
fn every_list_has_the_number_of_values_that_its_version_says() {
    for id in ListId::ALL {
        let list = id.list();
        let (_, count) = list.version.rsplit_once('-').unwrap();
        assert_eq!(list.items.len().to_string(), count, "{id}");
        assert_eq!(list.id, *id);
    }
}

#[test]
fn every_item_has_a_code_of_its_own_both_labels_and_a_source() {
    for id in ListId::ALL {
        let mut codes: Vec<&str> = id
            .list()
            .items
            .iter()
            .map(|item| item.code.as_str())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), id.list().items.len(), "{id}");
        for item in &id.list().items {
            assert!(
                !item.official.is_empty() && !item.english.is_empty() && !item.source.is_empty(),
                "{id} {}",
                item.code
            );
        }
    }
}

#[test]
fn only_the_list_of_99_occupations_is_unconfirmed() {
    for id in ListId::ALL {
        let expected = if *id == ListId::Occupation {
            Certainty::Unconfirmed
        } else {
            Certainty::Confirmed
        };
        assert_eq!(id.list().certainty, expected, "{id}");
    }
}

#[test]
fn a_disability_is_shown_in_respectful_words_and_stored_in_official_ones() {
    for item in &ListId::Disability.list().items {
        assert!(
            item.label(Language::Indonesian)
                .contains("PENYANDANG DISABILITAS"),
            "{}",
            item.code
        );
        assert!(
            !item
                .label(Language::Indonesian)
                .to_lowercase()
                .contains("cacat")
        );
    }
    let value = CodedValue::new(ListId::Disability, "1").unwrap();
    assert_eq!(value.label(), "CACAT FISIK");
    assert_eq!(
        value.shown(Language::Indonesian),
        "PENYANDANG DISABILITAS FISIK"
    );
    assert_eq!(value.shown(Language::English), "Physical disability");
}

#[test]
fn an_answer_is_found_by_code_with_zeros_and_by_label_in_any_case() {
    for text in ["9", "09", " 9 ", "petani/pekebun"] {
        assert_eq!(
            CodedValue::find(ListId::Occupation, text).unwrap().code(),
            "9",
            "{text}"
        );
    }
    for text in ["", "0", "100", "astronot"] {
        assert_eq!(
            CodedValue::find(ListId::Occupation, text),
            Err(UnknownCode),
            "{text}"
        );
    }
}

#[test]
fn a_stored_answer_keeps_list_version_code_and_label() {
    let value = CodedValue::new(ListId::Occupation, "31").unwrap();
    assert_eq!(
        (value.list(), value.version(), value.code(), value.label()),
        ("pekerjaan", "2019-99", "31", "PENATA RAMBUT")
    );
    let json = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<CodedValue>(&json).unwrap(), value);
}

#[test]
fn an_answer_of_another_version_stays_readable_but_is_not_current() {
    let json = r#"{"list":"pekerjaan","version":"2010-89","code":"31","label":"TUKANG GIGI"}"#;
    let old: CodedValue = serde_json::from_str(json).unwrap();
    assert_eq!(old.label(), "TUKANG GIGI");
    assert_eq!(old.shown(Language::Indonesian), "TUKANG GIGI");
    assert!(!old.is_current());
    assert!(
        CodedValue::new(ListId::Occupation, "31")
            .unwrap()
            .is_current()
    );
}

#[test]
fn the_debug_form_of_an_answer_tells_nothing_about_the_resident() {
    let value = CodedValue::new(ListId::Religion, "1").unwrap();
    assert!(!format!("{value:?}").contains("ISLAM"));
}
