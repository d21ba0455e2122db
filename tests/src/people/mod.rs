//! Invented residents of the province, as many as are wanted, always the same for a seed. Their NIK carry serials 99xx, so
//! that no real number is hit; names are put together by chance from parts that are given here.

mod chance;
mod names;
mod spelling;

use std::collections::HashMap;
use std::io::{self, Write};

use chrono::{Datelike as _, NaiveDate};
use rekam_domain::region::{self, Level, Region};

pub use chance::Chance;
use names::{ORIGINS, Origin, Parts, men, women};
pub use spelling::{misspelled, respelled};

/// On which ages are counted: the people are the same whenever they are made.
const COUNTED: (i32, u32, u32) = (2026, 1, 1);
/// Serials of those who live where they were first registered, and of those who moved in from the next kecamatan. As at an
/// office, the first of a birth date has 1.
const HOME_SERIAL: u32 = 9901;
const MOVED_SERIAL: u32 = 9951;

/// One invented resident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invented {
    /// Sixteen digits, the last four 99xx.
    pub nik: String,
    /// The name as registered.
    pub name: String,
    /// Whether the day in the NIK carries 40 more.
    pub woman: bool,
    /// The birth date.
    pub born: NaiveDate,
    /// The mother's name.
    pub mother: String,
    /// The village.
    pub village: &'static Region,
    /// The column *Stat Rkm*.
    pub status: &'static str,
}

/// All invented residents, village by village.
pub struct People {
    villages: Vec<(&'static Region, u32)>,
    seed: u64,
    at: usize,
    left: u32,
    chance: Chance,
    /// Serials that are used, by kecamatan, day and sex; of the present kecamatan and the one before.
    serials: HashMap<(String, String), u32>,
    before: &'static str,
}

impl People {
    /// `count` residents of the regions whose codes begin with `within`. Villages have their weight by chance; those of a
    /// kota weigh ten times as much.
    #[must_use]
    pub fn of(within: &str, count: u32, seed: u64) -> Self {
        let mut chance = Chance::of(seed);
        let weigh = |village: &'static Region| {
            let weight = 200 + chance.below(1800);
            let kota = village.code.get(2..4).is_some_and(|part| part >= "70");
            (village, u64::from(if kota { weight * 10 } else { weight }))
        };
        let villages =
            region::all(Level::Village).filter(|village| village.code.starts_with(within));
        let weights: Vec<(&Region, u64)> = villages.map(weigh).collect();
        let all: u64 = weights.iter().map(|(_, weight)| weight).sum();
        let (mut given, mut weighed) = (0u64, 0u64);
        let share = |(village, weight): (&'static Region, u64)| {
            weighed += weight;
            let until = u64::from(count) * weighed / all.max(1);
            let here = u32::try_from(until - given).unwrap_or(0);
            given = until;
            (village, here)
        };
        // Nobody follows the last kecamatan, so those who moved into the first come from there.
        let last = weights
            .last()
            .and_then(|(village, _)| village.code.get(..6));
        Self {
            before: last.unwrap_or_default(),
            villages: weights.into_iter().map(share).collect(),
            seed,
            at: 0,
            left: 0,
            chance,
            serials: HashMap::new(),
        }
    }

    fn one(&mut self, village: &'static Region) -> Invented {
        let origin = self.origin(village);
        let chance = &mut self.chance;
        let woman = chance.below(1000) < 487;
        let name = name(
            if woman { women(origin) } else { men(origin) },
            origin,
            chance,
        );
        let mother = name_of_mother(origin, chance);
        let born = born(chance);
        let status = status(born, chance);
        let nik = self.nik(village, born, woman);
        Invented {
            nik,
            name,
            woman,
            born,
            mother,
            village,
            status,
        }
    }

    /// Most people of a village have one origin.
    fn origin(&mut self, village: &Region) -> Origin {
        let of_village = village.code.bytes().fold(self.seed | 1, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        });
        let mut common = Chance::of(of_village);
        let chance = if self.chance.below(10) < 6 {
            &mut common
        } else {
            &mut self.chance
        };
        let mut left = chance.below(100);
        for (origin, share) in ORIGINS {
            if left < *share {
                return *origin;
            }
            left -= share;
        }
        Origin::Malay
    }

    fn nik(&mut self, village: &'static Region, born: NaiveDate, woman: bool) -> String {
        let here = village.code.get(..6).unwrap_or_default();
        let (from, first) = if self.chance.below(10) == 0 {
            (self.before, MOVED_SERIAL)
        } else {
            (here, HOME_SERIAL)
        };
        let day = format!(
            "{:02}{}",
            born.day() + if woman { 40 } else { 0 },
            born.format("%m%y")
        );
        let serial = self
            .serials
            .entry((format!("{from}{first}"), day.clone()))
            .or_insert(first);
        let nik = format!("{from}{day}{serial}");
        *serial += 1;
        nik
    }
}

impl Iterator for People {
    type Item = Invented;

