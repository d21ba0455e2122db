//! Nomor Induk Kependudukan: sixteen digits, given once, never changed (PP 40/2019 art. 30(2)).
//!
//! Two for the province, two for the kabupaten or kota, two for the kecamatan **where the person was first
//! registered**, DDMMYY of birth with 40 added to a woman's day, and four for the serial (PP 37/2007 art. 37).
//! A NIK is never wrong because it disagrees with today's regions or with the biodata: beyond the few hard errors of
//! [`NikError`] there are only [`NikWarning`]s, and the NIK stands.

mod birth;
mod warning;

pub use birth::BirthDate;
pub use warning::NikWarning;

use crate::code::ErrorCode;
use crate::digits::{self, NotSixteen};
use crate::region::{self, Kecamatan, PrefixStanding};
use crate::sex::Sex;
use chrono::NaiveDate;

/// What is added to a woman's day of birth.
const FEMALE_DAY: u32 = 40;

/// A NIK that could have been issued. Its `Debug` form hides the digits; there is no `Display`, so that printing one
/// is always a decision ([`Nik::as_str`], [`Nik::grouped`]).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nik(String);

/// Why a text is not a NIK: the hard errors, one code each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NikError {
    /// A letter or sign stands among the digits.
    #[error("a NIK holds digits only")]
    Character,
    /// Not sixteen digits.
    #[error("a NIK has sixteen digits")]
    Length,
    /// Digits 1 and 2 are a province of no list since 2015.
    #[error("no list has this province")]
    Province,
    /// Digits 3 and 4 are 00.
    #[error("the kabupaten is 00")]
    KabKota,
    /// Digits 5 and 6 are 00.
    #[error("the kecamatan is 00")]
    Kecamatan,
    /// Digits 7 and 8 are neither 01 to 31 nor 41 to 71.
    #[error("the day is neither 01 to 31 nor 41 to 71")]
    Day,
    /// Digits 9 and 10 are not 01 to 12.
    #[error("the month is not 01 to 12")]
    Month,
    /// The calendar has no such day, neither in 19yy nor in 20yy.
    #[error("no century has this date")]
    Date,
    /// The last four digits are 0000; serials begin at 0001.
    #[error("the serial is 0000")]
    Serial,
}

impl NikError {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        match self {
            NikError::Character => ErrorCode::NikCharacter,
            NikError::Length => ErrorCode::NikLength,
            NikError::Province => ErrorCode::NikProvince,
            NikError::KabKota => ErrorCode::NikKabkota,
            NikError::Kecamatan => ErrorCode::NikKecamatan,
            NikError::Day => ErrorCode::NikDay,
            NikError::Month => ErrorCode::NikMonth,
            NikError::Date => ErrorCode::NikDate,
            NikError::Serial => ErrorCode::NikSerial,
        }
    }
}

impl Nik {
    /// Reads a NIK as it is typed: blanks, dots and dashes between groups are dropped, anything else is refused.
    pub fn parse(raw: &str) -> Result<Self, NikError> {
        let digits = digits::sixteen(raw).map_err(|why| match why {
            NotSixteen::Character => NikError::Character,
            NotSixteen::Length => NikError::Length,
        })?;
        let nik = Self(digits);
        nik.refuse_impossible()?;
        Ok(nik)
    }

    fn refuse_impossible(&self) -> Result<(), NikError> {
        let (_, day) = self.sex_and_day();
        let rules = [
            (
                region::province_was_ever_used(self.part(0, 2)),
                NikError::Province,
            ),
            (self.part(2, 4) != "00", NikError::KabKota),
            (self.part(4, 6) != "00", NikError::Kecamatan),
            ((1..=31).contains(&day), NikError::Day),
            ((1..=12).contains(&self.month()), NikError::Month),
            (self.written_birth_date().is_possible(), NikError::Date),
            (self.part(12, 16) != "0000", NikError::Serial),
        ];
        rules
            .iter()
            .find(|(holds, _)| !holds)
            .map_or(Ok(()), |(_, error)| Err(*error))
    }

    /// The sixteen digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits in four groups, for reading aloud: "6171 0145 0505 9901".
    pub fn grouped(&self) -> String {
        digits::grouped(&self.0)
    }

    /// The first six digits: where the person was first registered.
    pub fn prefix(&self) -> &str {
        self.part(0, 6)
    }

    /// Sex as the day of birth tells it.
    pub fn sex(&self) -> Sex {
        self.sex_and_day().0
    }

    /// The date of birth that is written in the number, both centuries open.
    pub fn written_birth_date(&self) -> BirthDate {
        BirthDate::written(self.sex_and_day().1, self.month(), digits::two(&self.0, 10))
    }

    /// Date of birth, read for an applicant of KTP-el on a day; see [`BirthDate::of_adult`].
    pub fn birth_date(&self, on: NaiveDate) -> NaiveDate {
        self.written_birth_date().of_adult(on)
    }

    /// Date of birth, read for a child (KIA) on a day; see [`BirthDate::of_child`].
    pub fn birth_date_of_child(&self, on: NaiveDate) -> NaiveDate {
        self.written_birth_date().of_child(on)
    }

    /// The kecamatan of first registration, if today's list still has it.
    pub fn region(&self) -> Option<&'static Kecamatan> {
        region::kecamatan(self.prefix())
    }

    /// What is known of the first six digits: in force, retired, or in no list.
    pub fn region_standing(&self) -> PrefixStanding {
        region::prefix(self.prefix())
    }

    /// Digits 9 and 10.
    fn month(&self) -> u32 {
        digits::two(&self.0, 8)
    }

    /// Digits 7 and 8. Days 32 to 40 fall to neither sex; the caller's range check refuses them.
    fn sex_and_day(&self) -> (Sex, u32) {
        match digits::two(&self.0, 6) {
            written if written > FEMALE_DAY => (Sex::Female, written - FEMALE_DAY),
            written => (Sex::Male, written),
        }
    }

    fn part(&self, from: usize, to: usize) -> &str {
        self.0.get(from..to).unwrap_or_default()
    }
}

impl TryFrom<String> for Nik {
    type Error = NikError;

    fn try_from(raw: String) -> Result<Self, NikError> {
        Nik::parse(&raw)
    }
}

impl From<Nik> for String {
    fn from(nik: Nik) -> String {
        nik.0
    }
}

impl std::str::FromStr for Nik {
    type Err = NikError;

    fn from_str(raw: &str) -> Result<Self, NikError> {
        Nik::parse(raw)
    }
}

impl std::fmt::Debug for Nik {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nik(…)")
    }
}

#[cfg(test)]
mod tests;
