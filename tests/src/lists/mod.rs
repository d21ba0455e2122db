//! A messy list of expected residents, as many rows as are wanted, always the same for a seed, and what exactly must come of it:
//! how many rows are refused for each reason, and how many rows carry each remark.
//!
//! Each row is drawn to be right or to have one trouble, and the trouble is counted where it is made. Nothing here reads a list.

mod dress;

use std::collections::BTreeMap;

use rekam_domain::code::ErrorCode;

use crate::people::{Chance, Invented, People};

pub use dress::{Dress, csv, xlsx};

/// The names of the columns: those of a SIAK export, a school list and a village's own, mixed as they come.
const COLUMNS: [&str; 17] = [
    "NO",
    "NIK",
    "NAMA LGKP",
    "TMPT LHR",
    "TGL LHR",
    "JK",
    "AGAMA",
    "STAT KWN",
    "NO KK",
    "IBU",
    "ALAMAT",
    "RT/RW",
    "KODE DESA",
    "ASAL SEKOLAH",
    "KUNJUNGAN",
    "STAT RKM",
    "KET",
];

/// One cell as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    Text(String),
    /// A number of a spreadsheet; digits in a CSV file.
    Number(f64),
    /// A day of a spreadsheet; a text in a CSV file.
    Day(chrono::NaiveDate),
}

/// What a list must come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Rows, without titles and blank ones.
    pub rows: u32,
    /// Rows that can be taken.
    pub good: u32,
    /// Refused rows by reason.
    pub refused: BTreeMap<ErrorCode, u32>,
    /// Remarks in rows that can be taken.
    pub remarks: BTreeMap<ErrorCode, u32>,
    /// Rows with a village that is known.
    pub with_village: u32,
    /// Rows with a bed visit.
    pub bed_visits: u32,
    /// Rows that say that somebody is recorded already.
    pub recorded: u32,
    /// Rows with a birth date that can be read.
    pub with_birth_date: u32,
}

/// A messy list.
pub struct Messy {
    pub(crate) rows: Vec<Vec<Written>>,
    /// In rows of the list: how many rows the village of a first row is merged over; spreadsheets only.
    pub(crate) merged: Vec<(usize, usize)>,
    /// What must come of it.
    pub known: Known,
}

/// What is wrong with a row. Shares of a thousand.
const TROUBLES: [(u32, Trouble); 14] = [
    (12, Trouble::NikShort),
    (8, Trouble::NikLetter),
    (6, Trouble::NikDay),
    (10, Trouble::NikRounded),
    (6, Trouble::NikInPowers),
    (8, Trouble::NoName),
    (7, Trouble::Shifted),
    (9, Trouble::TooWide),
    (20, Trouble::Double),
    (3, Trouble::TooLong),
    (15, Trouble::DateTwoDigits),
    (10, Trouble::VillageUnknown),
    (12, Trouble::MaritalOpen),
    (6, Trouble::ReligionUnknown),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    NikShort,
    NikLetter,
    NikDay,
    NikRounded,
    NikInPowers,
    NoName,
    /// All cells one column to the right.
    Shifted,
    TooWide,
    Double,
    TooLong,
    DateTwoDigits,
    VillageUnknown,
    MaritalOpen,
    ReligionUnknown,
}

impl Trouble {
    fn drawn(chance: &mut Chance) -> Option<Self> {
        let mut left = chance.below(1000);
        for (share, trouble) in TROUBLES {
            if left < share {
                return Some(trouble);
            }
            left -= share;
        }
        None
    }

    /// The reason for which the row must be refused.
    const fn refusal(self) -> Option<ErrorCode> {
        match self {
            Self::NikShort => Some(ErrorCode::NikLength),
            Self::NikLetter => Some(ErrorCode::NikCharacter),
            // The NIK stands where the name should.
            Self::Shifted => Some(ErrorCode::NameNoLetter),
            Self::NikDay => Some(ErrorCode::NikDay),
            Self::NikRounded | Self::NikInPowers => Some(ErrorCode::WorklistNikRounded),
            Self::NoName => Some(ErrorCode::NameEmpty),
            Self::TooWide => Some(ErrorCode::WorklistColumns),
            Self::Double => Some(ErrorCode::WorklistDouble),
            Self::TooLong => Some(ErrorCode::WorklistCellTooLong),
            Self::DateTwoDigits
            | Self::VillageUnknown
            | Self::MaritalOpen
            | Self::ReligionUnknown => None,
        }
    }

