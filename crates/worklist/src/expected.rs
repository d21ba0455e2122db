//! One resident whom a list names.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rekam_domain::calendar;
use rekam_domain::code::{ErrorCode, Language};
use rekam_domain::field::{self, Field, FieldValue};
use rekam_domain::region::{self, Region};
use rekam_domain::register::RegisterStatus;
use rekam_protocol::digest::Digest;
use rekam_protocol::provisions::ListedResident;

use crate::{folded, plain};

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
    /// Somebody who can be found: by a name, and by a NIK that can be one where there is one. What is wrong with the other
    /// fields is shown at the desk, where the resident can be asked. `on` is today: birth dates must lie before it.
    ///
    /// # Errors
    /// `name-empty` and others of the field for a name that is none; `nik-length` and others for a NIK that is none.
    pub fn of(listed: ListedResident, on: NaiveDate) -> Result<Self, ErrorCode> {
        let fields = listed.fields;
        let name = valid(&fields, Field::FullName, on)?.ok_or(ErrorCode::NameEmpty)?;
        let name = name.shown(Language::Indonesian);
        let nik = match valid(&fields, Field::Nik, on)? {
            Some(FieldValue::Nik(nik)) => Some(nik.as_str().to_owned()),
            Some(_) | None => None,
        };
        let key = nik.clone().unwrap_or_else(|| without_nik(&fields));
        Ok(Self {
            key,
            nik,
            folded: folded(&name),
            name,
            fields,
            school: listed.school,
            bed_visit: listed.bed_visit,
            status: listed.status,
        })
    }

    /// What is known where `other` is what another list says of the same resident: it fills in what this one is silent about.
    #[must_use]
    pub fn beside(mut self, other: Self) -> Self {
        for (field, raw) in other.fields {
            self.fields.entry(field).or_insert(raw);
        }
        self.school = self.school.or(other.school);
        self.bed_visit |= other.bed_visit;
        self.status = self.status.or(other.status);
        self
    }

    /// What a list says of the resident: what [`Expected::of`] takes.
    #[must_use]
    pub fn listed(self) -> ListedResident {
        ListedResident {
            fields: self.fields,
            school: self.school,
            bed_visit: self.bed_visit,
            status: self.status,
        }
    }

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

fn valid(
    fields: &BTreeMap<Field, String>,
    name: Field,
    on: NaiveDate,
) -> Result<Option<FieldValue>, ErrorCode> {
    let Some(raw) = fields.get(&name) else {
        return Ok(None);
    };
    let report = field::check(name, raw, on);
    match report.errors.first() {
        Some(code) => Err(*code),
        None => Ok(report.value),
    }
}

/// Names somebody without a NIK by name, birth date and mother: three things that a later list repeats.
fn without_nik(fields: &BTreeMap<Field, String>) -> String {
    let part = |field| {
        fields
            .get(&field)
            .map(|text| plain(text))
            .unwrap_or_default()
    };
    let parts = [Field::FullName, Field::BirthDate, Field::MotherName].map(part);
    let digest = Digest::of(parts.join("|").as_bytes());
    format!("x{}", &digest.to_string()[..24])
}
