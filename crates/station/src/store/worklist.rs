//! Residents who are expected: what lists from the registry say of them, until they are recorded.

use std::collections::{BTreeMap, HashSet};

use rekam_domain::field::Field;
use rekam_domain::register::RegisterStatus;
use rekam_domain::service::Service;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{OperatorId, Serial};
use rekam_protocol::time::Stamp;
use rekam_worklist::Expected;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::audit::{self, Event};
use super::columns::{from_json, json};
use super::drafts::{self, DraftId};
use super::{Store, StoreError};

/// What became, or would become, of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was not there before.
    New,
    /// The list says something else than before.
    Changed,
    /// It was there already.
    Same,
}

/// What a row says, as it is kept: two that are equal say the same.
#[derive(PartialEq, Eq)]
struct Kept {
    fields: String,
    school: Option<String>,
    bed_visit: bool,
    status: u8,
}

impl Store {
    /// Notes that a list begins to be taken in, and how many rows it offers.
    ///
    /// # Errors
    /// What the store says.
    pub fn begin_worklist(&self, rows: u32, by: &OperatorId, at: &Stamp) -> Result<(), StoreError> {
        self.write(|tx| audit::append(tx, Event::WorklistTakenIn { rows }, Some(by), at))
    }

    /// Takes in some rows of a list, all of them or none; what they say replaces what an older list said of the same residents.
    /// Whoever was recorded stays so.
    ///
    /// # Errors
    /// What the store says.
    pub fn put_expected(&self, list: &str, rows: &[Expected]) -> Result<Vec<Taken>, StoreError> {
        self.write(|tx| {
            rows.iter()
                .map(|row| self.put_one(tx, list, None, row))
                .collect::<Result<Vec<_>, StoreError>>()
        })
    }

    /// What [`Store::put_expected`] would do.
    ///
    /// # Errors
    /// What the store says.
    pub fn compare_expected(&self, rows: &[Expected]) -> Result<Vec<Taken>, StoreError> {
        self.read(|connection| {
            rows.iter()
                .map(|row| taken(connection, row, &kept(row)?))
                .collect()
        })
    }

    /// Keeps one row: of a list that came in at the desk, or of a part that the province gave.
    pub(super) fn put_one(
        &self,
        tx: &Connection,
        list: &str,
        part: Option<&Digest>,
        row: &Expected,
    ) -> Result<Taken, StoreError> {
        let part = part.map(Digest::as_bytes);
        let kept = kept(row)?;
        let taken = taken(tx, row, &kept)?;
        if taken == Taken::Same {
            // Which list named somebody last is no news about them.
            tx.prepare_cached(
                "UPDATE worklist SET list = ?2, part = ?3 WHERE key = ?1 AND (list <> ?2 OR part IS NOT ?3)",
            )?
            .execute(params![row.key, list, part])?;
            return Ok(taken);
        }
        tx.prepare_cached(
            "INSERT INTO worklist (key, nik, person, name, folded, fields, list, village, born, school, bed_visit, status, part)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT (key) DO UPDATE SET name = ?4, folded = ?5, fields = ?6, list = ?7, village = ?8, born = ?9,
                 school = ?10, bed_visit = ?11, status = ?12, part = ?13",
        )?
        .execute(params![
            row.key,
            row.nik,
            row.nik.as_deref().map(|nik| self.person_mark(nik)),
            row.name,
            row.folded,
            kept.fields,
            list,
            row.village().map(|village| village.code.as_str()),
            row.born().map(|born| born.to_string()),
            kept.school,
            kept.bed_visit,
            kept.status,
            part
        ])?;
        Ok(taken)
    }

