//! Salvage: from a damaged database into a new one, row by row. Every page is sealed by its own checksum (SQLCipher), so a page
//! either reads as it was written or not at all; what hangs on a page that does not is looked for from both ends and by number.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rekam_protocol::day_book::DayBookHead;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{OperatorId, Serial};
use rekam_protocol::packet::Envelope;
use rekam_protocol::time::Stamp;
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params, params_from_iter};
use serde::{Deserialize, Serialize};

use super::audit::{self, Event};
use super::day_book::{self, DayBookLine};
use super::open::unlock;
use super::settings::{self, Setting};
use super::{Store, StoreError, StoreKey, outbox, spare};

/// Numbers without a row, one after the other, after which a table that does not read is taken to have ended.
const GAP: u32 = 2_000;

/// What came of a salvage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Salvage {
    /// Pages of the damaged database that do not read.
    pub pages: u32,
    /// Serial numbers of packets that are lost: no bytes here, and no receipt of the province. Their residents must be
    /// recorded again, unless a copy turns up.
    pub lost: Vec<u32>,
    /// Tables of which not every row may have been found.
    pub torn: Vec<String>,
}

impl Store {
    /// Reads the database at `reading` (a copy, which is changed) into a new one at `new`, with spare pages from `spares`.
    /// The day-book is known to have reached `head`: no number up to there is given out again.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where not even the station's own key and activation are found; else what SQLite or the
    /// disk says. The new database is not to be used then.
    pub(crate) fn salvage(
        reading: &Path,
        spares: &Path,
        new: &Path,
        key: &StoreKey,
        head: DayBookHead,
        at: &Stamp,
    ) -> Result<Salvage, StoreError> {
        let mut salvage = Salvage {
            pages: spare::mend(reading, spares, key)?,
            ..Salvage::default()
        };
        let store = Self::create(new, key)?;
        store.read(|to| {
            // Rows come in the order of their tables, not of what they hang on.
            to.pragma_update(None, "foreign_keys", false)?;
            let mut from = Damaged::open(reading, key)?;
            for table in tables(to)? {
                if !from.pour_all(&table, to)? {
                    salvage.torn.push(table.name);
                }
            }
            Ok(())
        })?;
        store.write(|tx| {
            for needed in [Setting::StationSeed, Setting::Activation] {
                settings::get(tx, needed)?.ok_or(StoreError::Unreadable)?;
            }
            mend(tx)?;
            // The extract stays with the damaged desk; the province gives it again.
            settings::forget(tx, Setting::Extract)?;
            let json = serde_json::to_vec(&head).map_err(|_| StoreError::Foreign("salvage"))?;
            settings::put(tx, Setting::DayBookFloor, &json)?;
            salvage.lost = lost(tx)?;
            let json = serde_json::to_vec(&salvage).map_err(|_| StoreError::Foreign("salvage"))?;
            settings::put(tx, Setting::Salvage, &json)?;
            let lost = u32::try_from(salvage.lost.len()).unwrap_or(u32::MAX);
            let event = Event::Salvaged {
                pages: salvage.pages,
                lost,
            };
            audit::append(tx, event, None, at)
        })?;
        store.close()?;
        Ok(salvage)
    }

    /// What the last salvage came to, until a scrub has found everything whole.
    ///
    /// # Errors
    /// What the store says.
    pub fn last_salvage(&self) -> Result<Option<Salvage>, StoreError> {
        let json = self
            .setting(Setting::Salvage)?
            .filter(|json| !json.is_empty());
        json.map(|json| serde_json::from_slice(&json).map_err(|_| StoreError::Foreign("salvage")))
            .transpose()
    }
}

struct Table {
    name: String,
    columns: Vec<String>,
    /// What its rows are found by, in order.
    key: Vec<String>,
    /// Whether that is one number.
    is_numbered: bool,
}

