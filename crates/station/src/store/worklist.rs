//! Residents who are expected: what lists from the registry say of them, until they are recorded.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use rekam_domain::field::Field;
use rekam_domain::register::RegisterStatus;
use rekam_domain::service::Service;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{OperatorId, Serial};
use rekam_protocol::time::Stamp;
use rekam_worklist::Expected;
use rusqlite::{Connection, Row, params};

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

    /// Takes in some rows of a list that came in at the desk, all of them or none. What they say replaces what was known of the
    /// same residents; where they are silent, what another list says stays. Whoever was recorded stays so.
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
    pub fn compare_expected(
        &self,
        list: &str,
        rows: &[Expected],
    ) -> Result<Vec<Taken>, StoreError> {
        self.read(|connection| {
            rows.iter()
                .map(|row| Ok(heard(connection, list, row)?.taken))
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
        let Heard { row, kept, taken } = heard(tx, list, row)?;
        if taken != Taken::Same {
            tx.prepare_cached(
                "INSERT INTO worklist (key, nik, person, name, folded, fields, village, born, school, bed_visit, status)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT (key) DO UPDATE SET name = ?4, folded = ?5, fields = ?6, village = ?7, born = ?8, school = ?9,
                     bed_visit = ?10, status = ?11",
            )?
            .execute(params![
                row.key,
                row.nik,
                row.nik.as_deref().map(|nik| self.person_mark(nik)),
                row.name,
                row.folded,
                kept.fields,
                row.village().map(|village| village.code.as_str()),
                row.born().map(|born| born.to_string()),
                kept.school,
                kept.bed_visit,
                kept.status,
            ])?;
        }
        tx.prepare_cached("INSERT OR IGNORE INTO naming (list, part, listed) VALUES (?1, ?2, ?3)")?
            .execute(params![
                list,
                part.map_or(AT_THE_DESK, |part| part.as_bytes()),
                row.key
            ])?;
        Ok(taken)
    }

    /// Keys of those whom a list of the desk named before and who are not in `still`, without those who are recorded here.
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
                "SELECT w.key FROM naming n JOIN worklist w ON w.key = n.listed
                 WHERE n.list = ?1 AND n.part = ?2 AND NOT {RECORDED_HERE}"
            ))?;
            let keys =
                query.query_map(params![list, AT_THE_DESK], |row| row.get::<_, String>(0))?;
            let gone = keys.filter(|key| key.as_ref().map_or(true, |key| !still.contains(key)));
            Ok(gone.collect::<Result<_, _>>()?)
        })
    }

    /// Takes residents out of a list of the desk. Whom no other list names is forgotten.
    ///
    /// # Errors
    /// What the store says.
    pub fn drop_expected(
        &self,
        list: &str,
        keys: &[String],
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            for key in keys {
                tx.prepare_cached(
                    "DELETE FROM naming WHERE list = ?1 AND part = ?2 AND listed = ?3",
                )?
                .execute(params![list, AT_THE_DESK, key])?;
            }
            forget_unnamed(tx, keys, Some(by), at)?;
            Ok(())
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

/// What stands in the place of a part where a list came in at the desk.
pub(super) const AT_THE_DESK: &[u8] = &[];

/// Forgets those of some residents whom no list names any more; returns how many.
pub(super) fn forget_unnamed(
    tx: &Connection,
    keys: &[String],
    by: Option<&OperatorId>,
    at: &Stamp,
) -> Result<u32, StoreError> {
    let mut forget = tx.prepare_cached(
        "DELETE FROM worklist AS w WHERE w.key = ?1 AND NOT EXISTS (SELECT 1 FROM naming n WHERE n.listed = w.key)",
    )?;
    let mut rows = 0u32;
    for key in keys {
        rows = rows.saturating_add(u32::from(forget.execute([key])? > 0));
    }
    if rows > 0 {
        audit::append(tx, Event::WorklistForgotten { rows }, by, at)?;
    }
    Ok(rows)
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

/// A row, once it is held against what is known.
struct Heard<'r> {
    /// All that the list says, and where it is silent what other lists say.
    row: Cow<'r, Expected>,
    kept: Kept,
    taken: Taken,
}

/// Holds a row against what is known of its resident: one question, as a list has many rows.
fn heard<'r>(
    connection: &Connection,
    list: &str,
    row: &'r Expected,
) -> Result<Heard<'r>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT w.*, EXISTS (SELECT 1 FROM naming n WHERE n.listed = w.key AND n.list <> ?2) AS elsewhere
         FROM worklist w WHERE w.key = ?1",
    )?;
    let mut known = query.query_and_then(params![row.key, list], |known| {
        let before = Kept {
            fields: known.get("fields")?,
            school: known.get("school")?,
            bed_visit: known.get("bed_visit")?,
            status: known.get("status")?,
        };
        let other = known.get::<_, bool>("elsewhere")?.then(|| expected(known));
        Ok::<_, StoreError>((before, other.transpose()?))
    })?;
    let (before, other) = known.next().transpose()?.unzip();
    let row = match other.flatten() {
        Some(other) => Cow::Owned(row.clone().beside(other)),
        None => Cow::Borrowed(row),
    };
    let kept = kept(&row)?;
    let taken = match before {
        Some(before) if before == kept => Taken::Same,
        Some(_) => Taken::Changed,
        None => Taken::New,
    };
    Ok(Heard { row, kept, taken })
}

fn kept(row: &Expected) -> Result<Kept, StoreError> {
    Ok(Kept {
        fields: json(&row.fields)?,
        school: row.school.clone(),
        bed_visit: row.bed_visit,
        status: row.status.map_or(0, RegisterStatus::number),
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
