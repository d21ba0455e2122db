//! Place of birth: the kabupaten or kota with that word; Jakarta alone; abroad "Tawau, Malaysia".
//!
//! Source: SE 400.8.2.15/2350/Dukcapil of 27 February 2024, for events recorded after that day. Old records keep their
//! old text, so the way of writing never refuses anybody: it warns, and offers the official name.

use crate::code::ErrorCode;
use crate::region::{self, Level, Region};
use crate::typed_text;

/// Most characters we keep. Ours: the longest official name has 40; no source gives a limit.
pub const LONGEST_BIRTH_PLACE: usize = 100;

/// A place of birth in capitals. Debug hides it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BirthPlace(String);

/// Why a text is no place of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BirthPlaceError {
    /// Nothing but blanks, or no letter.
    #[error("the place of birth holds no letter")]
    Empty,
    /// Control characters, from a broken import.
    #[error("the place of birth holds unprintable characters")]
    Unprintable,
    /// More than [`LONGEST_BIRTH_PLACE`] characters.
    #[error("the place of birth is too long")]
    TooLong,
}

impl BirthPlaceError {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        match self {
            BirthPlaceError::Empty => ErrorCode::BirthPlaceEmpty,
            BirthPlaceError::Unprintable => ErrorCode::TextUnprintable,
            BirthPlaceError::TooLong => ErrorCode::BirthPlaceTooLong,
        }
    }
}

/// What is unusual about a place of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BirthPlaceWarning {
    /// Not written as the circular of 2024 wants it for new events.
    OldStyle,
}

impl BirthPlaceWarning {
    /// The code that a person is shown.
    pub fn code(self) -> ErrorCode {
        match self {
            BirthPlaceWarning::OldStyle => ErrorCode::BirthPlaceOldStyle,
        }
    }
}

impl BirthPlace {
    /// Reads a place as it is typed.
    pub fn parse(raw: &str) -> Result<Self, BirthPlaceError> {
        let text = typed_text::tidy(raw).ok_or(BirthPlaceError::Unprintable)?;
        if !text.chars().any(char::is_alphabetic) {
            return Err(BirthPlaceError::Empty);
        }
        if typed_text::length(&text) > LONGEST_BIRTH_PLACE {
            return Err(BirthPlaceError::TooLong);
        }
        Ok(Self(text))
    }

    /// The place in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is unusual, if the birth is recorded for the first time; a place that stands in SIAK stays as it is.
    pub fn warnings(&self, first_registration: bool) -> Vec<BirthPlaceWarning> {
        let unusual = first_registration && !self.follows_circular();
        unusual
            .then_some(BirthPlaceWarning::OldStyle)
            .into_iter()
            .collect()
    }

    /// Official ways to write this place: "SAMBAS" offers "KABUPATEN SAMBAS". At most five.
    pub fn suggestions(&self) -> Vec<String> {
        if self.follows_circular() {
            return Vec::new();
        }
        region::search(Level::KabKota, &self.0, 5)
            .into_iter()
            .map(official)
            .collect()
    }

    /// Jakarta; an official kabupaten or kota; or, with a comma, a place and a country, which we cannot check.
    fn follows_circular(&self) -> bool {
        let abroad = self
            .0
            .split_once(", ")
            .is_some_and(|(place, country)| !place.is_empty() && !country.is_empty());
        abroad
            || self.0 == "JAKARTA"
            || region::all(Level::KabKota).any(|region| official(region) == self.0)
    }
}

/// The name as it stands in a record; the five kota of Jakarta are just Jakarta.
fn official(region: &Region) -> String {
    if region.code.starts_with("31") {
        "JAKARTA".to_owned()
    } else {
        region.name.to_uppercase()
    }
}

impl TryFrom<String> for BirthPlace {
    type Error = BirthPlaceError;

    fn try_from(raw: String) -> Result<Self, BirthPlaceError> {
        BirthPlace::parse(&raw)
    }
}

impl From<BirthPlace> for String {
    fn from(place: BirthPlace) -> String {
        place.0
    }
}

impl std::fmt::Debug for BirthPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BirthPlace(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(raw: &str) -> BirthPlace {
        BirthPlace::parse(raw).unwrap()
    }

    #[test]
    fn the_official_ways_of_writing_pass_without_a_word() {
        for raw in [
            "Kabupaten Sambas",
            "kota pontianak",
            "Jakarta",
            "Tawau, Malaysia",
        ] {
            assert!(place(raw).warnings(true).is_empty(), "{raw}");
            assert!(place(raw).suggestions().is_empty(), "{raw}");
        }
    }

    #[test]
    fn a_bare_name_warns_for_a_new_record_only_and_offers_the_official_one() {
        assert_eq!(
            place("Sambas").warnings(true),
            [BirthPlaceWarning::OldStyle]
        );
        assert!(place("Sambas").warnings(false).is_empty());
        assert_eq!(place("Sambas").suggestions(), ["KABUPATEN SAMBAS"]);
        assert_eq!(place("Pontianak").suggestions(), ["KOTA PONTIANAK"]);
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert_eq!(BirthPlace::parse(" - "), Err(BirthPlaceError::Empty));
        assert_eq!(
            BirthPlace::parse(&"A".repeat(101)),
            Err(BirthPlaceError::TooLong)
        );
        assert_eq!(
            BirthPlace::parse("A\u{7}"),
            Err(BirthPlaceError::Unprintable)
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(raw in "\\PC{0,120}") {
            if let Ok(place) = BirthPlace::parse(&raw) {
                let _ = (place.warnings(true), place.suggestions());
                prop_assert_eq!(BirthPlace::parse(place.as_str()), Ok(place));
            }
        }
    }
}
