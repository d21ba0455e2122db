//! The courier: sealed packets on a stick, receipts and news back. Twice is harmless, and so is a stick pulled out half-way.
//!
//! A packet on a stick is no packet at the province: it stays in the queue until its receipt is here.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rekam_domain::code::ErrorCode;
use rekam_protocol::bundle::{Bundle, Bundled, Shelf};
use rekam_protocol::digest::Digest;
use rekam_protocol::signed::{self, SignedError};
use serde::Serialize;

use crate::home::{HomeError, sync_names, write_atomically};
use crate::store::StoreError;
use crate::store::outbox::OutboxRow;
use crate::store::settings::Setting;
use crate::sync::{Party, Report, SyncError, answers, directory, reckon};

/// Rows of the queue that are read at once.
const PAGE: u32 = 500;

/// What was done with a stick.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StickReport {
    /// Packets that are on the stick, whole and compared.
    pub records: u32,
    /// Their bytes.
    pub bytes: u32,
    /// Receipts that came back.
    pub receipts: u32,
    /// Statuses that came back.
    pub statuses: u32,
    /// Packets that the province had forgotten and that go again.
    pub forgotten: u32,
    /// Whether a renewed activation came: a new lease, other operators.
    pub renewed: bool,
    /// Files that are not what they should be, and why.
    pub refused: Vec<RefusedFile>,
}

/// A file on a stick that is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RefusedFile {
    /// Its name.
    pub file: String,
    /// Why.
    pub code: ErrorCode,
}

/// Why nothing, or not everything, was done. What was done until then holds, and doing it again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    /// The stick cannot be read or written: gone, write-protected, broken.
    #[error("the stick cannot be read or written")]
    Stick(#[source] io::Error),
    /// No room on the stick.
    #[error("the stick is full")]
    Full,
    /// What was written does not read back as it was written.
    #[error("the stick does not keep what is written to it")]
    NotKept,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
    /// The manifest could not be signed.
    #[error(transparent)]
    Signed(#[from] SignedError),
}

impl CourierError {
    /// The code that people and scripts see.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Stick(_) => ErrorCode::StickGone,
            Self::Full => ErrorCode::StickFull,
            Self::NotKept => ErrorCode::StickNotKept,
            Self::NoRandomness => ErrorCode::Internal,
            Self::Store(error) => error.code(),
            Self::Signed(error) => error.code(),
        }
    }
}

impl From<io::Error> for CourierError {
    fn from(error: io::Error) -> Self {
        if matches!(
            error.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
        ) {
            Self::Full
        } else {
            Self::Stick(error)
        }
    }
}

impl From<HomeError> for CourierError {
    fn from(error: HomeError) -> Self {
        match error {
            HomeError::DiskFull(_) => Self::Full,
            HomeError::Io(error) => error.into(),
            HomeError::InUse => Self::Stick(io::ErrorKind::ResourceBusy.into()),
        }
    }
}

/// Puts everything that waits on a stick: packets, keys, and a signed manifest at the end. What is there already is not
/// written again; receipts that were fetched by line since are left alone.
///
/// # Errors
/// [`CourierError`]; what was written until then is whole.
pub fn export(
    party: &Party,
    announcement: &[u8],
    stick: &Path,
) -> Result<StickReport, CourierError> {
    let shelf = Shelf::of(stick, &party.activation.station);
    fs::create_dir_all(shelf.folder())?;
    sync_names(shelf.folder(), stick)?;
    keep(&shelf.announcement(), announcement)?;
    let mut report = StickReport::default();
    let mut packets = Vec::new();
    for row in waiting(party)? {
        match party.store.packet(row.packet) {
            Ok(bytes) => keep(&shelf.packet(row.packet), &bytes)?,
            Err(error) => {
                report.refused.push(RefusedFile {
                    file: row.packet.to_string(),
                    code: error.code(),
                });
                continue;
            }
        }
        report.records += 1;
        report.bytes = report
            .bytes
            .saturating_add(u32::try_from(row.length).unwrap_or(u32::MAX));
        packets.push(Bundled {
            packet: row.packet,
            serial: row.serial,
            digest: row.digest,
            length: row.length,
        });
    }
    let bundle = Bundle {
        station: party.activation.station.clone(),
        written_at: party.clock.stamp().wall,
        feed_after: party.store.number(Setting::FeedCursor)?.unwrap_or_default(),
        packets,
    };
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|_| CourierError::NoRandomness)?;
    keep(
        &shelf.account(),
        &reckon::account(party, nonce, 0).map_err(told)?,
    )?;
    keep(
        &shelf.manifest(),
        &signed::sign(&bundle, &party.station_key)?,
    )?;
    Ok(report)
}

