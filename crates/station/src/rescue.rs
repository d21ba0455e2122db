//! Rescue: a new desk is built from what can be read of a damaged one, and takes its place. The damaged one is kept beside it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rekam_protocol::day_book::DayBookHead;
use rekam_protocol::time::Stamp;

use crate::error::Error;
use crate::home::{Folder, Home, HomeError, write_atomically};
use crate::store::audit::Scraps;
use crate::store::salvage::Salvage;
use crate::store::{Store, StoreKey, spare};

/// Salvages the store of a station, which nobody has open.
///
/// # Errors
/// `store-unreadable` where not even the station's own key is found; else what the disk says. Everything is as it was then.
pub(crate) fn rescue(home: &Home, key: &StoreKey, at: &Stamp) -> Result<Salvage, Error> {
    let (desk, (site, swept)) = (home.desk(), home.fresh_rescue_site()?);
    // On a copy: looking into a damaged database must not change it.
    let reading = site.store().with_extension("reading");
    copy(&desk.store(), &reading)?;
    copy(&wal(&desk.store()), &wal(&reading))?;
    let head = fs::read(desk.day_book_head()).unwrap_or_default();
    let head = serde_json::from_slice(&head).unwrap_or(DayBookHead::EMPTY);
    let salvage = Store::salvage(&reading, &desk.spare_pages(), &site.store(), key, head, at)?;
    for file in [reading.clone(), wal(&reading), shm(&reading)] {
        remove(&file)?;
    }
    let store = Store::open(&site.store(), key)?;
    store.note_swept(Scraps::Rescue, swept, at)?;
    store.close()?;
    keep_spare_pages(&site, key)?;
    for (from, to) in [
        (desk.vault(), site.vault()),
        (desk.announcement(), site.announcement()),
    ] {
        write_atomically(&to, &fs::read(from).map_err(HomeError::from)?)?;
    }
    keep_head(&site, head)?;
    home.change_desks(&site)?;
    Ok(salvage)
}

/// Keeps the first pages of a closed store a second time. Where one of them does not read, the older copies stay.
///
/// # Errors
/// What the disk says.
pub(crate) fn keep_spare_pages(desk: &Folder, key: &StoreKey) -> Result<(), Error> {
    let pages = spare::of(&desk.store()).map_err(HomeError::from)?;
    if fs::read(desk.spare_pages()).is_ok_and(|kept| kept == pages) {
        return Ok(());
    }
    let trial = beside(&desk.spare_pages(), "-trial");
    write_atomically(&trial, &pages)?;
    let reads = spare::reads(&trial, key);
    remove(&trial)?;
    if reads? {
        write_atomically(&desk.spare_pages(), &pages)?;
    }
    Ok(())
}

/// Keeps how far the day-book goes a second time, so that no number is ever given out twice.
///
/// # Errors
/// What the disk says.
pub(crate) fn keep_head(desk: &Folder, head: DayBookHead) -> Result<(), HomeError> {
    let bytes = serde_json::to_vec(&head).map_err(io::Error::other)?;
    write_atomically(&desk.day_book_head(), &bytes)
}

fn wal(store: &Path) -> PathBuf {
    beside(store, "-wal")
}

fn shm(store: &Path) -> PathBuf {
    beside(store, "-shm")
}

fn beside(store: &Path, ending: &str) -> PathBuf {
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    store.with_file_name(name)
}

fn copy(from: &Path, to: &Path) -> Result<(), HomeError> {
    match fs::copy(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn remove(file: &Path) -> Result<(), HomeError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}
