//! The folders in which packets stay, each with a name that survives a power cut.

use crate::folder::sync_folder;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Folders whose names this process has seen safe. That a folder is there says nothing: a run that was killed, or another
/// thread, may have made it and not synced the folder above yet.
#[derive(Debug)]
pub(super) struct Shelves(Mutex<BTreeSet<PathBuf>>);

impl Shelves {
    /// The shelves in a folder whose own name is safe.
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self(Mutex::new(BTreeSet::from([folder.to_owned()])))
    }

    /// Makes a shelf and what is missing above it; does nothing the second time.
    pub(super) fn make(&self, shelf: &Path) -> io::Result<()> {
        let mut safe = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let missing: Vec<_> = shelf
            .ancestors()
            .take_while(|folder| !safe.contains(*folder))
            .collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                Ok(()) | Err(_) => sync_folder(folder.parent().unwrap_or(Path::new(".")))?,
            }
            safe.insert(folder.to_owned());
        }
        Ok(())
    }
}
