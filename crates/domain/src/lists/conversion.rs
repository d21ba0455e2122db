//! What a code of an older list may mean in today's list. Ambiguity is shown to a person, never guessed.

use super::{Item, ListId};

/// The answers of today's list that an old code may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conversion {
    /// Exactly one.
    Certain(&'static Item),
    /// Several: a person chooses, with the document in hand. Likeliest first.
    Choose(Vec<&'static Item>),
    /// None: the old list has no such code.
    Unknown,
}

impl Conversion {
    fn among(candidates: Vec<&'static Item>) -> Self {
        match candidates.as_slice() {
            [] => Conversion::Unknown,
            &[only] => Conversion::Certain(only),
            _ => Conversion::Choose(candidates),
        }
    }
}

/// Old marital status -> candidates: the old list does not say whether a marriage or divorce was registered.
const MARITAL: &[(&str, &[&str])] = &[
    ("1", &["1"]),
    ("2", &["2", "3"]),
    ("3", &["4", "5"]),
    ("4", &["6"]),
];

/// Code of the 4-value list -> the 6 values of F-1.01.
pub fn marital_status(old: &str) -> Conversion {
    let codes = MARITAL
        .iter()
        .find(|row| row.0 == old.trim())
        .map_or(&[][..], |row| row.1);
    Conversion::among(
        codes
            .iter()
            .filter_map(|code| ListId::MaritalStatus.item(code))
            .collect(),
    )
}

/// First code that only the list of 99 occupations has a label of its own for.
const FIRST_NEW_OCCUPATION: usize = 89;
/// LAINNYA in the list of 99 and in the list of 89.
const OTHER: &str = "99";
const OTHER_OLD: &str = "89";

/// Code of the 89-value list of occupations -> the list of 99: by label, since four numbers changed their meaning.
///
/// Old 89 (LAINNYA) may have become any of the occupations that were added, so it is shown as a choice.
pub fn occupation(old: &str) -> Conversion {
    let today = ListId::Occupation.list();
    let Some(item) = ListId::OccupationOld.item(old) else {
        return Conversion::Unknown;
    };
    if item.code == OTHER_OLD {
        let added = today
            .items
            .iter()
            .skip(FIRST_NEW_OCCUPATION - 1)
            .filter(|item| item.code != OTHER);
        return Conversion::among(today.item(OTHER).into_iter().chain(added).collect());
    }
    Conversion::among(
        today
            .items
            .iter()
            .filter(|new| new.official == item.official)
            .collect(),
    )
}

/// A bare occupation number whose list nobody wrote down: certain only where both lists agree.
pub fn occupation_without_list(number: &str) -> Conversion {
    let as_new = ListId::Occupation.item(number);
    let as_old = match occupation(number) {
        Conversion::Certain(item) => vec![item],
        Conversion::Choose(items) => items,
        Conversion::Unknown => Vec::new(),
    };
    let mut candidates: Vec<&'static Item> = as_new.into_iter().collect();
    candidates.extend(
        as_old
            .into_iter()
            .filter(|old| as_new.is_none_or(|new| new.code != old.code)),
    );
    Conversion::among(candidates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes(conversion: Conversion) -> Vec<String> {
        match conversion {
            Conversion::Certain(item) => vec![item.code.clone()],
            Conversion::Choose(items) => items.iter().map(|item| item.code.clone()).collect(),
            Conversion::Unknown => Vec::new(),
        }
    }

    #[test]
    fn a_divorce_of_the_old_list_leaves_open_whether_it_was_registered() {
        assert_eq!(codes(marital_status("3")), ["4", "5"]);
        assert_eq!(codes(marital_status("2")), ["2", "3"]);
    }

    #[test]
    fn widowed_of_the_old_list_never_becomes_divorced() {
        assert_eq!(codes(marital_status("4")), ["6"]);
        assert_eq!(marital_status("5"), Conversion::Unknown);
    }

    #[test]
    fn an_old_occupation_is_found_by_its_label_where_numbers_moved() {
        for (old, new) in [
            ("31", "35"),
            ("34", "31"),
            ("35", "34"),
            ("1", "1"),
            ("88", "88"),
        ] {
            assert_eq!(codes(occupation(old)), [new], "{old}");
        }
    }

    #[test]
    fn other_of_the_old_list_offers_every_occupation_that_was_added() {
        let offered = codes(occupation("89"));
        assert_eq!(offered.first().map(String::as_str), Some("99"));
        assert_eq!(offered.len(), 11);
    }

    #[test]
    fn every_old_occupation_has_a_place_in_the_new_list() {
        for item in &ListId::OccupationOld.list().items {
            assert_ne!(occupation(&item.code), Conversion::Unknown, "{}", item.code);
        }
    }

    #[test]
    fn a_number_without_a_list_is_certain_only_where_both_lists_agree() {
        assert_eq!(codes(occupation_without_list("9")), ["9"]);
        assert_eq!(codes(occupation_without_list("31")), ["31", "35"]);
        assert_eq!(codes(occupation_without_list("95")), ["95"]);
        assert!(codes(occupation_without_list("89")).len() > 2);
    }

    /// Each item once, of today's list; a choice has two at least.
    fn require_a_choice_of(list: ListId, conversion: &Conversion) -> Result<(), TestCaseError> {
        if let Conversion::Choose(items) = conversion {
            prop_assert!(items.len() > 1);
        }
        let mut codes = codes(conversion.clone());
        prop_assert!(codes.iter().all(|code| list.item(code).is_some()));
        let all = codes.len();
        codes.sort();
        codes.dedup();
        prop_assert_eq!(codes.len(), all);
        Ok(())
    }

    proptest! {
        #[test]
        fn whatever_code_is_written_becomes_todays_items_or_nothing(code in "[0-9]{1,3}| ?[0-9]{1,2} ?|\\PC{0,6}") {
            let marital = marital_status(&code);
            require_a_choice_of(ListId::MaritalStatus, &marital)?;
            prop_assert_eq!(marital == Conversion::Unknown, !["1", "2", "3", "4"].contains(&code.trim()));
            let old = occupation(&code);
            require_a_choice_of(ListId::Occupation, &old)?;
            prop_assert_eq!(old == Conversion::Unknown, ListId::OccupationOld.item(&code).is_none());
            // Where nobody says which list a number is of, nothing that it may mean is left out.
            let either = occupation_without_list(&code);
            require_a_choice_of(ListId::Occupation, &either)?;
            let either = codes(either);
            let new = ListId::Occupation.item(&code).map(|item| item.code.clone());
            prop_assert!(codes(old).into_iter().chain(new).all(|meant| either.contains(&meant)));
        }
    }
}
