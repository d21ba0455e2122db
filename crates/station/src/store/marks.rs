//! What the resident agreed to, bound to the digest of what was shown: change the thing and the agreement is void.

use rekam_protocol::digest::Digest;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, params};

use super::audit::{self, Event};
use super::columns::{digest, from_json, moment};
use super::drafts::{self, DraftId};
use super::{Store, StoreError};

/// What can be agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The portrait; `shown` is the portrait's digest.
    Photo,
    /// Everything, read back from the stored bytes; `shown` is the digest of all of it.
    ReadBack,
}

impl Agreement {
    const fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::ReadBack => "read-back",
        }
    }
}

/// An agreement and what it was about.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Digest of what was shown.
    pub shown: Digest,
    /// When.
    pub at: Stamp,
    /// Photos taken until then.
    pub tries: u32,
}

impl Store {
    /// Logs that the resident agreed to what has the digest `shown`.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn agree(
        &self,
        draft: DraftId,
        to: Agreement,
        shown: Digest,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            let tries = drafts::get(tx, draft)?.photo_tries;
            tx.prepare_cached(
                "INSERT INTO mark (draft, name, shown, by, at, tries) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (draft, name) DO UPDATE SET shown = ?3, by = ?4, at = ?5, tries = ?6",
            )?
            .execute(params![
                draft.to_string(),
                to.name(),
                shown.as_bytes(),
                by.as_str(),
                moment(at)?,
                tries
            ])?;
            let event = match to {
                Agreement::Photo => Event::PhotoApproved {
                    draft,
                    portrait: shown,
                    tries,
                },
                Agreement::ReadBack => Event::ReadBackAgreed { draft, shown },
            };
            audit::append(tx, event, Some(by), at)
        })
    }

    /// Counts and logs that the resident wants another photo; an agreement to the present one ends.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn refuse_photo(
        &self,
        draft: DraftId,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            let counted = drafts::count_refusal(tx, draft)?;
            forget(tx, draft, Agreement::Photo)?;
            let event = Event::PhotoRefused {
                draft,
                tries: counted.photo_tries,
            };
            audit::append(tx, event, Some(by), at)
        })
    }

    /// The agreement, if there was one.
    ///
    /// # Errors
    /// What the store says.
    pub fn agreement(&self, draft: DraftId, to: Agreement) -> Result<Option<Mark>, StoreError> {
        self.read(|connection| get(connection, draft, to))
    }
}

/// Ends an agreement, inside a transaction; says whether there was one.
pub(super) fn forget(tx: &Connection, draft: DraftId, to: Agreement) -> Result<bool, StoreError> {
    let gone = tx
        .prepare_cached("DELETE FROM mark WHERE draft = ?1 AND name = ?2")?
        .execute(params![draft.to_string(), to.name()])?;
    Ok(gone > 0)
}

/// The agreement, if there was one, inside a transaction.
pub(crate) fn get(
    connection: &Connection,
    draft: DraftId,
    to: Agreement,
) -> Result<Option<Mark>, StoreError> {
    let mut query = connection
        .prepare_cached("SELECT shown, at, tries FROM mark WHERE draft = ?1 AND name = ?2")?;
    let mut rows = query.query_and_then(params![draft.to_string(), to.name()], |row| {
        Ok(Mark {
            shown: digest(row, "shown")?,
            at: from_json(row, "at", "moment")?,
            tries: row.get("tries")?,
        })
    })?;
    rows.next().transpose()
}