/// All tables that this program knows.
fn tables(connection: &Connection) -> Result<Vec<Table>, StoreError> {
    let mut query = connection.prepare(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
    )?;
    let found = query.query_and_then([], |row| {
        let (name, without_rowid): (String, bool) = (row.get(0)?, row.get(1)?);
        let columns = columns(connection, &name)?;
        let mut key: Vec<&(String, u32)> = columns.iter().filter(|(_, place)| *place > 0).collect();
        key.sort_by_key(|(_, place)| *place);
        Ok(Table {
            key: key.into_iter().map(|(name, _)| name.clone()).collect(),
            columns: columns.iter().map(|(name, _)| name.clone()).collect(),
            is_numbered: !without_rowid,
            name,
        })
    })?;
    found.collect()
}

/// The columns of a table, each with its place in the key, or 0.
fn columns(connection: &Connection, table: &str) -> Result<Vec<(String, u32)>, StoreError> {
    let mut query = connection.prepare("SELECT name, pk FROM pragma_table_info(?1)")?;
    let rows = query.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A database of which some pages do not read.
struct Damaged {
    path: PathBuf,
    key: StoreKey,
    connection: Connection,
}

impl Damaged {
    fn open(path: &Path, key: &StoreKey) -> Result<Self, StoreError> {
        Ok(Self {
            path: path.to_owned(),
            key: key.clone(),
            connection: open(path, key)?,
        })
    }

    /// Copies what can be found of a table; says whether all of it read.
    fn pour_all(&mut self, table: &Table, to: &Connection) -> Result<bool, StoreError> {
        // A store of an older version lacks some columns, or the table.
        let known = columns(&self.connection, &table.name).unwrap_or_default();
        let shared = table.columns.iter();
        let shared: Vec<&str> = shared
            .filter(|column| known.iter().any(|(known, _)| known == *column))
            .map(String::as_str)
            .collect();
        if shared.is_empty() {
            return Ok(true);
        }
        let list = shared.join(", ");
        let marks = vec!["?"; shared.len()].join(", ");
        let name = &table.name;
        let insert = format!("INSERT OR IGNORE INTO {name} ({list}) VALUES ({marks})");
        let select = format!("SELECT {list} FROM {name}");
        let order = table.key.join(", ");
        if self
            .pour(&format!("{select} ORDER BY {order}"), to, &insert)?
            .1
        {
            return Ok(true);
        }
        let backwards = table.key.join(" DESC, ");
        self.pour(&format!("{select} ORDER BY {backwards} DESC"), to, &insert)?;
        let (mut number, mut missing) = (0u64, 0);
        while table.is_numbered && missing < GAP {
            number += 1;
            let one = format!("{select} WHERE {order} = {number}");
            let (found, _) = self.pour(&one, to, &insert)?;
            missing = if found == 0 { missing + 1 } else { 0 };
        }
        Ok(false)
    }

    /// Copies rows until one does not read; returns how many, and whether all did.
    fn pour(
        &mut self,
        select: &str,
        to: &Connection,
        insert: &str,
    ) -> Result<(u32, bool), StoreError> {
        let mut insert = to.prepare_cached(insert)?;
        let mut poured = 0;
        let whole = (|| {
            let mut query = self.connection.prepare(select)?;
            let width = query.column_count();
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let values: Vec<Value> =
                    (0..width).map(|at| row.get(at)).collect::<Result<_, _>>()?;
                insert.execute(params_from_iter(values))?;
                poured += 1;
            }
            Ok::<(), rusqlite::Error>(())
        })();
        if let Err(error) = &whole {
            if matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::DiskFull)
            ) {
                return Err(StoreError::DiskFull);
            }
            // SQLCipher does not trust a connection again that has met a page that does not read.
            self.connection = open(&self.path, &self.key)?;
        }
        Ok((poured, whole.is_ok()))
    }
}

fn open(path: &Path, key: &StoreKey) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // A file that was cut is shorter than its first page says; this lets the rest be read.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
    unlock(&connection, key)?;
    Ok(connection)
}

