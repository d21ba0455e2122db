//! The mirror: a second copy of what is sealed, in a database of its own under the same key, on another medium. It holds what
//! stays at a station (day-book, packets, receipts, audit log, the station's own settings) and nothing of who still sits at the
//! desk: no draft, no list, no extract.
//!
//! Rows go over in pieces, so that a slow card never holds the desk up. Whatever is cut off goes on where it was.

use std::collections::BTreeSet;
use std::path::Path;

use rekam_protocol::day_book::DayBookHead;
use rekam_protocol::digest::Digest;
use rekam_protocol::time::Stamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params, params_from_iter};

use super::audit::{self, Event};
use super::open::{set_up, unlock};
use super::settings::{self, Setting};
use super::{Store, StoreError, StoreKey, migrate};
use crate::mirror::LeftOut;

/// Packets that go over in one transaction.
const PACKETS: u32 = 8;
/// Lines of the audit log that go over in one transaction.
const LINES: u32 = 2_000;
/// Small tables whose rows change; what hangs on a line of the day-book stands behind it.
const CHANGING: [&str; 6] = ["setting", "outbox", "canary", "forgotten", "tally", "trip"];

/// A row as it stands in its table.
type Row = Vec<Value>;

/// The second copy, opened.
pub(crate) struct Mirror {
    connection: Connection,
}

impl Mirror {
    /// Opens the mirror at `path`, or begins one there.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] for another key or a damaged file; else what SQLite or the medium says.
    pub(crate) fn open(path: &Path, key: &StoreKey) -> Result<Self, StoreError> {
        let mut connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        unlock(&connection, key)?;
        migrate::refuse_newer(&connection)?;
        set_up(&connection)?;
        // One file, whole after every transaction: what is pulled out or copied is the mirror.
        connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;")?;
        migrate::run(&mut connection)?;
        Ok(Self { connection })
    }

    /// The last serial number that is mirrored; 0 before the first.
    pub(crate) fn through(&self) -> Result<u32, StoreError> {
        last(&self.connection, "day_book", "serial")
    }

    /// Whether what is mirrored is the beginning of this store. A mirror of another life of the station is not written to.
    pub(crate) fn is_of(&self, store: &Store) -> Result<bool, StoreError> {
        let through = self.through()?;
        let ours: Option<[u8; 32]> = store.read(|connection| head_at(connection, through))?;
        Ok(through == 0 || (ours.is_some() && ours == head_at(&self.connection, through)?))
    }

    /// Takes over everything that is new in the store since the last time.
    ///
    /// # Errors
    /// What either database says; what went over until then is whole.
    pub(crate) fn take(&mut self, store: &Store) -> Result<(), StoreError> {
        while self.take_lines(store, "day_book", "serial", PACKETS)? {}
        while self.take_lines(store, "audit", "seq", LINES)? {}
        for table in CHANGING {
            self.take_changes(store, table)?;
        }
        self.connection.execute(
            "DELETE FROM packet WHERE serial IN (SELECT serial FROM outbox WHERE pruned_at IS NOT NULL)",
            [],
        )?;
        Ok(())
    }

    /// Takes over the next lines of a table that only grows; with lines of the day-book go their packets and rows of the
    /// queue, in the same transaction. Says whether there were any.
    fn take_lines(
        &mut self,
        store: &Store,
        table: &str,
        number: &str,
        most: u32,
    ) -> Result<bool, StoreError> {
        let after = last(&self.connection, table, number)?;
        let of = |table: &str| {
            format!("SELECT * FROM {table} WHERE {number} > {after} ORDER BY {number} LIMIT {most}")
        };
        let mut tables = vec![table];
        if table == "day_book" {
            tables.extend(["packet", "outbox"]);
        }
        // One look at the store, so that the rows belong together.
        let taken = store.read(|connection| {
            let lines = rows(connection, &of(table))?;
            let Some(Value::Integer(upto)) = lines.last().and_then(|row| row.first()) else {
                return Ok(Vec::new());
            };
            let mut taken = vec![lines.clone()];
            for beside in &tables[1..] {
                let select = format!(
                    "SELECT * FROM {beside} WHERE {number} > {after} AND {number} <= {upto}"
                );
                taken.push(rows(connection, &select)?);
            }
            Ok::<_, StoreError>(taken)
        })?;
        let tx = self.connection.transaction()?;
        for (table, rows) in tables.iter().zip(&taken) {
            put(&tx, table, rows)?;
        }
        tx.commit()?;
        Ok(!taken.is_empty())
    }

