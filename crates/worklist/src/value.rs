//! From a cell to what would be typed at the desk. What cannot be read for certain is left to the desk, with a remark;
//! nothing is guessed.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use rekam_domain::calendar;
use rekam_domain::code::ErrorCode;
use rekam_domain::field::{Field, Kind};
use rekam_domain::lists::conversion::{self, Conversion};
use rekam_domain::lists::{CodeList, Item, ListId};
use rekam_domain::region::{self, Level, Region};

use super::column::plain;
use super::mapping::MaritalList;
use crate::table::{Cell, of_serial, read_date};

/// What exports write where there is nothing.
const NOTHING: [&str; 3] = ["-", "0", "--"];
/// Words of exports for values of the lists, beside the lists' own: [plain](plain) word and code. Seen in village applications
/// and in SIAK exports (domain.md, section on code lists).
const WORDS: &[(ListId, &str, &str)] = &[
    (ListId::Sex, "l", "1"),
    (ListId::Sex, "lk", "1"),
    (ListId::Sex, "laki", "1"),
    (ListId::Sex, "pria", "1"),
    (ListId::Sex, "p", "2"),
    (ListId::Sex, "pr", "2"),
    (ListId::Sex, "wanita", "2"),
    (ListId::Religion, "protestan", "2"),
    (ListId::Religion, "kristenprotestan", "2"),
    (ListId::Religion, "katolik", "3"),
    (ListId::Religion, "kristenkatolik", "3"),
    (ListId::Religion, "kristenkatholik", "3"),
    (ListId::Religion, "buddha", "5"),
    (ListId::Religion, "konghucu", "6"),
    (ListId::Religion, "konghuchu", "6"),
    (ListId::Religion, "kepercayaan", "7"),
    (ListId::Religion, "penghayatkepercayaan", "7"),
    (ListId::BloodType, "tidaktahu", "13"),
    (ListId::Citizenship, "wni", "1"),
];
/// Digits of a NIK and of a family card number.
const LENGTH: usize = 16;
/// Different words of one column that are remembered: a list of codes has fewer.
const MOST_WORDS: usize = 10_000;

/// What a cell says.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing.
    Nothing,
    /// This.
    Text(String),
    /// This, and the desk should look at it; or nothing of use, and the desk must ask.
    Doubtful(Option<String>, ErrorCode),
}

/// NIK that all end in 0 before a column is taken for a rounded one: by chance one list in a hundred million is like that.
const WORN_FROM: usize = 8;

/// Whether a spreadsheet rounded a column of NIK before it became text: it keeps fifteen digits and writes a zero for the last.
#[derive(Debug, Default)]
pub(super) struct Wear {
    zeros: usize,
    has_other: bool,
}

impl Wear {
    /// Looks at one more cell; false once the column is known not to be worn.
    pub(super) fn look(&mut self, cell: &Cell<'_>) -> bool {
        if let Ok(Number::Whole(text)) = digits(cell)
            && text.len() == LENGTH
        {
            match text.ends_with('0') {
                true => self.zeros += 1,
                false => self.has_other = true,
            }
        }
        !self.has_other
    }

    pub(super) const fn is_worn(&self) -> bool {
        !self.has_other && self.zeros >= WORN_FROM
    }
}

/// Reads cells, and remembers what words and villages mean: there are few, and they come again.
pub(super) struct Values {
    today: NaiveDate,
    marital: MaritalList,
    is_nik_worn: bool,
    words: HashMap<(Field, String), Said>,
    villages: HashMap<(String, String), Option<&'static str>>,
}

impl Values {
    pub(super) fn new(today: NaiveDate, marital: MaritalList, is_nik_worn: bool) -> Self {
        Self {
            today,
            marital,
            is_nik_worn,
            words: HashMap::new(),
            villages: HashMap::new(),
        }
    }

    /// What a cell of a field says; villages are asked for with [`Values::village`].
    ///
    /// # Errors
    /// For a cell that cannot be read, and for a NIK that a spreadsheet rounded.
    pub(super) fn of(&mut self, field: Field, cell: &Cell<'_>) -> Result<Said, ErrorCode> {
        match field.kind() {
            Kind::Nik => match digits(cell)? {
                Number::Whole(text) if !(self.is_nik_worn && field == Field::Nik) => Ok(said(text)),
                // Only the resident's own NIK finds people; a parent's is asked for at the desk.
                Number::Whole(_) | Number::Rounded if field == Field::Nik => {
                    Err(ErrorCode::WorklistNikRounded)
                }
                Number::Whole(_) | Number::Rounded => {
                    Ok(Said::Doubtful(None, ErrorCode::WorklistNumberRounded))
                }
            },
            Kind::Kk => match digits(cell)? {
                Number::Whole(text) => Ok(said(text)),
                Number::Rounded => Ok(Said::Doubtful(None, ErrorCode::WorklistNumberRounded)),
            },
            Kind::PastDate | Kind::Expiry => self.day(field, cell),
            Kind::Coded { list } => {
                let text = readable(cell)?;
                Ok(self.word(field, list, &text))
            }
            Kind::Name { .. }
            | Kind::BirthPlace
            | Kind::Text { .. }
            | Kind::Digits { .. }
            | Kind::Phone
            | Kind::Email
            | Kind::Village => Ok(said(readable(cell)?)),
        }
    }

