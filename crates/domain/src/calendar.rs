//! Dates as a desk clerk types them, and ages in whole years.

use crate::code::ErrorCode;
use chrono::{Datelike, NaiveDate};

/// No living resident was born, married or admitted before this year; a NIK knows only 19yy and 20yy.
pub const EARLIEST_YEAR: i32 = 1900;

/// Why a typed date was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Neither DD-MM-YYYY nor YYYY-MM-DD.
    #[error("the date is neither DD-MM-YYYY nor YYYY-MM-DD")]
    Shape,
    /// The calendar has no such day, for instance 30 February.
    #[error("the calendar has no such day")]
    Impossible,
    /// Before [`EARLIEST_YEAR`].
    #[error("the date lies before 1900")]
    TooEarly,
    /// After the day of recording, where only a past day makes sense.
    #[error("the date lies in the future")]
    InFuture,
}

impl DateError {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        match self {
            DateError::Shape => ErrorCode::DateFormat,
            DateError::Impossible => ErrorCode::DateImpossible,
            DateError::TooEarly => ErrorCode::DateTooEarly,
            DateError::InFuture => ErrorCode::DateInFuture,
        }
    }
}

/// Reads DD-MM-YYYY (the way of the forms) or YYYY-MM-DD; `/`, `.` and blanks also separate.
pub fn parse_date(raw: &str) -> Result<NaiveDate, DateError> {
    let parts: Vec<&str> = raw.trim().split(['-', '/', '.', ' ']).collect();
    let &[first, middle, last] = parts.as_slice() else {
        return Err(DateError::Shape);
    };
    let (day, year) = if first.len() == 4 {
        (last, first)
    } else {
        (first, last)
    };
    let (day, month, year) = (number(day, 2)?, number(middle, 2)?, number(year, 4)?);
    let year = i32::try_from(year).map_err(|_| DateError::Shape)?;
    if year < EARLIEST_YEAR {
        return Err(DateError::TooEarly);
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::Impossible)
}

/// Reads a date that must not lie after `on`: a birth, a marriage, an arrival.
pub fn parse_past_date(raw: &str, on: NaiveDate) -> Result<NaiveDate, DateError> {
    let date = parse_date(raw)?;
    if date > on {
        Err(DateError::InFuture)
    } else {
        Ok(date)
    }
}

/// DD-MM-YYYY, as on KTP-el and the forms.
pub fn format_date(date: NaiveDate) -> String {
    format!("{:02}-{:02}-{:04}", date.day(), date.month(), date.year())
}

/// Age in whole years on a day; zero before birth. Born on 29 February, one grows older on 1 March of a common year.
pub fn age_on(birth: NaiveDate, on: NaiveDate) -> u32 {
    on.years_since(birth).unwrap_or(0)
}

/// The day on which a person reaches an age, consistent with [`age_on`].
pub fn birthday(birth: NaiveDate, age: u32) -> Option<NaiveDate> {
    let year = birth.year().checked_add(i32::try_from(age).ok()?)?;
    birth
        .with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

/// The last day of birth of those who have an age on a day, consistent with [`age_on`]; nothing where there is no such year.
pub fn born_by(on: NaiveDate, age: u32) -> Option<NaiveDate> {
    let year = on.year().checked_sub(i32::try_from(age).ok()?)?;
    // Who has the age on 29 February was born on 28 February of a common year, or before.
    on.with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
}

/// A number of at most `digits` plain digits. Years need all four: 05 might be 1905 or 2005.
fn number(part: &str, digits: usize) -> Result<u32, DateError> {
    let whole = part.bytes().all(|byte| byte.is_ascii_digit());
    let long_enough = if digits == 4 {
        part.len() == 4
    } else {
        (1..=digits).contains(&part.len())
    };
    if !(whole && long_enough) {
        return Err(DateError::Shape);
    }
    part.parse().map_err(|_| DateError::Shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_date_reads_in_both_orders_and_with_any_usual_separator() {
        for raw in [
            "05-05-2005",
            "5-5-2005",
            "2005-05-05",
            "05/05/2005",
            "05.05.2005",
            " 05 05 2005 ",
        ] {
            assert_eq!(parse_date(raw), Ok(day(2005, 5, 5)), "{raw}");
        }
    }

    #[test]
    fn a_date_that_the_calendar_does_not_have_is_refused_as_such() {
        for raw in [
            "30-02-2004",
            "29-02-2001",
            "29-02-1900",
            "31-04-1999",
            "00-01-2000",
            "01-13-2000",
            "2001-02-29",
        ] {
            assert_eq!(parse_date(raw), Err(DateError::Impossible), "{raw}");
        }
        assert_eq!(parse_date("29-02-2000"), Ok(day(2000, 2, 29)));
    }

    #[test]
    fn a_text_that_is_no_date_is_refused_by_its_shape() {
        for raw in [
            "",
            "kemarin",
            "05-05-05",
            "05052005",
            "1-2-3-4",
            "05-Mei-2005",
            "+5-05-2005",
            "٠٥-٠٥-٢٠٠٥",
        ] {
            assert_eq!(parse_date(raw), Err(DateError::Shape), "{raw}");
        }
        assert_eq!(parse_date("01-01-1899"), Err(DateError::TooEarly));
    }

    #[test]
    fn tomorrow_is_refused_and_today_is_not() {
        let today = day(2026, 2, 28);
        assert_eq!(parse_past_date("28-02-2026", today), Ok(today));
        assert_eq!(
            parse_past_date("01-03-2026", today),
            Err(DateError::InFuture)
        );
    }

    #[test]
    fn who_is_born_on_29_february_grows_older_on_1_march_of_a_common_year() {
        let birth = day(2008, 2, 29);
        assert_eq!(age_on(birth, day(2025, 2, 28)), 16);
        assert_eq!(age_on(birth, day(2025, 3, 1)), 17);
        assert_eq!(birthday(birth, 17), Some(day(2025, 3, 1)));
        assert_eq!(birthday(birth, 16), Some(day(2024, 2, 29)));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(raw in "\\PC*") {
            let _ = parse_date(&raw);
        }

        #[test]
        fn a_written_date_reads_back(days in 0i64..80_000) {
            let date = day(1900, 1, 1) + chrono::Duration::days(days);
            prop_assert_eq!(parse_date(&format_date(date)), Ok(date));
            prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
        }

        #[test]
        fn who_is_born_by_a_day_and_nobody_else_has_the_age(days in 30_000i64..60_000, after in -3i64..=3, age in 1u32..80) {
            let on = day(1900, 1, 1) + chrono::Duration::days(days);
            let last = born_by(on, age).unwrap();
            let birth = last + chrono::Duration::days(after);
            prop_assert_eq!(age_on(birth, on) >= age, after <= 0, "{} {}", birth, on);
        }

        #[test]
        fn a_birthday_is_the_first_day_of_its_age(days in 0i64..60_000, age in 1u32..100) {
            let birth = day(1900, 1, 1) + chrono::Duration::days(days);
            let reached = birthday(birth, age).unwrap();
            prop_assert_eq!(age_on(birth, reached), age);
            prop_assert_eq!(age_on(birth, reached.pred_opt().unwrap()), age - 1);
        }
    }
}