/// Makes one store of the rows that were found.
fn mend(tx: &Connection) -> Result<(), StoreError> {
    let mut query = tx.prepare("SELECT serial FROM packet ORDER BY serial")?;
    let serials: Vec<u32> = query
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for serial in serials {
        mend_packet(tx, serial)?;
    }
    let children = [
        "field",
        "capture",
        "exception",
        "paper",
        "mark",
        "change",
        "site",
    ];
    for child in children {
        tx.execute(
            &format!("DELETE FROM {child} WHERE draft NOT IN (SELECT id FROM draft)"),
            [],
        )?;
    }
    tx.execute_batch(
        "DELETE FROM outbox WHERE serial NOT IN (SELECT serial FROM day_book);
         DELETE FROM canary WHERE serial NOT IN (SELECT serial FROM day_book);
         DELETE FROM template WHERE serial NOT IN (SELECT serial FROM day_book)
            OR draft NOT IN (SELECT id FROM draft) OR listed NOT IN (SELECT key FROM worklist);
         DELETE FROM naming WHERE listed NOT IN (SELECT key FROM worklist);
         DELETE FROM provided_part;",
    )?;
    Ok(())
}

/// Serial numbers up to the head of which neither the packet is here nor a receipt.
pub(super) fn lost(connection: &Connection) -> Result<Vec<u32>, StoreError> {
    let mut query = connection.prepare(
        "SELECT serial FROM packet UNION SELECT serial FROM outbox WHERE receipt IS NOT NULL OR pruned_at IS NOT NULL",
    )?;
    let safe = query
        .query_map([], |row| row.get(0))?
        .collect::<Result<BTreeSet<u32>, _>>()?;
    let last = day_book::head(connection)?.serial;
    let left_out = day_book::left_out(connection)?;
    let was_given =
        |serial: &u32| left_out.is_none_or(|gap| *serial <= gap.through || *serial > gap.upto);
    Ok((1..=last)
        .filter(|serial| was_given(serial) && !safe.contains(serial))
        .collect())
}

/// A packet tells its own line in the day-book; bytes that do not match the line are no packet.
fn mend_packet(tx: &Connection, serial: u32) -> Result<(), StoreError> {
    let bytes: Vec<u8> = tx.query_row(
        "SELECT bytes FROM packet WHERE serial = ?1",
        [serial],
        |row| row.get(0),
    )?;
    let digest = Digest::of(&bytes);
    let mut known = tx.prepare_cached("SELECT digest FROM day_book WHERE serial = ?1")?;
    let known: Option<[u8; 32]> = known
        .query_map([serial], |row| row.get(0))?
        .next()
        .transpose()?;
    let envelope = Envelope::parse(&bytes).ok();
    let is_packet = match (known, &envelope) {
        (Some(known), _) => known == *digest.as_bytes(),
        (None, Some(envelope)) => envelope.header().serial.get() == serial,
        (None, None) => false,
    };
    if !is_packet {
        tx.execute("DELETE FROM packet WHERE serial = ?1", [serial])?;
        return Ok(());
    }
    if let (None, Some(envelope)) = (known, &envelope) {
        let header = envelope.header();
        let (operator, sealed_at) = who_sealed(tx, header.serial)?;
        let line = DayBookLine {
            serial: header.serial,
            packet: header.packet,
            kind: header.kind,
            // Sealed inside: the station cannot know them any more.
            service: None,
            person: None,
            operator,
            sealed_at,
            digest,
            previous: header.previous,
        };
        day_book::append(tx, &line)?;
    }
    // Sent again at worst, which is harmless.
    tx.execute(
        "INSERT OR IGNORE INTO outbox (serial, length, state) VALUES (?1, ?2, ?3)",
        params![
            serial,
            super::columns::number(bytes.len() as u64)?,
            outbox::queued()?
        ],
    )?;
    Ok(())
}

/// What the audit log remembers of a seal.
fn who_sealed(tx: &Connection, serial: Serial) -> Result<(OperatorId, Stamp), StoreError> {
    let mut query = tx.prepare("SELECT line FROM audit ORDER BY seq DESC")?;
    let mut rows = query.query([])?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(0)?;
        let Ok(line) = rekam_protocol::cbor::from_slice::<audit::AuditLine>(&bytes) else {
            continue;
        };
        let is_it = matches!(line.event, Event::Sealed { serial: sealed, .. } if sealed == serial);
        if let Some(by) = line.by {
            if is_it {
                return Ok((by, line.at));
            }
            last.get_or_insert((by, line.at));
        }
    }
    last.ok_or(StoreError::Unreadable)
}