    fn day(&self, field: Field, cell: &Cell<'_>) -> Result<Said, ErrorCode> {
        let day = match cell {
            Cell::Day(day) => Some(*day),
            Cell::Number(number) => of_serial(*number),
            Cell::Text(text) => read_date(text).or_else(|| serial_in_text(text)),
            Cell::Empty | Cell::Unreadable | Cell::TooLong => None,
        };
        let text = readable(cell)?;
        let is_past = |day: NaiveDate| day <= self.today || field.kind() == Kind::Expiry;
        Ok(match day {
            Some(day) if is_past(day) => Said::Text(calendar::format_date(day)),
            Some(_) | None if NOTHING.contains(&text.as_str()) || text.is_empty() => Said::Nothing,
            Some(_) | None => Said::Doubtful(Some(text), ErrorCode::WorklistDate),
        })
    }

    fn word(&mut self, field: Field, list: ListId, text: &str) -> Said {
        if text.is_empty() || text == "-" {
            return Said::Nothing;
        }
        let asked = (field, text.to_owned());
        if let Some(known) = self.words.get(&asked) {
            return known.clone();
        }
        let said = self.meant(list, text);
        if self.words.len() < MOST_WORDS {
            self.words.insert(asked, said.clone());
        }
        said
    }

    /// The code that a word or a number of a list means today.
    fn meant(&self, list: ListId, text: &str) -> Said {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let found = match (list, is_number) {
            (ListId::MaritalStatus, true) => self.marital_number(text),
            (ListId::Occupation, true) => conversion::occupation_without_list(text),
            (_, true) => certain(list.item(text)),
            (_, false) => by_word(list, text),
        };
        match found {
            Conversion::Certain(item) => Said::Text(item.code.clone()),
            Conversion::Choose(_) => Said::Doubtful(None, ErrorCode::WorklistChoose),
            Conversion::Unknown => Said::Doubtful(Some(text.to_owned()), ErrorCode::WorklistWord),
        }
    }

    fn marital_number(&self, text: &str) -> Conversion {
        let (six, four) = (
            certain(ListId::MaritalStatus.item(text)),
            conversion::marital_status(text.trim_start_matches('0')),
        );
        match self.marital {
            MaritalList::Six => six,
            MaritalList::Four => four,
            MaritalList::Unknown => match (six, four) {
                (six, Conversion::Unknown) => six,
                (Conversion::Certain(one), Conversion::Certain(other)) if one == other => {
                    Conversion::Certain(one)
                }
                (Conversion::Certain(one), other) => {
                    Conversion::Choose(std::iter::once(one).chain(candidates(other)).collect())
                }
                (Conversion::Choose(_) | Conversion::Unknown, other) => other,
            },
        }
    }

    /// The code of a village, by code or name; a kecamatan tells villages of one name apart.
    pub(super) fn village(&mut self, text: &str, kecamatan: &str) -> Option<&'static str> {
        let asked = (text.to_owned(), kecamatan.to_owned());
        if let Some(known) = self.villages.get(&asked) {
            return *known;
        }
        let found = village(text, kecamatan).map(|village| village.code.as_str());
        if self.villages.len() < MOST_WORDS {
            self.villages.insert(asked, found);
        }
        found
    }
}

fn said(text: String) -> Said {
    if text.is_empty() || NOTHING.contains(&text.as_str()) {
        Said::Nothing
    } else {
        Said::Text(text)
    }
}

/// The text of a cell that is one.
pub(super) fn readable(cell: &Cell<'_>) -> Result<String, ErrorCode> {
    match cell {
        Cell::Unreadable => Err(ErrorCode::WorklistNotText),
        Cell::TooLong => Err(ErrorCode::WorklistCellTooLong),
        Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Day(_) => {
            Ok(cell.text().unwrap_or_default().into_owned())
        }
    }
}

enum Number {
    Whole(String),
    Rounded,
}

