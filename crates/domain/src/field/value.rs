//! What is kept of a field once it has been checked.

use crate::birth_place::BirthPlace;
use crate::calendar::format_date;
use crate::code::Language;
use crate::kk::KkNumber;
use crate::lists::CodedValue;
use crate::name::PersonName;
use crate::nik::Nik;
use chrono::NaiveDate;

/// A checked value. Serde writes `{"kind": "...", "value": ...}`; Debug shows the kind only.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum FieldValue {
    /// Free text, digits, phone, e-mail.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A value of a list, with list, version and label.
    Coded(CodedValue),
    /// A NIK.
    Nik(Nik),
    /// A KK number.
    Kk(KkNumber),
    /// A person's name.
    Name(PersonName),
    /// A place of birth.
    BirthPlace(BirthPlace),
    /// A village: ten digits and the name on the day of recording.
    Village {
        /// Ten digits without dots.
        code: String,
        /// Name with kecamatan, kabupaten and province.
        name: String,
    },
}

impl FieldValue {
    /// The value as it would be typed: [`super::check()`] reads it back to the same value.
    pub fn typed(&self) -> String {
        match self {
            FieldValue::Text(text) => text.clone(),
            FieldValue::Date(date) => format_date(*date),
            FieldValue::Coded(value) => value.code().to_owned(),
            FieldValue::Nik(nik) => nik.as_str().to_owned(),
            FieldValue::Kk(kk) => kk.as_str().to_owned(),
            FieldValue::Name(name) => name.as_str().to_owned(),
            FieldValue::BirthPlace(place) => place.as_str().to_owned(),
            FieldValue::Village { code, .. } => code.clone(),
        }
    }

    /// The value as a person reads it: labels instead of codes, numbers in groups.
    pub fn shown(&self, language: Language) -> String {
        match self {
            FieldValue::Text(text) => text.clone(),
            FieldValue::Date(date) => format_date(*date),
            FieldValue::Coded(value) => value.shown(language).to_owned(),
            FieldValue::Nik(nik) => nik.grouped(),
            FieldValue::Kk(kk) => kk.grouped(),
            FieldValue::Name(name) => name.as_str().to_owned(),
            FieldValue::BirthPlace(place) => place.as_str().to_owned(),
            FieldValue::Village { name, .. } => name.clone(),
        }
    }
}

impl std::fmt::Debug for FieldValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            FieldValue::Text(_) => "Text(…)",
            FieldValue::Date(_) => "Date(…)",
            FieldValue::Coded(_) => "Coded(…)",
            FieldValue::Nik(_) => "Nik(…)",
            FieldValue::Kk(_) => "Kk(…)",
            FieldValue::Name(_) => "Name(…)",
            FieldValue::BirthPlace(_) => "BirthPlace(…)",
            FieldValue::Village { .. } => "Village(…)",
        })
    }
}
