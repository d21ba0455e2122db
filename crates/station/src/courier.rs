//! The courier: sealed packets on a stick, receipts and news back. Twice is harmless, and so is a stick pulled out half-way.
//!
//! A packet on a stick is no packet at the province: it stays in the queue until its receipt is here.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rekam_domain::code::ErrorCode;
use rekam_protocol::bundle::{Bundle, Bundled, Shelf};
use rekam_protocol::digest::Digest;
use rekam_protocol::handover::Answer;
use rekam_protocol::ids::PacketId;
use rekam_protocol::signed::{self, SignedError};
use serde::Serialize;

use crate::home::{HomeError, is_full, sync_names, write_atomically};
use crate::store::StoreError;
use crate::store::outbox::OutboxRow;
use crate::store::settings::Setting;
use crate::sync::{Party, Report, SyncError, answers, directory, provisions, reckon};

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
    /// Packets that found no room.
    pub left: u32,
    /// Receipts that came back.
    pub receipts: u32,
    /// Statuses that came back.
    pub statuses: u32,
    /// Packets that the province had forgotten and that go again.
    pub forgotten: u32,
    /// Residents of the province's lists who are new here, or of whom it says something else than before.
    pub listed: u32,
    /// Residents whom no list of the province names any more.
    pub unlisted: u32,
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
    /// No room on the stick, not even for one packet more and a new manifest.
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
        if is_full(&error) {
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

/// Puts everything that waits on a stick, or as much as finds room: packets, keys, and a signed manifest at the end. What is
/// there already is not written again; receipts that were fetched by line since are left alone.
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
    let mut new = Vec::new();
    let mut too_long = u64::MAX;
    let mut packed = pack(party, |row, bytes| {
        let path = shelf.packet(row.packet);
        if is_there(&path, bytes) {
            return Ok(());
        }
        // Where one found no room, only a shorter one is tried.
        if row.length >= too_long {
            return Err(CourierError::Full);
        }
        let kept = keep(&path, bytes);
        match &kept {
            Ok(()) => new.push(row.packet),
            Err(CourierError::Full) => too_long = row.length,
            Err(_) => {}
        }
        kept
    })?;
    // What no manifest names is not there for the province: the packets that came last make room for one.
    loop {
        let kept = keep(&shelf.account(), &packed.account)
            .and_then(|()| keep(&shelf.manifest(), &packed.signed(party)?));
        match (kept, new.pop()) {
            (Ok(()), _) => return Ok(packed.report),
            (Err(CourierError::Full), Some(packet)) => {
                fs::remove_file(shelf.packet(packet))?;
                packed.leave(packet);
            }
            (Err(error), _) => return Err(error),
        }
    }
}

/// What goes with packets that are given out of the hand.
pub(crate) struct Packed {
    /// The signed account.
    pub(crate) account: Vec<u8>,
    /// What is in it.
    pub(crate) bundle: Bundle,
    /// What is told of it.
    pub(crate) report: StickReport,
}

impl Packed {
    /// The signed bundle.
    pub(crate) fn signed(&self, party: &Party) -> Result<Vec<u8>, CourierError> {
        Ok(signed::sign(&self.bundle, &party.station_key)?)
    }

    /// Takes a packet out that finds no room after all.
    fn leave(&mut self, packet: PacketId) {
        self.bundle.packets.retain(|one| one.packet != packet);
        self.report.left += 1;
        self.count();
    }

    fn count(&mut self) {
        let packets = &self.bundle.packets;
        let bytes = packets.iter().map(|one| one.length).sum::<u64>();
        self.report.records = u32::try_from(packets.len()).unwrap_or(u32::MAX);
        self.report.bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    }
}

/// Gives every packet that waits and can be read to `put`, which may have no room for it, and signs what there is.
pub(crate) fn pack(
    party: &Party,
    mut put: impl FnMut(&OutboxRow, &[u8]) -> Result<(), CourierError>,
) -> Result<Packed, CourierError> {
    let mut report = StickReport::default();
    let mut packets = Vec::new();
    for row in waiting(party)? {
        let put = match party.store.packet(row.packet) {
            Ok(bytes) => put(&row, &bytes),
            Err(error) => {
                report.refused.push(RefusedFile {
                    file: row.packet.to_string(),
                    code: error.code(),
                });
                continue;
            }
        };
        match put {
            Ok(()) => packets.push(Bundled {
                packet: row.packet,
                serial: row.serial,
                digest: row.digest,
                length: row.length,
            }),
            Err(CourierError::Full) => report.left += 1,
            Err(error) => return Err(error),
        }
    }
    let bundle = Bundle {
        station: party.activation.station.clone(),
        written_at: party.clock.stamp().wall,
        feed_after: party.store.number(Setting::FeedCursor)?.unwrap_or_default(),
        packets,
    };
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|_| CourierError::NoRandomness)?;
    let mut packed = Packed {
        account: reckon::account(party, nonce, 0).map_err(told)?,
        bundle,
        report,
    };
    packed.count();
    Ok(packed)
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
    let received = take_answers(party, |answer| read(&answer.on(&shelf)), &mut report)?;
    for packet in received {
        // Best effort: a packet that stays on the stick is only taken in twice.
        let _ = fs::remove_file(shelf.packet(packet));
    }
    Ok(report)
}

