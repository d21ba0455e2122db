//! The province's folder: where each file stands, and how a file is written so that a power cut leaves it whole.
//!
//! ```text
//! province.json        name, address, limits             signing.key      seed of the province's signing key
//! registry.sqlite      the registry                      token.key        secret of the bearer tokens
//! incoming/            uploads on their way              vault.key        opening key, locked with a passphrase
//! packets/<station>/   packets that have a receipt       serve.lock       held while `serve` runs
//! ```

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// The folder of one province.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder by its path; nothing is read or made yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Name, address and limits of the province, as JSON. It is written last by `init`: where it stands, all keys stand.
    pub fn settings(&self) -> PathBuf {
        self.0.join("province.json")
    }

    /// The registry's database.
    pub fn registry(&self) -> PathBuf {
        self.0.join("registry.sqlite")
    }

    /// The seed of the province's signing key; readable by the owner alone.
    pub fn signing_key(&self) -> PathBuf {
        self.0.join("signing.key")
    }

    /// The secret that bearer tokens are made with; readable by the owner alone.
    pub fn token_key(&self) -> PathBuf {
        self.0.join("token.key")
    }

    /// The seed of the opening key, locked with the vault's passphrase.
    pub fn vault_key(&self) -> PathBuf {
        self.0.join("vault.key")
    }

    /// Held locked while a `serve` works on this folder.
    pub fn serve_lock(&self) -> PathBuf {
        self.0.join("serve.lock")
    }
}

/// Writes a file so that, after any power cut, either the old file or the whole new one stands there:
/// temporary file, fsync, rename, fsync of the folder. The file is readable by its owner alone.
///
/// # Errors
/// Whatever the file system answers; the target is then as it was.
pub fn write_durably(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = OsString::from(target.file_name().unwrap_or_default());
    name.push(".new");
    let temporary = target.with_file_name(name);
    let mut file = owner_only()
        .create(true)
        .truncate(true)
        .write(true)
        .open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, target)?;
    sync_folder(target.parent().unwrap_or(Path::new(".")))
}

/// Makes the entries of a folder (new names, renames) survive a power cut.
///
/// # Errors
/// Whatever the file system answers.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows cannot open a folder as a file; NTFS journals names by itself.
    if cfg!(windows) {
        Ok(())
    } else {
        File::open(folder)?.sync_all()
    }
}

/// Makes a folder and everything above it that is missing, and syncs every folder above it that can be opened: which of them
/// are new nobody knows, since whoever made them may have been cut off before the sync.
///
/// # Errors
/// Whatever the file system answers.
pub fn create_durably(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for above in fs::canonicalize(folder)?.ancestors().skip(1) {
        match sync_folder(above) {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) => {}
            synced => synced?,
        }
    }
    Ok(())
}

/// Options for a file that nobody but its owner may read.
fn owner_only() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only unix files carry a mode"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_durable_write_replaces_the_file_and_leaves_no_temporary_one() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.json");
        write_durably(&target, b"one").unwrap();
        write_durably(&target, b"two").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_is_readable_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("signing.key");
        write_durably(&target, b"secret").unwrap();
        assert_eq!(
            fs::metadata(&target).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}
