//! Days as exports write them: five styles, and the numbers of a spreadsheet. What could be two days is none.

use chrono::{NaiveDate, TimeDelta};
use rekam_domain::calendar;

/// Months by the first letters of their names, Indonesian and English: no two months share theirs.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb", "peb"],
    &["mar"],
    &["apr"],
    &["mei", "may"],
    &["jun"],
    &["jul"],
    &["agu", "aug", "ags", "agt"],
    &["sep"],
    &["okt", "oct"],
    &["nov", "nop"],
    &["des", "dec"],
];

/// 31 December 2099 in a spreadsheet's count.
const LAST_SERIAL: f64 = 73_050.0;

/// Reads a day: `05-05-2005` and `2005-05-05` with any usual separator, both also with a time of day behind them, `5 Mei
/// 2005` (or `May`, `05-Mei-2005`), and `20050505`. Years have four digits; the day stands before the month.
#[must_use]
pub fn read_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    calendar::parse_date(text)
        .ok()
        .or_else(|| calendar::parse_date(without_time(text)?).ok())
        .or_else(|| in_words(text))
        .or_else(|| in_one(text))
}

/// The day of a spreadsheet's number; nothing for one that no resident was born on. Whole days only.
///
/// The count goes by the system of 1900 (ECMA-376 part 1, 18.17.4.1): 1 is 1 January 1900, and 60 a 29 February that the
/// year did not have.
#[must_use]
pub fn of_serial(number: f64) -> Option<NaiveDate> {
    // A time of day is a fraction; it is let go. What is no number at all fails the comparison.
    if !(1.0..=LAST_SERIAL).contains(&number.floor()) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 73050")]
    let days = number.floor() as i64;
    let before = NaiveDate::from_ymd_opt(1899, 12, if days < 60 { 31 } else { 30 })?;
    (days != 60).then(|| before + TimeDelta::days(days))
}

/// The part before a time of day, which a blank or a `T` begins.
fn without_time(text: &str) -> Option<&str> {
    let (day, time) = text.split_once([' ', 'T'])?;
    let is_time = time.contains(':')
        && time
            .chars()
            .all(|letter| letter.is_ascii_digit() || ":. +ZAPM".contains(letter));
    is_time.then_some(day)
}

fn in_words(text: &str) -> Option<NaiveDate> {
    let mut parts = text
        .split([' ', '-', '/', '.', ','])
        .filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let word = month.to_lowercase();
    let at = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)))?;
    let month = u32::try_from(at + 1).ok()?;
    calendar::parse_date(&format!("{day}-{month}-{year}")).ok()
}

/// Eight digits: year, month, day, or day, month, year. None are both: a month is no century.
fn in_one(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year_first = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
    let day_first = format!("{}-{}-{}", &text[..2], &text[2..4], &text[4..]);
    let read = |text: &str| calendar::parse_date(text).ok();
    read(&year_first).or_else(|| read(&day_first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_reads_the_same_in_every_style_that_exports_have() {
        for text in [
            "05-05-2005",
            "5/5/2005",
            "2005-05-05",
            "2005-05-05 00:00:00",
            "2005-05-05T00:00:00Z",
            "05/05/2005 0:00",
            "5 Mei 2005",
            "05-MEI-2005",
            "5 May 2005",
            "20050505",
        ] {
            assert_eq!(read_date(text), Some(day("2005-05-05")), "{text}");
        }
        assert_eq!(read_date("17 Agustus 1945"), Some(day("1945-08-17")));
        assert_eq!(read_date("31121990"), Some(day("1990-12-31")));
    }

    #[test]
    fn what_may_be_two_days_or_none_is_none() {
        for text in [
            "05-05-05",
            "12/25/2005",
            "31-02-2005",
            "5 Mei 05",
            "10 Bulan 2005",
            "kemarin",
            "",
            "99999999",
            "2005",
        ] {
            assert_eq!(read_date(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_of_a_spreadsheet_is_the_day_that_it_shows_there() {
        for (number, shown) in [
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (61.0, "1900-03-01"),
            (38_477.0, "2005-05-05"),
            (38_477.75, "2005-05-05"),
            (73_050.0, "2099-12-31"),
        ] {
            assert_eq!(of_serial(number), Some(day(shown)), "{number}");
        }
        for number in [0.0, -1.0, 60.0, 73_051.0, 1e18, f64::NAN, f64::INFINITY] {
            assert_eq!(of_serial(number), None, "{number}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = read_date(&text);
        }

        #[test]
        fn no_eight_digits_are_two_days(text in "[0-9]{8}") {
            let read = |text: String| calendar::parse_date(&text).ok();
            let year_first = read(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
            let day_first = read(format!("{}-{}-{}", &text[..2], &text[2..4], &text[4..]));
            prop_assert!(year_first.is_none() || day_first.is_none(), "{}", text);
        }

        #[test]
        fn a_number_and_its_day_go_forward_together(number in 61u32..73_000) {
            let (one, next) = (of_serial(f64::from(number)), of_serial(f64::from(number + 1)));
            prop_assert_eq!(one.and_then(|day| day.succ_opt()), next);
        }
    }
}
