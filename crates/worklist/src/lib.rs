//! Lists of expected residents, as offices give them: SIAK exports, lists of schools, or by hand; CSV or XLSX.
//!
//! ```text
//! bytes --Table::open--> table --look--> Look { names, first rows, Mapping as proposed }
//!                          |                                         |  (changed by a person)
//!                          +------------- read(table, mapping) <-----+
//!                                              |
//!                          line, Ok(Listed) | Err(RefusedRow)        --> dry run, or the store
//! ```
//!
//! A row that cannot be taken is refused alone, by its line and with its reason. What a row says and cannot be read for
//! certain is left to the desk, where the resident can be asked, and counted as a remark. Nothing about a resident is ever
//! said.

mod column;
mod expected;
mod mapping;
mod rows;
pub mod table;
mod value;

pub use column::{Meaning, UnknownMeaning};
pub use column::{column, plain};
pub use expected::Expected;
pub use mapping::{Look, Mapping, MaritalList, Said, look};
pub use rows::{Listed, RefusedRow, TakeRow, read, refused_as_csv};

use rekam_domain::code::ErrorCode;

use crate::table::TableError;

/// Why a whole list is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorklistError {
    /// No column that holds names.
    #[error("the list has no column with names")]
    Header,
    /// The village of all rows that name none is no code of one.
    #[error("the village of the list is none")]
    Village,
    /// It is no table that can be read.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl WorklistError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Header => ErrorCode::WorklistHeader,
            Self::Village => ErrorCode::WorklistVillage,
            Self::Table(TableError::TooLarge) => ErrorCode::WorklistTooLarge,
            Self::Table(TableError::Unreadable) => ErrorCode::WorklistUnreadable,
        }
    }
}

/// The words of a text as they are searched for, each with a blank before it: small letters and digits.
#[must_use]
pub fn folded(text: &str) -> String {
    words(text).iter().map(|word| format!(" {word}")).collect()
}

/// The words of a text as they are searched for.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .map(|word| word.chars().flat_map(char::to_lowercase).collect())
        .filter(|word: &String| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests;
