//! The outbox: how far each packet has come. `queued -> sending(offset) -> received(receipt)`, then statuses.
//!
//! A row is marked failed before it is tried: [`Store::mark_trying`] writes the attempt and the next time first, so a power
//! cut in the middle of sending looks like any other failed try. Every verb may be repeated without harm.

use chrono::{DateTime, Utc};
use rekam_domain::code::ErrorCode;
use rekam_domain::status::RecordingStatus;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{PacketId, Serial};
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, MAIN_DB, Row, params};
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Range;

use super::audit::{self, Event};
use super::columns::{count, digest, moment, moment_in, number, parsed, word, word_in};
use super::{Store, StoreError, day_book};

/// A row whose next try lies further ahead than this was written under a wrong clock, and is due now.
const FARTHEST_TRY_MS: i64 = 24 * 3600 * 1000;

/// How far a packet has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Progress {
    /// Sealed, and never tried.
    Queued,
    /// Tried at least once; the province may hold a part of it.
    Sending,
    /// The province's receipt is here.
    Received,
}

/// One packet on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    /// The packet.
    pub packet: PacketId,
    /// Its number in the day-book.
    pub serial: Serial,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Length in bytes.
    pub length: u64,
    /// How far it has come.
    pub progress: Progress,
    /// Bytes that the province is known to hold.
    pub offset: u64,
    /// Tries so far.
    pub attempts: u32,
    /// Not to be tried before, in milliseconds since 1970.
    pub next_at: i64,
    /// The code of the last failed try; `send-interrupted` while a try is under way.
    pub last_code: Option<String>,
    /// The signed receipt.
    pub receipt: Option<Vec<u8>>,
    /// When the receipt came in.
    pub received_at: Option<Stamp>,
    /// The last status from the province.
    pub status: Option<RecordingStatus>,
    /// Why, as a code.
    pub status_reason: Option<String>,
    /// When that status became true at the province.
    pub status_at: Option<DateTime<Utc>>,
    /// When the packet's bytes were removed.
    pub pruned_at: Option<Stamp>,
}

/// Counts of the outbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct OutboxCounts {
    /// Packets without a receipt.
    pub waiting: u32,
    /// Bytes of those that the province does not hold yet.
    pub waiting_bytes: u64,
    /// When the oldest of those was sealed.
    pub waiting_since: Option<DateTime<Utc>>,
    /// Packets with a receipt.
    pub received: u32,
    /// Packets of which the centre says that somebody must do something.
    pub needs_action: u32,
}

const ROWS: &str =
    "SELECT o.*, d.packet, d.digest FROM outbox o JOIN day_book d ON d.serial = o.serial";

impl Store {
    /// Packets to send now, lowest serial number first, at most `limit`. One whose bytes are lost cannot be sent.
    ///
    /// # Errors
    /// What the store says.
    pub fn due(&self, now: &Stamp, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        let now = now.wall.timestamp_millis();
        self.read(|connection| {
            let mut query = connection.prepare_cached(&format!(
                "{ROWS} WHERE o.receipt IS NULL AND (o.next_at <= ?1 OR o.next_at > ?2)
                 AND EXISTS (SELECT 1 FROM packet p WHERE p.serial = o.serial) ORDER BY o.serial LIMIT ?3"
            ))?;
            let rows = query.query_and_then(params![now, now.saturating_add(FARTHEST_TRY_MS), limit], row_in)?;
            rows.collect()
        })
    }

