//! What is not as it should be in the photo of a draft, and why the operator set it aside.

use std::collections::BTreeMap;

use rekam_domain::aside::Aside;
use rekam_photo::Fault;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, params};

use super::audit::{self, Event};
use super::columns::{json, parsed};
use super::drafts::{self, DraftId};
use super::{Store, StoreError};

/// Faults in the order in which people are told, each with the reason for which it was set aside, if it was.
pub type PhotoFaults = BTreeMap<Fault, Option<Aside>>;

impl Store {
    /// Sets faults of the photo that is kept aside. A fault that it does not have is passed over.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn set_aside(
        &self,
        draft: DraftId,
        faults: &[Fault],
        aside: &Aside,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            drafts::require(tx, draft)?;
            let mut names = Vec::new();
            for fault in faults {
                let found = tx
                    .prepare_cached(
                        "UPDATE photo_fault SET aside = ?3 WHERE draft = ?1 AND fault = ?2",
                    )?
                    .execute(params![draft.to_string(), fault.name(), json(aside)?])?;
                if found == 1 {
                    names.push(fault.name().to_owned());
                }
            }
            let event = Event::PhotoFaultsSetAside {
                draft,
                faults: names,
                reason: aside.reason(),
            };
            audit::append(tx, event, Some(by), at)
        })
    }
}

/// The faults of the photo that is kept, inside a transaction.
pub(crate) fn get(connection: &Connection, draft: DraftId) -> Result<PhotoFaults, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT fault, aside FROM photo_fault WHERE draft = ?1")?;
    let faults = query.query_and_then([draft.to_string()], |row| {
        let aside: Option<String> = row.get("aside")?;
        let aside = aside
            .map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Foreign("reason")))
            .transpose()?;
        Ok((parsed(row, "fault", "fault")?, aside))
    })?;
    faults.collect()
}

/// Puts the faults of another photo in the place of those that were there, inside a transaction.
pub(super) fn put(tx: &Connection, draft: DraftId, faults: &[Fault]) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM photo_fault WHERE draft = ?1")?
        .execute([draft.to_string()])?;
    let mut insert = tx.prepare_cached("INSERT INTO photo_fault (draft, fault) VALUES (?1, ?2)")?;
    for fault in faults {
        insert.execute(params![draft.to_string(), fault.name()])?;
    }
    Ok(())
}
