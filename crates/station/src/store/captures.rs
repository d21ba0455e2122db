//! Captures of a draft: pictures, the signature, documents; each with its digest, checked whenever it is read.

use std::fmt;

use rekam_domain::background::Background;
use rekam_photo::{Behind, Fault};
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::audit::{self, Event};
use super::columns::{digest, moment};
use super::drafts::{self, DraftId};
use super::marks::{self, Agreement};
use super::{Store, StoreError, faults};
use crate::capture::Slot;

/// A capture as it is given to the store.
#[derive(Clone, Copy)]
pub struct NewCapture<'a> {
    /// Its place in the draft.
    pub slot: Slot,
    /// For example `image/jpeg`.
    pub media_type: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// What was put behind the resident in a portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Painted {
    /// The colour.
    pub background: Background,
    /// How.
    pub how: Behind,
}

/// A photo as it is given to the store.
#[derive(Clone, Copy)]
pub struct NewPhoto<'a> {
    /// What the log says of it.
    pub verdict: &'a str,
    /// Original and portrait; nothing where it gave no portrait.
    pub pictures: &'a [NewCapture<'a>],
    /// What is not as it should be in it.
    pub faults: &'a [Fault],
    /// What was put behind the resident; nothing where it is as the camera saw it.
    pub painted: Option<Painted>,
}

/// A capture as it was read from the store, its bytes matching their digest.
#[derive(Clone, PartialEq, Eq)]
pub struct Capture {
    /// Its place in the draft.
    pub slot: Slot,
    /// For example `image/jpeg`.
    pub media_type: String,
    /// SHA-256 of the bytes.
    pub digest: Digest,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A capture without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its place in the draft.
    pub slot: Slot,
    /// For example `image/jpeg`.
    pub media_type: String,
    /// SHA-256 of the bytes.
    pub digest: Digest,
    /// How many bytes.
    pub bytes: u64,
}

impl fmt::Debug for Capture {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Capture({}, {} bytes)", self.slot, self.bytes.len())
    }
}

impl Store {
    /// Keeps captures that belong together; each takes the place of an older one, whose digest is logged.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says. Either all are kept or none.
    pub fn put_captures(
        &self,
        draft: DraftId,
        captures: &[NewCapture<'_>],
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            drafts::require(tx, draft)?;
            captures
                .iter()
                .try_for_each(|capture| put(tx, draft, capture, by, at))
        })
    }

    /// Counts a photo and says what came of it; keeps its pictures and faults, if it gave any picture, in the same
    /// transaction. What was set aside in an older one goes with it.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn put_photo(
        &self,
        draft: DraftId,
        photo: &NewPhoto<'_>,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<u32, StoreError> {
        self.write(|tx| {
            let tries = drafts::count_photo(tx, draft)?;
            photo
                .pictures
                .iter()
                .try_for_each(|capture| put(tx, draft, capture, by, at))?;
            if !photo.pictures.is_empty() {
                faults::put(tx, draft, photo.faults)?;
                drafts::put_painted(tx, draft, photo.painted)?;
            }
            let event = Event::PhotoTaken {
                draft,
                verdict: photo.verdict.to_owned(),
                tries,
            };
            audit::append(tx, event, Some(by), at)?;
            Ok(tries)
        })
    }

    /// Puts a portrait that was made again from the same photo in the place of the older one, whose approval ends.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn remake_portrait(
        &self,
        draft: DraftId,
        portrait: &NewCapture<'_>,
        painted: Option<Painted>,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            drafts::require(tx, draft)?;
            put(tx, draft, portrait, by, at)?;
            drafts::put_painted(tx, draft, painted)?;
            let was_approved = marks::forget(tx, draft, Agreement::Photo)?;
            let event = Event::PortraitRemade {
                draft,
                background: painted.map(|painted| painted.background),
                was_approved,
            };
            audit::append(tx, event, Some(by), at)
        })
    }

    /// Takes a capture out; its digest is logged. What is not there is gone already.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn remove_capture(
        &self,
        draft: DraftId,
        slot: Slot,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            drafts::require(tx, draft)?;
            let Some(known) = digests(tx, draft)?
                .into_iter()
                .find(|(known, _)| *known == slot)
            else {
                return Ok(());
            };
            tx.prepare_cached("DELETE FROM capture WHERE draft = ?1 AND slot = ?2")?
                .execute([draft.to_string(), slot.to_string()])?;
            if slot == Slot::Signature {
                forget_series(tx, draft)?;
            }
            let (slot, removed) = (slot.to_string(), known.1);
            audit::append(
                tx,
                Event::CaptureRemoved {
                    draft,
                    slot,
                    removed,
                },
                Some(by),
                at,
            )
        })
    }

    /// One capture, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Rotten`] when the bytes no longer match their digest; else what the store says.
    pub fn capture(&self, draft: DraftId, slot: Slot) -> Result<Option<Capture>, StoreError> {
        self.read(|connection| {
            drafts::require(connection, draft)?;
            get(connection, draft, slot)
        })
    }
}

