//! Bytes held back on the store's disk, so that whoever sits at the desk when it is full can still be finished.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

const MIB: u64 = 1024 * 1024;
/// What is held back: four residents.
pub(crate) const HELD: u64 = 8 * MIB;
/// With less than this left, two residents, it is given up.
const TIGHT: u64 = 4 * MIB;
/// It is held back anew only where this much is left: a station never fills its own disk.
const PLENTY: u64 = 64 * MIB;

/// A file beside the store that stands for nothing but its size.
#[derive(Debug)]
pub(super) struct Reserve(PathBuf);

impl Reserve {
    /// The reserve of the store at this path.
    pub(super) fn beside(store: &Path) -> Self {
        Self(store.with_file_name("reserve"))
    }

    /// Gives the bytes up where the disk is nearly full. Best effort: what follows is told by the disk itself.
    pub(super) fn ease(&self) {
        if self.free().is_ok_and(|free| free < TIGHT) {
            let _ = fs::remove_file(&self.0);
        }
    }

    /// Holds the bytes back, where there are plenty. Best effort: without them a full disk is only met earlier.
    pub(super) fn keep(&self) {
        if self.missing() > 0
            && self.free().is_ok_and(|free| free >= PLENTY)
            && self.fill().is_err()
        {
            let _ = fs::remove_file(&self.0);
        }
    }

    /// How many of the bytes are not held back, up to [`HELD`].
    pub(super) fn missing(&self) -> u64 {
        HELD.saturating_sub(fs::metadata(&self.0).map_or(0, |file| file.len()))
    }

    fn free(&self) -> io::Result<u64> {
        fs4::available_space(self.0.parent().unwrap_or(Path::new(".")))
    }

    fn fill(&self) -> io::Result<()> {
        let mut file = File::create(&self.0)?;
        io::copy(&mut io::repeat(0).take(HELD), &mut file)?;
        file.sync_all()
    }
}
