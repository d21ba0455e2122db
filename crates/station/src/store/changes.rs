//! Elements that a draft changes (F-1.06).

use rekam_domain::change::Change;
use rekam_domain::field::Field;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, params};

use super::audit::{self, Event};
use super::columns::{from_json, json};
use super::drafts::{DraftId, require};
use super::{Store, StoreError};

impl Store {
    /// Keeps that an element changes; takes the place of what was kept of the same element.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn put_change(
        &self,
        draft: DraftId,
        change: &Change,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            require(tx, draft)?;
            let field = change.field();
            tx.prepare_cached(
                "INSERT INTO change (draft, field, body) VALUES (?1, ?2, ?3)
                 ON CONFLICT (draft, field) DO UPDATE SET body = ?3",
            )?
            .execute(params![draft.to_string(), field.as_str(), json(change)?])?;
            audit::append(tx, Event::ChangeNoted { draft, field }, Some(by), at)
        })
    }

    /// Takes it back: the element does not change after all.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn withdraw_change(
        &self,
        draft: DraftId,
        field: Field,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            require(tx, draft)?;
            let gone = tx
                .prepare_cached("DELETE FROM change WHERE draft = ?1 AND field = ?2")?
                .execute(params![draft.to_string(), field.as_str()])?;
            if gone == 0 {
                return Ok(());
            }
            audit::append(tx, Event::ChangeWithdrawn { draft, field }, Some(by), at)
        })
    }
}

/// The changes of a draft, in the order of their fields' names, inside a transaction.
pub(crate) fn of(connection: &Connection, draft: DraftId) -> Result<Vec<Change>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT body FROM change WHERE draft = ?1 ORDER BY field")?;
    let changes =
        query.query_and_then([draft.to_string()], |row| from_json(row, "body", "change"))?;
    changes.collect()
}