    /// The remark that the row must carry.
    const fn remark(self) -> Option<ErrorCode> {
        match self {
            Self::DateTwoDigits => Some(ErrorCode::WorklistDate),
            Self::VillageUnknown => Some(ErrorCode::WorklistVillage),
            Self::MaritalOpen => Some(ErrorCode::WorklistChoose),
            Self::ReligionUnknown => Some(ErrorCode::WorklistWord),
            Self::NikShort
            | Self::NikLetter
            | Self::NikDay
            | Self::NikRounded
            | Self::NikInPowers
            | Self::NoName
            | Self::Shifted
            | Self::TooWide
            | Self::Double
            | Self::TooLong => None,
        }
    }
}

impl Messy {
    /// A list of `count` rows about people of Pontianak.
    #[must_use]
    pub fn of(count: u32, seed: u64) -> Self {
        let mut chance = Chance::of(seed);
        let mut people = People::of("6171", count, seed);
        let mut messy = Self {
            rows: Vec::new(),
            merged: Vec::new(),
            known: Known::default(),
        };
        // A double is of somebody who stands above and was taken.
        let mut taken: Option<Vec<Written>> = None;
        while messy.known.rows < count {
            let Some(one) = people.next() else {
                break;
            };
            let trouble = Trouble::drawn(&mut chance)
                .filter(|trouble| *trouble != Trouble::Double || taken.is_some());
            let row = match (trouble, &taken) {
                (Some(Trouble::Double), Some(before)) => before.clone(),
                (_, _) => messy.written(&one, trouble, &mut chance),
            };
            messy.known.rows += 1;
            match trouble.and_then(Trouble::refusal) {
                Some(code) => *messy.known.refused.entry(code).or_default() += 1,
                None => {
                    messy.count(&one, trouble);
                    taken = Some(row.clone());
                }
            }
            messy.rows.push(row);
        }
        messy.merge(&mut chance);
        messy
    }

    fn count(&mut self, one: &Invented, trouble: Option<Trouble>) {
        let known = &mut self.known;
        known.good += 1;
        known.with_village += u32::from(trouble != Some(Trouble::VillageUnknown));
        known.with_birth_date += u32::from(trouble != Some(Trouble::DateTwoDigits));
        known.recorded += u32::from(!matches!(one.status, "BELUM REKAM" | "BELUM WAJIB"));
        known.bed_visits += u32::from(visited(one));
        if let Some(remark) = trouble.and_then(Trouble::remark) {
            *known.remarks.entry(remark).or_default() += 1;
        }
    }

    fn written(
        &self,
        one: &Invented,
        trouble: Option<Trouble>,
        chance: &mut Chance,
    ) -> Vec<Written> {
        let text = |text: &str| Written::Text(text.to_owned());
        let mut row = vec![
            Written::Number(f64::from(self.known.rows + 1)),
            nik(one, trouble, chance),
            text(if trouble == Some(Trouble::NoName) {
                ""
            } else {
                &one.name
            }),
            text("PONTIANAK"),
            born(one, trouble, chance),
            text(match (one.woman, chance.below(4)) {
                (true, 0) => "P",
                (true, 1) => "Perempuan",
                (true, _) => "PEREMPUAN",
                (false, 0) => "L",
                (false, 1) => "Laki-Laki",
                (false, _) => "LAKI-LAKI",
            }),
            text(match (trouble, chance.below(5)) {
                (Some(Trouble::ReligionUnknown), _) => "TIDAK DIISI",
                (_, 0) => "Katolik",
                (_, 1) => "KRISTEN PROTESTAN",
                (_, 2) => "4",
                (_, _) => "ISLAM",
            }),
            text(match (trouble, chance.below(3)) {
                (Some(Trouble::MaritalOpen), 0) => "CERAI HIDUP",
                (Some(Trouble::MaritalOpen), _) => "KAWIN",
                (_, 0) => "Cerai Mati",
                (_, 1) => "KAWIN TERCATAT",
                (_, _) => "BELUM KAWIN",
            }),
            text(&format!("6171010101{}9901", 11 + chance.below(9))),
            text(&one.mother),
            // Letters that UTF-8 and Windows-1252 write differently, in one row of a hundred.
            text(match (trouble, chance.below(100)) {
                (Some(Trouble::TooLong), _) => return too_long(self.written(one, None, chance)),
                (_, 0) => "JALAN CAF\u{c9} \u{201c}CONTOH\u{201d}",
                (_, 1) => "JALAN \"CONTOH\"; GANG, DUA",
                (_, _) => "JALAN CONTOH",
            }),
            text(&format!(
                "{:03}/{:03}",
                1 + chance.below(9),
                1 + chance.below(5)
            )),
            text(&village(one, trouble, chance)),
            text(if one.status == "BELUM WAJIB" {
                "SMAN CONTOH"
            } else {
                ""
            }),
            text(if visited(one) { "YA" } else { "" }),
            text(one.status),
            text(""),
        ];
        match trouble {
            Some(Trouble::Shifted) => {
                row.insert(1, text("PINDAHAN"));
                row.pop();
            }
            Some(Trouble::TooWide) => row.push(text("CATATAN")),
            Some(_) | None => {}
        }
        row
    }

