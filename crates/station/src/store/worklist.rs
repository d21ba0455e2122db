//! Residents who are expected: what lists from the registry say of them, until they are recorded.

use std::collections::BTreeMap;

use rekam_domain::field::Field;
use rekam_domain::service::Service;
use rekam_protocol::ids::{OperatorId, Serial};
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::audit::{self, Event};
use super::columns::{from_json, json};
use super::drafts::{self, DraftId};
use super::{Store, StoreError};

/// One expected resident.
#[derive(Clone, PartialEq, Eq)]
pub struct Expected {
    /// What names the row: the NIK, or for somebody without one a digest of what is known.
    pub key: String,
    /// The NIK.
    pub nik: Option<String>,
    /// The full name as listed.
    pub name: String,
    /// The words of the name as they are searched for, each with a blank before it.
    pub folded: String,
    /// Everything that the list says, as it would be typed.
    pub fields: BTreeMap<Field, String>,
}

impl std::fmt::Debug for Expected {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Expected({} fields)", self.fields.len())
    }
}

/// What became of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was not there before.
    New,
    /// The list says something else than before.
    Changed,
    /// It was there already.
    Same,
}

impl Store {
    /// Takes in a list, all of it or nothing; what it says replaces what an older list said of the same resident.
    ///
    /// # Errors
    /// What the store says.
    pub fn take_in_worklist(
        &self,
        rows: &[Expected],
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<Vec<Taken>, StoreError> {
        self.write(|tx| {
            let taken = rows
                .iter()
                .map(|row| self.put_expected(tx, row))
                .collect::<Result<Vec<_>, StoreError>>()?;
            let rows = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            audit::append(tx, Event::WorklistTakenIn { rows }, Some(by), at)?;
            Ok(taken)
        })
    }

    fn put_expected(&self, tx: &Connection, row: &Expected) -> Result<Taken, StoreError> {
        let known: Option<String> = tx
            .prepare_cached("SELECT fields FROM worklist WHERE key = ?1")?
            .query_row([&row.key], |row| row.get(0))
            .optional()?;
        let fields = json(&row.fields)?;
        let taken = match known {
            Some(known) if known == fields => return Ok(Taken::Same),
            Some(_) => Taken::Changed,
            None => Taken::New,
        };
        tx.prepare_cached(
            "INSERT INTO worklist (key, nik, person, name, folded, fields) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (key) DO UPDATE SET name = ?4, folded = ?5, fields = ?6",
        )?
        .execute(params![
            row.key,
            row.nik,
            row.nik.as_deref().map(|nik| self.person_mark(nik)),
            row.name,
            row.folded,
            fields
        ])?;
        Ok(taken)
    }

    /// Expected residents whose NIK begins with the digits, or whose name holds a word beginning with each of the words;
    /// all of them where both are empty. Those who are not recorded come first, then the order of the lists.
    ///
    /// # Errors
    /// What the store says.
    pub fn expected(
        &self,
        digits: &str,
        words: &[String],
        limit: u32,
    ) -> Result<Vec<(Expected, Vec<Serial>)>, StoreError> {
        let mut asked = vec![format!("{digits}%")];
        asked.extend(
            words
                .iter()
                .map(|word| format!("% {}%", word.replace(['%', '_'], ""))),
        );
        let conditions: String = (2..=asked.len())
            .map(|number| format!(" AND w.folded LIKE ?{number}"))
            .collect();
        let sql = format!(
            "SELECT w.*, (SELECT group_concat(d.serial) FROM day_book d WHERE d.person = w.person) AS recorded
             FROM worklist w WHERE coalesce(w.nik, '') LIKE ?1{conditions} ORDER BY recorded IS NOT NULL, w.id LIMIT {limit}"
        );
        self.read(|connection| {
            let mut query = connection.prepare_cached(&sql)?;
            let rows = query.query_and_then(rusqlite::params_from_iter(&asked), |row| {
                Ok((expected(row)?, recorded(row)?))
            })?;
            rows.collect()
        })
    }

    /// The expected resident of a key.
    ///
    /// # Errors
    /// [`StoreError::ResidentUnknown`]; else what the store says.
    pub fn expected_by(&self, key: &str) -> Result<Expected, StoreError> {
        self.read(|connection| by_key(connection, key))
    }

    /// Begins a draft with everything that is known of a resident: one transaction.
    ///
    /// # Errors
    /// What the store says.
    pub fn start_draft_with(
        &self,
        draft: DraftId,
        service: Service,
        known: &BTreeMap<Field, String>,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            drafts::begin(tx, draft, service, by, at)?;
            for (field, raw) in known {
                drafts::type_in(tx, draft, *field, raw, by, at)?;
            }
            Ok(())
        })
    }

    /// How many residents are expected, and how many of them are not recorded here.
    ///
    /// # Errors
    /// What the store says.
    pub fn expected_counts(&self) -> Result<(u32, u32), StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT count(*), count(*) FILTER (WHERE NOT EXISTS
                    (SELECT 1 FROM day_book d WHERE d.person = w.person)) FROM worklist w",
            )?;
            Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
    }

    /// Forgets the lists: the lease under which they were given is over.
    ///
    /// # Errors
    /// What the store says.
    pub fn forget_worklist(&self, at: &Stamp) -> Result<(), StoreError> {
        self.write(|tx| {
            let gone = tx.execute("DELETE FROM worklist", [])?;
            match u32::try_from(gone).unwrap_or(u32::MAX) {
                0 => Ok(()),
                rows => audit::append(tx, Event::WorklistForgotten { rows }, None, at),
            }
        })
    }
}

fn by_key(connection: &Connection, key: &str) -> Result<Expected, StoreError> {
    let mut query = connection.prepare_cached("SELECT * FROM worklist WHERE key = ?1")?;
    let mut rows = query.query_and_then([key], expected)?;
    rows.next().transpose()?.ok_or(StoreError::ResidentUnknown)
}

fn expected(row: &Row<'_>) -> Result<Expected, StoreError> {
    Ok(Expected {
        key: row.get("key")?,
        nik: row.get("nik")?,
        name: row.get("name")?,
        folded: row.get("folded")?,
        fields: from_json(row, "fields", "fields")?,
    })
}

fn recorded(row: &Row<'_>) -> Result<Vec<Serial>, StoreError> {
    let serials: Option<String> = row.get("recorded")?;
    let serials = serials.unwrap_or_default();
    let each = serials.split(',').filter(|serial| !serial.is_empty());
    each.map(|serial| {
        let number = serial
            .parse()
            .ok()
            .and_then(|number| Serial::new(number).ok());
        number.ok_or(StoreError::Foreign("serial number"))
    })
    .collect()
}
