//! The day-book: one line for every sealed packet, chained as [`rekam_protocol::day_book`] says. Lines never change or leave.

use chrono::{DateTime, Utc};
use rekam_domain::code::ErrorCode;
use rekam_protocol::day_book::{DayBookHead, next_head};
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{IdError, OperatorId, PacketId, Serial};
use rekam_protocol::packet::PacketKind;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::{digest, from_json, moment, parsed, word, word_in};
use super::settings::{self, Setting};
use super::{Store, StoreError};
use crate::mirror::LeftOut;

/// One line. Of the resident it knows nothing: `person` is a keyed hash that only finds doubles.
#[derive(Debug, Clone, PartialEq)]
pub struct DayBookLine {
    /// Its number.
    pub serial: Serial,
    /// The packet.
    pub packet: PacketId,
    /// Record or canary.
    pub kind: PacketKind,
    /// The service's code; absent for a canary.
    pub service: Option<String>,
    /// HMAC of the NIK under a key of this store; absent where there is no NIK.
    pub person: Option<[u8; 32]>,
    /// Who sealed it.
    pub operator: OperatorId,
    /// When.
    pub sealed_at: Stamp,
    /// SHA-256 of the packet.
    pub digest: Digest,
    /// The head before this line.
    pub previous: Digest,
}

impl DayBookLine {
    /// The head after this line.
    #[must_use]
    pub fn head(&self) -> Digest {
        next_head(&self.previous, self.serial, self.packet, &self.digest)
    }
}

/// Where the day-book was tampered with or damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the day-book is broken at serial number {serial}")]
pub struct BrokenDayBook {
    /// The first serial number that is missing or does not follow from the one before.
    pub serial: u32,
}

impl BrokenDayBook {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::ChainBroken
    }
}

impl Store {
    /// How far the day-book goes.
    ///
    /// # Errors
    /// What the store says.
    pub fn day_book_head(&self) -> Result<DayBookHead, StoreError> {
        self.read(head)
    }

    /// The lines sealed from `from` until before `until` by the wall clock, each with whether its receipt is here.
    ///
    /// # Errors
    /// What the store says.
    pub fn sealed_between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<(DayBookLine, bool)>, StoreError> {
        // Without fraction and zone, so that the text sorts before every moment of that second.
        let bound = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%S").to_string();
        self.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT d.*, o.receipt IS NOT NULL AS received FROM day_book d JOIN outbox o ON o.serial = d.serial
                 WHERE d.sealed_at ->> 'wall' >= ?1 AND d.sealed_at ->> 'wall' < ?2 ORDER BY d.serial",
            )?;
            let rows = query.query_and_then([bound(from), bound(until)], |row| {
                Ok((line(row)?, row.get("received")?))
            })?;
            rows.collect()
        })
    }

    /// The line of a serial number, if there is one.
    ///
    /// # Errors
    /// What the store says.
    pub fn day_book_line(&self, serial: Serial) -> Result<Option<DayBookLine>, StoreError> {
        self.read(|connection| {
            let mut query =
                connection.prepare_cached("SELECT * FROM day_book WHERE serial = ?1")?;
            query
                .query_and_then([serial.get()], line)?
                .next()
                .transpose()
        })
    }

    /// The head after a serial number, to compare with what the province holds; genesis for 0.
    ///
    /// # Errors
    /// What the store says.
    pub fn day_book_head_at(&self, serial: u32) -> Result<Option<DayBookHead>, StoreError> {
        let Ok(number) = Serial::new(serial) else {
            return Ok(Some(DayBookHead::EMPTY));
        };
        Ok(self.day_book_line(number)?.map(|line| DayBookHead {
            serial,
            head: line.head(),
        }))
    }

    /// Follows the chain from its first line to its last.
    ///
    /// # Errors
    /// The outer error is the store's; the inner one names the first serial number that does not follow.
    pub fn verify_day_book(&self) -> Result<Result<DayBookHead, BrokenDayBook>, StoreError> {
        self.read(|connection| {
            let left_out = left_out(connection)?;
            let mut query = connection.prepare("SELECT * FROM day_book ORDER BY serial")?;
            let mut known = DayBookHead::EMPTY;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let line = line(row)?;
                let stored = digest(row, "head")?;
                let serial = match left_out {
                    Some(gap) if gap.through == known.serial => gap.upto,
                    Some(_) | None => known.serial,
                }
                .saturating_add(1);
                if line.serial.get() != serial
                    || line.previous != known.head
                    || stored != line.head()
                {
                    return Ok(Err(BrokenDayBook { serial }));
                }
                known = DayBookHead {
                    serial,
                    head: stored,
                };
            }
            Ok(Ok(known))
        })
    }
}