    fn next(&mut self) -> Option<Invented> {
        while self.left == 0 {
            let (village, count) = *self.villages.get(self.at)?;
            self.at += 1;
            self.left = count;
            self.chance = Chance::of(self.seed ^ village.code.parse::<u64>().unwrap_or(0));
            let previous = self.at.checked_sub(2).and_then(|at| self.villages.get(at));
            let previous = previous.map(|(village, _)| village.code.get(..6).unwrap_or_default());
            if let Some(previous) = previous.filter(|previous| !village.code.starts_with(previous))
            {
                self.before = previous;
                self.serials.clear();
            }
        }
        self.left -= 1;
        let (village, _) = *self.villages.get(self.at - 1)?;
        Some(self.one(village))
    }
}

/// Younger years hold more people.
fn born(chance: &mut Chance) -> NaiveDate {
    let (a, b) = (chance.below(92), chance.below(92));
    let (year, month, day) = COUNTED;
    let counted = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    counted - chrono::TimeDelta::days(i64::from(a.min(b)) * 365 + i64::from(chance.below(365)))
}

fn status(born: NaiveDate, chance: &mut Chance) -> &'static str {
    if COUNTED.0 - born.year() < 17 {
        return "BELUM WAJIB";
    }
    match chance.below(100) {
        0..=7 => "BELUM REKAM",
        8..=17 => "SUDAH REKAM",
        18..=39 => "PRINT READY RECORD",
        40..=59 => "CARD PRINTED",
        60..=69 => "CARD SHIPPED",
        _ => "CARD ISSUED",
    }
}

fn name_of_mother(origin: Origin, chance: &mut Chance) -> String {
    name(women(origin), origin, chance)
}

fn name(parts: Parts, origin: Origin, chance: &mut Chance) -> String {
    let count = match (origin, chance.below(10)) {
        (Origin::Chinese, _) => 3,
        (_, 0) => 1,
        (_, 1..=6) => 2,
        _ => 3,
    };
    let mut words = vec![pick(parts.first, chance).to_owned()];
    while words.len() < count {
        // The tail: a third of the further words are nobody else's, or few others'.
        let word = if chance.below(3) == 0 {
            parts
                .tail
                .map(|syllables| pick(syllables, chance))
                .concat()
                .to_uppercase()
        } else {
            pick(parts.more, chance).to_owned()
        };
        words.push(word);
    }
    words.join(" ")
}

/// Commoner ones stand first: the square of chance draws them more often.
fn pick<'a>(of: &'a str, chance: &mut Chance) -> &'a str {
    let all: Vec<&str> = of.split(' ').collect();
    let count = u32::try_from(all.len()).unwrap_or(1);
    let at = chance.below(count).min(chance.below(count));
    all.get(at as usize).copied().unwrap_or_default()
}

/// Writes people as an export of SIAK (BIP) with a column of village codes.
///
/// # Errors
/// What the disk says.
pub fn write_bip(people: impl Iterator<Item = Invented>, out: impl Write) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 18, out);
    writeln!(
        out,
        "NAMA,NIK,TMPT LHR,TGL LHR,JK,STATUS KAWIN,SHDK,AGAMA,IBU,WJB KTP,STAT RKM,KODE DESA"
    )?;
    for one in people {
        let (sex, obliged) = (
            if one.woman { "P" } else { "L" },
            if one.status == "BELUM WAJIB" {
                "BELUM"
            } else {
                "WAJIB"
            },
        );
        writeln!(
            out,
            "{},{},CONTOH,{},{sex},,,,{},{obliged},{},{}",
            one.name,
            one.nik,
            one.born.format("%d-%m-%Y"),
            one.mother,
            one.status,
            one.village.code
        )?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rekam_domain::nik::Nik;
    use std::collections::HashSet;

    #[test]
    fn invented_people_are_always_the_same_and_their_niks_are_possible_invented_and_their_own() {
        let people: Vec<Invented> = People::of("6171", 30_000, 7).collect();
        assert_eq!(people.len(), 30_000);
        assert!(People::of("6171", 30_000, 7).eq(people.iter().cloned()));
        let mut niks = HashSet::new();
        for one in &people {
            let nik = Nik::parse(&one.nik).unwrap();
            assert!(
                one.nik[12..].starts_with("99"),
                "a NIK that may be somebody's"
            );
            assert!(nik.written_birth_date().agrees_with(one.born));
            assert_eq!(nik.sex().as_str() == "2", one.woman);
            assert!(niks.insert(one.nik.clone()));
        }
        let names: HashSet<&str> = people.iter().map(|one| one.name.as_str()).collect();
        assert!(names.len() > 8_000, "{}", names.len());
    }

    #[test]
    fn a_province_is_spread_over_all_its_villages() {
        let villages: HashSet<&str> = People::of("61", 60_000, 1)
            .map(|one| one.village.code.as_str())
            .collect();
        assert!(villages.len() > 2_000);
    }
}
