//! Drafts: enrollments in the making. Each verb is one durable write; nothing typed is ever lost.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rekam_domain::assistance::Assistance;
use rekam_domain::enrollment::{DiscardReason, Earlier};
use rekam_domain::field::Field;
use rekam_domain::service::{Service, Step};
use rekam_protocol::ids::{OperatorId, PacketId};
use rekam_protocol::packet::DoubleOverride;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::audit::{self, Event};
use super::captures::Painted;
use super::columns::{from_json, json, moment, parsed, word, word_in};
use super::tally::{self, Tallied};
use super::{Store, StoreError};
use crate::lease::day_at_the_desk;

/// Names a draft; the packet that is sealed from it carries the same id, so no draft can be sealed twice.
pub type DraftId = PacketId;

/// A draft without its content.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// What the resident came for.
    pub service: Service,
    /// Who began it.
    pub started_by: OperatorId,
    /// When.
    pub started_at: Stamp,
    /// The answer to "ever recorded, anywhere?".
    pub earlier: Option<Earlier>,
    /// Photos taken so far.
    pub photo_tries: u32,
    /// How many times the resident asked for another one.
    pub photo_refusals: u32,
    /// What was put behind the resident in the portrait; nothing where it is as the camera saw it.
    pub painted: Option<Painted>,
    /// What the resident cannot do, and who or what stands in for it.
    pub assistance: Option<Assistance>,
    /// A supervisor's decision to record this resident again.
    pub double_override: Option<DoubleOverride>,
}

impl Draft {
    /// The calendar day by which it is judged, at this moment: no clock that was set since it began makes anybody younger.
    pub(crate) fn day(&self, now: &Stamp) -> NaiveDate {
        day_at_the_desk(now.counted_from(&self.started_at))
    }
}

/// One field as it was typed.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedField {
    /// The text, right or wrong.
    pub raw: String,
    /// Who typed it.
    pub by: OperatorId,
    /// When.
    pub at: Stamp,
}

impl std::fmt::Debug for TypedField {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TypedField({} characters)", self.raw.chars().count())
    }
}

/// Where the operator is in a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Place {
    /// The step.
    pub step: Step,
    /// The field within the step *data*.
    pub field: Option<Field>,
}

impl Store {
    /// Begins a draft.
    ///
    /// # Errors
    /// What the store says.
    pub fn start_draft(
        &self,
        id: DraftId,
        service: Service,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| begin(tx, id, service, by, at))
    }

    /// Keeps one field as it was typed: one durable write.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`] when the draft was sealed or discarded; else what the store says.
    pub fn put_field(
        &self,
        draft: DraftId,
        field: Field,
        raw: &str,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            require(tx, draft)?;
            type_in(tx, draft, field, raw, by, at)
        })
    }

    /// Keeps the answer to "ever recorded, anywhere?".
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn identify(
        &self,
        draft: DraftId,
        earlier: Earlier,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            require(tx, draft)?;
            tx.prepare_cached("UPDATE draft SET earlier = ?2 WHERE id = ?1")?
                .execute(params![draft.to_string(), earlier.as_str()])?;
            audit::append(tx, Event::Identified { draft, earlier }, Some(by), at)
        })
    }

    /// Keeps where the operator is, so that a power cut comes back to it.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn put_place(&self, draft: DraftId, place: Place) -> Result<(), StoreError> {
        let json = serde_json::to_string(&place).map_err(|_| StoreError::Foreign("place"))?;
        self.write(|tx| {
            require(tx, draft)?;
            tx.prepare_cached("UPDATE draft SET place = ?2 WHERE id = ?1")?
                .execute(params![draft.to_string(), json])?;
            Ok(())
        })
    }

    /// Where the operator was last; nothing in a draft that was only begun.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn place(&self, draft: DraftId) -> Result<Option<Place>, StoreError> {
        let json: Option<String> = self.read(|connection| {
            let mut query = connection.prepare_cached("SELECT place FROM draft WHERE id = ?1")?;
            let mut rows = query.query_map([draft.to_string()], |row| row.get(0))?;
            rows.next().transpose()?.ok_or(StoreError::DraftUnknown)
        })?;
        json.map(|json| serde_json::from_str(&json).map_err(|_| StoreError::Foreign("place")))
            .transpose()
    }

    /// The draft without its content.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn draft(&self, draft: DraftId) -> Result<Draft, StoreError> {
        self.read(|connection| get(connection, draft))
    }

    /// All open drafts, in the order they were begun: what waits for the desk after a crash.
    ///
    /// # Errors
    /// What the store says.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        self.read(|connection| {
            let mut query = connection
                .prepare_cached("SELECT * FROM draft ORDER BY started_at ->> 'wall', id")?;
            let drafts = query.query_and_then([], draft_in)?;
            drafts.collect()
        })
    }

    /// What was typed so far.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn fields(&self, draft: DraftId) -> Result<BTreeMap<Field, TypedField>, StoreError> {
        self.read(|connection| {
            require(connection, draft)?;
            fields(connection, draft)
        })
    }

    /// Gives a draft up: fields and captures are overwritten, the reason is logged.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn discard_draft(
        &self,
        draft: DraftId,
        reason: DiscardReason,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            remove(tx, draft)?;
            tally::count(tx, day_at_the_desk(at.wall), Tallied::Discarded, &reason)?;
            audit::append(tx, Event::DraftDiscarded { draft, reason }, Some(by), at)
        })
    }
}

