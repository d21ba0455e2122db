//! Who of those found comes first: the same spelling before the same sound, that before one letter apart.

use chrono::{Datelike as _, NaiveDate};
use rekam_domain::name::sound;

use super::Person;
use super::query::Born;
use super::terms::{begins_one_apart, one_apart};

/// How far a typed word is from a word of a name.
const SPELLED: u32 = 0;
const BEGINS: u32 = 1;
const SOUNDS: u32 = 2;
const BEGINS_BY_SOUND: u32 = 3;
const APART: u32 = 6;
const BEGINS_APART: u32 = 7;
const ABSENT: u32 = 14;
/// A birth date that is another one; one that has the year in common.
const BORN_OTHERWISE: u32 = 12;
const BORN_THAT_YEAR: u32 = 5;

/// A word with its sounds.
#[derive(Debug, Clone)]
struct Heard {
    spelled: String,
    sounds: Vec<String>,
}

impl Heard {
    fn of(word: &str) -> Self {
        Self {
            spelled: word.to_owned(),
            sounds: sound::sounds(word),
        }
    }
}

fn heard(words: &[String]) -> Vec<Heard> {
    let mut all: Vec<Heard> = words.iter().map(|word| Heard::of(word)).collect();
    for pair in words.windows(2) {
        if let [first, second] = pair {
            let sounds = sound::together(first, second);
            if !sounds.is_empty() {
                all.push(Heard {
                    spelled: format!("{first}{second}"),
                    sounds,
                });
            }
        }
    }
    all
}

/// What is asked, ready to be compared with many.
#[derive(Debug, Clone)]
pub struct Measure {
    words: Vec<Heard>,
    /// Sounds of each two typed words as one.
    pairs: Vec<Vec<String>>,
    /// Beginnings of the last word, while it may go on.
    begun: Option<(String, Vec<String>)>,
    born: Option<Born>,
    mother: Vec<Heard>,
}

impl Measure {
    /// For words of a name, a birth date and words of the mother's name.
    #[must_use]
    pub fn of(words: &[String], open: bool, born: Option<Born>, mother: &[String]) -> Self {
        let last = words.last().filter(|_| open);
        Self {
            words: words.iter().map(|word| Heard::of(word)).collect(),
            pairs: words
                .windows(2)
                .map(|pair| match pair {
                    [first, second] => sound::together(first, second),
                    _ => Vec::new(),
                })
                .collect(),
            begun: last.map(|last| (last.clone(), sound::beginnings(last))),
            born,
            mother: mother.iter().map(|word| Heard::of(word)).collect(),
        }
    }

    /// How far somebody is from what is asked; 0 is what was typed, letter by letter. Nothing for somebody who has none of
    /// the words, not even one letter apart.
    #[must_use]
    pub fn distance(&self, person: &Person) -> Option<u32> {
        let words = sound::words(&person.name);
        let known = heard(&words);
        let mut each: Vec<u32> = self
            .words
            .iter()
            .map(|word| nearest(word, &known))
            .collect();
        if let (Some((spelled, sounds)), Some(last)) = (&self.begun, each.last_mut()) {
            *last = (*last).min(begun(spelled, sounds, &known));
        }
        for (at, sounds) in self.pairs.iter().enumerate() {
            let met = known.iter().any(|word| shared(&word.sounds, sounds));
            if let (true, Some([first, second])) = (met, each.get_mut(at..at + 2)) {
                (*first, *second) = ((*first).min(SOUNDS), (*second).min(SOUNDS));
            }
        }
        if each.iter().all(|word| *word == ABSENT) {
            return None;
        }
        let more = words.len().saturating_sub(self.words.len()).min(3);
        let distance = each.iter().sum::<u32>()
            + u32::try_from(more).unwrap_or(0)
            + self.born.map_or(0, |born| birth(born, person.born))
            + self.of_mother(&person.mother);
        Some(distance)
    }

