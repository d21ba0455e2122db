//! A family card as far as it is known at the desk.

use chrono::NaiveDate;
use rekam_domain::code::ErrorCode;
use serde::Serialize;

/// What is known here of a family card.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FamilyView {
    /// Its number, in groups.
    pub number: String,
    /// The resident at the desk first.
    pub members: Vec<FamilyMemberView>,
    /// What is unusual about them together.
    pub warnings: Vec<FamilyWarningView>,
}

/// One member.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FamilyMemberView {
    /// The name; empty where it is not typed yet.
    pub name: String,
    /// Relation to the head of the family.
    pub relation: Option<String>,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Marital status.
    pub marital_status: Option<String>,
    /// The open draft.
    pub draft: Option<String>,
    /// Under which numbers this station recorded them.
    pub recorded_here: Vec<u32>,
}

/// Something unusual.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FamilyWarningView {
    /// What, and what to do.
    pub code: ErrorCode,
    /// Whom it is about.
    pub names: Vec<String>,
}

impl std::fmt::Debug for FamilyView {
    /// Shows nothing about the residents.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FamilyView({} members)", self.members.len())
    }
}
