//! The resident register and its enrollments, as they are listed and exported.

use super::{RegistryError, packets, read};
use crate::registry::{Assisted, Double, EnrollmentRow, Family, Resident, SealedBy};
use chrono::{DateTime, Utc};
use rusqlite::{Row, Transaction};

pub(super) fn residents(tx: &Transaction<'_>) -> Result<Vec<Resident>, RegistryError> {
    let mut statement = tx.prepare_cached("SELECT * FROM residents ORDER BY nik")?;
    read::all(statement.query([])?, |row| {
        Ok(Resident {
            nik: read::column(row, "nik")?,
            full_name: read::column(row, "full_name")?,
            sex: read::column(row, "sex")?,
            birth_date: read::column(row, "birth_date")?,
            village: read::column(row, "village")?,
            packet: read::text(row, "packet")?,
        })
    })
}

pub(super) fn enrollments(tx: &Transaction<'_>) -> Result<Vec<EnrollmentRow>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT e.packet, p.station, p.serial, e.nik, r.full_name, e.family, e.service, e.operator, e.status,
                e.photo, e.assistance, e.sealed_at, e.sealed_by, p.received_at, e.opened_at
         FROM enrollments e JOIN packets p ON p.id = e.packet JOIN residents r ON r.nik = e.nik
         ORDER BY e.opened_at, p.station, p.serial",
    )?;
    read::all(statement.query([])?, |row| {
        Ok(EnrollmentRow {
            packet: read::text(row, "packet")?,
            station: read::text(row, "station")?,
            serial: packets::serial(row, "serial")?,
            nik: read::column(row, "nik")?,
            full_name: read::column(row, "full_name")?,
            family: read::word(row, "family", Family::from_word)?,
            service: read::column(row, "service")?,
            operator: read::column(row, "operator")?,
            status: read::column(row, "status")?,
            photo: read::column(row, "photo")?,
            assisted: assisted(row)?,
            sealed: sealed(row)?,
            received_at: read::moment(row, "received_at")?,
            opened_at: read::moment(row, "opened_at")?,
        })
    })
}

fn assisted(row: &Row<'_>) -> Result<Option<Assisted>, RegistryError> {
    let kept: Option<String> = read::column(row, "assistance")?;
    let assisted = kept.map(|json| serde_json::from_str(&json)).transpose();
    assisted.map_err(|_| RegistryError::Damaged("assistance"))
}

fn sealed(row: &Row<'_>) -> Result<Option<(DateTime<Utc>, SealedBy)>, RegistryError> {
    if read::column::<Option<i64>>(row, "sealed_at")?.is_none() {
        return Ok(None);
    }
    let by = read::word(row, "sealed_by", SealedBy::from_word)?;
    Ok(Some((read::moment(row, "sealed_at")?, by)))
}

pub(super) fn doubles(tx: &Transaction<'_>) -> Result<Vec<Double>, RegistryError> {
    let mut statement = tx.prepare_cached("SELECT * FROM doubles ORDER BY found_at, packet")?;
    read::all(statement.query([])?, |row| {
        Ok(Double {
            packet: read::text(row, "packet")?,
            first: read::text(row, "first")?,
            family: read::word(row, "family", Family::from_word)?,
        })
    })
}
