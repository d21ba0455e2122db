//! What does not fit with the books of stations: noticed, open until somebody settles it, and kept either way.

use super::{RegistryError, read, stations::note};
use crate::registry::{SettledFinding, Settlement};
use chrono::{DateTime, Utc};
use rekam_protocol::{
    ids::StationId,
    reckoning::{Fault, Finding, MOST_FINDINGS},
};
use rusqlite::{Row, Transaction, params};

/// What of a station is open, oldest first.
pub(super) fn open(
    tx: &Transaction<'_>,
    station: &StationId,
) -> Result<Vec<Finding>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT * FROM findings WHERE station = ?1 AND is_open ORDER BY found_at DESC, serial DESC, fault LIMIT ?2",
    )?;
    let mut found = read::all(
        statement.query(params![station.as_str(), MOST_FINDINGS])?,
        finding,
    )?;
    found.reverse();
    Ok(found)
}

/// What of a station was settled, in the order in which it was.
pub(super) fn settled(
    tx: &Transaction<'_>,
    station: &StationId,
) -> Result<Vec<SettledFinding>, RegistryError> {
    let mut statement =
        tx.prepare_cached("SELECT * FROM settlements WHERE station = ?1 ORDER BY number")?;
    read::all(statement.query([station.as_str()])?, |row| {
        Ok(SettledFinding {
            finding: finding(row)?,
            settled_at: read::moment(row, "settled_at")?,
            by: read::column(row, "settled_by")?,
            reason: read::column(row, "reason")?,
        })
    })
}

/// Notes something that a station has just shown. What is open already stays as it is; what was settled is open again.
pub(super) fn find(
    tx: &Transaction<'_>,
    station: &StationId,
    serial: u32,
    fault: Fault,
    at: DateTime<Utc>,
) -> Result<(), RegistryError> {
    let code = fault.code().as_str();
    let is_new = tx
        .prepare_cached(
            "INSERT INTO findings (station, serial, fault, found_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET is_open = 1, found_at = excluded.found_at WHERE NOT is_open",
        )?
        .execute(params![
            station.as_str(),
            serial,
            code,
            at.timestamp_millis()
        ])?;
    if is_new == 0 {
        return Ok(());
    }
    note(tx, at, code, station, Some(&format!("serial {serial}")))
}

/// Notes something that stands in what is held already: whoever settled it has judged just this, so looking once more does not
/// open it.
pub(super) fn find_again(
    tx: &Transaction<'_>,
    station: &StationId,
    serial: u32,
    fault: Fault,
    at: DateTime<Utc>,
) -> Result<(), RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM findings WHERE station = ?1 AND serial = ?2 AND fault = ?3)",
    )?;
    let key = params![station.as_str(), serial, fault.code().as_str()];
    let is_known: bool = statement.query_row(key, |row| row.get(0))?;
    if is_known {
        return Ok(());
    }
    find(tx, station, serial, fault, at)
}

/// Settles what is open.
pub(super) fn settle(
    tx: &Transaction<'_>,
    settlement: &Settlement,
) -> Result<SettledFinding, RegistryError> {
    let Settlement {
        station,
        serial,
        fault,
        by,
        reason,
        at,
    } = settlement;
    let code = fault.code().as_str();
    let key = params![station.as_str(), serial, code];
    let mut statement = tx.prepare_cached(
        "UPDATE findings SET is_open = 0 WHERE station = ?1 AND serial = ?2 AND fault = ?3 AND is_open RETURNING *",
    )?;
    let finding = read::first(statement.query(key)?, finding)?.ok_or(RegistryError::NoFinding)?;
    tx.prepare_cached(
        "INSERT INTO settlements (station, serial, fault, found_at, settled_at, settled_by, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        station.as_str(),
        serial,
        code,
        finding.at.timestamp_millis(),
        at.timestamp_millis(),
        by,
        reason
    ])?;
    let detail = format!("{code}, serial {serial}, by {by}");
    note(tx, *at, "finding-settled", station, Some(&detail))?;
    Ok(SettledFinding {
        finding,
        settled_at: *at,
        by: by.clone(),
        reason: reason.clone(),
    })
}

fn finding(row: &Row<'_>) -> Result<Finding, RegistryError> {
    Ok(Finding {
        serial: read::number(row, "serial")?,
        fault: read::word(row, "fault", |word| word.parse().ok())?,
        at: read::moment(row, "found_at")?,
    })
}