/// Takes receipts and news from a stick. Packets whose receipt has come are taken off it.
///
/// # Errors
/// [`CourierError`]; a file that is not believed is no error but named in the report.
pub fn import(party: &Party, stick: &Path) -> Result<StickReport, CourierError> {
    let shelf = Shelf::of(stick, &party.activation.station);
    let mut report = StickReport::default();
    if !shelf.folder().is_dir() {
        return Ok(report);
    }
    for row in waiting(party)? {
        let path = shelf.receipt(row.packet);
        let Some(receipt) = read(&path)? else {
            continue;
        };
        match answers::take_receipt(party, &row, &receipt) {
            Ok(()) => {
                report.receipts += 1;
                // Best effort: a packet that stays on the stick is only taken in twice.
                let _ = fs::remove_file(shelf.packet(row.packet));
            }
            Err(error) => refuse(&mut report, &path, error)?,
        }
    }
    take_feed(party, &shelf, &mut report)?;
    take_reckoning(party, &shelf, &mut report)?;
    take_renewal(party, &shelf, &mut report)?;
    take_directory(party, &shelf, &mut report)?;
    // After the reckoning: what the province has forgotten is in the queue again and stays.
    if let Some(last) = reckon::last(party)? {
        party
            .store
            .prune_by_the_province(last.at, &party.clock.stamp())?;
    }
    Ok(report)
}

fn take_directory(
    party: &Party,
    shelf: &Shelf,
    report: &mut StickReport,
) -> Result<(), CourierError> {
    let path = shelf.directory();
    if let Some(document) = read(&path)?
        && let Err(error) = directory::take(party, &document)
    {
        refuse(report, &path, error)?;
    }
    Ok(())
}

fn take_renewal(
    party: &Party,
    shelf: &Shelf,
    report: &mut StickReport,
) -> Result<(), CourierError> {
    let path = shelf.activation();
    let Some(document) = read(&path)? else {
        return Ok(());
    };
    match answers::take_renewal(party, &document) {
        Ok(renewed) => report.renewed = renewed,
        Err(error) => refuse(report, &path, error)?,
    }
    Ok(())
}

fn take_reckoning(
    party: &Party,
    shelf: &Shelf,
    report: &mut StickReport,
) -> Result<(), CourierError> {
    let path = shelf.reckoning();
    let Some(document) = read(&path)? else {
        return Ok(());
    };
    match reckon::take(party, None, &document) {
        Ok(taken) => report.forgotten = taken.forgotten,
        Err(error) => refuse(report, &path, error)?,
    }
    Ok(())
}

/// Why an account could not be written: only the store and the signature have a say in it.
fn told(error: SyncError) -> CourierError {
    match error {
        SyncError::Store(error) => error.into(),
        SyncError::Document(error) => error.into(),
        SyncError::Line(_)
        | SyncError::OtherAnswer
        | SyncError::Budget
        | SyncError::NoRandomness => CourierError::NoRandomness,
    }
}

fn take_feed(party: &Party, shelf: &Shelf, report: &mut StickReport) -> Result<(), CourierError> {
    let mut heard = Report::default();
    loop {
        let after = party.store.number(Setting::FeedCursor)?.unwrap_or_default();
        let path = shelf.feed(after);
        let Some(page) = read(&path)? else {
            break;
        };
        match answers::take_feed(party, after, &page, &mut heard) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                refuse(report, &path, error)?;
                break;
            }
        }
    }
    report.statuses = heard.statuses;
    Ok(())
}

/// Packets without a receipt, by serial number.
fn waiting(party: &Party) -> Result<Vec<OutboxRow>, StoreError> {
    let mut found = Vec::new();
    let mut after = 0;
    loop {
        let page = party.store.queue(after, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        after = last.serial.get();
        found.extend(page.into_iter().filter(|row| row.receipt.is_none()));
    }
}

fn refuse(report: &mut StickReport, path: &Path, error: SyncError) -> Result<(), CourierError> {
    let code = match error {
        SyncError::Store(error) => return Err(error.into()),
        SyncError::Document(error) => error.code(),
        SyncError::OtherAnswer => ErrorCode::DocumentNotGenuine,
        SyncError::Line(_) | SyncError::Budget | SyncError::NoRandomness => ErrorCode::Internal,
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    report.refused.push(RefusedFile {
        file: name.into_owned(),
        code,
    });
    Ok(())
}

/// A file's bytes; nothing where there is none. A document of the province is small.
fn read(path: &Path) -> Result<Option<Vec<u8>>, CourierError> {
    match fs::metadata(path) {
        Ok(file) if file.len() > rekam_protocol::http::MAX_DOCUMENT as u64 => Ok(Some(Vec::new())),
        Ok(_) => Ok(Some(fs::read(path)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Writes a file unless it is there, syncs it, and reads it back. The read may be answered from memory: what a stick that
/// lies has really kept is known only when the province has read it, which is why a packet stays in the queue until then.
pub(crate) fn keep(path: &PathBuf, bytes: &[u8]) -> Result<(), CourierError> {
    let is_there =
        |path: &PathBuf| fs::read(path).is_ok_and(|found| Digest::of(&found) == Digest::of(bytes));
    if is_there(path) {
        return Ok(());
    }
    write_atomically(path, bytes)?;
    if is_there(path) {
        Ok(())
    } else {
        Err(CourierError::NotKept)
    }
}