    fn of_mother(&self, mother: &str) -> u32 {
        if self.mother.is_empty() {
            return 0;
        }
        let known = heard(&sound::words(mother));
        self.mother
            .iter()
            .map(|word| nearest(word, &known) / 2)
            .sum()
    }
}

fn shared(one: &[String], other: &[String]) -> bool {
    one.iter().any(|sound| other.contains(sound))
}

fn nearest(asked: &Heard, known: &[Heard]) -> u32 {
    let far = |word: &Heard| {
        if word.spelled == asked.spelled {
            SPELLED
        } else if shared(&word.sounds, &asked.sounds) {
            SOUNDS
        } else if asked
            .sounds
            .iter()
            .any(|sound| word.sounds.iter().any(|other| one_apart(sound, other)))
        {
            APART
        } else {
            ABSENT
        }
    };
    known.iter().map(far).min().unwrap_or(ABSENT)
}

fn begun(spelled: &str, sounds: &[String], known: &[Heard]) -> u32 {
    let any = |word: &Heard, test: &dyn Fn(&str, &str) -> bool| {
        sounds
            .iter()
            .any(|begun| word.sounds.iter().any(|sound| test(begun, sound)))
    };
    let far = |word: &Heard| {
        if word.spelled.starts_with(spelled) {
            BEGINS
        } else if any(word, &|begun, sound| sound.starts_with(begun)) {
            BEGINS_BY_SOUND
        } else if any(word, &begins_one_apart) {
            BEGINS_APART
        } else {
            ABSENT
        }
    };
    known.iter().map(far).min().unwrap_or(ABSENT)
}

fn birth(asked: Born, known: Option<NaiveDate>) -> u32 {
    match (asked, known) {
        (Born::Day(day), Some(known)) if day == known => 0,
        (Born::Year(year), Some(known)) if year == known.year() => 0,
        (Born::Day(day), Some(known))
            if day.year() == known.year()
                || (day.day(), day.month()) == (known.day(), known.month()) =>
        {
            BORN_THAT_YEAR
        }
        (Born::Day(_) | Born::Year(_), Some(_) | None) => BORN_OTHERWISE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::query::Query;

    fn order(typed: &str, names: &[&str]) -> Vec<u32> {
        let query = Query::read(typed);
        let mother = sound::words(&query.also.join(" "));
        let measure = Measure::of(&query.words, query.open, query.born, &mother);
        let person = |name: &&str| Person {
            id: 0,
            nik: None,
            name: (*name).to_owned(),
            born: "1990-05-05".parse().ok(),
            mother: "SITI AMINAH".to_owned(),
            village: None,
            status: None,
        };
        names
            .iter()
            .filter_map(|name| measure.distance(&person(name)))
            .collect()
    }

    fn rises(distances: &[u32]) -> bool {
        distances.is_sorted_by(|a, b| a < b)
    }

    #[test]
    fn the_same_spelling_comes_before_the_same_sound_and_that_before_one_letter_apart() {
        let names = [
            "MUHAMMAD YUSUF",
            "MUHAMMAD YUSUFA",
            "MUHAMMAD JUSUF",
            "MUHAMMAD YUSUP",
            "MUHAMMAD RIDWAN",
        ];
        let distances = order("muhammad yusuf", &names);
        assert!(rises(&distances), "{distances:?}");
        assert_eq!(distances[0], 0);
    }

    #[test]
    fn two_words_typed_as_one_and_one_typed_as_two_are_the_same_person() {
        assert!(order("nurhayati ", &["NUR HAYATI"])[0] <= SOUNDS + 1);
        assert!(order("nur hayati ", &["NURHAYATI"])[0] <= 2 * SOUNDS);
    }

    #[test]
    fn another_birth_date_or_mother_puts_somebody_behind() {
        let far = |typed| order(typed, &["BUDI"])[0];
        assert!(rises(&[
            far("budi 05-05-1990"),
            far("budi 07-05-1990"),
            far("budi 07-06-1991")
        ]));
        assert!(rises(&[
            far("budi, siti aminah"),
            far("budi, siti amina"),
            far("budi, dewi")
        ]));
    }
}
