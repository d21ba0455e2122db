//! Names of persons after Permendagri 73/2022: what an office may refuse, and what only deserves a second look.
//!
//! Article 7 lets officials refuse a name only for article 4(2)b (more than 60 characters with blanks) and article 5(3)
//! (abbreviations, digits and punctuation, titles on civil certificates). The rule is not retroactive: a name that
//! already stands in SIAK is accepted as it stands. Two words are *wished*, never demanded.

mod marks;
pub mod sound;

use crate::code::ErrorCode;
use crate::typed_text;
use marks::Marks;

/// Most characters a name may have, blanks included (art. 4(2)b).
pub const LONGEST_NAME: usize = 60;

/// Where a name comes from and where it is going: decides what may be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameStanding {
    /// The person has a NIK, so the name stands in SIAK already and is taken over as it stands.
    InSiak,
    /// First registration; the name goes on KK and KTP-el, where short titles are allowed.
    NewOnCard,
    /// First registration on a civil certificate, where titles are not allowed.
    NewOnCertificate,
}

/// A name that may be recorded: capitals, single blanks, 1 to 60 characters. Debug hides it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// Why a name may not be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NameError {
    /// Nothing but blanks.
    #[error("the name is empty")]
    Empty,
    /// Control characters, from a broken import.
    #[error("the name holds unprintable characters")]
    Unprintable,
    /// More than 60 characters (art. 4(2)b). Refused for every standing: it fits on no card.
    #[error("the name is longer than 60 characters")]
    TooLong,
    /// No letter at all.
    #[error("the name holds no letter")]
    NoLetter,
    /// A new name with a word cut short by a dot (art. 5(3)).
    #[error("a new name holds an abbreviation")]
    Abbreviation,
    /// A new name with a digit (art. 5(3)).
    #[error("a new name holds a digit")]
    Digit,
    /// A new name with a punctuation mark (art. 5(3)).
    #[error("a new name holds punctuation")]
    Punctuation,
    /// A new name with a title, for a certificate (art. 5(3)).
    #[error("a new name for a certificate holds a title")]
    Title,
    /// A new name that says the bearer is dead ("almarhum"); Dukcapil forbids it.
    #[error("the name tells of a death")]
    Deceased,
}

impl NameError {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        match self {
            NameError::Empty => ErrorCode::NameEmpty,
            NameError::Unprintable => ErrorCode::TextUnprintable,
            NameError::TooLong => ErrorCode::NameTooLong,
            NameError::NoLetter => ErrorCode::NameNoLetter,
            NameError::Abbreviation => ErrorCode::NameAbbreviation,
            NameError::Digit => ErrorCode::NameDigit,
            NameError::Punctuation => ErrorCode::NamePunctuation,
            NameError::Title => ErrorCode::NameTitle,
            NameError::Deceased => ErrorCode::NameDeceased,
        }
    }
}

/// What is unusual about a name that may be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameWarning {
    /// One word. The Dirjen called the two-word rule not rigid.
    OneWord,
    /// A letter that is not Latin; article 4 wants Latin letters but names no refusal.
    NotLatin,
    /// A single letter or a usual short form (ABD, MUH): allowed if the bearer keeps it so for life.
    ShortForm,
    /// An old name with a digit.
    Digit,
    /// An old name with a punctuation mark, for instance an apostrophe.
    Punctuation,
    /// A title: it has a place of its own on F-1.01 (columns 3 and 4).
    Title,
    /// An old name that says the bearer is dead.
    Deceased,
}

impl NameWarning {
    /// The code that a person is shown.
    pub fn code(self) -> ErrorCode {
        match self {
            NameWarning::OneWord => ErrorCode::NameOneWord,
            NameWarning::NotLatin => ErrorCode::NameNotLatin,
            NameWarning::ShortForm => ErrorCode::NameShortForm,
            NameWarning::Digit => ErrorCode::NameDigitOld,
            NameWarning::Punctuation => ErrorCode::NamePunctuationOld,
            NameWarning::Title => ErrorCode::NameTitleColumn,
            NameWarning::Deceased => ErrorCode::NameDeceasedOld,
        }
    }
}

impl PersonName {
    /// Reads a name as it is typed; small letters and extra blanks are forgiven.
    pub fn parse(raw: &str, standing: NameStanding) -> Result<Self, NameError> {
        let text = typed_text::tidy(raw).ok_or(NameError::Unprintable)?;
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if typed_text::length(&text) > LONGEST_NAME {
            return Err(NameError::TooLong);
        }
        let marks = Marks::of(&text);
        if !marks.letter {
            return Err(NameError::NoLetter);
        }
        marks.refusal(standing).map_or(Ok(Self(text)), Err)
    }

    /// The name in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is unusual about the name. What [`PersonName::parse`] refuses for a standing is not repeated here.
    pub fn warnings(&self, standing: NameStanding) -> Vec<NameWarning> {
        Marks::of(&self.0).warnings(standing)
    }
}

impl TryFrom<String> for PersonName {
    type Error = NameError;

    fn try_from(raw: String) -> Result<Self, NameError> {
        // What was recorded once stays readable, whatever may be refused for new names later.
        PersonName::parse(&raw, NameStanding::InSiak)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> String {
        name.0
    }
}

impl std::fmt::Debug for PersonName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonName(…)")
    }
}

#[cfg(test)]
mod tests;
