//! What stands in a name, and what follows from it for each standing: the table of the rule.

use super::{NameError, NameStanding, NameWarning};

/// Titles as they are written, dots aside: academic, religious, noble. A word of a name that equals one is suspect.
const TITLES: &[&str] = &[
    "DR", "DRS", "DRA", "IR", "PROF", "HJ", "KH", "SPD", "SAG", "SKOM", "SSOS", "SKED", "SIP",
    "SKEP", "MSI", "MPD", "MKES", "AMD", "AMK", "LC",
];

/// Titles that are also usual short forms of names: only with a dot are they titles.
const TITLES_WITH_DOT: &[&str] = &["H", "R", "ST", "SE", "MM", "MH", "SH"];

/// Usual short forms of names, allowed if they stay so for life.
const SHORT_FORMS: &[&str] = &["ABD", "MUH", "MOH", "MUHD", "MOHD", "MHD", "ST"];

/// Words that tell of a death.
const DECEASED: &[&str] = &[
    "ALM",
    "ALMH",
    "ALMARHUM",
    "ALMARHUMAH",
    "MENINGGAL",
    "WAFAT",
];

/// What stands in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) letter: bool,
    one_word: bool,
    not_latin: bool,
    dotted: bool,
    short_form: bool,
    digit: bool,
    punctuation: bool,
    title: bool,
    deceased: bool,
}

impl Marks {
    pub(super) fn of(name: &str) -> Self {
        let words: Vec<&str> = name.split(' ').collect();
        let any_word = |test: fn(&str) -> bool| words.iter().any(|word| test(word));
        Self {
            letter: name.chars().any(char::is_alphabetic),
            one_word: words.len() == 1,
            not_latin: name.chars().any(|c| c.is_alphabetic() && !is_latin(c)),
            dotted: any_word(|word| is_cut_short(word) && !is_title(word)),
            short_form: any_word(is_short_form),
            digit: name.chars().any(char::is_numeric),
            punctuation: words
                .iter()
                .filter(|word| !is_cut_short(word))
                .any(|word| word.contains(is_mark)),
            title: any_word(is_title),
            deceased: any_word(|word| DECEASED.contains(&letters(word).as_str())),
        }
    }

    /// The first reason for which a name of this standing may be refused.
    pub(super) fn refusal(&self, standing: NameStanding) -> Option<NameError> {
        let (new, certificate) = match standing {
            NameStanding::InSiak => (false, false),
            NameStanding::NewOnCard => (true, false),
            NameStanding::NewOnCertificate => (true, true),
        };
        let table = [
            (new && self.deceased, NameError::Deceased),
            (certificate && self.title, NameError::Title),
            (new && self.dotted, NameError::Abbreviation),
            (new && self.digit, NameError::Digit),
            (new && self.punctuation, NameError::Punctuation),
        ];
        table
            .into_iter()
            .find(|(refused, _)| *refused)
            .map(|(_, error)| error)
    }

    pub(super) fn warnings(&self, standing: NameStanding) -> Vec<NameWarning> {
        let old = standing == NameStanding::InSiak;
        let table = [
            (self.one_word, NameWarning::OneWord),
            (self.not_latin, NameWarning::NotLatin),
            (
                self.short_form || (old && self.dotted),
                NameWarning::ShortForm,
            ),
            (old && self.digit, NameWarning::Digit),
            (old && self.punctuation, NameWarning::Punctuation),
            (
                self.title && standing != NameStanding::NewOnCertificate,
                NameWarning::Title,
            ),
            (old && self.deceased, NameWarning::Deceased),
        ];
        table
            .into_iter()
            .filter(|(unusual, _)| *unusual)
            .map(|(_, warning)| warning)
            .collect()
    }
}

fn letters(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// "MUH." or "S.PD": a word with a dot in it, which is no digit and no comma.
fn is_cut_short(word: &str) -> bool {
    word.contains('.')
}

fn is_title(word: &str) -> bool {
    let plain = letters(word);
    if TITLES_WITH_DOT.contains(&plain.as_str()) {
        return word.contains('.');
    }
    TITLES.contains(&plain.as_str())
}

fn is_short_form(word: &str) -> bool {
    let plain = letters(word);
    let single_letter = plain.chars().count() == 1 && plain.chars().all(char::is_alphabetic);
    !is_title(word)
        && !is_cut_short(word)
        && (single_letter || SHORT_FORMS.contains(&plain.as_str()))
}

/// Anything but letters, digits and combining marks of letters.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !('\u{300}'..='\u{36f}').contains(&c)
}

/// Basic Latin and the Latin supplements and extensions, where É and Ñ live.
fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}