/// Begins a draft, inside a transaction.
pub(super) fn begin(
    tx: &Connection,
    id: DraftId,
    service: Service,
    by: &OperatorId,
    at: &Stamp,
) -> Result<(), StoreError> {
    let name = word(&service)?;
    tx.prepare_cached(
        "INSERT INTO draft (id, service, started_by, started_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![id.to_string(), name, by.as_str(), moment(at)?])?;
    audit::append(
        tx,
        Event::DraftStarted {
            draft: id,
            service: name,
        },
        Some(by),
        at,
    )
}

/// Keeps one field of an open draft, inside a transaction.
pub(super) fn type_in(
    tx: &Connection,
    draft: DraftId,
    field: Field,
    raw: &str,
    by: &OperatorId,
    at: &Stamp,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO field (draft, name, raw, by, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (draft, name) DO UPDATE SET raw = ?3, by = ?4, at = ?5",
    )?
    .execute(params![
        draft.to_string(),
        word(&field)?,
        raw,
        by.as_str(),
        moment(at)?
    ])?;
    Ok(())
}

/// Fails unless the draft is open.
pub(super) fn require(connection: &Connection, draft: DraftId) -> Result<(), StoreError> {
    let mut query = connection.prepare_cached("SELECT 1 FROM draft WHERE id = ?1")?;
    if query.exists([draft.to_string()])? {
        Ok(())
    } else {
        Err(StoreError::DraftUnknown)
    }
}

/// The draft without its content, inside a transaction.
pub(crate) fn get(connection: &Connection, draft: DraftId) -> Result<Draft, StoreError> {
    let mut query = connection.prepare_cached("SELECT * FROM draft WHERE id = ?1")?;
    let mut rows = query.query_and_then([draft.to_string()], draft_in)?;
    rows.next().transpose()?.ok_or(StoreError::DraftUnknown)
}

/// What was typed so far, inside a transaction.
pub(crate) fn fields(
    connection: &Connection,
    draft: DraftId,
) -> Result<BTreeMap<Field, TypedField>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT name, raw, by, at FROM field WHERE draft = ?1")?;
    let fields = query.query_and_then([draft.to_string()], |row| {
        let typed = TypedField {
            raw: row.get("raw")?,
            by: parsed(row, "by", "operator id")?,
            at: from_json(row, "at", "moment")?,
        };
        Ok((word_in(row, "name", "field")?, typed))
    })?;
    fields.collect()
}

/// Removes a draft with everything that hangs on it, inside a transaction.
pub(crate) fn remove(tx: &Connection, draft: DraftId) -> Result<(), StoreError> {
    let gone = tx
        .prepare_cached("DELETE FROM draft WHERE id = ?1")?
        .execute([draft.to_string()])?;
    if gone == 1 {
        Ok(())
    } else {
        Err(StoreError::DraftUnknown)
    }
}

/// Counts one more photo and returns how many there are.
pub(super) fn count_photo(tx: &Connection, draft: DraftId) -> Result<u32, StoreError> {
    let mut update = tx.prepare_cached(
        "UPDATE draft SET photo_tries = photo_tries + 1 WHERE id = ?1 RETURNING photo_tries",
    )?;
    update
        .query_row([draft.to_string()], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::DraftUnknown)
}

/// Keeps what was put behind the resident in the portrait.
pub(super) fn put_painted(
    tx: &Connection,
    draft: DraftId,
    painted: Option<Painted>,
) -> Result<(), StoreError> {
    let painted = painted.as_ref().map(json).transpose()?;
    tx.prepare_cached("UPDATE draft SET painted = ?2 WHERE id = ?1")?
        .execute(params![draft.to_string(), painted])?;
    Ok(())
}

/// Counts one more time that the resident asked for another photo.
pub(super) fn count_refusal(tx: &Connection, draft: DraftId) -> Result<Draft, StoreError> {
    tx.prepare_cached("UPDATE draft SET photo_refusals = photo_refusals + 1 WHERE id = ?1")?
        .execute([draft.to_string()])?;
    get(tx, draft)
}

fn draft_in(row: &Row<'_>) -> Result<Draft, StoreError> {
    let earlier: Option<String> = row.get("earlier")?;
    let double: Option<String> = row.get("double_ok")?;
    let painted: Option<String> = row.get("painted")?;
    let assistance: Option<String> = row.get("assistance")?;
    let double_override = double
        .map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Foreign("decision")))
        .transpose()?;
    Ok(Draft {
        id: parsed(row, "id", "draft id")?,
        service: word_in(row, "service", "service")?,
        started_by: parsed(row, "started_by", "operator id")?,
        started_at: from_json(row, "started_at", "moment")?,
        earlier: earlier
            .map(|word| word.parse().map_err(|_| StoreError::Foreign("answer")))
            .transpose()?,
        photo_tries: row.get("photo_tries")?,
        photo_refusals: row.get("photo_refusals")?,
        painted: painted
            .map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Foreign("background")))
            .transpose()?,
        assistance: assistance
            .map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Foreign("assistance")))
            .transpose()?,
        double_override,
    })
}
