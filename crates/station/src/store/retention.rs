//! How long packets are kept: until receipt **and** final status, plus the days the province sets. Receipts stay for ever.

use chrono::{DateTime, Utc};
use rekam_protocol::ids::{OperatorId, PacketId};
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, params};

use super::audit::{self, Event};
use super::columns::{moment, parsed};
use super::settings::{DEFAULT_RETENTION_DAYS, Setting, number, put};
use super::{Store, StoreError, day_book};

const DAY_MS: u64 = 24 * 3600 * 1000;

impl Store {
    /// Sets the days that packets are kept after receipt and final status.
    pub(crate) fn set_retention(
        &self,
        days: u64,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            put(tx, Setting::RetentionDays, days.to_string().as_bytes())?;
            let name = Setting::RetentionDays.name().to_owned();
            audit::append(tx, Event::SettingChanged { name }, Some(by), at)
        })
    }

    /// Removes the bytes of packets whose time is over, logs each, and returns which. A clock that nobody confirmed removes
    /// nothing: one that was set forward would call every day over.
    ///
    /// # Errors
    /// What the store says; then nothing was removed.
    pub fn prune(&self, now: &Stamp) -> Result<Vec<PacketId>, StoreError> {
        if !now.trusted {
            return Ok(Vec::new());
        }
        self.write(|tx| {
            remove(
                tx,
                "SELECT d.packet FROM outbox o JOIN day_book d ON d.serial = o.serial
                 WHERE o.receipt IS NOT NULL AND o.final_at <= ?1 AND o.pruned_at IS NULL ORDER BY o.serial",
                now.wall,
                now,
            )
        })
    }

    /// The same by the province's time alone, for a station that meets only sticks and whose clock nobody confirms: between a
    /// final status and something else that the province signed at `said`, so many days have passed whatever the clock here
    /// shows.
    ///
    /// # Errors
    /// What the store says; then nothing was removed.
    pub fn prune_by_the_province(
        &self,
        said: DateTime<Utc>,
        now: &Stamp,
    ) -> Result<Vec<PacketId>, StoreError> {
        self.write(|tx| {
            remove(
                tx,
                "SELECT d.packet FROM outbox o JOIN day_book d ON d.serial = o.serial
                 WHERE o.receipt IS NOT NULL AND o.final_at IS NOT NULL AND o.pruned_at IS NULL
                   AND unixepoch(o.status_at) * 1000 <= ?1 ORDER BY o.serial",
                said,
                now,
            )
        })
    }
}

/// Removes the bytes of the packets that a query finds for the moment before which their time is over.
fn remove(
    tx: &Connection,
    find: &str,
    moment_of_looking: DateTime<Utc>,
    now: &Stamp,
) -> Result<Vec<PacketId>, StoreError> {
    let days = number(tx, Setting::RetentionDays)?.unwrap_or(DEFAULT_RETENTION_DAYS);
    let kept = i64::try_from(days.saturating_mul(DAY_MS)).unwrap_or(i64::MAX);
    let before = moment_of_looking.timestamp_millis().saturating_sub(kept);
    let over: Vec<PacketId> = tx
        .prepare_cached(find)?
        .query_and_then([before], |row| parsed(row, "packet", "packet id"))?
        .collect::<Result<_, StoreError>>()?;
    for packet in &over {
        let serial = day_book::serial_of(tx, *packet)?;
        tx.prepare_cached("DELETE FROM packet WHERE serial = ?1")?
            .execute([serial.get()])?;
        tx.prepare_cached("UPDATE outbox SET pruned_at = ?2 WHERE serial = ?1")?
            .execute(params![serial.get(), moment(now)?])?;
        let packet = *packet;
        audit::append(tx, Event::Pruned { packet, serial }, None, now)?;
    }
    Ok(over)
}