    /// Makes a small table the same as in the store.
    fn take_changes(&mut self, store: &Store, table: &str) -> Result<(), StoreError> {
        let select = format!("SELECT * FROM {table}");
        let theirs = store.read(|connection| rows(connection, &select))?;
        let ours = rows(&self.connection, &select)?;
        if theirs == ours {
            return Ok(());
        }
        let keys = keys(&self.connection, table)?;
        let tx = self.connection.transaction()?;
        let gone = ours.iter().filter(|row| !theirs.contains(row));
        let delete = {
            let wheres: Vec<String> = keys.iter().map(|(name, _)| format!("{name} = ?")).collect();
            format!("DELETE FROM {table} WHERE {}", wheres.join(" AND "))
        };
        for row in gone {
            let key = keys.iter().filter_map(|(_, at)| row.get(*at));
            tx.prepare_cached(&delete)?.execute(params_from_iter(key))?;
        }
        let new: Vec<Row> = theirs
            .into_iter()
            .filter(|row| !ours.contains(row))
            .collect();
        put(&tx, table, &new)?;
        tx.commit()?;
        Ok(())
    }

    /// The packet of a serial number with its line and its row of the queue, if all is here and the bytes are those of the
    /// line.
    fn record(&self, serial: u32) -> Result<Option<[Row; 3]>, StoreError> {
        let one = |table: &str| -> Result<Option<Row>, StoreError> {
            let select = format!("SELECT * FROM {table} WHERE serial = {serial}");
            Ok(rows(&self.connection, &select)?.pop())
        };
        let (Some(line), Some(packet), Some(row)) =
            (one("day_book")?, one("packet")?, one("outbox")?)
        else {
            return Ok(None);
        };
        let known: [u8; 32] = self.connection.query_row(
            "SELECT digest FROM day_book WHERE serial = ?1",
            [serial],
            |row| row.get(0),
        )?;
        let is_whole = matches!(packet.get(1), Some(Value::Blob(bytes)) if *Digest::of(bytes).as_bytes() == known);
        Ok(is_whole.then_some([line, packet, row]))
    }
}

impl Store {
    /// Puts records that are damaged or gone back from the mirror, with lines of the audit log that are gone, and says which
    /// records.
    ///
    /// # Errors
    /// What either database says.
    pub(crate) fn heal(&self, serials: &[u32], mirror: &Mirror) -> Result<Vec<u32>, StoreError> {
        let mut healed = Vec::new();
        for serial in serials {
            let Some([line, packet, row]) = mirror.record(*serial)? else {
                continue;
            };
            let is_ours = self.write(|tx| {
                let known: Option<[u8; 32]> = tx
                    .query_row(
                        "SELECT digest FROM day_book WHERE serial = ?1",
                        [serial],
                        |row| row.get(0),
                    )
                    .optional()?;
                let same = known.is_none_or(
                    |known| matches!(&packet[1], Value::Blob(bytes) if *Digest::of(bytes).as_bytes() == known),
                );
                if same {
                    if known.is_none() {
                        put(tx, "day_book", &[line])?;
                    }
                    tx.execute("DELETE FROM packet WHERE serial = ?1", [serial])?;
                    put(tx, "packet", &[packet])?;
                    tx.execute(
                        "DELETE FROM outbox WHERE serial = ?1 AND receipt IS NULL",
                        [serial],
                    )?;
                    add(tx, "outbox", &row)?;
                }
                Ok::<_, StoreError>(same)
            })?;
            if is_ours {
                healed.push(*serial);
            }
        }
        let known = self.read(|connection| {
            let mut query = connection.prepare("SELECT seq FROM audit")?;
            let known = query.query_map([], |row| row.get(0))?;
            Ok::<_, StoreError>(known.collect::<Result<BTreeSet<i64>, _>>()?)
        })?;
        let newest = known.last().copied().unwrap_or_default();
        let lines = rows(&mirror.connection, "SELECT * FROM audit ORDER BY seq")?;
        let gone = |row: &&Row| matches!(row.first(), Some(Value::Integer(seq)) if *seq < newest && !known.contains(seq));
        let gone: Vec<Row> = lines.iter().filter(gone).cloned().collect();
        self.write(|tx| put(tx, "audit", &gone))?;
        Ok(healed)
    }

