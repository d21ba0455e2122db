//! The extract on the disk: a SQLCipher file of its own beside the store, under a key of its own that stands in the store.
//!
//! Millions of rows come and go with a lease. In a file of their own they come in without a write-ahead log, leave the
//! store's backups and checkpoints small, and go at once: when the key is taken out of the store, the file is noise
//! (ADR 19). It is written once ([`build`]) and then only read ([`search`]).

mod build;
mod search;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;
use rekam_domain::nik::Nik;
use rekam_domain::region::{self, Region};
use rekam_domain::register::RegisterStatus;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::audit::{self, Event};
use super::open::{StoreKey, unlock};
use super::settings::{Setting, get, put};
use super::{Store, StoreError};
use crate::extract::Person;
use crate::extract::posting::{BATCH, Ids};
use crate::extract::terms::{Kind, Terms};

pub use build::{BuildError, Built, Source, build};
pub use search::Found;

/// What the store knows of the extract: its file, its key, and what is in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ExtractNote {
    /// Name of the file beside the store.
    pub file: String,
    key: String,
    /// People in it.
    pub rows: u32,
    /// Villages of which it holds people.
    pub villages: Vec<String>,
    /// When it was taken in.
    pub taken_in: Stamp,
}

impl fmt::Debug for ExtractNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtractNote({} rows)", self.rows)
    }
}

impl ExtractNote {
    /// What was built, with the key it was built under.
    #[must_use]
    pub fn of(file: String, key: &StoreKey, built: &Built, at: &Stamp) -> Self {
        Self {
            file,
            key: hex::encode(key.as_bytes()),
            rows: built.rows,
            villages: built.villages.clone(),
            taken_in: at.clone(),
        }
    }
}

impl Store {
    /// What is known of the extract, where there is one.
    ///
    /// # Errors
    /// What the store says.
    pub fn extract_note(&self) -> Result<Option<ExtractNote>, StoreError> {
        self.read(note)
    }

    /// Puts a whole extract in the place of the old one, and logs how much it holds.
    ///
    /// # Errors
    /// What the store says; the old one then still stands.
    pub fn take_in_extract(
        &self,
        new: &ExtractNote,
        refused: u32,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            let bytes = serde_json::to_vec(new).map_err(|_| StoreError::Foreign("extract"))?;
            put(tx, Setting::Extract, &bytes)?;
            let villages = u32::try_from(new.villages.len()).unwrap_or(u32::MAX);
            let event = Event::ExtractTakenIn {
                rows: new.rows,
                villages,
                refused,
            };
            audit::append(tx, event, Some(by), at)
        })
    }

    /// Forgets the key of the extract: what is left on the disk is noise. Logs how much went; nothing where there was none.
    ///
    /// # Errors
    /// What the store says.
    pub fn forget_extract(&self, at: &Stamp) -> Result<(), StoreError> {
        self.write(|tx| {
            let Some(gone) = note(tx)? else {
                return Ok(());
            };
            tx.execute(
                "DELETE FROM setting WHERE name = ?1",
                [Setting::Extract.name()],
            )?;
            audit::append(tx, Event::ExtractForgotten { rows: gone.rows }, None, at)
        })
    }
}

fn note(connection: &Connection) -> Result<Option<ExtractNote>, StoreError> {
    let bytes = get(connection, Setting::Extract)?;
    bytes
        .map(|bytes| serde_json::from_slice(&bytes).map_err(|_| StoreError::Foreign("extract")))
        .transpose()
}

