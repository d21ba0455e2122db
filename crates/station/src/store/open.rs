//! Opening the store: the one place that knows the key and the pragmas.

use std::path::Path;
use std::sync::Mutex;
use std::{fmt, fmt::Write as _};

use hmac::{Hmac, KeyInit as _, Mac as _};
use rekam_protocol::keys::{KeyError, Seed, random_seed};
use rusqlite::{Connection, OpenFlags};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use super::reserve::Reserve;
use super::{Store, StoreError, migrate};

/// The key of the store: 32 random bytes that exist bare in memory only.
#[derive(Clone)]
pub struct StoreKey(Seed);

impl StoreKey {
    /// A fresh key.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn generate() -> Result<Self, KeyError> {
        random_seed().map(Self)
    }

    /// A key out of a slot.
    #[must_use]
    pub const fn from_seed(seed: Seed) -> Self {
        Self(seed)
    }

    /// The bytes, to be put into a slot.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey")
    }
}

impl Store {
    /// Makes a new store at `path`, where no file may stand yet.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] or what SQLite says.
    pub fn create(path: &Path, key: &StoreKey) -> Result<Self, StoreError> {
        Self::with_flags(
            path,
            key,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        )
    }

    /// Opens the store at `path` and brings an older one up to this version.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] for a wrong key or a damaged file, [`StoreError::Newer`] for a store of a newer
    /// Rekam (which is left untouched), else what SQLite says.
    pub fn open(path: &Path, key: &StoreKey) -> Result<Self, StoreError> {
        Self::with_flags(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    fn with_flags(path: &Path, key: &StoreKey, flags: OpenFlags) -> Result<Self, StoreError> {
        let reserve = Reserve::beside(path);
        // Opening takes some room too.
        reserve.ease();
        let mut connection =
            Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        unlock(&connection, key)?;
        let is_new = flags.contains(OpenFlags::SQLITE_OPEN_CREATE);
        if !is_new && migrate::is_empty(&connection)? {
            // A file that was cut to nothing is a database to SQLite: an empty one.
            return Err(StoreError::Unreadable);
        }
        // The version is read before any pragma that could write, so that a newer store stays as it is.
        migrate::refuse_newer(&connection)?;
        set_up(&connection)?;
        migrate::run(&mut connection)?;
        let person_key = Zeroizing::new(keyed_hash(key.as_bytes(), b"rekam day-book person v1"));
        reserve.keep();
        Ok(Self {
            connection: Mutex::new(Some(connection)),
            reserve,
            person_key,
        })
    }
}

/// Hands SQLCipher the raw key and proves it on the first page.
pub(super) fn unlock(connection: &Connection, key: &StoreKey) -> Result<(), StoreError> {
    hand_over_key(connection, key)?;
    let _tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(())
}

/// Hands SQLCipher the raw key (no PBKDF2: the key is random already).
pub(super) fn hand_over_key(connection: &Connection, key: &StoreKey) -> Result<(), StoreError> {
    // SQLCipher writes its own lines to stderr for a wrong key; the caller says it better.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    let mut pragma = Zeroizing::new(String::with_capacity(96));
    pragma.push_str("PRAGMA key = \"x'");
    for byte in key.as_bytes() {
        write!(pragma, "{byte:02x}").map_err(|_| StoreError::Unreadable)?;
    }
    pragma.push_str("'\";");
    let outcome = connection.execute_batch(&pragma);
    pragma.zeroize();
    Ok(outcome?)
}

/// Sets the pragmas that the store's promise rests on.
pub(super) fn set_up(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA busy_timeout = 5000;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// HMAC-SHA-256 (RFC 2104).
pub(super) fn keyed_hash(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC fills a short key up with zeros to its block of 64 bytes; doing it here leaves no error to handle.
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}
