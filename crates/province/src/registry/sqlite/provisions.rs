//! What stations take along: lists in parts, code tables.

use super::{RegistryError, read, stations::note};
use crate::registry::{GivenList, GivenTable, KeptPart};
use chrono::{DateTime, Utc};
use rekam_protocol::{
    digest::Digest,
    ids::StationId,
    provisions::{ProvidedList, ProvidedPart, ProvidedTable, Provisions},
};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use std::collections::BTreeMap;

/// The parts that a station's list has now, by the digest of their content.
pub(super) fn parts(
    tx: &Transaction<'_>,
    station: &StationId,
    list: &str,
) -> Result<BTreeMap<Digest, KeptPart>, RegistryError> {
    let mut statement = tx
        .prepare_cached("SELECT content, bytes FROM list_parts WHERE station = ?1 AND list = ?2")?;
    let parts = read::all(statement.query(params![station.as_str(), list])?, |row| {
        let content = read::digest(row, "content")?;
        let bytes = read::column(row, "bytes")?;
        Ok((content, KeptPart { content, bytes }))
    })?;
    Ok(parts.into_iter().collect())
}

/// Gives a list, in place of one of the same name.
pub(super) fn give(tx: &Transaction<'_>, list: &GivenList) -> Result<(), RegistryError> {
    let station = list.station.as_str();
    touch(tx, &list.station, list.at)?;
    tx.execute(
        "DELETE FROM lists WHERE station = ?1 AND name = ?2",
        params![station, list.name],
    )?;
    tx.execute(
        "INSERT INTO lists (station, name, residents, given_at) VALUES (?1, ?2, ?3, ?4)",
        params![
            station,
            list.name,
            list.residents,
            list.at.timestamp_millis()
        ],
    )?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO list_parts (station, list, place, content, digest, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (place, part) in (0u32..).zip(&list.parts) {
        insert.execute(params![
            station,
            list.name,
            place,
            part.content.as_bytes(),
            Digest::of(&part.bytes).as_bytes(),
            part.bytes
        ])?;
    }
    note(tx, list.at, "list-given", &list.station, None)
}

/// Takes a list back; answers whether there was one.
pub(super) fn withdraw(
    tx: &Transaction<'_>,
    station: &StationId,
    list: &str,
    at: DateTime<Utc>,
) -> Result<bool, RegistryError> {
    let gone = tx.execute(
        "DELETE FROM lists WHERE station = ?1 AND name = ?2",
        params![station.as_str(), list],
    )?;
    if gone == 0 {
        return Ok(false);
    }
    touch(tx, station, at)?;
    note(tx, at, "list-withdrawn", station, None)?;
    Ok(true)
}

/// Makes the provisions of a station newer than they were, whatever the clock says.
fn touch(
    tx: &Transaction<'_>,
    station: &StationId,
    at: DateTime<Utc>,
) -> Result<(), RegistryError> {
    let changed = tx.execute(
        "UPDATE stations SET provided_at = max(?2, coalesce(provided_at + 1, 0)) WHERE id = ?1",
        params![station.as_str(), at.timestamp_millis()],
    )?;
    if changed == 0 {
        return Err(RegistryError::NoStation);
    }
    Ok(())
}

/// Gives a code table to every station, in place of an older version.
pub(super) fn give_table(tx: &Transaction<'_>, table: &GivenTable) -> Result<(), RegistryError> {
    tx.execute(
        "INSERT INTO code_tables (name, version, digest, bytes, given_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (name) DO UPDATE SET version = ?2, digest = ?3, bytes = ?4, given_at = ?5",
        params![
            table.name,
            table.version,
            Digest::of(&table.bytes).as_bytes(),
            table.bytes,
            table.at.timestamp_millis()
        ],
    )?;
    tx.execute(
        "UPDATE stations SET provided_at = max(?1, coalesce(provided_at + 1, 0))",
        [table.at.timestamp_millis()],
    )?;
    Ok(())
}

/// The code tables that were given, by name.
pub(super) fn given_tables(tx: &Transaction<'_>) -> Result<Vec<GivenTable>, RegistryError> {
    let mut statement =
        tx.prepare_cached("SELECT name, version, bytes, given_at FROM code_tables ORDER BY name")?;
    read::all(statement.query([])?, |row| {
        Ok(GivenTable {
            name: read::column(row, "name")?,
            version: read::column(row, "version")?,
            bytes: read::column(row, "bytes")?,
            at: read::moment(row, "given_at")?,
        })
    })
}

/// What a station should take along; nothing where it was never given anything.
pub(super) fn of(
    tx: &Transaction<'_>,
    station: &StationId,
) -> Result<Option<Provisions>, RegistryError> {
    // A station that is younger than a table was never touched by it.
    let mut statement = tx.prepare_cached(
        "SELECT nullif(max(coalesce(provided_at, 0), coalesce((SELECT max(given_at) FROM code_tables), 0)), 0) AS provided_at
         FROM stations WHERE id = ?1",
    )?;
    let found = read::first(statement.query([station.as_str()])?, |row| {
        read::maybe_moment(row, "provided_at")
    })?;
    let Some(issued_at) = found.ok_or(RegistryError::NoStation)? else {
        return Ok(None);
    };
    Ok(Some(Provisions {
        station: station.clone(),
        issued_at,
        lists: lists(tx, station)?,
        tables: tables(tx)?,
    }))
}

fn lists(tx: &Transaction<'_>, station: &StationId) -> Result<Vec<ProvidedList>, RegistryError> {
    let mut statement =
        tx.prepare_cached("SELECT name, residents FROM lists WHERE station = ?1 ORDER BY name")?;
    let mut lists = read::all(statement.query([station.as_str()])?, |row| {
        Ok(ProvidedList {
            name: read::column(row, "name")?,
            residents: read::number(row, "residents")?,
            parts: Vec::new(),
        })
    })?;
    let mut parts = tx.prepare_cached(
        "SELECT digest, length(bytes) AS length FROM list_parts WHERE station = ?1 AND list = ?2 ORDER BY place",
    )?;
    for list in &mut lists {
        list.parts = read::all(
            parts.query(params![station.as_str(), list.name])?,
            part_named,
        )?;
    }
    Ok(lists)
}

fn tables(tx: &Transaction<'_>) -> Result<Vec<ProvidedTable>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT name, version, digest, length(bytes) AS length FROM code_tables ORDER BY name",
    )?;
    read::all(statement.query([])?, |row| {
        Ok(ProvidedTable {
            name: read::column(row, "name")?,
            version: read::column(row, "version")?,
            part: part_named(row)?,
        })
    })
}

fn part_named(row: &Row<'_>) -> Result<ProvidedPart, RegistryError> {
    Ok(ProvidedPart {
        digest: read::digest(row, "digest")?,
        length: read::number(row, "length")?,
    })
}

/// The bytes of a part that the provisions of a station name.
pub(super) fn part(
    tx: &Transaction<'_>,
    station: &StationId,
    digest: &Digest,
) -> Result<Option<Vec<u8>>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT bytes FROM list_parts WHERE station = ?1 AND digest = ?2
         UNION ALL SELECT bytes FROM code_tables WHERE digest = ?2 LIMIT 1",
    )?;
    let found = statement.query_row(params![station.as_str(), digest.as_bytes()], |row| {
        row.get(0)
    });
    Ok(found.optional()?)
}