/// Removes files of extracts in a folder, but the one that counts: what an interrupted import or a forgotten extract left.
/// Says how many.
pub fn sweep(folder: &Path, keep: Option<&ExtractNote>) -> std::io::Result<u32> {
    let mut swept = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let counts = keep.is_some_and(|keep| name.starts_with(&keep.file));
        if name.starts_with(FILE_PREFIX) && !counts {
            std::fs::remove_file(entry.path())?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// How names of files of extracts begin.
pub const FILE_PREFIX: &str = "extract-";

/// Memory for pages that were read: what is typed next asks for the same lists again.
const PAGES: &str =
    "PRAGMA cache_size = -32768; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;";

const SCHEMA: &str = "
    -- Ids go by villages: a village is a range.
    CREATE TABLE village (code TEXT PRIMARY KEY, first INTEGER NOT NULL, next INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE resident (
        id INTEGER PRIMARY KEY, nik INTEGER, name TEXT NOT NULL, born INTEGER, mother TEXT NOT NULL, status INTEGER NOT NULL
    );
    CREATE TABLE nik (nik INTEGER, id INTEGER, PRIMARY KEY (nik, id)) WITHOUT ROWID;
    CREATE TABLE term (kind INTEGER, sound TEXT, number INTEGER NOT NULL, PRIMARY KEY (kind, sound)) WITHOUT ROWID;
    -- id: number of the term and of the batch, number * 16 + batch.
    CREATE TABLE posting (id INTEGER PRIMARY KEY, ids BLOB NOT NULL);
";

/// Batches that one term may have: 2^24 people.
const BATCHES: u32 = 16;
/// Most people.
pub(super) const MOST: u32 = BATCH * BATCHES;

/// Where a village lies.
struct Place {
    village: &'static Region,
    first: u32,
    next: u32,
}

/// An open extract. It is only read.
pub struct Extract {
    connection: Mutex<Connection>,
    villages: Vec<Place>,
    end: u32,
    names: OnceLock<Terms>,
    mothers: OnceLock<Terms>,
}

impl Extract {
    /// Opens the extract that the store knows of, in its folder.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] for a file that is gone or damaged, else what SQLite says.
    pub fn open(folder: &Path, note: &ExtractNote) -> Result<Self, StoreError> {
        let key = hex::decode(&note.key)
            .ok()
            .and_then(|key| key.try_into().ok());
        let key = StoreKey::from_seed(zeroize::Zeroizing::new(
            key.ok_or(StoreError::Foreign("extract"))?,
        ));
        let path: PathBuf = folder.join(&note.file);
        if !path.exists() {
            return Err(StoreError::Unreadable);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        unlock(&connection, &key)?;
        connection.execute_batch(PAGES)?;
        let villages = villages(&connection)?;
        let end = villages.iter().map(|place| place.next).max().unwrap_or(0);
        Ok(Self {
            connection: Mutex::new(connection),
            villages,
            end,
            names: OnceLock::new(),
            mothers: OnceLock::new(),
        })
    }

    fn read<T>(
        &self,
        verb: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        verb(
            &self
                .connection
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// One person by the place in the extract.
    ///
    /// # Errors
    /// [`StoreError::ResidentUnknown`], or what SQLite says.
    pub fn person(&self, id: u32) -> Result<Person, StoreError> {
        self.read(|connection| self.fetch(connection, id))?
            .ok_or(StoreError::ResidentUnknown)
    }

    fn fetch(&self, connection: &Connection, id: u32) -> Result<Option<Person>, StoreError> {
        let mut query = connection.prepare_cached(
            "SELECT id, nik, name, born, mother, status FROM resident WHERE id = ?1",
        )?;
        Ok(query
            .query_row([id], |row| self.person_of(row))
            .optional()?)
    }

    fn person_of(&self, row: &Row<'_>) -> rusqlite::Result<Person> {
        let id: u32 = row.get(0)?;
        let nik: Option<i64> = row.get(1)?;
        let born: Option<i32> = row.get(3)?;
        Ok(Person {
            id,
            nik: nik.and_then(|nik| Nik::parse(&format!("{nik:016}")).ok()),
            name: row.get(2)?,
            born: born.and_then(NaiveDate::from_num_days_from_ce_opt),
            mother: row.get(4)?,
            village: self.village_of(id),
            status: RegisterStatus::of_number(row.get(5)?),
        })
    }

    fn village_of(&self, id: u32) -> Option<&'static Region> {
        let at = self.villages.partition_point(|place| place.next <= id);
        self.villages
            .get(at)
            .filter(|place| place.first <= id)
            .map(|place| place.village)
    }

    /// Where the people of a region lie: its villages follow each other.
    fn range_of(&self, code: &str) -> (u32, u32) {
        let inside = || {
            self.villages
                .iter()
                .filter(|place| place.village.code.starts_with(code))
        };
        let first = inside().map(|place| place.first).min().unwrap_or(0);
        (
            first,
            inside().map(|place| place.next).max().unwrap_or(first),
        )
    }

    fn names(&self) -> Result<&Terms, StoreError> {
        self.terms(&self.names, Kind::Name)
    }

    fn mothers(&self) -> Result<&Terms, StoreError> {
        self.terms(&self.mothers, Kind::Mother)
    }

    fn terms<'a>(&self, kept: &'a OnceLock<Terms>, kind: Kind) -> Result<&'a Terms, StoreError> {
        if let Some(terms) = kept.get() {
            return Ok(terms);
        }
        let terms = self.read(|connection| {
            let mut query = connection
                .prepare("SELECT sound, number FROM term WHERE kind = ?1 ORDER BY sound")?;
            let rows = query.query_map([kind as u8], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(Terms::of(rows.collect::<Result<Vec<(String, u32)>, _>>()?))
        })?;
        Ok(kept.get_or_init(|| terms))
    }

    /// Adds the people of a term to a set.
    fn join_term(&self, number: u32, ids: &mut Ids) -> Result<(), StoreError> {
        self.read(|connection| {
            let first = i64::from(number) * i64::from(BATCHES);
            let mut query = connection
                .prepare_cached("SELECT id, ids FROM posting WHERE id BETWEEN ?1 AND ?2")?;
            let mut rows = query.query(params![first, first + i64::from(BATCHES) - 1])?;
            while let Some(row) = rows.next()? {
                let id: i64 = row.get(0)?;
                let batch = u32::try_from(id - first).unwrap_or(0);
                let written = row
                    .get_ref(1)?
                    .as_blob()
                    .map_err(|_| StoreError::Foreign("list"))?;
                ids.put_written(batch, written);
            }
            Ok(())
        })
    }

    /// The people of one term, by its word.
    fn people_of(&self, kind: Kind, sound: &str) -> Result<Ids, StoreError> {
        let mut ids = Ids::none(self.end);
        let number: Option<u32> = self.read(|connection| {
            let mut query = connection
                .prepare_cached("SELECT number FROM term WHERE kind = ?1 AND sound = ?2")?;
            Ok(query
                .query_row(params![kind as u8, sound], |row| row.get(0))
                .optional()?)
        })?;
        if let Some(number) = number {
            self.join_term(number, &mut ids)?;
        }
        Ok(ids)
    }
}

impl fmt::Debug for Extract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extract")
    }
}

fn villages(connection: &Connection) -> Result<Vec<Place>, StoreError> {
    let mut query = connection.prepare("SELECT code, first, next FROM village ORDER BY first")?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
    })?;
    let mut places = Vec::new();
    for row in rows {
        let (code, first, next) = row?;
        let village = region::village(&code).ok_or(StoreError::Foreign("village"))?;
        places.push(Place {
            village,
            first,
            next,
        });
    }
    Ok(places)
}