    /// Notes that this store was made of a mirror: the day-book goes on after `floor`, and the numbers up to there are left out.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) fn restored(
        &self,
        left_out: LeftOut,
        floor: DayBookHead,
        now: &Stamp,
    ) -> Result<(), StoreError> {
        let json = |value: Result<Vec<u8>, serde_json::Error>| {
            value.map_err(|_| StoreError::Foreign("left-out numbers"))
        };
        self.write(|tx| {
            settings::put(tx, Setting::LeftOut, &json(serde_json::to_vec(&left_out))?)?;
            settings::put(
                tx,
                Setting::DayBookFloor,
                &json(serde_json::to_vec(&floor))?,
            )?;
            // The extract is no part of a mirror; the province gives it again.
            settings::forget(tx, Setting::Extract)?;
            let event = Event::Restored {
                after: left_out.through,
                upto: left_out.upto,
            };
            audit::append(tx, event, None, now)
        })
    }

    /// Records and canaries that were sealed after a serial number.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) fn sealed_after(&self, serial: u32) -> Result<u32, StoreError> {
        self.read(|connection| {
            let mut query =
                connection.prepare_cached("SELECT count(*) FROM day_book WHERE serial > ?1")?;
            Ok(query.query_row([serial], |row| row.get(0))?)
        })
    }
}

fn last(connection: &Connection, table: &str, number: &str) -> Result<u32, StoreError> {
    let select = format!("SELECT coalesce(max({number}), 0) FROM {table}");
    Ok(connection.query_row(&select, [], |row| row.get(0))?)
}

fn head_at(connection: &Connection, serial: u32) -> Result<Option<[u8; 32]>, StoreError> {
    let select = "SELECT head FROM day_book WHERE serial = ?1";
    let head = connection.query_row(select, params![serial], |row| row.get(0));
    Ok(head.optional()?)
}

fn rows(connection: &Connection, select: &str) -> Result<Vec<Row>, StoreError> {
    let mut query = connection.prepare(select)?;
    let width = query.column_count();
    let rows = query.query_map([], |row| (0..width).map(|at| row.get(at)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The columns that a table's rows are found by, each with its place in a row.
fn keys(connection: &Connection, table: &str) -> Result<Vec<(String, usize)>, StoreError> {
    let mut query =
        connection.prepare("SELECT name, cid FROM pragma_table_info(?1) WHERE pk > 0")?;
    let keys = query.query_map([table], |row| {
        let place: u32 = row.get(1)?;
        Ok((row.get(0)?, usize::try_from(place).unwrap_or(usize::MAX)))
    })?;
    Ok(keys.collect::<Result<_, _>>()?)
}

fn put(tx: &Connection, table: &str, rows: &[Row]) -> Result<(), StoreError> {
    rows.iter()
        .try_for_each(|row| write(tx, "INSERT", table, row))
}

/// Puts a row where there is none yet.
fn add(tx: &Connection, table: &str, row: &Row) -> Result<(), StoreError> {
    write(tx, "INSERT OR IGNORE", table, row)
}

fn write(tx: &Connection, verb: &str, table: &str, row: &Row) -> Result<(), StoreError> {
    let marks = vec!["?"; row.len()].join(", ");
    tx.prepare_cached(&format!("{verb} INTO {table} VALUES ({marks})"))?
        .execute(params_from_iter(row))?;
    Ok(())
}
