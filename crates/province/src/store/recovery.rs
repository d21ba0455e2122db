//! What a start finds of the last run.

use super::{
    PacketStore, StoreError,
    upload::{read_upload, remove_if_there},
};
use crate::store::Upload;
use chrono::{DateTime, Utc};
use std::{collections::BTreeSet, fs};

/// An upload that the last run left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// All bytes are there, but there may be no receipt yet.
    Complete(Upload),
    /// On its way; the station continues it.
    Begun(Upload),
}

impl PacketStore {
    /// Looks through the uploads: forgets expired ones, removes files that belong to none, and tells the rest.
    ///
    /// # Errors
    /// [`StoreError::Storage`].
    pub fn look_through(&self, now: DateTime<Utc>) -> Result<Vec<Found>, StoreError> {
        let mut found = Vec::new();
        let mut known = BTreeSet::new();
        for path in self.incoming_files()? {
            if path
                .extension()
                .is_none_or(|extension| extension != "upload")
            {
                continue;
            }
            let Some(upload) = read_upload(&path)? else {
                continue;
            };
            let moved = self.place(&upload.station, upload.packet).exists();
            let length =
                fs::metadata(self.part_path(upload.packet)).map_or(0, |metadata| metadata.len());
            if moved || length == upload.length {
                known.insert(upload.packet);
                found.push(Found::Complete(upload));
            } else if upload.expires <= now || length > upload.length {
                self.forget(&upload)?;
            } else {
                if !self.part_path(upload.packet).exists() {
                    fs::File::create(self.part_path(upload.packet))?;
                }
                known.insert(upload.packet);
                found.push(Found::Begun(upload));
            }
        }
        self.sweep(|name| {
            known.iter().any(|packet| {
                name == format!("{packet}.part") || name == format!("{packet}.upload")
            })
        })?;
        Ok(found)
    }

    fn sweep(&self, belongs: impl Fn(&str) -> bool) -> Result<(), StoreError> {
        for path in self.incoming_files()? {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if !belongs(name) {
                let length = fs::metadata(&path).map_or(0, |metadata| metadata.len());
                remove_if_there(&path)?;
                self.room.give_back(length);
            }
        }
        Ok(())
    }

    fn incoming_files(&self) -> Result<Vec<std::path::PathBuf>, StoreError> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.incoming)? {
            files.push(entry?.path());
        }
        Ok(files)
    }
}