/// Sixteen digits that may have gone through a spreadsheet, which keeps fifteen and writes a zero for the last. A number that
/// ends in another digit was written by a program and is whole; a text that ends in four zeros is nobody's NIK, but is what
/// `6,17E+15` becomes.
fn digits(cell: &Cell<'_>) -> Result<Number, ErrorCode> {
    if let Cell::Number(number) = cell {
        let text = format!("{number:.0}");
        return Ok(if text.len() == LENGTH && text.ends_with('0') {
            Number::Rounded
        } else {
            Number::Whole(text)
        });
    }
    let text = readable(cell)?;
    let in_powers = text.starts_with(|first: char| first.is_ascii_digit())
        && text.to_uppercase().contains("E+");
    // A number with a fraction of nothing.
    let whole = text.strip_suffix(".0").or_else(|| text.strip_suffix(",0"));
    let was_number = whole.is_some_and(|whole| whole.ends_with('0'));
    let text: String = whole
        .unwrap_or(&text)
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let is_worn = text.len() == LENGTH && text.ends_with("0000");
    Ok(if in_powers || was_number || is_worn {
        Number::Rounded
    } else {
        Number::Whole(text)
    })
}

/// A spreadsheet's number that became text. Five digits: birth dates from 1927 on.
fn serial_in_text(text: &str) -> Option<NaiveDate> {
    let is_number = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    of_serial(text.parse().ok().filter(|_| is_number)?)
}

fn certain(item: Option<&'static Item>) -> Conversion {
    item.map_or(Conversion::Unknown, Conversion::Certain)
}

fn candidates(conversion: Conversion) -> Vec<&'static Item> {
    match conversion {
        Conversion::Certain(item) => vec![item],
        Conversion::Choose(items) => items,
        Conversion::Unknown => Vec::new(),
    }
}

fn by_word(list: ListId, text: &str) -> Conversion {
    if let Some(item) = list.list().find(text) {
        return Conversion::Certain(item);
    }
    let word = plain(text);
    // In a blood type the sign is the meaning: A, A+ or A-.
    if list != ListId::BloodType
        && let Some(item) = labelled(list.list(), &word)
    {
        return Conversion::Certain(item);
    }
    let also = WORDS
        .iter()
        .find(|(of, also, _)| *of == list && *also == word);
    if let Some((_, _, code)) = also {
        return certain(list.item(code));
    }
    // A word of the list that was used before: what it means today.
    match list {
        ListId::MaritalStatus => labelled(ListId::MaritalStatusOld.list(), &word)
            .map_or(Conversion::Unknown, |old| {
                conversion::marital_status(&old.code)
            }),
        ListId::Occupation => labelled(ListId::OccupationOld.list(), &word)
            .map_or(Conversion::Unknown, |old| conversion::occupation(&old.code)),
        ListId::Sex
        | ListId::Religion
        | ListId::MaritalStatusOld
        | ListId::FamilyRelation
        | ListId::Education
        | ListId::BloodType
        | ListId::Disability
        | ListId::Citizenship
        | ListId::Possession
        | ListId::OccupationOld
        | ListId::RecordingStatus
        | ListId::SiakRecording
        | ListId::Service
        | ListId::MovingReason
        | ListId::SponsorType => Conversion::Unknown,
    }
}

/// The item with a label of these letters, whatever stands between them.
fn labelled(list: &'static CodeList, word: &str) -> Option<&'static Item> {
    list.items.iter().find(|item| {
        [&item.official, &item.indonesian, &item.english]
            .iter()
            .any(|label| plain(label) == word)
    })
}

/// Villages by their [plain] names.
static VILLAGES: LazyLock<HashMap<String, Vec<&'static Region>>> = LazyLock::new(|| {
    let mut found: HashMap<String, Vec<&'static Region>> = HashMap::new();
    for village in region::all(Level::Village) {
        found.entry(plain(&village.name)).or_default().push(village);
    }
    found
});

fn village(text: &str, kecamatan: &str) -> Option<&'static Region> {
    if let Some(village) = region::village(text) {
        return Some(village);
    }
    let name = plain(text);
    // With or without the word that says which kind of village it is.
    let names = ["", "desa", "kelurahan", "kel"];
    let mut found = names
        .iter()
        .filter_map(|kind| VILLAGES.get(name.strip_prefix(kind)?))
        .flatten();
    let first = found.next()?;
    if found.next().is_none() {
        return Some(first);
    }
    let kecamatan = plain(kecamatan);
    let kecamatan = kecamatan
        .strip_prefix("kecamatan")
        .or_else(|| kecamatan.strip_prefix("kec"))
        .unwrap_or(&kecamatan);
    let mut there = names
        .iter()
        .filter_map(|kind| VILLAGES.get(name.strip_prefix(kind)?))
        .flatten()
        .filter(|village| {
            let parent = village.parent();
            parent
                .is_some_and(|parent| plain(&parent.name) == kecamatan || parent.code == kecamatan)
        });
    let only = there.next()?;
    there.next().is_none().then_some(*only)
}
