//! The station's folder: one lock, one desk, and files that are either old or new but never half.
//!
//! ```text
//! HOME/station.lock      held by the one process that has this station open
//! HOME/desk/             appears by a single rename at the end of activation
//! HOME/desk/store.sqlite the encrypted store
//! HOME/desk/reserve      room for those at the desk when the disk is full; holds nothing
//! HOME/desk/vault.json   key slots and login throttle
//! HOME/desk/announcement the signed key announcement for the province
//! HOME/desk/extract-*    the extract of the register, encrypted
//! HOME/desk/store.first  spare copies of the store's first pages
//! HOME/desk/store.head   how far the day-book went when the store was last closed
//! HOME/damaged-1/        a desk whose store was damaged, kept as it was when a rescue took its place
//! HOME/rescuing/         a rescue that has not finished
//! HOME/activating/       an activation that has not finished; swept away by the next one
//! ```

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rekam_domain::code::ErrorCode;

/// Why the station's folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// Another process has this station open.
    #[error("the station is open in another program")]
    InUse,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull(#[source] io::Error),
    /// The folder or a file in it cannot be read or written.
    #[error("the station's folder cannot be read or written")]
    Io(#[source] io::Error),
}

impl HomeError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::InUse => ErrorCode::StationInUse,
            Self::DiskFull(_) => ErrorCode::DiskFull,
            Self::Io(_) => ErrorCode::DiskFailed,
        }
    }
}

impl From<io::Error> for HomeError {
    fn from(error: io::Error) -> Self {
        if is_full(&error) {
            Self::DiskFull(error)
        } else {
            Self::Io(error)
        }
    }
}

/// Whether a disk, card or stick says that there is no room.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

/// The station's folder, held by this process until it is dropped.
#[derive(Debug)]
pub struct Home {
    root: PathBuf,
    /// The lock lives as long as this handle; the system releases it even after `kill -9`.
    lock: File,
}

impl Drop for Home {
    /// Gives the lock back now. Closing the handle alone would leave it held for as long as a child process that was
    /// just being started still carries a copy of the handle.
    fn drop(&mut self) {
        // The system gives it back with the last handle in any case.
        let _ = self.lock.unlock();
    }
}

impl Home {
    /// Opens or makes the folder `root` and takes its lock.
    ///
    /// # Errors
    /// [`HomeError::InUse`] when another handle holds it; otherwise what the disk says.
    pub fn hold(root: &Path) -> Result<Self, HomeError> {
        make_private_folder(root)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(root.join("station.lock"))?;
        match lock.try_lock() {
            Ok(()) => {
                let home = Self {
                    root: root.to_owned(),
                    lock,
                };
                home.finish_changing_desks()?;
                Ok(home)
            }
            Err(TryLockError::WouldBlock) => Err(HomeError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Whether an activation has finished here.
    #[must_use]
    pub fn is_activated(&self) -> bool {
        self.desk().root.is_dir()
    }

    /// The files of the finished station.
    #[must_use]
    pub fn desk(&self) -> Folder {
        Folder {
            root: self.root.join("desk"),
        }
    }

    /// What colleagues handed over, laid out as a stick.
    #[must_use]
    pub fn shelves(&self) -> PathBuf {
        self.root.join("shelves")
    }

    /// An empty folder in which a station can be built; how many files an interrupted activation had left there.
    ///
    /// # Errors
    /// What the disk says.
    pub fn fresh_building_site(&self) -> Result<(Folder, u32), HomeError> {
        self.fresh_folder("activating")
    }

    /// An empty folder in which a rescued desk can be built; how many files an interrupted rescue had left there.
    pub(crate) fn fresh_rescue_site(&self) -> Result<(Folder, u32), HomeError> {
        self.fresh_folder("rescuing")
    }

    fn fresh_folder(&self, name: &str) -> Result<(Folder, u32), HomeError> {
        let root = self.root.join(name);
        let swept = fs::read_dir(&root).map_or(0, Iterator::count);
        match fs::remove_dir_all(&root) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => make_private_folder(&root)?,
        }
        Ok((Folder { root }, u32::try_from(swept).unwrap_or(u32::MAX)))
    }

    /// Turns a finished building site into the desk: one rename, after which the station exists whole.
    ///
    /// # Errors
    /// What the disk says; the station then does not exist yet.
    pub fn move_in(&self, site: &Folder) -> Result<(), HomeError> {
        sync_folder(&site.root)?;
        // Before the station exists: a desk that stands must not hang on a name that a power cut still takes.
        sync_names(&self.root, Path::new("/"))?;
        fs::rename(&site.root, self.root.join("desk"))?;
        sync_folder(&self.root)
    }

    /// Puts a rescued desk in the place of the damaged one, which is kept under the next free name.
    pub(crate) fn change_desks(&self, site: &Folder) -> Result<(), HomeError> {
        sync_folder(&site.root)?;
        let names = (1u32..).map(|number| self.root.join(format!("damaged-{number}")));
        let mut free = names.skip_while(|name| name.exists());
        let kept = free.next().unwrap_or_default();
        fs::rename(&self.desk().root, kept)?;
        // Between the two there is no desk: whoever opens the station next does the second step.
        sync_folder(&self.root)?;
        self.finish_changing_desks()
    }

    fn finish_changing_desks(&self) -> Result<(), HomeError> {
        let (site, desk) = (self.root.join("rescuing"), self.desk().root);
        if desk.exists() || !site.exists() || !self.root.join("damaged-1").exists() {
            return Ok(());
        }
        fs::rename(site, desk)?;
        sync_folder(&self.root)
    }

    /// Bytes that this user may still write on the disk of the station.
    ///
    /// # Errors
    /// What the disk says.
    pub fn free_bytes(&self) -> Result<u64, HomeError> {
        Ok(fs4::available_space(&self.root)?)
    }

    /// Bytes that the disk of the station has in all.
    ///
    /// # Errors
    /// What the disk says.
    pub fn total_bytes(&self) -> Result<u64, HomeError> {
        Ok(fs4::total_space(&self.root)?)
    }
}

/// The files that make a station, in the desk or on its building site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// A folder elsewhere that is laid out in the same way.
    pub(crate) const fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// Where it is.
    #[must_use]
    pub(crate) fn path(&self) -> &Path {
        &self.root
    }

    /// The encrypted store.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.root.join("store.sqlite")
    }

