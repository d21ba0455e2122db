//! Sticks that couriers bring: packets in through the very intake of the line, receipts and news back onto the stick.
//!
//! Nothing on a stick is believed before its signature is. Taking a stick in twice is harmless.

use crate::{
    Province,
    announcement::{self, AnnouncementError},
    directory, feed,
    folder::sync_folder,
    intake::{Intake, IntakeError},
    province::is_full,
    reckoning::{self, ReckoningError},
    registry::RegistryError,
    store::{StoreError, Upload},
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    bundle::{self, Bundle, Bundled, Shelf},
    digest::Digest,
    documents::KeyAnnouncement,
    http::{MAX_DOCUMENT, MAX_PACKET},
    ids::StationId,
    provisions::ProvidedPart,
    reckoning::count,
    signed::{self, SignedError},
};
use std::{
    fs,
    io::{self, Write as _},
    path::Path,
    sync::Arc,
};

/// How long an upload that a stick began is kept if the province loses its power in between.
const EXPIRES: TimeDelta = TimeDelta::days(1);

/// What was done for one station.
#[derive(Debug, serde::Serialize)]
pub struct Taken {
    /// The folder's name on the stick: the station's id, if it tells the truth.
    pub shelf: String,
    /// Packets that have a receipt now, on the stick unless they are also named as refused.
    pub received: u32,
    /// Entries of the feed that were written onto the stick.
    pub news: u32,
    /// Records that the station says it has created and that are still not here.
    pub missing: u32,
    /// Packets, or the shelf itself, that were refused, with the code of why.
    pub refused: Vec<(String, ErrorCode)>,
}

