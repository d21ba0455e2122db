//! How a word of a name sounds, so that people are found however an office once spelled them.
//!
//! A word has one or more *sounds*: plain small letters, in which every old, foreign or careless spelling of the same
//! name meets (TJOKRO and COKRO, JUSUF and YUSUF, MOHD. and MUHAMMAD). A few letters stand for two sounds (CH in CHAIRUL
//! and in CHANDRA); such a word has both, and two words sound alike where they share one. The rules are a table
//! ([`rules::RULES`]), each with its reason; docs/FINDING.md prints it.

mod rules;
#[cfg(test)]
mod tests;

use rules::{Place, RULES, TWO_SOUNDS, WRITTEN_TOGETHER, whole_word};

/// Words that offices leave out as often as they write them, and that name nobody: *bin* and *binti*, titles.
const LEFT_OUT: &[&str] = &[
    "bin", "binti", "binte", "bte", "bti", "h", "hj", "haji", "hajah", "hajjah", "kh", "dr", "drs",
    "dra", "ir", "prof",
];

/// The words of a name as they are spelled: small letters without marks (NUR'AINI is one word, AL-AMIN two), without
/// *bin*, *binti* and titles. A name of nothing else keeps them.
pub fn words(name: &str) -> Vec<String> {
    let mut all: Vec<String> = name
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | '/' | '.' | ','))
        .map(plain)
        .filter(|word| !word.is_empty())
        .collect();
    let names_somebody = |word: &String| !LEFT_OUT.contains(&word.as_str());
    if all.iter().any(names_somebody) {
        all.retain(names_somebody);
    }
    all
}

/// The sounds of a whole word, in order. Never empty for a word that holds a letter or a digit.
pub fn sounds(word: &str) -> Vec<String> {
    let plain = plain(word);
    if let Some(sound) = whole_word(&single(&plain)) {
        return vec![sound.to_owned()];
    }
    folded(&plain, true)
}

/// The sounds with which a word may begin of which only the beginning is typed: rules for the end of a word wait.
pub fn beginnings(typed: &str) -> Vec<String> {
    folded(&plain(typed), false)
}

/// The sounds of two words written as one, for first words that offices write both ways (NUR HAYATI, NURHAYATI); empty
/// for all others.
pub fn together(first: &str, second: &str) -> Vec<String> {
    let sounds = sounds(first);
    let joins = |first: &&String| WRITTEN_TOGETHER.contains(&first.as_str());
    let as_one = |first: &String| folded(&format!("{first}{}", plain(second)), true);
    let mut all: Vec<String> = sounds.iter().filter(joins).flat_map(as_one).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether two names sound alike: every word of the shorter one has a word of its sound in the longer one.
pub fn alike(one: &str, other: &str) -> bool {
    let of = |name: &str| {
        words(name)
            .iter()
            .map(|word| sounds(word))
            .collect::<Vec<_>>()
    };
    let (mut short, mut long) = (of(one), of(other));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    let shared = |a: &[String], b: &[String]| a.iter().any(|sound| b.contains(sound));
    !short.is_empty()
        && short.iter().all(|word| {
            let at = long.iter().position(|other| shared(word, other));
            at.map(|at| long.swap_remove(at)).is_some()
        })
}

/// Small letters and digits, without accents and marks.
fn plain(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter(|letter| letter.is_alphanumeric())
        .map(without_accent)
        .collect()
}

/// The accents that stand in names of this province: on e, and in names from abroad.
const fn without_accent(letter: char) -> char {
    match letter {
        'à'..='å' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

/// Letters that stand twice or more in a row stand once.
fn single(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

/// Folds until no rule applies; where a letter has two sounds, goes both ways. What comes out folds to itself.
fn folded(text: &str, whole: bool) -> Vec<String> {
    let text = settled(text, whole);
    let Some((written, heard)) = TWO_SOUNDS
        .iter()
        .find(|(written, _)| text.contains(written))
    else {
        return vec![text];
    };
    let mut all: Vec<String> = heard
        .iter()
        .flat_map(|sound| folded(&text.replace(written, sound), whole))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn settled(text: &str, whole: bool) -> String {
    let mut text = text.to_owned();
    loop {
        let mut next = text.clone();
        for rule in RULES
            .iter()
            .filter(|rule| whole || rule.place != Place::End)
        {
            if next.contains(rule.written) {
                next = rule.applied(&next);
            }
        }
        next = single(&next);
        if next == text {
            return text;
        }
        text = next;
    }
}
