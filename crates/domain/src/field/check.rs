//! Judging what was typed into one field: errors stop, warnings ask for a second look.

use super::{Field, FieldValue, Kind};
use crate::birth_place::BirthPlace;
use crate::calendar;
use crate::code::ErrorCode;
use crate::kk::KkNumber;
use crate::lists::{CodedValue, ListId};
use crate::name::{NameStanding, PersonName};
use crate::nik::Nik;
use crate::region;
use crate::typed_text;
use chrono::NaiveDate;

/// The verdict on one field.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct FieldReport {
    /// What would be kept; nothing if the field is empty or has errors.
    pub value: Option<FieldValue>,
    /// Why it cannot be kept.
    pub errors: Vec<ErrorCode>,
    /// What is unusual about it.
    pub warnings: Vec<ErrorCode>,
}

/// A value with its warnings, or the one error.
type Verdict = Result<(FieldValue, Vec<ErrorCode>), ErrorCode>;

/// Checks one field of a resident who has a NIK already, so that names and places are taken as SIAK has them.
///
/// `on` is the day of recording. An empty text is neither value nor error: whether a field is required is for
/// [`crate::resident::Biodata::assemble`] to say.
pub fn check(field: Field, raw: &str, on: NaiveDate) -> FieldReport {
    check_for(field, raw, on, NameStanding::InSiak)
}

/// Checks one field for a given standing of the resident's name: see [`NameStanding`].
pub fn check_for(field: Field, raw: &str, on: NaiveDate, standing: NameStanding) -> FieldReport {
    if raw.trim().is_empty() {
        return FieldReport::default();
    }
    match verdict(field.kind(), raw, on, standing) {
        Ok((value, warnings)) => FieldReport {
            value: Some(value),
            errors: Vec::new(),
            warnings,
        },
        Err(error) => FieldReport {
            value: None,
            errors: vec![error],
            warnings: Vec::new(),
        },
    }
}

fn verdict(kind: Kind, raw: &str, on: NaiveDate, standing: NameStanding) -> Verdict {
    match kind {
        Kind::Nik => nik(raw, on),
        Kind::Kk => kk(raw, on),
        Kind::Name { own } => name(raw, if own { standing } else { NameStanding::InSiak }),
        Kind::BirthPlace => birth_place(raw, standing != NameStanding::InSiak),
        Kind::PastDate => past_date(raw, on),
        Kind::Expiry => expiry(raw, on),
        Kind::Coded { list } => coded(list, raw),
        Kind::Text { longest } => text(raw, longest),
        Kind::Digits { count, fewest } => digits(raw, count, fewest),
        Kind::Phone => phone(raw),
        Kind::Email => email(raw),
        Kind::Village => village(raw),
    }
}

fn nik(raw: &str, on: NaiveDate) -> Verdict {
    let nik = Nik::parse(raw).map_err(|error| error.code())?;
    let warnings = nik
        .warnings(on)
        .into_iter()
        .map(|warning| warning.code())
        .collect();
    Ok((FieldValue::Nik(nik), warnings))
}

fn kk(raw: &str, on: NaiveDate) -> Verdict {
    let kk = KkNumber::parse(raw).map_err(|error| error.code())?;
    let warnings = kk
        .warnings(on)
        .into_iter()
        .map(|warning| warning.code())
        .collect();
    Ok((FieldValue::Kk(kk), warnings))
}

fn name(raw: &str, standing: NameStanding) -> Verdict {
    let name = PersonName::parse(raw, standing).map_err(|error| error.code())?;
    let warnings = name
        .warnings(standing)
        .into_iter()
        .map(|warning| warning.code())
        .collect();
    Ok((FieldValue::Name(name), warnings))
}

fn birth_place(raw: &str, first_registration: bool) -> Verdict {
    let place = BirthPlace::parse(raw).map_err(|error| error.code())?;
    let warnings = place
        .warnings(first_registration)
        .into_iter()
        .map(|warning| warning.code())
        .collect();
    Ok((FieldValue::BirthPlace(place), warnings))
}

fn past_date(raw: &str, on: NaiveDate) -> Verdict {
    let date = calendar::parse_past_date(raw, on).map_err(|error| error.code())?;
    Ok((FieldValue::Date(date), Vec::new()))
}

fn expiry(raw: &str, on: NaiveDate) -> Verdict {
    let date = calendar::parse_date(raw).map_err(|error| error.code())?;
    let warnings = if date < on {
        vec![ErrorCode::DocumentExpired]
    } else {
        Vec::new()
    };
    Ok((FieldValue::Date(date), warnings))
}

fn coded(list: ListId, raw: &str) -> Verdict {
    let value = CodedValue::find(list, raw).map_err(|error| error.code())?;
    Ok((FieldValue::Coded(value), Vec::new()))
}

fn text(raw: &str, longest: usize) -> Verdict {
    let text = typed_text::tidy(raw).ok_or(ErrorCode::TextUnprintable)?;
    if typed_text::length(&text) > longest {
        return Err(ErrorCode::TextTooLong);
    }
    Ok((FieldValue::Text(text), Vec::new()))
}

fn digits(raw: &str, count: usize, fewest: usize) -> Verdict {
    let plain = raw.trim();
    let fits =
        (fewest..=count).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_digit());
    if !fits {
        return Err(ErrorCode::DigitsWrong);
    }
    Ok((FieldValue::Text(format!("{plain:0>count$}")), Vec::new()))
}

/// International numbers have at most 15 digits (ITU-T E.164); 7 are the fewest of an Indonesian landline with area.
fn phone(raw: &str) -> Verdict {
    let plain: String = raw
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')'))
        .collect();
    let number = plain.strip_prefix('+').unwrap_or(&plain);
    if !(7..=15).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ErrorCode::PhoneWrong);
    }
    Ok((FieldValue::Text(plain), Vec::new()))
}

/// Only the shape: something, one @, something with a dot, no blanks. The longest address is 254 (RFC 5321).
fn email(raw: &str) -> Verdict {
    let plain = raw.trim();
    let shape = plain.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.contains('@')
            && domain.split('.').count() > 1
            && domain.split('.').all(|part| !part.is_empty())
    });
    let printable = plain.chars().all(|c| c.is_ascii_graphic());
    if !shape || !printable || plain.len() > 254 {
        return Err(ErrorCode::EmailWrong);
    }
    Ok((FieldValue::Text(plain.to_owned()), Vec::new()))
}

/// Villages of other provinces are not shipped: their code is kept if its kecamatan is known, with a warning.
fn village(raw: &str) -> Verdict {
    let code: String = raw.trim().chars().filter(|c| *c != '.').collect();
    if code.len() != 10 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ErrorCode::VillageCode);
    }
    if let Some(village) = region::village(&code) {
        return Ok((
            FieldValue::Village {
                name: village.path(),
                code,
            },
            Vec::new(),
        ));
    }
    let kecamatan = code
        .get(..6)
        .and_then(region::kecamatan)
        .ok_or(ErrorCode::VillageCode)?;
    if code.starts_with(region::KALBAR) {
        return Err(ErrorCode::VillageCode);
    }
    Ok((
        FieldValue::Village {
            name: kecamatan.path(),
            code,
        },
        vec![ErrorCode::VillageNotListed],
    ))
}
