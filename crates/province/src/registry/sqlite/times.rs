//! True times. A station's wall clock may be years off, but its counter is not: a hello compares the two clocks once in each run
//! of the counter, and whatever was stamped in that run, before or after, is counted from there.

use super::RegistryError;
use crate::registry::{Contact, SealedBy};
use chrono::{DateTime, Utc};
use rekam_protocol::ids::{PacketId, StationId};
use rekam_protocol::time::Stamp;
use rusqlite::{OptionalExtension as _, Transaction, params};

/// Keeps where a station's counter stands by our clock, and corrects what was told in the same run.
pub(super) fn compare(tx: &Transaction<'_>, contact: &Contact) -> Result<(), RegistryError> {
    let (station, boot) = (contact.station.as_str(), &contact.told_at.boot);
    let counter = counter(&contact.told_at)?;
    tx.execute(
        "INSERT INTO boots (station, boot, counter, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET counter = excluded.counter, at = excluded.at WHERE excluded.counter > counter",
        params![station, boot, counter, contact.at.timestamp_millis()],
    )?;
    let mut told = tx.prepare_cached(
        "SELECT e.packet, e.sealed_told, p.received_at FROM enrollments e JOIN packets p ON p.id = e.packet
         WHERE p.station = ?1 AND e.sealed_by <> 'counted' AND e.sealed_told ->> 'boot' = ?2",
    )?;
    let mut rows = told.query(params![station, boot])?;
    while let Some(row) = rows.next()? {
        let packet: String = row.get(0)?;
        let stamp = read(&row.get::<_, String>(1)?)?;
        let received_at: i64 = row.get(2)?;
        if let Some(at) = counted(tx, &contact.station, &stamp)? {
            tx.prepare_cached(
                "UPDATE enrollments SET sealed_at = ?2, sealed_by = 'counted' WHERE packet = ?1",
            )?
            .execute(params![packet, at.min(received_at)])?;
        }
    }
    Ok(())
}

/// When a packet was sealed, by our clock, and how that is known. Never after it was received.
pub(super) fn sealed(
    tx: &Transaction<'_>,
    packet: &PacketId,
    stamp: &Stamp,
) -> Result<(i64, SealedBy), RegistryError> {
    let (station, received_at): (String, i64) = tx.query_row(
        "SELECT station, received_at FROM packets WHERE id = ?1",
        [packet.to_string()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let station: StationId = station
        .parse()
        .map_err(|_| RegistryError::Damaged("station"))?;
    let (at, by) = match counted(tx, &station, stamp)? {
        Some(at) => (at, SealedBy::Counted),
        None if stamp.trusted => (stamp.wall.timestamp_millis(), SealedBy::Confirmed),
        None => (stamp.wall.timestamp_millis(), SealedBy::Told),
    };
    Ok((at.min(received_at), by))
}

/// Milliseconds since 1970 of a stamp, counted from where its run was compared with our clock; nothing where it never was.
fn counted(
    tx: &Transaction<'_>,
    station: &StationId,
    stamp: &Stamp,
) -> Result<Option<i64>, RegistryError> {
    let mark: Option<(i64, i64)> = tx
        .prepare_cached("SELECT counter, at FROM boots WHERE station = ?1 AND boot = ?2")?
        .query_row(params![station.as_str(), stamp.boot], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((compared, at)) = mark else {
        return Ok(None);
    };
    let since = counter(stamp)?.saturating_sub(compared);
    let true_time = at.saturating_add(since);
    // A counter that leads out of the calendar counts nothing.
    Ok(DateTime::<Utc>::from_timestamp_millis(true_time).map(|_| true_time))
}

fn counter(stamp: &Stamp) -> Result<i64, RegistryError> {
    i64::try_from(stamp.monotonic_ms).map_err(|_| RegistryError::Damaged("counter"))
}

fn read(json: &str) -> Result<Stamp, RegistryError> {
    serde_json::from_str(json).map_err(|_| RegistryError::Damaged("sealed_told"))
}
