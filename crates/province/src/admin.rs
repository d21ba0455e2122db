//! What the people of the province do: add stations, and look at what came in.

use crate::{
    province::Province,
    registry::{Assisted, EnrollmentRow, NewStation, RegistryError, Renewal},
};
use chrono::{DateTime, TimeDelta, Utc};
use rekam_domain::{code::ErrorCode, region};
use rekam_protocol::{
    documents::{ActivatedOperator, Activation, Lease},
    ids::{OperatorId, StationId},
    keys::{KeyError, Seed, random_seed},
    signed::{self, SignedError},
};
use serde_bytes::ByteArray;
use std::io;

/// Why an administrative act was not done.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The place is no kecamatan of the code list.
    #[error("the place is no kecamatan code")]
    Place,
    /// No operator was named, or one twice.
    #[error("a station needs operators, each named once")]
    Operators,
    /// The lease would end outside the calendar.
    #[error("the lease ends outside the calendar")]
    Lease,
    /// The station has used its activation.
    #[error("the activation was used already")]
    ActivationUsed,
    /// No random bytes.
    #[error("no token could be made")]
    Key(#[from] KeyError),
    /// The activation could not be signed.
    #[error("the activation could not be signed")]
    Signed(#[from] SignedError),
    /// The list could not be written.
    #[error("the list could not be written")]
    Csv(#[from] csv::Error),
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl AdminError {
    /// The code that reaches a person.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Place => ErrorCode::StationPlace,
            Self::Operators => ErrorCode::StationOperators,
            Self::Lease => ErrorCode::StationLease,
            Self::ActivationUsed => ErrorCode::ActivationUsed,
            Self::Key(_) | Self::Signed(_) => ErrorCode::Internal,
            Self::Csv(_) => ErrorCode::ProvinceStorageFailed,
            Self::Registry(error) => error.code(),
        }
    }
}

/// A station to be added.
#[derive(Debug, Clone)]
pub struct StationOrder {
    /// Its id.
    pub id: StationId,
    /// Its name as people say it.
    pub name: String,
    /// The kecamatan where it stands, six digits.
    pub place: String,
    /// Who may work at it.
    pub operators: Vec<ActivatedOperator>,
    /// What it may do, and for how long.
    pub terms: Terms,
}

/// What a station may do, and for how long: said anew in every activation.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Length of its lease in days, from today.
    pub days: u32,
    /// Records it may make under this lease.
    pub records: u32,
    /// Where it reaches the province, if not at the address of the settings.
    pub url: Option<String>,
    /// Whether it may compare faces with those of its trip and its list.
    pub double_hint: bool,
    /// Regions whose residents the station may hold as an extract of the register.
    pub extract: Vec<String>,
}

impl Default for Terms {
    /// A month, 2,000 records, and nothing beyond recording.
    fn default() -> Self {
        Self {
            days: 30,
            records: 2000,
            url: None,
            double_hint: false,
            extract: Vec::new(),
        }
    }
}

/// A station to be renewed. What is not said here stays as it was, but for the terms.
#[derive(Debug, Clone)]
pub struct RenewalOrder {
    /// Its id.
    pub id: StationId,
    /// Operators who come, or whose name or role changes.
    pub operators: Vec<ActivatedOperator>,
    /// Operators who leave.
    pub without: Vec<OperatorId>,
    /// What it may do, and for how long.
    pub terms: Terms,
}

/// Adds a station and returns its activation, signed by the province.
///
/// # Errors
/// [`RegistryError::StationExists`] among others; nothing is then changed.
pub fn add_station(province: &Province, order: &StationOrder) -> Result<Vec<u8>, AdminError> {
    let now = province.clock().now();
    let lease = check(order, now.date_naive())?;
    let token = random_seed()?;
    let activation = sign(province, order, lease, &token, now)?;
    province.registry().add_station(&NewStation {
        id: order.id.clone(),
        name: order.name.clone(),
        place: order.place.clone(),
        lease,
        operators: order.operators.clone(),
        token,
        activation: activation.clone(),
        issued_at: now,
    })?;
    Ok(activation)
}

fn check(order: &StationOrder, today: chrono::NaiveDate) -> Result<Lease, AdminError> {
    region::kecamatan(&order.place).ok_or(AdminError::Place)?;
    let mut ids: Vec<_> = order
        .operators
        .iter()
        .map(|operator| &operator.id)
        .collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() || ids.len() != order.operators.len() {
        return Err(AdminError::Operators);
    }
    let until = today
        .checked_add_signed(TimeDelta::days(order.terms.days.into()))
        .ok_or(AdminError::Lease)?;
    Ok(Lease {
        from: today,
        until,
        records: order.terms.records,
    })
}

