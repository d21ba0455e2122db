//! Packets, their receipts, and what is held of a day-book.

use super::{RegistryError, findings, read, reckon};
use crate::registry::{Greeting, NewPacket, PacketRow, PacketState, Reception};
use rekam_protocol::{
    day_book::{self, DayBookHead},
    digest::Digest,
    ids::{PacketId, Serial, StationId},
    reckoning::Fault,
};
use rusqlite::{OptionalExtension as _, Row, Transaction, named_params, params};

/// Ranges that a welcome names at most; a station that misses more learns of them at its next hello.
pub(super) const MOST_RANGES: u32 = 1000;

pub(super) fn receive(
    tx: &Transaction<'_>,
    packet: &NewPacket,
) -> Result<Reception, RegistryError> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO packets (id, station, serial, kind, digest, previous, length, received_at, receipt, state)
         VALUES (:id, :station, :serial, :kind, :digest, :previous, :length, :at, :receipt, 'waiting')
         ON CONFLICT DO NOTHING",
    )?;
    let added = insert.execute(named_params! {
        ":id": packet.id.to_string(),
        ":station": packet.station.as_str(),
        ":serial": packet.serial.get(),
        ":kind": read::kind_word(packet.kind),
        ":digest": packet.digest.as_bytes(),
        ":previous": packet.previous.as_bytes(),
        ":length": i64::try_from(packet.length).map_err(|_| RegistryError::Damaged("length"))?,
        ":at": packet.received_at.timestamp_millis(),
        ":receipt": packet.receipt,
    })?;
    let (station, serial, at) = (&packet.station, packet.serial, packet.received_at);
    if added == 1 {
        reckon::compare_neighbours(tx, station, serial, at)?;
        return Ok(Reception::New);
    }
    match one(tx, &packet.id)? {
        None => {
            findings::find(tx, station, serial.get(), Fault::StationCopy, at)?;
            Ok(Reception::SerialTaken)
        }
        Some(held)
            if held.digest == packet.digest
                && held.station == packet.station
                && held.serial == packet.serial =>
        {
            let receipt = receipt(tx, &packet.id)?.ok_or(RegistryError::Damaged("receipt"))?;
            Ok(Reception::Held(receipt))
        }
        Some(_) => {
            findings::find(tx, station, serial.get(), Fault::StationCopy, at)?;
            Ok(Reception::IdTaken)
        }
    }
}

pub(super) fn one(tx: &Transaction<'_>, id: &PacketId) -> Result<Option<PacketRow>, RegistryError> {
    let mut statement = tx.prepare_cached("SELECT * FROM packets WHERE id = ?1")?;
    read::first(statement.query([id.to_string()])?, packet_row)
}

pub(super) fn at(
    tx: &Transaction<'_>,
    station: &StationId,
    serial: Serial,
) -> Result<Option<PacketRow>, RegistryError> {
    let mut statement =
        tx.prepare_cached("SELECT * FROM packets WHERE station = ?1 AND serial = ?2")?;
    read::first(
        statement.query(params![station.as_str(), serial.get()])?,
        packet_row,
    )
}

pub(super) fn receipt(
    tx: &Transaction<'_>,
    id: &PacketId,
) -> Result<Option<Vec<u8>>, RegistryError> {
    let mut statement = tx.prepare_cached("SELECT receipt FROM packets WHERE id = ?1")?;
    Ok(statement
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?)
}

pub(super) fn list(
    tx: &Transaction<'_>,
    state: Option<PacketState>,
    limit: u32,
) -> Result<Vec<PacketRow>, RegistryError> {
    // The words stand in the text, not as parameters, so that the waiting ones are found by their own small index. Of two
    // recordings of a person, the one of the lower serial number counts as the first.
    let wanted = match state {
        None => "TRUE",
        Some(PacketState::Waiting) => "state = 'waiting'",
        Some(PacketState::Opened) => "state = 'opened'",
        Some(PacketState::Refused) => "state = 'refused'",
    };
    let sql = format!(
        "SELECT * FROM packets WHERE {wanted} ORDER BY received_at, station, serial LIMIT ?1"
    );
    read::all(tx.prepare_cached(&sql)?.query([limit])?, packet_row)
}

fn packet_row(row: &Row<'_>) -> Result<PacketRow, RegistryError> {
    Ok(PacketRow {
        id: read::text(row, "id")?,
        station: read::text(row, "station")?,
        serial: serial(row, "serial")?,
        kind: read::kind(row, "kind")?,
        digest: read::digest(row, "digest")?,
        length: read::number(row, "length")?,
        received_at: read::moment(row, "received_at")?,
        state: read::word(row, "state", PacketState::from_word)?,
        reason: read::column(row, "reason")?,
    })
}

pub(super) fn serial(row: &Row<'_>, name: &'static str) -> Result<Serial, RegistryError> {
    Serial::new(read::number(row, name)?).map_err(|_| RegistryError::Damaged(name))
}

/// What is held of a station's day-book: whole up to where, and the ranges after the first gap.
pub(super) fn held(
    tx: &Transaction<'_>,
    station: &StationId,
    most: u32,
) -> Result<Greeting, RegistryError> {
    // In an unbroken run, serial and row number grow together: their difference names the run.
    let mut statement = tx.prepare_cached(
        "SELECT MIN(serial) AS first, MAX(serial) AS last
         FROM (SELECT serial, serial - ROW_NUMBER() OVER (ORDER BY serial) AS run FROM packets WHERE station = ?1)
         GROUP BY run ORDER BY first LIMIT ?2",
    )?;
    let mut runs = read::all(statement.query(params![station.as_str(), most])?, |row| {
        Ok((serial(row, "first")?, serial(row, "last")?))
    })?;
    let whole = match runs.first() {
        Some((first, last)) if *first == Serial::FIRST => *last,
        Some(_) | None => {
            return Ok(Greeting {
                day_book: DayBookHead::EMPTY,
                held_beyond: runs,
            });
        }
    };
    let held_beyond = runs.split_off(1);
    Ok(Greeting {
        day_book: head_after(tx, station, whole)?.ok_or(RegistryError::Damaged("serial"))?,
        held_beyond,
    })
}

/// The head after a packet, if it is held.
pub(super) fn head_after(
    tx: &Transaction<'_>,
    station: &StationId,
    serial: Serial,
) -> Result<Option<DayBookHead>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, digest, previous FROM packets WHERE station = ?1 AND serial = ?2",
    )?;
    read::first(
        statement.query(params![station.as_str(), serial.get()])?,
        |row| {
            let (previous, digest) = (read::digest(row, "previous")?, read::digest(row, "digest")?);
            let head = day_book::next_head(&previous, serial, read::text(row, "id")?, &digest);
            Ok(DayBookHead {
                serial: serial.get(),
                head,
            })
        },
    )
}

/// The head before a packet, as its header names it, if it is held.
pub(super) fn previous_of(
    tx: &Transaction<'_>,
    station: &StationId,
    serial: Serial,
) -> Result<Option<Digest>, RegistryError> {
    let mut statement =
        tx.prepare_cached("SELECT previous FROM packets WHERE station = ?1 AND serial = ?2")?;
    read::first(
        statement.query(params![station.as_str(), serial.get()])?,
        |row| read::digest(row, "previous"),
    )
}
