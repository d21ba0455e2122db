//! Renewed activations: a longer lease, other operators.

use super::{RegistryError, stations::note};
use crate::registry::Renewal;
use chrono::{DateTime, Utc};
use rekam_protocol::ids::StationId;
use rusqlite::{OptionalExtension as _, Transaction, named_params, params};

/// Keeps a renewed activation.
pub(super) fn renew(tx: &Transaction<'_>, renewal: &Renewal) -> Result<(), RegistryError> {
    let changed = tx.execute(
        "UPDATE stations SET lease_from = :from, lease_until = :until, lease_records = :records,
                renewal = :activation, renewed_at = :at
         WHERE id = :id",
        named_params! {
            ":id": renewal.id.as_str(),
            ":from": renewal.lease.from.to_string(),
            ":until": renewal.lease.until.to_string(),
            ":records": renewal.lease.records,
            ":activation": renewal.activation,
            ":at": renewal.issued_at.timestamp_millis(),
        },
    )?;
    if changed == 0 {
        return Err(RegistryError::NoStation);
    }
    for operator in &renewal.operators {
        tx.execute(
            "INSERT INTO operators (station, id, name, role) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (station, id) DO UPDATE SET name = excluded.name, role = excluded.role",
            params![
                renewal.id.as_str(),
                operator.id.as_str(),
                operator.name,
                operator.role.as_str()
            ],
        )?;
    }
    note(tx, renewal.issued_at, "station-renewed", &renewal.id, None)
}

/// The newest one, if it is newer than what the station has.
pub(super) fn newest(
    tx: &Transaction<'_>,
    id: &StationId,
    after: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, RegistryError> {
    let mut statement =
        tx.prepare_cached("SELECT renewal FROM stations WHERE id = ?1 AND renewed_at > ?2")?;
    let kept = statement
        .query_row(params![id.as_str(), after.timestamp_millis()], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(kept.flatten())
}
