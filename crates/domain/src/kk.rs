//! Nomor Kartu Keluarga: sixteen digits that number a family card, **never a person**.
//!
//! It changes when a family moves, its head dies or it splits, so nothing may be looked up or joined by it alone.
//! Structure: six digits region of issue, DDMMYY of recording without the 40 of women, four digits serial
//! (domain.md section 1, one source). Only the length is therefore a hard error; all else warns.

use crate::code::ErrorCode;
use crate::digits::{self, NotSixteen};
use crate::region::{self, PrefixStanding};
use chrono::NaiveDate;

/// A KK number. Debug hides the digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KkNumber(String);

/// Why a text is not a KK number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum KkError {
    /// A letter or sign stands among the digits.
    #[error("a KK number holds digits only")]
    Character,
    /// Not sixteen digits.
    #[error("a KK number has sixteen digits")]
    Length,
}

impl KkError {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        match self {
            KkError::Character => ErrorCode::KkCharacter,
            KkError::Length => ErrorCode::KkLength,
        }
    }
}

/// What is unusual about a KK number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KkWarning {
    /// No list knows the first six digits, or only an older one does.
    RegionUnknown,
    /// Digits 7 to 12 are no date up to the day of recording.
    Date,
    /// The day is above 40: a NIK was typed where the KK number belongs.
    LooksLikeNik,
    /// The serial is 0000.
    Serial,
}

impl KkWarning {
    /// The code that a person is shown.
    pub fn code(self) -> ErrorCode {
        match self {
            KkWarning::RegionUnknown => ErrorCode::KkRegionUnknown,
            KkWarning::Date => ErrorCode::KkDate,
            KkWarning::LooksLikeNik => ErrorCode::KkLooksLikeNik,
            KkWarning::Serial => ErrorCode::KkSerial,
        }
    }
}

impl KkNumber {
    /// Reads a KK number as it is typed: blanks, dots and dashes are dropped, anything else is refused.
    pub fn parse(raw: &str) -> Result<Self, KkError> {
        digits::sixteen(raw).map(Self).map_err(|why| match why {
            NotSixteen::Character => KkError::Character,
            NotSixteen::Length => KkError::Length,
        })
    }

    /// The sixteen digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits in four groups, for reading aloud.
    pub fn grouped(&self) -> String {
        digits::grouped(&self.0)
    }

    /// The first six digits: where the card was issued.
    pub fn prefix(&self) -> &str {
        self.0.get(..6).unwrap_or_default()
    }

    /// What is unusual about the number, on this day.
    pub fn warnings(&self, on: NaiveDate) -> Vec<KkWarning> {
        let day = digits::two(&self.0, 6);
        let (month, year) = (digits::two(&self.0, 8), digits::two(&self.0, 10));
        let checks = [
            (
                !matches!(region::prefix(self.prefix()), PrefixStanding::Current(_)),
                KkWarning::RegionUnknown,
            ),
            ((41..=71).contains(&day), KkWarning::LooksLikeNik),
            (
                !(41..=71).contains(&day) && !recorded_before(day, month, year, on),
                KkWarning::Date,
            ),
            (self.0.ends_with("0000"), KkWarning::Serial),
        ];
        checks
            .iter()
            .filter(|(unusual, _)| *unusual)
            .map(|(_, warning)| *warning)
            .collect()
    }
}

/// Family cards with this number exist since SIAK, so the year is 20yy.
fn recorded_before(day: u32, month: u32, year: u32, on: NaiveDate) -> bool {
    let year = i32::try_from(2000 + year).unwrap_or(i32::MAX);
    NaiveDate::from_ymd_opt(year, month, day).is_some_and(|date| date <= on)
}

impl TryFrom<String> for KkNumber {
    type Error = KkError;

    fn try_from(raw: String) -> Result<Self, KkError> {
        KkNumber::parse(&raw)
    }
}

impl From<KkNumber> for String {
    fn from(kk: KkNumber) -> String {
        kk.0
    }
}

impl std::fmt::Debug for KkNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KkNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    fn warnings(raw: &str) -> Vec<KkWarning> {
        KkNumber::parse(raw).unwrap().warnings(today())
    }

    #[test]
    fn a_usual_kk_number_passes_without_a_word() {
        assert!(warnings("6171 0105 0515 9901").is_empty());
    }

    #[test]
    fn only_length_and_letters_are_errors() {
        assert_eq!(KkNumber::parse("617101050515990"), Err(KkError::Length));
        assert_eq!(KkNumber::parse("61710105051599O1"), Err(KkError::Character));
        assert!(KkNumber::parse("0000000000000000").is_ok());
    }

    #[test]
    fn a_nik_of_a_woman_typed_as_kk_number_is_noticed() {
        assert_eq!(warnings("6171014505059901"), [KkWarning::LooksLikeNik]);
    }

    #[test]
    fn an_unknown_region_an_impossible_or_future_date_and_a_zero_serial_warn() {
        assert_eq!(warnings("6199010505159901"), [KkWarning::RegionUnknown]);
        assert_eq!(warnings("6171013102159901"), [KkWarning::Date]);
        assert_eq!(warnings("6171010101279901"), [KkWarning::Date]);
        assert_eq!(warnings("6171010505150000"), [KkWarning::Serial]);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(raw in "\\PC*") {
            if let Ok(kk) = KkNumber::parse(&raw) {
                let _ = kk.warnings(today());
                prop_assert_eq!(KkNumber::parse(&kk.grouped()), Ok(kk));
            }
        }
    }
}