/// Renews a station that exists: a new lease from today, other operators where some are named, all else as ordered. The station
/// takes it by line or from a stick; it holds no secret.
///
/// # Errors
/// [`RegistryError::NoStation`] among others; nothing is then changed.
pub fn renew_station(province: &Province, order: &RenewalOrder) -> Result<Vec<u8>, AdminError> {
    let registry = province.registry();
    let known = registry
        .station(&order.id)?
        .ok_or(RegistryError::NoStation)?;
    let row = registry
        .stations()?
        .into_iter()
        .find(|row| row.id == order.id);
    let row = row.ok_or(RegistryError::NoStation)?;
    let mut operators: Vec<ActivatedOperator> = known
        .operators
        .into_iter()
        .map(|operator| operator.activated)
        .filter(|operator| !order.without.contains(&operator.id))
        .filter(|operator| order.operators.iter().all(|other| other.id != operator.id))
        .collect();
    operators.extend(order.operators.iter().cloned());
    let now = province.clock().now();
    let whole = StationOrder {
        id: order.id.clone(),
        name: row.name,
        place: row.place,
        operators,
        terms: order.terms.clone(),
    };
    let lease = check(&whole, now.date_naive())?;
    // The token of an activation counts once; this one was never given out and opens nothing.
    let activation = sign(province, &whole, lease, &random_seed()?, now)?;
    registry.renew(&Renewal {
        id: whole.id,
        lease,
        operators: whole.operators,
        activation: activation.clone(),
        issued_at: now,
    })?;
    Ok(activation)
}

fn sign(
    province: &Province,
    order: &StationOrder,
    lease: Lease,
    token: &Seed,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, SignedError> {
    let (settings, terms) = (province.settings(), &order.terms);
    signed::sign(
        &Activation {
            province: settings.name.clone(),
            url: terms.url.clone().unwrap_or_else(|| settings.url.clone()),
            sealing_key: settings.sealing_key.clone(),
            signing_key: province.signing_key().verifying_key(),
            station: order.id.clone(),
            station_name: order.name.clone(),
            place: order.place.clone(),
            lease,
            operators: order.operators.clone(),
            token: ByteArray::new(**token),
            issued_at: now,
            double_hint: terms.double_hint,
            extract: terms.extract.clone(),
        },
        province.signing_key(),
    )
}

/// The activation of a station that has not used it yet: for a file that was lost.
///
/// # Errors
/// [`AdminError::ActivationUsed`]; [`RegistryError::NoStation`].
pub fn activation(province: &Province, id: &StationId) -> Result<Vec<u8>, AdminError> {
    province
        .registry()
        .station(id)?
        .ok_or(RegistryError::NoStation)?;
    province
        .registry()
        .activation(id)?
        .ok_or(AdminError::ActivationUsed)
}

/// Writes all enrollments as CSV, without biodata beyond NIK and name, and without pictures. A cell that a spreadsheet would take
/// for a formula begins with an apostrophe (OWASP, "CSV Injection").
///
/// # Errors
/// [`AdminError::Csv`], [`AdminError::Registry`].
pub fn export(province: &Province, to: impl io::Write) -> Result<usize, AdminError> {
    let rows = province.registry().enrollments()?;
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record([
        "nik",
        "full_name",
        "service",
        "family",
        "status",
        "station",
        "serial",
        "operator",
        "received_at",
        "opened_at",
        "packet",
        "cannot",
        "visit",
        "helper",
        "mark",
        "fingers_excepted",
        "eyes_excepted",
    ])?;
    for row in &rows {
        csv.write_record(cells(row).into_iter().chain(help(row)))?;
    }
    csv.flush().map_err(csv::Error::from)?;
    Ok(rows.len())
}

fn cells(row: &EnrollmentRow) -> [String; 11] {
    [
        row.nik.clone(),
        harmless(&row.full_name),
        row.service.clone(),
        row.family.as_str().to_owned(),
        row.status.clone(),
        row.station.to_string(),
        row.serial.to_string(),
        row.operator.clone(),
        row.received_at.to_rfc3339(),
        row.opened_at.to_rfc3339(),
        row.packet.to_string(),
    ]
}

/// Who was helped and how; nothing where nobody was, and for what was opened before this was kept.
fn help(row: &EnrollmentRow) -> [String; 6] {
    let Some(told) = row.assisted.as_ref().map(Assisted::told) else {
        return Default::default();
    };
    [
        told.cannot.join("+"),
        u8::from(told.visit).to_string(),
        told.helper.unwrap_or_default().to_owned(),
        told.mark.to_owned(),
        told.fingers_excepted.to_string(),
        told.eyes_excepted.to_string(),
    ]
}

fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_spreadsheet_would_calculate_is_made_harmless() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("WARGA CONTOH"), "WARGA CONTOH");
    }
}
