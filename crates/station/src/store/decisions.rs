//! What was decided over a draft: fingers and eyes that are excepted, what a resident cannot do, papers that are noted, a second
//! record.

use std::collections::BTreeMap;

use rekam_domain::assistance::Assistance;
use rekam_domain::biometric::{BiometricException, Site};
use rekam_domain::service::DocumentKind;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::packet::DoubleOverride;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, params};

use super::audit::{self, Event, Standing};
use super::columns::{from_json, json, parsed, word, word_in};
use super::drafts::{DraftId, require};
use super::{Store, StoreError, sites};

impl Store {
    /// Keeps exceptions that a supervisor approved, all or none.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn put_exceptions(
        &self,
        draft: DraftId,
        exceptions: &[BiometricException],
        approver: &OperatorId,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            require(tx, draft)?;
            for exception in exceptions {
                let site = word(&exception.site())?;
                tx.prepare_cached(
                    "INSERT INTO exception (draft, site, body) VALUES (?1, ?2, ?3)
                     ON CONFLICT (draft, site) DO UPDATE SET body = ?3",
                )?
                .execute(params![draft.to_string(), site, json(exception)?])?;
                sites::forget(tx, draft, exception.site())?;
                let event = Event::ExceptionApproved {
                    draft,
                    site,
                    approver: approver.clone(),
                };
                audit::append(tx, event, Some(by), at)?;
            }
            Ok(())
        })
    }

    /// Takes an exception back, because the finger or eye can be recorded after all.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn withdraw_exception(
        &self,
        draft: DraftId,
        site: Site,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            require(tx, draft)?;
            let site = word(&site)?;
            let gone = tx
                .prepare_cached("DELETE FROM exception WHERE draft = ?1 AND site = ?2")?
                .execute(params![draft.to_string(), site])?;
            if gone == 0 {
                Ok(())
            } else {
                audit::append(tx, Event::ExceptionWithdrawn { draft, site }, Some(by), at)
            }
        })
    }

    /// Keeps what the resident cannot do, or that there is nothing.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn put_assistance(
        &self,
        draft: DraftId,
        assistance: Option<&Assistance>,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            require(tx, draft)?;
            tx.prepare_cached("UPDATE draft SET assistance = ?2 WHERE id = ?1")?
                .execute(params![
                    draft.to_string(),
                    assistance.map(json).transpose()?
                ])?;
            let event = match assistance {
                Some(assistance) => Event::AssistanceNoted {
                    draft,
                    unmarked_by: assistance.unmarked_approver().map(str::to_owned),
                },
                None => Event::AssistanceWithdrawn { draft },
            };
            audit::append(tx, event, Some(by), at)
        })
    }

    /// Notes a paper that is not photographed.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn note_paper(
        &self,
        draft: DraftId,
        document: DocumentKind,
        standing: Standing,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            require(tx, draft)?;
            tx.prepare_cached(
                "INSERT INTO paper (draft, document, standing) VALUES (?1, ?2, ?3)
                 ON CONFLICT (draft, document) DO UPDATE SET standing = ?3",
            )?
            .execute(params![
                draft.to_string(),
                document.as_str(),
                word(&standing)?
            ])?;
            audit::append(
                tx,
                Event::PaperNoted {
                    draft,
                    document,
                    standing,
                },
                Some(by),
                at,
            )
        })
    }

    /// Keeps a supervisor's decision to record this resident again.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says.
    pub fn allow_double(
        &self,
        draft: DraftId,
        decision: &DoubleOverride,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            require(tx, draft)?;
            tx.prepare_cached("UPDATE draft SET double_ok = ?2 WHERE id = ?1")?
                .execute(params![draft.to_string(), json(decision)?])?;
            audit::append(
                tx,
                Event::DoubleAllowed {
                    draft,
                    approver: decision.approver.clone(),
                },
                Some(by),
                at,
            )
        })
    }
}

/// The exceptions, in the order of their sites, inside a transaction.
pub(crate) fn exceptions(
    connection: &Connection,
    draft: DraftId,
) -> Result<Vec<BiometricException>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT body FROM exception WHERE draft = ?1 ORDER BY site")?;
    let exceptions = query.query_and_then([draft.to_string()], |row| {
        from_json(row, "body", "exception")
    })?;
    exceptions.collect()
}

/// The papers that were noted, inside a transaction.
pub(crate) fn papers(
    connection: &Connection,
    draft: DraftId,
) -> Result<BTreeMap<DocumentKind, Standing>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT document, standing FROM paper WHERE draft = ?1")?;
    let papers = query.query_and_then([draft.to_string()], |row| {
        Ok((
            parsed(row, "document", "document")?,
            word_in(row, "standing", "standing")?,
        ))
    })?;
    papers.collect()
}