/// Numbers that were never given out, because the station was restored from a mirror that may have been behind.
pub(super) fn left_out(connection: &Connection) -> Result<Option<LeftOut>, StoreError> {
    let json = settings::get(connection, Setting::LeftOut)?;
    let left_out = json.map(|json| serde_json::from_slice(&json)).transpose();
    left_out.map_err(|_| StoreError::Foreign("left-out numbers"))
}

/// The serial number and the previous head of the next line.
pub(crate) fn next(connection: &Connection) -> Result<(Serial, Digest), StoreError> {
    let last = head(connection)?;
    let serial = match Serial::new(last.serial) {
        Ok(serial) => serial.next(),
        Err(IdError::Serial | IdError::Name | IdError::Packet) => Serial::FIRST,
    };
    Ok((serial, last.head))
}

/// Writes one line inside a transaction.
pub(crate) fn append(tx: &Connection, line: &DayBookLine) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO day_book (serial, packet, kind, service, person, operator, sealed_at, digest, previous, head)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        line.serial.get(),
        line.packet.to_string(),
        word(&line.kind)?,
        line.service,
        line.person,
        line.operator.as_str(),
        moment(&line.sealed_at)?,
        line.digest.as_bytes(),
        line.previous.as_bytes(),
        line.head().as_bytes(),
    ])?;
    Ok(())
}

/// Serial numbers under which this person was sealed here for one of `services`.
pub(crate) fn doubles(
    connection: &Connection,
    person: &[u8; 32],
    services: &[String],
) -> Result<Vec<Serial>, StoreError> {
    let mut query = connection
        .prepare_cached("SELECT serial, service FROM day_book WHERE person = ?1 ORDER BY serial")?;
    let mut rows = query.query([person])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let service: Option<String> = row.get("service")?;
        if service.is_some_and(|service| services.contains(&service)) {
            found.push(serial(row)?);
        }
    }
    Ok(found)
}

/// Records (not canaries) sealed so far.
pub(crate) fn records(connection: &Connection) -> Result<u32, StoreError> {
    let mut query = connection.prepare_cached("SELECT count(*) FROM day_book WHERE kind = ?1")?;
    Ok(query.query_row([word(&PacketKind::Record)?], |row| row.get(0))?)
}

/// The serial number of a packet.
pub(crate) fn serial_of(connection: &Connection, packet: PacketId) -> Result<Serial, StoreError> {
    let mut query = connection.prepare_cached("SELECT serial FROM day_book WHERE packet = ?1")?;
    let number: Option<u32> = query
        .query_row([packet.to_string()], |row| row.get(0))
        .optional()?;
    Serial::new(number.ok_or(StoreError::PacketUnknown)?)
        .map_err(|_| StoreError::Foreign("serial number"))
}

/// Reads a serial number.
pub(super) fn serial(row: &Row<'_>) -> Result<Serial, StoreError> {
    Serial::new(row.get("serial")?).map_err(|_| StoreError::Foreign("serial number"))
}

fn line(row: &Row<'_>) -> Result<DayBookLine, StoreError> {
    Ok(DayBookLine {
        serial: serial(row)?,
        packet: parsed(row, "packet", "packet id")?,
        kind: word_in(row, "kind", "packet kind")?,
        service: row.get("service")?,
        person: row.get("person")?,
        operator: parsed(row, "operator", "operator id")?,
        sealed_at: from_json(row, "sealed_at", "moment")?,
        digest: digest(row, "digest")?,
        previous: digest(row, "previous")?,
    })
}

/// How far the day-book goes, lost lines at its end included.
pub(super) fn head(connection: &Connection) -> Result<DayBookHead, StoreError> {
    let mut query = connection
        .prepare_cached("SELECT serial, head FROM day_book ORDER BY serial DESC LIMIT 1")?;
    let last = query
        .query_row([], |row| {
            Ok(DayBookHead {
                serial: row.get(0)?,
                head: Digest::from_bytes(row.get(1)?),
            })
        })
        .optional()?;
    let last = last.unwrap_or(DayBookHead::EMPTY);
    // Numbers whose lines were lost are never given out again.
    let floor = match settings::get(connection, Setting::DayBookFloor)? {
        Some(json) => {
            serde_json::from_slice(&json).map_err(|_| StoreError::Foreign("day-book head"))?
        }
        None => DayBookHead::EMPTY,
    };
    Ok(if floor.serial > last.serial {
        floor
    } else {
        last
    })
}