    /// Keys that a list named before and that are not in `still`, without those who are recorded here.
    ///
    /// # Errors
    /// What the store says.
    pub fn no_longer_expected(
        &self,
        list: &str,
        still: &HashSet<String>,
    ) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare_cached(&format!(
                "SELECT w.key FROM worklist w WHERE w.list = ?1 AND NOT {RECORDED_HERE}"
            ))?;
            let keys = query.query_map([list], |row| row.get::<_, String>(0))?;
            let gone = keys.filter(|key| key.as_ref().map_or(true, |key| !still.contains(key)));
            Ok(gone.collect::<Result<_, _>>()?)
        })
    }

    /// Takes residents out of the lists.
    ///
    /// # Errors
    /// What the store says.
    pub fn drop_expected(
        &self,
        keys: &[String],
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        self.write(|tx| {
            for key in keys {
                tx.prepare_cached("DELETE FROM worklist WHERE key = ?1")?
                    .execute([key])?;
            }
            let rows = u32::try_from(keys.len()).unwrap_or(u32::MAX);
            audit::append(tx, Event::WorklistForgotten { rows }, Some(by), at)
        })
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
            "SELECT w.*, {SERIALS} AS serials FROM worklist w WHERE coalesce(w.nik, '') LIKE ?1{conditions}
             ORDER BY serials IS NOT NULL, w.id LIMIT {limit}"
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

    /// Begins a draft with everything that is known of a resident, and remembers the `key` of the list: one transaction.
    ///
    /// # Errors
    /// What the store says.
    pub fn start_draft_with(
        &self,
        draft: DraftId,
        service: Service,
        key: &str,
        known: &BTreeMap<Field, String>,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            drafts::begin(tx, draft, service, by, at)?;
            tx.prepare_cached("UPDATE draft SET listed = ?2 WHERE id = ?1")?
                .execute(params![draft.to_string(), key])?;
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
            let mut query = connection.prepare_cached(&format!(
                "SELECT count(*), count(*) FILTER (WHERE NOT {RECORDED_HERE}) FROM worklist w"
            ))?;
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
            tx.execute("DELETE FROM provided_part", [])?;
            match u32::try_from(gone).unwrap_or(u32::MAX) {
                0 => Ok(()),
                rows => audit::append(tx, Event::WorklistForgotten { rows }, None, at),
            }
        })
    }
}

/// Whether a row `w` is recorded here: by its NIK, or because a record was begun from it.
pub(super) const RECORDED_HERE: &str =
    "(w.recorded IS NOT NULL OR EXISTS (SELECT 1 FROM day_book d WHERE d.person = w.person))";

/// The serial numbers of a row `w`, with commas; NULL where it is not recorded here.
pub(super) const SERIALS: &str = "(SELECT group_concat(d.serial) FROM day_book d WHERE d.person = w.person OR d.serial = w.recorded)";

/// Notes under which number somebody was recorded who was begun from a list, inside the transaction that seals.
pub(crate) fn mark_recorded(
    tx: &Connection,
    draft: DraftId,
    serial: Serial,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE worklist SET recorded = ?2 WHERE key = (SELECT listed FROM draft WHERE id = ?1)",
    )?
    .execute(params![draft.to_string(), serial.get()])?;
    Ok(())
}

fn kept(row: &Expected) -> Result<Kept, StoreError> {
    Ok(Kept {
        fields: json(&row.fields)?,
        school: row.school.clone(),
        bed_visit: row.bed_visit,
        status: row.status.map_or(0, RegisterStatus::number),
    })
}

fn taken(connection: &Connection, row: &Expected, kept: &Kept) -> Result<Taken, StoreError> {
    let known = connection
        .prepare_cached("SELECT fields, school, bed_visit, status FROM worklist WHERE key = ?1")?
        .query_row([&row.key], |row| {
            Ok(Kept {
                fields: row.get(0)?,
                school: row.get(1)?,
                bed_visit: row.get(2)?,
                status: row.get(3)?,
            })
        })
        .optional()?;
    Ok(match known {
        Some(known) if known == *kept => Taken::Same,
        Some(_) => Taken::Changed,
        None => Taken::New,
    })
}

fn by_key(connection: &Connection, key: &str) -> Result<Expected, StoreError> {
    let mut query = connection.prepare_cached("SELECT * FROM worklist WHERE key = ?1")?;
    let mut rows = query.query_and_then([key], expected)?;
    rows.next().transpose()?.ok_or(StoreError::ResidentUnknown)
}

pub(super) fn expected(row: &Row<'_>) -> Result<Expected, StoreError> {
    Ok(Expected {
        key: row.get("key")?,
        nik: row.get("nik")?,
        name: row.get("name")?,
        folded: row.get("folded")?,
        fields: from_json(row, "fields", "fields")?,
        school: row.get("school")?,
        bed_visit: row.get("bed_visit")?,
        status: RegisterStatus::of_number(row.get("status")?),
    })
}

/// The serial numbers of a row.
pub(super) fn recorded(row: &Row<'_>) -> Result<Vec<Serial>, StoreError> {
    let serials: Option<String> = row.get("serials")?;
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