/// All captures of a draft, in the order of their slots, inside a transaction.
pub(crate) fn all(connection: &Connection, draft: DraftId) -> Result<Vec<Capture>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT * FROM capture WHERE draft = ?1 ORDER BY slot")?;
    let captures = query.query_and_then([draft.to_string()], capture_in)?;
    captures.collect()
}

/// Slots and digests, without reading the bytes.
pub(crate) fn digests(
    connection: &Connection,
    draft: DraftId,
) -> Result<Vec<(Slot, Digest)>, StoreError> {
    let mut query = connection
        .prepare_cached("SELECT slot, digest FROM capture WHERE draft = ?1 ORDER BY slot")?;
    let digests = query.query_and_then([draft.to_string()], |row| {
        Ok((slot_in(row)?, digest(row, "digest")?))
    })?;
    digests.collect()
}

/// What is captured, without reading the bytes.
pub(crate) fn listed(connection: &Connection, draft: DraftId) -> Result<Vec<Listed>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT slot, media_type, digest, length(bytes) AS size FROM capture WHERE draft = ?1 ORDER BY slot",
    )?;
    let listed = query.query_and_then([draft.to_string()], |row| {
        Ok(Listed {
            slot: slot_in(row)?,
            media_type: row.get("media_type")?,
            digest: digest(row, "digest")?,
            bytes: super::columns::count(row, "size")?,
        })
    })?;
    listed.collect()
}

/// Bytes that the captures of a draft take together, apart from `slots`.
pub(crate) fn size_besides(
    connection: &Connection,
    draft: DraftId,
    slots: &[Slot],
) -> Result<u64, StoreError> {
    let mut query = connection
        .prepare_cached("SELECT slot, length(bytes) AS size FROM capture WHERE draft = ?1")?;
    let mut rows = query.query([draft.to_string()])?;
    let mut size = 0;
    while let Some(row) = rows.next()? {
        if !slots.contains(&slot_in(row)?) {
            size += super::columns::count(row, "size")?;
        }
    }
    Ok(size)
}

pub(super) fn put(
    tx: &Connection,
    draft: DraftId,
    new: &NewCapture<'_>,
    by: &OperatorId,
    at: &Stamp,
) -> Result<(), StoreError> {
    let (id, slot) = (draft.to_string(), new.slot.to_string());
    let replaced: Option<[u8; 32]> = tx
        .prepare_cached("DELETE FROM capture WHERE draft = ?1 AND slot = ?2 RETURNING digest")?
        .query_row(params![id, slot], |row| row.get(0))
        .optional()?;
    if let Some(replaced) = replaced {
        let event = Event::CaptureReplaced {
            draft,
            slot: slot.clone(),
            replaced: Digest::from_bytes(replaced),
        };
        audit::append(tx, event, Some(by), at)?;
    }
    if new.slot == Slot::Signature {
        forget_series(tx, draft)?;
    }
    tx.prepare_cached(
        "INSERT INTO capture (draft, slot, media_type, digest, bytes, by, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        id,
        slot,
        new.media_type,
        Digest::of(new.bytes).as_bytes(),
        new.bytes,
        by.as_str(),
        moment(at)?,
    ])?;
    Ok(())
}

/// How a signature was written goes with its picture.
fn forget_series(tx: &Connection, draft: DraftId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM capture WHERE draft = ?1 AND slot = ?2")?
        .execute(params![
            draft.to_string(),
            Slot::SignatureSeries.to_string()
        ])?;
    Ok(())
}

fn get(connection: &Connection, draft: DraftId, slot: Slot) -> Result<Option<Capture>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT * FROM capture WHERE draft = ?1 AND slot = ?2")?;
    let mut rows =
        query.query_and_then(params![draft.to_string(), slot.to_string()], capture_in)?;
    rows.next().transpose()
}

fn capture_in(row: &Row<'_>) -> Result<Capture, StoreError> {
    let bytes: Vec<u8> = row.get("bytes")?;
    let digest = digest(row, "digest")?;
    if Digest::of(&bytes) != digest {
        return Err(StoreError::Rotten);
    }
    Ok(Capture {
        slot: slot_in(row)?,
        media_type: row.get("media_type")?,
        digest,
        bytes,
    })
}

fn slot_in(row: &Row<'_>) -> Result<Slot, StoreError> {
    super::columns::parsed(row, "slot", "capture")
}
