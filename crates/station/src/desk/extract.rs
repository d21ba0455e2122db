//! The extract of the register at the desk: taken in whole, searched as somebody types, gone with the lease.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, MutexGuard, PoisonError};

use rekam_domain::code::ErrorCode;
use rekam_domain::region::Region;
use rekam_domain::role::Permission;
use rekam_protocol::keys::random_seed;
use rekam_protocol::time::Stamp;
use rekam_worklist::RefusedRow;

use super::Desk;
use crate::error::Error;
use crate::extract::query::Query;
use crate::extract::{ExtractError, Person, covers};
use crate::home::sync_folder;
use crate::lease;
use crate::store::StoreKey;
use crate::store::extract::{
    BuildError, Extract, ExtractNote, FILE_PREFIX, Found, Source, build, sweep,
};

/// What became of an export of the register.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ExtractReport {
    /// People who can be found now.
    pub rows: u32,
    /// Villages of which there are any.
    pub villages: u32,
    /// Rows that were not taken, by why.
    #[serde(serialize_with = "by_word")]
    pub refused: BTreeMap<ErrorCode, u32>,
    /// The first of them.
    pub first_refused: Vec<RefusedRow>,
}

fn by_word<S: serde::Serializer>(
    counts: &BTreeMap<ErrorCode, u32>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().map(|(code, count)| (code.as_str(), count)))
}

/// The extract that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractStanding {
    /// People in it.
    pub rows: u32,
    /// Villages of which there are any.
    pub villages: u32,
    /// When it was taken in.
    pub taken_in: Stamp,
}

impl Desk {
    /// Takes in an export of the register, in the place of the one before. Where it has no column with villages, everybody
    /// in it lives in `village`. Minutes for a province; the old extract serves until the new one is whole.
    ///
    /// # Errors
    /// `extract-not-allowed`, `extract-empty`, `extract-too-large`, `worklist-header`, `file-unreadable`, `disk-full`,
    /// `role-not-allowed`, `lease-over`, or what the store says. The old extract then still stands.
    pub fn take_in_extract(
        &self,
        file: &Path,
        village: Option<&'static Region>,
    ) -> Result<ExtractReport, Error> {
        self.may(Permission::Administer)?;
        let activation = self.activation();
        lease::may_begin(&activation.lease, 0, self.today())?;
        if activation.extract.is_empty() {
            return Err(ExtractError::NotAllowed.into());
        }
        let folder = self.station.home.desk();
        let number = random_seed()?;
        let name = format!("{FILE_PREFIX}{}.sqlite", hex::encode(&number[..8]));
        let (path, key) = (folder.path().join(&name), StoreKey::generate()?);
        let source = Source {
            file,
            allowed: &activation.extract,
            village,
            today: self.today(),
        };
        let built = build(&path, &key, &source).map_err(|error| {
            // Best effort: what is left is swept away with the next login.
            let _ = std::fs::remove_file(&path);
            match error {
                BuildError::Extract(error) => Error::from(error),
                BuildError::Store(error) => Error::from(error),
            }
        })?;
        sync_folder(folder.path())?;
        let note = ExtractNote::of(name, &key, &built, &self.now());
        let refused = built.refused.values().sum();
        self.store
            .take_in_extract(&note, refused, &self.operator, &self.now())?;
        self.close_extract();
        // Best effort: its key is forgotten already.
        let _ = sweep(folder.path(), Some(&note));
        Ok(ExtractReport {
            rows: built.rows,
            villages: u32::try_from(built.villages.len()).unwrap_or(u32::MAX),
            refused: built.refused,
            first_refused: built.named,
        })
    }

    /// The extract that is there.
    ///
    /// # Errors
    /// What the store says.
    pub fn extract_standing(&self) -> Result<Option<ExtractStanding>, Error> {
        Ok(self.store.extract_note()?.map(|note| ExtractStanding {
            rows: note.rows,
            villages: u32::try_from(note.villages.len()).unwrap_or(u32::MAX),
            taken_in: note.taken_in,
        }))
    }

    /// People of the extract who fit what is typed ([`Query`]), best first, those near the station before others. Nobody
    /// where there is no extract.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn find(&self, text: &str, limit: usize) -> Result<Vec<Found>, Error> {
        self.may(Permission::Record)?;
        let Some(extract) = self.extract()? else {
            return Ok(Vec::new());
        };
        let near = &self.activation().place;
        Ok(extract.search(&Query::read(text), near, limit)?)
    }

    /// One person of the extract.
    ///
    /// # Errors
    /// `resident-unknown`, `role-not-allowed`, or what the store says.
    pub fn found(&self, id: u32) -> Result<Person, Error> {
        self.may(Permission::Record)?;
        let extract = self.extract()?;
        let extract = extract.ok_or(crate::store::StoreError::ResidentUnknown)?;
        Ok(extract.person(id)?)
    }

    /// The extract, opened with the first look; nothing where there is none or the lease is over by now.
    pub(super) fn extract(&self) -> Result<Option<Arc<Extract>>, Error> {
        let over = self.today() > self.activation().lease.until;
        let mut kept = self.kept_extract();
        if over || kept.is_none() {
            drop(kept);
            self.forget_extract_unless_allowed()?;
            kept = self.kept_extract();
        }
        if kept.is_none() {
            let Some(note) = self.store.extract_note()? else {
                return Ok(None);
            };
            let opened = Extract::open(self.station.home.desk().path(), &note)?;
            *kept = Some(Arc::new(opened));
        }
        Ok(kept.clone())
    }

    fn kept_extract(&self) -> MutexGuard<'_, Option<Arc<Extract>>> {
        self.extract.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the extract; the next look opens it again.
    pub(super) fn close_extract(&self) {
        *self.kept_extract() = None;
    }

    /// Forgets what the lease no longer allows: it is over, or it no longer covers a village of the extract.
    pub(super) fn forget_extract_unless_allowed(&self) -> Result<(), Error> {
        let Some(note) = self.store.extract_note()? else {
            return Ok(());
        };
        let activation = self.activation();
        let covered = |village: &String| covers(&activation.extract, village);
        if self.today() <= activation.lease.until && note.villages.iter().all(covered) {
            return Ok(());
        }
        self.store.forget_extract(&self.now())?;
        self.close_extract();
        self.sweep_extracts();
        // Best effort: the key must not stay readable in the write-ahead log either.
        let _ = self.store.wipe_traces();
        Ok(())
    }

    /// Removes what an import that was cut short, or an extract that was forgotten, left on the disk, and says how many files
    /// that were. Best effort: without their keys the files are noise.
    pub(super) fn sweep_extracts(&self) -> u32 {
        let keep = self.store.extract_note();
        let swept = keep.map(|keep| sweep(self.station.home.desk().path(), keep.as_ref()));
        if let Ok(Ok(swept)) = swept {
            return swept;
        }
        tracing::warn!("an old extract could not be removed");
        0
    }
}
