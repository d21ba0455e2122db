//! The extract of the register: who lives where the lease allows this station to look, from one village to the province.
//!
//! It holds only what finding somebody needs, in a file of its own ([`crate::store::extract`], ADR 19), and goes with the
//! lease. Here is what needs no disk: rows of an export ([`rows`]), what is typed ([`query`]), lists of ids ([`posting`]),
//! the words that are known ([`terms`]), and which of those found comes first ([`rank`]).

pub mod posting;
pub mod query;
pub mod rank;
pub mod rows;
pub mod terms;

use chrono::NaiveDate;
use rekam_domain::code::ErrorCode;
use rekam_domain::nik::Nik;
use rekam_domain::region::Region;
use rekam_domain::register::RegisterStatus;

/// One person of the extract.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The place in the extract: stays until another extract takes its place.
    pub id: u32,
    /// The NIK, where the register has one.
    pub nik: Option<Nik>,
    /// The name as registered.
    pub name: String,
    /// The birth date.
    pub born: Option<NaiveDate>,
    /// The mother's name.
    pub mother: String,
    /// The village where they live.
    pub village: Option<&'static Region>,
    /// How far their recording is.
    pub status: Option<RegisterStatus>,
}

impl std::fmt::Debug for Person {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({})", self.id)
    }
}

/// Why an extract is not taken in. The old one, if there is one, stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// The lease names no region whose register this station may hold.
    #[error("the lease allows no extract of the register")]
    NotAllowed,
    /// Not one row could be taken in.
    #[error("no row of the extract could be taken in")]
    Empty,
    /// More people than the province has room for: the file is something else.
    #[error("the extract holds more than 16 million rows")]
    TooLarge,
    /// No column that holds names.
    #[error("the file has no column with names")]
    Header,
    /// The file cannot be read to its end.
    #[error("the file cannot be read")]
    Unreadable,
}

impl ExtractError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::NotAllowed => ErrorCode::ExtractNotAllowed,
            Self::Empty => ErrorCode::ExtractEmpty,
            Self::TooLarge => ErrorCode::ExtractTooLarge,
            Self::Header => ErrorCode::WorklistHeader,
            Self::Unreadable => ErrorCode::FileUnreadable,
        }
    }
}

/// Whether regions that a lease allows hold a village. A village that is not known is held by nobody.
#[must_use]
pub fn covers(allowed: &[String], village: &str) -> bool {
    village.len() == 10
        && allowed
            .iter()
            .any(|region| !region.is_empty() && village.starts_with(region.as_str()))
}
