//! How much the store holds, and whether more fits.

use super::StoreError;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// Free space that is left for the registry and its log: an intake that fills the last byte could not even say so.
const RESERVE: u64 = 64 * 1024 * 1024;

/// A count of bytes with a limit.
#[derive(Debug)]
pub(super) struct Room {
    used: AtomicU64,
    most: Option<u64>,
    disk: PathBuf,
}

impl Room {
    /// Counts what stands in some folders now.
    pub(super) fn measure(folders: &[&Path], most: Option<u64>) -> io::Result<Self> {
        let mut used = 0;
        // Without a limit nobody asks for the count, and a walk over millions of packets is saved.
        if most.is_some() {
            for folder in folders {
                used += weigh(folder)?;
            }
        }
        let disk = folders
            .first()
            .map_or_else(PathBuf::new, |folder| (*folder).to_owned());
        Ok(Self {
            used: AtomicU64::new(used),
            most,
            disk,
        })
    }

    /// Sets bytes aside for an upload.
    ///
    /// # Errors
    /// [`StoreError::Full`] if they do not fit.
    pub(super) fn take(&self, bytes: u64) -> Result<(), StoreError> {
        let free = fs4::available_space(&self.disk)?;
        if free < bytes.saturating_add(RESERVE) {
            return Err(StoreError::Full);
        }
        let fits = |used: u64| {
            let after = used.saturating_add(bytes);
            self.most.is_none_or(|most| after <= most).then_some(after)
        };
        self.used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits)
            .map(|_| ())
            .map_err(|_| StoreError::Full)
    }

    /// Bytes that are free again.
    pub(super) fn give_back(&self, bytes: u64) {
        // A store that began to count with a limit of its own never goes below zero; one without does not care.
        let less = |used: u64| Some(used.saturating_sub(bytes));
        let _ = self
            .used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// Bytes in use.
    pub(super) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }
}

fn weigh(folder: &Path) -> io::Result<u64> {
    let mut total = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        total += if metadata.is_dir() {
            weigh(&entry.path())?
        } else {
            metadata.len()
        };
    }
    Ok(total)
}
