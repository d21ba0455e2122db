//! Spare pages: a copy of the first pages of the database, as they were when the store was last closed. They hold the salt of
//! the encryption, the list of tables and the roots of most of them: without these nothing behind them can be found.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::open::hand_over_key;
use super::{StoreError, StoreKey};

/// Bytes of a page, SQLCipher's default.
const PAGE: usize = 4096;
/// Pages that are kept twice: a new store has some forty.
const PAGES: usize = 64;
/// Bytes of the salt at the start of the first page.
const SALT: usize = 16;

/// The first pages of a closed database.
///
/// # Errors
/// What the disk says.
pub(crate) fn of(store: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(PAGE * PAGES);
    let most = u64::try_from(PAGE * PAGES).unwrap_or(u64::MAX);
    File::open(store)?.take(most).read_to_end(&mut bytes)?;
    bytes.truncate(bytes.len() / PAGE * PAGE);
    Ok(bytes)
}

/// Puts spare pages in the place of those that do not read, in a copy of a database, and returns how many do not read.
///
/// # Errors
/// What SQLite or the disk says.
pub(super) fn mend(copy: &Path, spares: &Path, key: &StoreKey) -> Result<u32, StoreError> {
    let spares = fs::read(spares).unwrap_or_default();
    let spare = |page: usize| spares.get((page - 1) * PAGE..page * PAGE);
    let mut found = [0; SALT];
    let has_salt = File::open(copy)
        .and_then(|mut file| file.read_exact(&mut found))
        .is_ok();
    // Under another salt no page at all would read.
    if let Some(first) = spare(1)
        && (!has_salt || first[..SALT] != found)
    {
        put(copy, 1, first)?;
    }
    let bad = unreadable(copy, key)?;
    // Pages behind the end of a file that was cut are bad without being named.
    let length = fs::metadata(copy).map_or(0, |file| file.len());
    let end = usize::try_from(length).unwrap_or(usize::MAX) / PAGE;
    for page in bad.iter().copied().chain(end + 1..=spares.len() / PAGE) {
        if let Some(spare) = spare(page) {
            put(copy, page, spare)?;
        }
    }
    Ok(u32::try_from(bad.len()).unwrap_or(u32::MAX))
}

fn put(copy: &Path, page: usize, bytes: &[u8]) -> Result<(), StoreError> {
    let write = || {
        let mut file = OpenOptions::new().write(true).open(copy)?;
        let start = u64::try_from((page - 1) * PAGE).map_err(io::Error::other)?;
        file.seek(SeekFrom::Start(start))?;
        file.write_all(bytes)
    };
    write().map_err(|error| StoreError::from_disk(&error))
}

/// Whether every page of a file reads.
///
/// # Errors
/// What SQLite says.
pub(crate) fn reads(pages: &Path, key: &StoreKey) -> Result<bool, StoreError> {
    Ok(unreadable(pages, key)?.is_empty())
}

/// Numbers of pages whose checksum is wrong.
fn unreadable(path: &Path, key: &StoreKey) -> Result<Vec<usize>, StoreError> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    hand_over_key(&connection, key)?;
    let mut query = connection.prepare("PRAGMA cipher_integrity_check")?;
    let lines = query.query_map([], |row| row.get::<_, String>(0))?;
    let mut pages = Vec::new();
    for line in lines {
        let line = line?;
        let page = line
            .split("page ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next());
        pages.extend(
            page.and_then(|page| page.parse::<usize>().ok())
                .filter(|page| *page > 0),
        );
    }
    Ok(pages)
}
