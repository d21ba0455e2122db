//! The biodata of one resident: checked fields that belong together.

mod cross;

pub use cross::cross_warnings;

use crate::citizenship::Citizenship;
use crate::code::ErrorCode;
use crate::field::{self, Field, FieldValue};
use crate::form;
use crate::lists::CodedValue;
use crate::name::PersonName;
use crate::nik::Nik;
use crate::service::{Applicant, Service};
use crate::sex::Sex;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Code of BELUM KAWIN in the list of marital status.
const NEVER_MARRIED: &str = "1";

/// Checked fields of one resident. NIK, name, sex and date of birth are always there. Travels as a plain map of fields.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(
    try_from = "BTreeMap<Field, FieldValue>",
    into = "BTreeMap<Field, FieldValue>"
)]
pub struct Biodata {
    nik: Nik,
    full_name: PersonName,
    sex: Sex,
    birth_date: NaiveDate,
    values: BTreeMap<Field, FieldValue>,
}

/// Stored biodata without NIK, name, sex or date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("biodata lack the field {0}")]
pub struct IncompleteBiodata(pub Field);

impl IncompleteBiodata {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        ErrorCode::FieldRequired
    }
}

impl Biodata {
    /// Checks all typed fields and what the service requires; on failure, names every field that is wrong, in order.
    ///
    /// A resident at the desk has a NIK, so the name is taken as SIAK has it. Warnings are no obstacle here: see
    /// [`Biodata::warnings`] and [`Biodata::cross_warnings`].
    pub fn assemble(
        typed: &BTreeMap<Field, String>,
        service: Service,
        on: NaiveDate,
    ) -> Result<Self, Vec<(Field, ErrorCode)>> {
        let mut values = BTreeMap::new();
        let mut wrong = Vec::new();
        for (field, raw) in typed {
            let report = field::check(*field, raw, on);
            wrong.extend(report.errors.into_iter().map(|error| (*field, error)));
            values.extend(report.value.map(|value| (*field, value)));
        }
        let answered = |field: &Field| {
            values.contains_key(field) || wrong.iter().any(|(other, _)| other == field)
        };
        let citizenship = citizenship_of(&values).unwrap_or(Citizenship::Indonesian);
        let missing: Vec<Field> = form::required(service, citizenship)
            .into_iter()
            .filter(|field| !answered(field))
            .collect();
        wrong.extend(
            missing
                .into_iter()
                .map(|field| (field, ErrorCode::FieldRequired)),
        );
        wrong.sort_unstable();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Self::try_from(values).map_err(|error| vec![(error.0, error.code())])
    }

    /// The NIK.
    pub fn nik(&self) -> &Nik {
        &self.nik
    }

    /// The full name.
    pub fn full_name(&self) -> &PersonName {
        &self.full_name
    }

    /// The sex as the biodata have it.
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// The date of birth as the biodata have it: this one counts, not the one in the NIK.
    pub fn birth_date(&self) -> NaiveDate {
        self.birth_date
    }

    /// The citizenship, if it was asked.
    pub fn citizenship(&self) -> Option<Citizenship> {
        citizenship_of(&self.values)
    }

    /// Whether the person is or was married, if it was asked.
    pub fn ever_married(&self) -> Option<bool> {
        coded(&self.values, Field::MaritalStatus).map(|status| status.code() != NEVER_MARRIED)
    }

    /// One field.
    pub fn get(&self, field: Field) -> Option<&FieldValue> {
        self.values.get(&field)
    }

    /// All filled fields, in the order of the form.
    pub fn values(&self) -> &BTreeMap<Field, FieldValue> {
        &self.values
    }

    /// What a service needs to know; a citizen who was never married where nothing else was asked.
    pub fn applicant(&self, on: NaiveDate) -> Applicant {
        Applicant {
            birth_date: self.birth_date,
            citizenship: self.citizenship().unwrap_or(Citizenship::Indonesian),
            ever_married: self.ever_married().unwrap_or(false),
            on,
        }
    }

    /// What is unusual about single fields.
    pub fn warnings(&self, on: NaiveDate) -> Vec<(Field, ErrorCode)> {
        self.values
            .iter()
            .flat_map(|(field, value)| {
                let warnings = field::check(*field, &value.typed(), on).warnings;
                warnings.into_iter().map(|warning| (*field, warning))
            })
            .collect()
    }

    /// What is unusual about fields together: see [`cross_warnings`].
    pub fn cross_warnings(&self, on: NaiveDate) -> Vec<(Field, ErrorCode)> {
        cross_warnings(&self.values, on)
    }
}

fn coded(values: &BTreeMap<Field, FieldValue>, field: Field) -> Option<&CodedValue> {
    if let Some(FieldValue::Coded(value)) = values.get(&field) {
        Some(value)
    } else {
        None
    }
}

fn citizenship_of(values: &BTreeMap<Field, FieldValue>) -> Option<Citizenship> {
    coded(values, Field::Citizenship)?.code().parse().ok()
}

impl TryFrom<BTreeMap<Field, FieldValue>> for Biodata {
    type Error = IncompleteBiodata;

    fn try_from(values: BTreeMap<Field, FieldValue>) -> Result<Self, IncompleteBiodata> {
        let Some(FieldValue::Nik(nik)) = values.get(&Field::Nik).cloned() else {
            return Err(IncompleteBiodata(Field::Nik));
        };
        let Some(FieldValue::Name(full_name)) = values.get(&Field::FullName).cloned() else {
            return Err(IncompleteBiodata(Field::FullName));
        };
        let Some(sex) = coded(&values, Field::Sex).and_then(|value| value.code().parse().ok())
        else {
            return Err(IncompleteBiodata(Field::Sex));
        };
        let Some(FieldValue::Date(birth_date)) = values.get(&Field::BirthDate).cloned() else {
            return Err(IncompleteBiodata(Field::BirthDate));
        };
        Ok(Self {
            nik,
            full_name,
            sex,
            birth_date,
            values,
        })
    }
}

impl From<Biodata> for BTreeMap<Field, FieldValue> {
    fn from(biodata: Biodata) -> Self {
        biodata.values
    }
}

impl std::fmt::Debug for Biodata {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Biodata({} fields)", self.values.len())
    }
}

#[cfg(test)]
mod tests;
