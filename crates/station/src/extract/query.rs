//! What is typed to find somebody: the digits of a NIK; or words of a name, with a birth date or year among them, and after
//! a comma the mother's name or the village. "muh yusuf 1990, siti, sungai raya".

use chrono::NaiveDate;
use rekam_domain::calendar;
use rekam_domain::name::sound;

/// A birth date as far as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Born {
    /// The day.
    Day(NaiveDate),
    /// The year only.
    Year(i32),
}

/// What is looked for.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The first digits of the NIK; where there are any, nothing else counts.
    pub digits: String,
    /// Words of the name, as spelled.
    pub words: Vec<String>,
    /// Whether the last word may go on.
    pub open: bool,
    /// The birth date.
    pub born: Option<Born>,
    /// What stands after a comma: the mother's name, or a village or kecamatan by its whole name.
    pub also: Vec<String>,
}

impl std::fmt::Debug for Query {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Query")
    }
}

impl Query {
    /// Reads what is typed so far.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let is_nik = text.chars().any(|letter| letter.is_ascii_digit())
            && text
                .chars()
                .all(|letter| letter.is_ascii_digit() || letter.is_whitespace());
        if is_nik {
            return Self {
                digits: text.split_whitespace().collect(),
                ..Self::default()
            };
        }
        let mut parts = text.split(',');
        let mut query = Self::default();
        let name = parts.next().unwrap_or_default();
        let mut words = String::new();
        for token in name.split_whitespace() {
            match born(token) {
                Some(born) => query.born = Some(born),
                None => words.extend([token, " "]),
            }
        }
        query.words = sound::words(&words);
        let ends_in_a_word = name.chars().next_back().is_some_and(char::is_alphanumeric);
        let last_is_a_word = name
            .split_whitespace()
            .next_back()
            .is_some_and(|last| born(last).is_none());
        query.open = name.len() == text.len() && ends_in_a_word && last_is_a_word;
        for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
            match born(part) {
                Some(born) => query.born = Some(born),
                None => query.also.push(part.to_owned()),
            }
        }
        query
    }

    /// Whether nothing is asked.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.digits.is_empty() && self.words.is_empty()
    }
}

fn born(token: &str) -> Option<Born> {
    if let Ok(day) = calendar::parse_date(token) {
        return Some(Born::Day(day));
    }
    let year = token.parse().ok().filter(|_| token.len() == 4)?;
    (calendar::EARLIEST_YEAR..2100)
        .contains(&year)
        .then_some(Born::Year(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_name_birth_date_mother_and_village() {
        let query = Query::read("Muh. Yusuf 05-05-1990, Siti Aminah, sungai raya");
        assert_eq!(query.words, ["muh", "yusuf"]);
        assert_eq!(query.born, Some(Born::Day("1990-05-05".parse().unwrap())));
        assert_eq!(query.also, ["Siti Aminah", "sungai raya"]);
        assert!(!query.open);
        assert_eq!(Query::read("yusuf, 1990").born, Some(Born::Year(1990)));
    }

    #[test]
    fn digits_alone_are_a_nik_and_a_last_word_may_go_on() {
        assert_eq!(Query::read("6171 0145").digits, "61710145");
        assert!(Query::read("muhammad yus").open && !Query::read("muhammad yus ").open);
        assert!(!Query::read("muhammad 1990").open);
        assert!(Query::read(" .,").is_empty() && !Query::read("a").is_empty());
    }
}
