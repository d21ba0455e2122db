//! One resident whom a list names.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rekam_domain::calendar;
use rekam_domain::field::Field;
use rekam_domain::region::{self, Region};
use rekam_domain::register::RegisterStatus;

/// One expected resident.
#[derive(Clone, PartialEq, Eq)]
pub struct Expected {
    /// What names the row: the NIK, or for somebody without one a digest of what is known.
    pub key: String,
    /// The NIK.
    pub nik: Option<String>,
    /// The full name as listed.
    pub name: String,
    /// The words of the name as they are searched for, each with a blank before it.
    pub folded: String,
    /// Everything that the list says, as it would be typed.
    pub fields: BTreeMap<Field, String>,
    /// The school at which the resident is met.
    pub school: Option<String>,
    /// Whether the team goes to the resident's bed.
    pub bed_visit: bool,
    /// What the list says of an earlier recording.
    pub status: Option<RegisterStatus>,
}

impl std::fmt::Debug for Expected {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Expected({} fields)", self.fields.len())
    }
}

impl Expected {
    /// The village, where the list names one that is known.
    #[must_use]
    pub fn village(&self) -> Option<&'static Region> {
        self.fields
            .get(&Field::Village)
            .and_then(|code| region::village(code))
    }

    /// The birth date, where the list has one that can be read.
    #[must_use]
    pub fn born(&self) -> Option<NaiveDate> {
        let typed = self.fields.get(&Field::BirthDate)?;
        calendar::parse_date(typed).ok()
    }
}