/// Takes the province's answers from whoever fetches them by name; answers which packets have their receipt now.
pub(crate) fn take_answers(
    party: &Party,
    mut fetch: impl FnMut(Answer) -> Result<Option<Vec<u8>>, CourierError>,
    report: &mut StickReport,
) -> Result<Vec<PacketId>, CourierError> {
    let mut received = Vec::new();
    for row in waiting(party)? {
        let answer = Answer::Receipt(row.packet);
        if let Some(receipt) = fetch(answer)? {
            match answers::take_receipt(party, &row, &receipt) {
                Ok(()) => received.push(row.packet),
                Err(error) => refuse(report, answer, error)?,
            }
        }
    }
    report.receipts = u32::try_from(received.len()).unwrap_or(u32::MAX);
    let mut heard = Report::default();
    loop {
        let after = party.store.number(Setting::FeedCursor)?.unwrap_or_default();
        let Some(page) = fetch(Answer::Feed(after))? else {
            break;
        };
        match answers::take_feed(party, after, &page, &mut heard) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                refuse(report, Answer::Feed(after), error)?;
                break;
            }
        }
    }
    report.statuses = heard.statuses;
    if let Some(document) = fetch(Answer::Reckoning)? {
        let cursor = party.store.number(Setting::FeedCursor)?;
        match reckon::take(party, None, cursor, &document) {
            Ok(taken) => report.forgotten = taken.forgotten,
            Err(error) => refuse(report, Answer::Reckoning, error)?,
        }
    }
    if let Some(document) = fetch(Answer::Activation)? {
        match answers::take_renewal(party, &document) {
            Ok(renewed) => report.renewed = renewed,
            Err(error) => refuse(report, Answer::Activation, error)?,
        }
    }
    if let Some(document) = fetch(Answer::Directory)?
        && let Err(error) = directory::take(party, &document)
    {
        refuse(report, Answer::Directory, error)?;
    }
    provide(party, &mut fetch, report)?;
    // After the reckoning: what the province has forgotten is in the queue again and stays.
    if let Some(last) = reckon::last(party)? {
        party
            .store
            .prune_by_the_province(last.at, &party.clock.stamp())?;
    }
    Ok(received)
}

/// Takes what the station should take along. A part that is not there, or not the one that was named, is asked for the next time.
fn provide(
    party: &Party,
    fetch: &mut impl FnMut(Answer) -> Result<Option<Vec<u8>>, CourierError>,
    report: &mut StickReport,
) -> Result<(), CourierError> {
    if let Some(document) = fetch(Answer::Provisions)?
        && let Err(error) = provisions::take(party, &document)
    {
        return refuse(report, Answer::Provisions, error);
    }
    for wanted in provisions::wanted(party).map_err(told)? {
        let answer = Answer::Provision(wanted.part.digest);
        let Some(part) = fetch(answer)? else {
            continue;
        };
        match provisions::take_part(party, &wanted, &part) {
            Ok(listed) => report.listed += listed,
            Err(error) => refuse(report, answer, error)?,
        }
    }
    report.unlisted = provisions::settle(party).map_err(told)?;
    Ok(())
}

/// Why an account could not be written: only the store and the signature have a say in it.
fn told(error: SyncError) -> CourierError {
    match error {
        SyncError::Store(error) => error.into(),
        SyncError::Document(error) => error.into(),
        SyncError::Line(_)
        | SyncError::OtherAnswer
        | SyncError::Provision(_)
        | SyncError::Budget
        | SyncError::NoRandomness => CourierError::NoRandomness,
    }
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

fn refuse(report: &mut StickReport, answer: Answer, error: SyncError) -> Result<(), CourierError> {
    let code = match error {
        SyncError::Store(error) => return Err(error.into()),
        SyncError::Document(error) => error.code(),
        SyncError::OtherAnswer => ErrorCode::DocumentNotGenuine,
        SyncError::Provision(error) => error.code(),
        SyncError::Line(_) | SyncError::Budget | SyncError::NoRandomness => ErrorCode::Internal,
    };
    let path = answer.on(&Shelf::at(PathBuf::new()));
    report.refused.push(RefusedFile {
        file: path.display().to_string(),
        code,
    });
    Ok(())
}

/// A file's bytes; nothing where there is none. A document of the province is small.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, CourierError> {
    match fs::metadata(path) {
        Ok(file) if file.len() > rekam_protocol::http::MAX_DOCUMENT as u64 => Ok(Some(Vec::new())),
        Ok(_) => Ok(Some(fs::read(path)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Writes a file unless it is there, syncs it, and reads it back. The read may be answered from memory: what a stick that
/// lies has really kept is known only when the province has read it, which is why a packet stays in the queue until then.
pub(crate) fn keep(path: &Path, bytes: &[u8]) -> Result<(), CourierError> {
    if is_there(path, bytes) {
        return Ok(());
    }
    write_atomically(path, bytes)?;
    if is_there(path, bytes) {
        Ok(())
    } else {
        Err(CourierError::NotKept)
    }
}

fn is_there(path: &Path, bytes: &[u8]) -> bool {
    fs::read(path).is_ok_and(|found| Digest::of(&found) == Digest::of(bytes))
}