    /// All packets after a serial number, lowest first, at most `limit`: what the queue screen shows.
    ///
    /// # Errors
    /// What the store says.
    pub fn queue(&self, after: u32, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare_cached(&format!(
                "{ROWS} WHERE o.serial > ?1 ORDER BY o.serial LIMIT ?2"
            ))?;
            let rows = query.query_and_then(params![after, limit], row_in)?;
            rows.collect()
        })
    }

    /// One packet on its way.
    ///
    /// # Errors
    /// [`StoreError::PacketUnknown`]; else what the store says.
    pub fn outbox_row(&self, packet: PacketId) -> Result<OutboxRow, StoreError> {
        self.read(|connection| get(connection, packet))
    }

    /// How much waits and how much has arrived.
    ///
    /// # Errors
    /// What the store says.
    pub fn outbox_counts(&self) -> Result<OutboxCounts, StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT count(*) FILTER (WHERE o.receipt IS NULL) AS waiting,
                        coalesce(sum(o.length - o.sent_bytes) FILTER (WHERE o.receipt IS NULL), 0) AS waiting_bytes,
                        min(d.sealed_at ->> 'wall') FILTER (WHERE o.receipt IS NULL) AS waiting_since,
                        count(o.receipt) AS received FROM outbox o JOIN day_book d ON d.serial = o.serial",
            )?;
            let mut rows = query.query_and_then([], |row| {
                Ok(OutboxCounts {
                    waiting: row.get("waiting")?,
                    waiting_bytes: count(row, "waiting_bytes")?,
                    waiting_since: text_moment(row, "waiting_since")?,
                    received: row.get("received")?,
                    needs_action: needs_action(connection)?,
                })
            })?;
            rows.next().transpose().map(Option::unwrap_or_default)
        })
    }

    /// Marks a packet as failed, to be written before it is tried; `next_at` is when to try again if nothing more is heard.
    ///
    /// # Errors
    /// [`StoreError::PacketUnknown`], [`StoreError::OutOfOrder`] when its receipt is here already; else what the store says.
    pub fn mark_trying(
        &self,
        packet: PacketId,
        next_at: DateTime<Utc>,
    ) -> Result<OutboxRow, StoreError> {
        self.write(|tx| {
            let changed = tx
                .prepare_cached(
                    "UPDATE outbox SET state = ?2, attempts = attempts + 1, next_at = ?3, last_code = ?4
                     WHERE serial = ?1 AND receipt IS NULL",
                )?
                .execute(params![
                    day_book::serial_of(tx, packet)?.get(),
                    word(&Progress::Sending)?,
                    next_at.timestamp_millis(),
                    ErrorCode::SendInterrupted.as_str(),
                ])?;
            if changed == 1 { get(tx, packet) } else { Err(StoreError::OutOfOrder) }
        })
    }

    /// Takes back the first try of a packet, as though it had not been made: it was begun before the province was known to be there,
    /// and says nothing of the packet.
    ///
    /// # Errors
    /// [`StoreError::PacketUnknown`]; else what the store says.
    pub fn take_back(&self, packet: PacketId) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.prepare_cached(
                "UPDATE outbox SET state = ?2, attempts = 0, next_at = 0, last_code = NULL
                 WHERE serial = ?1 AND receipt IS NULL AND attempts = 1",
            )?
            .execute(params![
                day_book::serial_of(tx, packet)?.get(),
                word(&Progress::Queued)?
            ])?;
            Ok(())
        })
    }

    /// Keeps how many bytes the province holds, as the province said.
    ///
    /// # Errors
    /// [`StoreError::PacketUnknown`], [`StoreError::OutOfOrder`] for an offset beyond the packet; else what the store says.
    pub fn record_offset(&self, packet: PacketId, offset: u64) -> Result<(), StoreError> {
        self.write(|tx| {
            let changed = tx
                .prepare_cached(
                    "UPDATE outbox SET sent_bytes = ?2 WHERE serial = ?1 AND length >= ?2",
                )?
                .execute(params![
                    day_book::serial_of(tx, packet)?.get(),
                    number(offset)?
                ])?;
            if changed == 1 {
                Ok(())
            } else {
                Err(StoreError::OutOfOrder)
            }
        })
    }

    /// Keeps why a try failed and when to try again.
    ///
    /// # Errors
    /// [`StoreError::PacketUnknown`]; else what the store says.
    pub fn record_failure(
        &self,
        packet: PacketId,
        code: ErrorCode,
        next_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.prepare_cached("UPDATE outbox SET last_code = ?2, next_at = ?3 WHERE serial = ?1 AND receipt IS NULL")?
                .execute(params![day_book::serial_of(tx, packet)?.get(), code.as_str(), next_at.timestamp_millis()])?;
            Ok(())
        })
    }

    /// Makes a packet, or all that wait, due at once: the line is back, or somebody pressed "send now".
    ///
    /// # Errors
    /// What the store says.
    pub fn retry_now(&self, packet: Option<PacketId>) -> Result<(), StoreError> {
        self.write(|tx| {
            let serial = packet.map(|packet| day_book::serial_of(tx, packet)).transpose()?.map(Serial::get);
            tx.prepare_cached("UPDATE outbox SET next_at = 0 WHERE receipt IS NULL AND (?1 IS NULL OR serial = ?1)")?
                .execute([serial])?;
            Ok(())
        })
    }

    /// Keeps the province's receipt, whose signature and content the caller has verified. The first receipt stays.
    ///
    /// # Errors
    /// [`StoreError::PacketUnknown`]; else what the store says.
    pub fn record_receipt(
        &self,
        packet: PacketId,
        receipt: &[u8],
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            let serial = day_book::serial_of(tx, packet)?;
            let changed = tx
                .prepare_cached(
                    "UPDATE outbox SET state = ?2, receipt = ?3, received_at = ?4, sent_bytes = length, last_code = NULL
                     WHERE serial = ?1 AND receipt IS NULL",
                )?
                .execute(params![serial.get(), word(&Progress::Received)?, receipt, moment(at)?])?;
            if changed == 0 { Ok(()) } else { audit::append(tx, Event::Received { packet, serial }, None, at) }
        })
    }

    /// Keeps the province's news about a packet; `now` starts the days of retention when the status is final.
    ///
    /// # Errors
    /// [`StoreError::PacketUnknown`]; else what the store says.
    pub fn record_status(
        &self,
        packet: PacketId,
        status: RecordingStatus,
        reason: Option<&str>,
        at: DateTime<Utc>,
        now: &Stamp,
    ) -> Result<(), StoreError> {
        let final_at = status.is_final().then(|| now.wall.timestamp_millis());
        self.write(|tx| {
            tx.prepare_cached(
                "UPDATE outbox SET status = ?2, status_reason = ?3, status_at = ?4, final_at = ?5 WHERE serial = ?1",
            )?
            .execute(params![
                day_book::serial_of(tx, packet)?.get(),
                status.as_str(),
                reason,
                at.to_rfc3339(),
                final_at
            ])?;
            Ok(())
        })
    }

    /// A part of a packet's bytes, read without loading the rest. The range is cut at the packet's end.
    ///
    /// # Errors
    /// [`StoreError::PacketUnknown`], [`StoreError::PacketGone`]; else what the store says.
    pub fn packet_bytes(&self, packet: PacketId, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        self.read(|connection| {
            let serial = day_book::serial_of(connection, packet)?;
            let mut blob = connection
                .blob_open(MAIN_DB, "packet", "bytes", i64::from(serial.get()), true)
                .map_err(|_| StoreError::PacketGone)?;
            let length = u64::try_from(blob.len()).unwrap_or_default();
            let (start, end) = (range.start.min(length), range.end.min(length));
            let size = usize::try_from(end.saturating_sub(start))
                .map_err(|_| StoreError::Foreign("packet"))?;
            let mut bytes = vec![0; size];
            let read = blob
                .seek(SeekFrom::Start(start))
                .and_then(|_| blob.read_exact(&mut bytes));
            read.map_err(|_| StoreError::Rotten)?;
            Ok(bytes)
        })
    }

    /// A whole packet, its bytes matching the digest in the day-book.
    ///
    /// # Errors
    /// As [`Store::packet_bytes`], and [`StoreError::Rotten`] when the digest does not match.
    pub fn packet(&self, packet: PacketId) -> Result<Vec<u8>, StoreError> {
        let row = self.outbox_row(packet)?;
        let bytes = self.packet_bytes(packet, 0..row.length)?;
        if Digest::of(&bytes) == row.digest {
            Ok(bytes)
        } else {
            Err(StoreError::Rotten)
        }
    }
}

