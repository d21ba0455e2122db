//! The date of birth in a NIK: DDMMYY, so the century must be found from something else.

use crate::calendar::age_on;
use chrono::NaiveDate;

/// From this age on one may be recorded for KTP-el, one year before the card (domain.md section 4).
const RECORDING_AGE: u32 = 16;

/// The greatest age that we take for possible when we look for ambiguity. Ours; no rule says it.
const OLDEST_AGE: u32 = 110;

/// A written DDMMYY with its possible centuries. At least one of them has the date.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BirthDate {
    in_1900s: Option<NaiveDate>,
    in_2000s: Option<NaiveDate>,
}

impl BirthDate {
    pub(super) fn written(day: u32, month: u32, year: u32) -> Self {
        let in_century = |first: u32| {
            i32::try_from(first + year)
                .ok()
                .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        };
        Self {
            in_1900s: in_century(1900),
            in_2000s: in_century(2000),
        }
    }

    /// Whether any century has this date: 29 February 00 is only 2000, 29 February 01 is nowhere.
    pub(super) fn is_possible(&self) -> bool {
        self.in_1900s.or(self.in_2000s).is_some()
    }

    /// Read for an applicant of KTP-el: 20yy if the person is then at least 16, otherwise 19yy.
    ///
    /// So 26 read in 2026 is 1926, not a newborn. Where 19yy has no such date, 20yy stands.
    pub fn of_adult(&self, on: NaiveDate) -> NaiveDate {
        let grown = self
            .in_2000s
            .filter(|date| age_on(*date, on) >= RECORDING_AGE);
        grown
            .or(self.in_1900s)
            .or(self.in_2000s)
            .unwrap_or(NaiveDate::MIN)
    }

    /// Read for a child: 20yy unless that lies in the future.
    pub fn of_child(&self, on: NaiveDate) -> NaiveDate {
        let born = self.in_2000s.filter(|date| *date <= on);
        born.or(self.in_1900s)
            .or(self.in_2000s)
            .unwrap_or(NaiveDate::MIN)
    }

    /// Whether a date of birth from the KK or a certificate is written here; the century is the known date's.
    pub fn agrees_with(&self, known: NaiveDate) -> bool {
        [self.in_1900s, self.in_2000s]
            .into_iter()
            .flatten()
            .any(|date| date == known)
    }

    /// Whether both centuries give a living person on this day, so that only a document can tell.
    pub fn is_ambiguous(&self, on: NaiveDate) -> bool {
        [self.in_1900s, self.in_2000s]
            .iter()
            .all(|date| date.is_some_and(|date| date <= on && age_on(date, on) <= OLDEST_AGE))
    }
}

impl std::fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BirthDate(…)")
    }
}
