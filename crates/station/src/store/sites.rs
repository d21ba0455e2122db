//! Fingers and eyes that devices captured: the best try of each.

use std::collections::BTreeMap;

use rekam_domain::biometric::{Limits, Site};
use rekam_protocol::ids::OperatorId;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::audit::{self, Event};
use super::captures::{self, NewCapture};
use super::columns::parsed;
use super::drafts::{DraftId, require};
use super::{Store, StoreError};
use crate::capture::Slot;

/// How a finger or an eye stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// How often it was tried.
    pub tries: u32,
    /// The quality of the best try, 0 to 100; nothing where no try gave anything.
    pub quality: Option<u8>,
    /// What captured the best try.
    pub device: Option<String>,
    /// Which limits were in force.
    pub limits: String,
}

/// One try, as it is given to the store.
pub(crate) struct NewTry<'a> {
    /// All that were asked for: each has one more try behind it.
    pub(crate) asked: &'a [Site],
    /// What came: the site, its quality, and its record of ISO/IEC 19794.
    pub(crate) came: &'a [(Site, u8, &'a [u8])],
    /// What captured them.
    pub(crate) device: &'a str,
    /// The hash with which the next try goes on.
    pub(crate) hash: &'a str,
}

/// What a record of ISO/IEC 19794 is called; no registered type is.
const RECORD: &str = "application/octet-stream";

impl Store {
    /// Counts a try and keeps what came of it, where it is no worse than what was there.
    ///
    /// # Errors
    /// [`StoreError::DraftUnknown`]; else what the store says. Either all of it is kept or nothing.
    pub(crate) fn put_try(
        &self,
        draft: DraftId,
        new: &NewTry<'_>,
        by: &OperatorId,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            require(tx, draft)?;
            for site in new.asked {
                tx.prepare_cached(
                    "INSERT INTO site (draft, site, tries, limits) VALUES (?1, ?2, 1, ?3)
                     ON CONFLICT (draft, site) DO UPDATE SET tries = tries + 1, limits = ?3",
                )?
                .execute(params![
                    draft.to_string(),
                    site.as_str(),
                    Limits::VERSION
                ])?;
            }
            for (site, quality, record) in new.came {
                let better = tx
                    .prepare_cached(
                        "UPDATE site SET quality = ?3, device = ?4
                         WHERE draft = ?1 AND site = ?2 AND (quality IS NULL OR quality <= ?3)",
                    )?
                    .execute(params![
                        draft.to_string(),
                        site.as_str(),
                        quality,
                        new.device
                    ])?;
                if better == 1 {
                    let capture = NewCapture {
                        slot: Slot::Site(*site),
                        media_type: RECORD,
                        bytes: record,
                    };
                    captures::put(tx, draft, &capture, by, at)?;
                }
            }
            tx.prepare_cached("UPDATE draft SET device_hash = ?2 WHERE id = ?1")?
                .execute(params![draft.to_string(), new.hash])?;
            let event = Event::SitesTried {
                draft,
                asked: names(new.asked.iter()),
                came: names(new.came.iter().map(|(site, _, _)| site)),
            };
            audit::append(tx, event, Some(by), at)
        })
    }

    /// The hash with which the devices' chain of a draft goes on; nothing before the first capture.
    pub(crate) fn device_hash(&self, draft: DraftId) -> Result<Option<String>, StoreError> {
        self.read(|connection| {
            let mut query =
                connection.prepare_cached("SELECT device_hash FROM draft WHERE id = ?1")?;
            let found = query.query_row([draft.to_string()], |row| row.get(0));
            Ok(found.optional()?.flatten())
        })
    }
}

fn names<'a>(sites: impl Iterator<Item = &'a Site>) -> Vec<String> {
    sites.map(ToString::to_string).collect()
}

/// The fingers and eyes of a draft that were tried, inside a transaction.
pub(crate) fn tried(
    connection: &Connection,
    draft: DraftId,
) -> Result<BTreeMap<Site, Tried>, StoreError> {
    let mut query = connection
        .prepare_cached("SELECT site, tries, quality, device, limits FROM site WHERE draft = ?1")?;
    let sites = query.query_and_then([draft.to_string()], |row| {
        Ok((
            parsed(row, "site", "site")?,
            Tried {
                tries: row.get("tries")?,
                quality: row.get("quality")?,
                device: row.get("device")?,
                limits: row.get("limits")?,
            },
        ))
    })?;
    sites.collect()
}

/// Takes out what was captured of a site, because it is excepted now; its tries stay counted. Inside a transaction.
pub(super) fn forget(tx: &Connection, draft: DraftId, site: Site) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE site SET quality = NULL, device = NULL WHERE draft = ?1 AND site = ?2",
    )?
    .execute(params![draft.to_string(), site.as_str()])?;
    tx.prepare_cached("DELETE FROM capture WHERE draft = ?1 AND slot = ?2")?
        .execute(params![draft.to_string(), Slot::Site(site).to_string()])?;
    Ok(())
}