    /// Merges the villages of neighbours who have the same, here and there.
    fn merge(&mut self, chance: &mut Chance) {
        const VILLAGE: usize = 12;
        let mut at = 0;
        while at + 4 < self.rows.len() {
            let of = |row: usize| self.rows[row].get(VILLAGE);
            let same = (at + 1..at + 4)
                .take_while(|next| of(*next) == of(at) && self.rows[*next].len() == COLUMNS.len())
                .count();
            if same > 0 && self.rows[at].len() == COLUMNS.len() && chance.below(20) == 0 {
                self.merged.push((at, same + 1));
                at += same;
            }
            at += 1;
        }
    }
}

/// Old people are visited.
fn visited(one: &Invented) -> bool {
    use chrono::Datelike as _;
    one.born.year() < 1945
}

fn too_long(mut row: Vec<Written>) -> Vec<Written> {
    const ADDRESS: usize = 10;
    row[ADDRESS] = Written::Text("JALAN CONTOH ".repeat(100));
    row
}

fn nik(one: &Invented, trouble: Option<Trouble>, chance: &mut Chance) -> Written {
    let right = &one.nik;
    let number = |digits: &str| digits.parse().map_or(Written::Number(0.0), Written::Number);
    match (trouble, chance.below(40)) {
        (Some(Trouble::NikShort), _) => Written::Text(right[..15].to_owned()),
        (Some(Trouble::NikLetter), _) => {
            Written::Text(format!("{}O{}", &right[..12], &right[13..]))
        }
        (Some(Trouble::NikDay), _) => Written::Text(format!("{}99{}", &right[..6], &right[8..])),
        // Fifteen digits are kept, or eleven.
        (Some(Trouble::NikRounded), 0..=19) => number(&format!("{}0", &right[..15])),
        (Some(Trouble::NikRounded), _) => Written::Text(format!("{}0000", &right[..12])),
        (Some(Trouble::NikInPowers), _) => {
            Written::Text(format!("{},{}E+15", &right[..1], &right[1..6]))
        }
        (Some(Trouble::Shifted), _) => Written::Text(right.clone()),
        (_, 0) => Written::Text(format!(
            " {} {} {} {}",
            &right[..4],
            &right[4..8],
            &right[8..12],
            &right[12..]
        )),
        (_, 1) => Written::Text(format!("'{right}")),
        // Written by a program, so whole; one that ends in 0 could not be told from a rounded one.
        (_, 2) if !right.ends_with('0') => number(right),
        // Somebody without a NIK, as exports write it.
        (_, 3) => Written::Text("0".to_owned()),
        (_, _) => Written::Text(right.clone()),
    }
}

fn born(one: &Invented, trouble: Option<Trouble>, chance: &mut Chance) -> Written {
    const MONTHS: [&str; 12] = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ];
    use chrono::Datelike as _;
    let born = one.born;
    let month = usize::try_from(born.month0()).unwrap_or(0);
    let style = |style: &str| Written::Text(born.format(style).to_string());
    match (trouble, chance.below(6)) {
        (Some(Trouble::DateTwoDigits), _) => style("%d/%m/%y"),
        (_, 0) => style("%d-%m-%Y"),
        (_, 1) => style("%-d/%-m/%Y"),
        (_, 2) => style("%Y-%m-%d 00:00:00"),
        (_, 3) => Written::Text(format!("{} {} {}", born.day(), MONTHS[month], born.year())),
        (_, 4) => style("%d.%m.%Y"),
        (_, _) => Written::Day(born),
    }
}

fn village(one: &Invented, trouble: Option<Trouble>, chance: &mut Chance) -> String {
    match (trouble, chance.below(3)) {
        (Some(Trouble::VillageUnknown), _) => "DESA YANG TIDAK ADA".to_owned(),
        (_, 0) => one.village.dotted(),
        (_, _) => one.village.code.clone(),
    }
}