    /// Key slots and login throttle.
    #[must_use]
    pub fn vault(&self) -> PathBuf {
        self.root.join("vault.json")
    }

    /// Spare copies of the store's first pages.
    #[must_use]
    pub fn spare_pages(&self) -> PathBuf {
        self.root.join("store.first")
    }

    /// How far the day-book went when the store was last closed.
    #[must_use]
    pub fn day_book_head(&self) -> PathBuf {
        self.root.join("store.head")
    }

    /// Certificates of the makers whose devices are believed.
    #[must_use]
    pub fn devices(&self) -> PathBuf {
        self.root.join("devices.pem")
    }

    /// The signed key announcement: public, and needed before anyone has logged in.
    #[must_use]
    pub fn announcement(&self) -> PathBuf {
        self.root.join("announcement")
    }
}

/// Writes `bytes` so that a power cut leaves the old file or the new one, never a mixture: temporary file, fsync,
/// rename, fsync of the folder.
///
/// # Errors
/// What the disk says; the old file is then untouched, and nothing half takes up room.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), HomeError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = folder.join(name);
    let written = private_file(&new).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, path)
    });
    if let Err(error) = written {
        // A disk that is gone keeps it until the next try.
        let _ = fs::remove_file(&new);
        return Err(error.into());
    }
    sync_folder(folder)
}

/// Makes the names under which a folder is found survive a power cut: the folders above it are synced, up to and with
/// `top`. Which of them are new nobody knows (whoever made them may have been cut off before the sync), so all are.
///
/// # Errors
/// What the disk says. A folder that cannot be opened or never changes is passed over: no new name is in it.
pub(crate) fn sync_names(folder: &Path, top: &Path) -> Result<(), HomeError> {
    let (folder, top) = (fs::canonicalize(folder)?, fs::canonicalize(top)?);
    let above = folder.ancestors().skip(1);
    for above in above.take_while(|above| above.starts_with(&top)) {
        match sync_folder(above) {
            Err(HomeError::Io(error))
                if matches!(
                    error.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) => {}
            synced => synced?,
        }
    }
    Ok(())
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .open(path)
}

#[cfg(unix)]
fn make_private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(not(unix))]
fn make_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> Result<(), HomeError> {
    Ok(File::open(path)?.sync_all()?)
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> Result<(), HomeError> {
    // Windows cannot flush a folder handle; its file system journals renames by itself.
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_is_open_in_one_place_only() {
        let dir = tempfile::tempdir().unwrap();
        let first = Home::hold(dir.path()).unwrap();
        let refused = Home::hold(dir.path()).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::StationInUse);
        drop(first);
        Home::hold(dir.path()).unwrap();
    }

    #[test]
    fn an_atomic_write_replaces_the_file_and_leaves_no_scraps() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vault.json");
        write_atomically(&path, b"old").unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vault.json");
        write_atomically(&path, b"old").unwrap();
        // A folder where the temporary file should go makes the write fail as a full or read-only disk would.
        fs::create_dir(dir.path().join("vault.json.new")).unwrap();
        let error = write_atomically(&path, b"new").unwrap_err();
        assert_eq!(error.code(), ErrorCode::DiskFailed);
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }

    #[test]
    fn a_full_disk_has_its_own_code() {
        let error = HomeError::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(error.code(), ErrorCode::DiskFull);
    }

    #[test]
    fn a_building_site_is_always_empty() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::hold(dir.path()).unwrap();
        let (site, swept) = home.fresh_building_site().unwrap();
        assert_eq!(swept, 0);
        fs::write(site.vault(), b"half").unwrap();
        let (again, swept) = home.fresh_building_site().unwrap();
        assert_eq!(swept, 1);
        assert!(!again.vault().exists());
        assert!(!home.is_activated());
        home.move_in(&again).unwrap();
        assert!(home.is_activated());
    }
}