/// Why a shelf, or one packet of it, was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    /// The stick.
    #[error("the stick cannot be read or written")]
    Stick(#[source] io::Error),
    /// No room on the stick.
    #[error("the stick is full")]
    Full,
    /// A document on it.
    #[error(transparent)]
    Signed(#[from] SignedError),
    /// The station's keys.
    #[error(transparent)]
    Keys(#[from] AnnouncementError),
    /// The manifest speaks of another station than the keys.
    #[error("the manifest is another station's")]
    OtherStation,
    /// The packet was refused.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The account of the day-book was refused.
    #[error(transparent)]
    Reckoning(#[from] ReckoningError),
    /// The packet store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl CourierError {
    /// The code that reaches a person.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Stick(_) => ErrorCode::StickGone,
            Self::Full => ErrorCode::StickFull,
            Self::Signed(error) => error.code(),
            Self::Keys(error) => error.code(),
            Self::OtherStation => ErrorCode::OtherStation,
            Self::Intake(error) => error.code(),
            Self::Reckoning(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Registry(error) => error.code(),
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

/// Takes in every shelf of a stick; one that is refused does not stop the others.
///
/// # Errors
/// [`CourierError::Stick`] where the stick cannot be read at all.
pub async fn take_in(
    province: &Arc<Province>,
    intake: &Intake,
    stick: &Path,
) -> Result<Vec<Taken>, CourierError> {
    let mut all = Vec::new();
    let mut folders: Vec<_> = fs::read_dir(bundle::all(stick))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    for folder in folders {
        let mut taken = Taken {
            shelf: folder
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            received: 0,
            news: 0,
            missing: 0,
            refused: Vec::new(),
        };
        if let Err(error) = shelf(province, intake, &Shelf::at(folder), &mut taken).await {
            taken.refused.push((taken.shelf.clone(), error.code()));
        }
        all.push(taken);
    }
    Ok(all)
}

async fn shelf(
    province: &Arc<Province>,
    intake: &Intake,
    shelf: &Shelf,
    taken: &mut Taken,
) -> Result<(), CourierError> {
    let keys: KeyAnnouncement = signed::verify_with_own_key(
        &read(&shelf.announcement(), MAX_DOCUMENT as u64)?,
        |keys: &KeyAnnouncement| keys.station_key,
    )?;
    let (station, key) = (keys.station.clone(), keys.station_key);
    match announcement::take_in(province, keys) {
        // An older announcement than the one by line: its keys are known.
        Ok(()) | Err(AnnouncementError::Registry(RegistryError::StaleAnnouncement)) => {}
        Err(error) => return Err(error.into()),
    }
    let manifest: Bundle = signed::verify(&read(&shelf.manifest(), MAX_DOCUMENT as u64)?, &key)?;
    if manifest.station != station {
        return Err(CourierError::OtherStation);
    }
    for bundled in &manifest.packets {
        match packet(province, intake, shelf, &station, bundled).await {
            Ok(receipt) => {
                taken.received += 1;
                // A stick that keeps no receipt is told of; the packets behind it are taken in all the same.
                if let Err(error) = give_receipt(shelf, bundled, &receipt) {
                    taken
                        .refused
                        .push((bundled.packet.to_string(), error.code()));
                }
            }
            Err(error) => taken
                .refused
                .push((bundled.packet.to_string(), error.code())),
        }
    }
    if let Some(renewal) = province
        .registry()
        .renewal(&station, DateTime::UNIX_EPOCH)?
    {
        write(&shelf.activation(), &renewal)?;
    }
    let directory = directory::issue(province, province.clock().now())?;
    write(
        &shelf.directory(),
        &signed::sign(&directory, province.signing_key())?,
    )?;
    provide(province, shelf, &station)?;
    taken.news = answer(province, shelf, &station, manifest.feed_after)?;
    if let Err(error) = reckon(province, shelf, &station, taken) {
        taken
            .refused
            .push(("account.cose".to_owned(), error.code()));
    }
    Ok(())
}

/// The receipt of one packet: of the one that is held, or of the one on the stick.
async fn packet(
    province: &Arc<Province>,
    intake: &Intake,
    shelf: &Shelf,
    station: &StationId,
    bundled: &Bundled,
) -> Result<Vec<u8>, CourierError> {
    let upload = Upload {
        packet: bundled.packet,
        station: station.clone(),
        serial: bundled.serial,
        digest: bundled.digest,
        length: bundled.length,
        metadata: String::new(),
        expires: province.clock().now() + EXPIRES,
    };
    if let Some(receipt) = intake.look_up(&upload)? {
        return Ok(receipt);
    }
    let bytes = read(&shelf.packet(bundled.packet), MAX_PACKET)?;
    // Before anything is replaced: what the line has brought is not given up for a stick that was changed on its way.
    if bytes.len() as u64 != bundled.length || Digest::of(&bytes) != bundled.digest {
        return Err(IntakeError::Digest.into());
    }
    begin(province, &upload, bytes.into())?;
    Ok(intake.complete(&upload).await?)
}

/// Puts a receipt on the stick. On one that is full the packet makes room for it: it is here, and has done its duty there.
fn give_receipt(shelf: &Shelf, bundled: &Bundled, receipt: &[u8]) -> Result<(), CourierError> {
    let path = shelf.receipt(bundled.packet);
    match write(&path, receipt) {
        Err(CourierError::Full) => {
            fs::remove_file(shelf.packet(bundled.packet))?;
            write(&path, receipt)
        }
        written => written,
    }
}

/// Puts a packet's bytes where the intake finds them. What the line has brought of it so far is replaced.
fn begin(province: &Province, upload: &Upload, bytes: Bytes) -> Result<(), CourierError> {
    let store = province.store();
    if let Some(begun) = store.upload(upload.packet)? {
        store.forget(&begun)?;
    }
    let mut part = store.begin(upload)?;
    Ok(part.write(&[bytes])?)
}

/// Writes the feed from the station's cursor on, page by page.
fn answer(
    province: &Province,
    shelf: &Shelf,
    station: &StationId,
    mut after: u64,
) -> Result<u32, CourierError> {
    let mut written = 0;
    loop {
        let page = feed::page(province, station.clone(), after)?;
        written += u32::try_from(page.entries.len()).unwrap_or(u32::MAX);
        write(
            &shelf.feed(after),
            &signed::sign(&page, province.signing_key())?,
        )?;
        if !page.more {
            return Ok(written);
        }
        after = page.next;
    }
}

/// Puts what the station should take along on the stick: the parts first, so that what is named is there. Parts that lie there
/// already are left, and those that are named no more are taken away.
fn provide(province: &Province, shelf: &Shelf, station: &StationId) -> Result<(), CourierError> {
    let registry = province.registry();
    let Some(provisions) = registry.provisions(station)? else {
        return Ok(());
    };
    shelf.clear_provisions(&provisions)?;
    for part in provisions.parts() {
        let path = shelf.provision(&part.digest);
        let lies_there = read(&path, u64::from(part.length))
            .is_ok_and(|bytes| ProvidedPart::of(&bytes) == *part);
        if lies_there {
            continue;
        }
        if let Some(bytes) = registry.provision(station, &part.digest)? {
            write(&path, &bytes)?;
        }
    }
    write(
        &shelf.provisions(),
        &signed::sign(&provisions, province.signing_key())?,
    )
}

/// Answers the station's account, if it gave one: after the packets, so that what came on this stick counts.
fn reckon(
    province: &Province,
    shelf: &Shelf,
    station: &StationId,
    taken: &mut Taken,
) -> Result<(), CourierError> {
    let account = match read(&shelf.account(), MAX_DOCUMENT as u64) {
        Err(CourierError::Stick(error)) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(());
        }
        account => account?,
    };
    let said = reckoning::take_in(province, station, &account, false)?;
    taken.missing = count(&said.missing);
    write(
        &shelf.reckoning(),
        &signed::sign(&said, province.signing_key())?,
    )
}

/// A file of a stick, no larger than it may be.
fn read(path: &Path, largest: u64) -> Result<Vec<u8>, CourierError> {
    if fs::metadata(path)?.len() > largest {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge).into());
    }
    Ok(fs::read(path)?)
}

/// Writes a file whole or not at all, and syncs it and its name.
fn write(path: &Path, bytes: &[u8]) -> Result<(), CourierError> {
    let new = path.with_extension("new");
    let written = fs::File::create(&new).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)
    });
    if let Err(error) = written {
        // A stick that is gone keeps it until the next try.
        let _ = fs::remove_file(&new);
        return Err(error.into());
    }
    Ok(sync_folder(path.parent().unwrap_or(Path::new(".")))?)
}