/// Puts a sealed packet into the outbox, inside the transaction that wrote its day-book line.
pub(crate) fn put(tx: &Connection, serial: Serial, bytes: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO packet (serial, bytes) VALUES (?1, ?2)")?
        .execute(params![serial.get(), bytes])?;
    tx.prepare_cached("INSERT INTO outbox (serial, length, state) VALUES (?1, ?2, ?3)")?
        .execute(params![
            serial.get(),
            number(bytes.len() as u64)?,
            word(&Progress::Queued)?
        ])?;
    Ok(())
}

/// The word for a packet that was never tried.
pub(super) fn queued() -> Result<String, StoreError> {
    word(&Progress::Queued)
}

fn needs_action(connection: &Connection) -> Result<u32, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT status, count(*) FROM outbox WHERE status IS NOT NULL GROUP BY status",
    )?;
    let mut rows = query.query([])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        let status: RecordingStatus = parsed(row, "status", "status")?;
        if status.needs_attention() {
            found += row.get::<_, u32>(1)?;
        }
    }
    Ok(found)
}

/// Reads a moment that is plain RFC 3339 text.
fn text_moment(row: &Row<'_>, column: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Foreign("moment")))
        .transpose()
}

fn get(connection: &Connection, packet: PacketId) -> Result<OutboxRow, StoreError> {
    let mut query = connection.prepare_cached(&format!("{ROWS} WHERE d.packet = ?1"))?;
    let mut rows = query.query_and_then([packet.to_string()], row_in)?;
    rows.next().transpose()?.ok_or(StoreError::PacketUnknown)
}

fn row_in(row: &Row<'_>) -> Result<OutboxRow, StoreError> {
    let status: Option<String> = row.get("status")?;
    Ok(OutboxRow {
        packet: parsed(row, "packet", "packet id")?,
        serial: day_book::serial(row)?,
        digest: digest(row, "digest")?,
        length: count(row, "length")?,
        progress: word_in(row, "state", "state")?,
        offset: count(row, "sent_bytes")?,
        attempts: row.get("attempts")?,
        next_at: row.get("next_at")?,
        last_code: row.get("last_code")?,
        receipt: row.get("receipt")?,
        received_at: moment_in(row, "received_at")?,
        status: status
            .map(|text| text.parse().map_err(|_| StoreError::Foreign("status")))
            .transpose()?,
        status_reason: row.get("status_reason")?,
        status_at: text_moment(row, "status_at")?,
        pruned_at: moment_in(row, "pruned_at")?,
    })
}
