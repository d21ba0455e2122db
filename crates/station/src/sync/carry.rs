//! Carrying: what other stations put on a stick goes to the province over this station's line, and the answers go back onto the
//! stick. The carrier opens nothing: packets prove themselves at the province, answers at the station that they are for.

use super::answers::introduce;
use super::budget::pay;
use super::line::{Announced, Line, LineError};
use super::report::SyncError;
use super::{Party, budget_left, directory};
use crate::courier::{CourierError, RefusedFile, keep};
use rekam_domain::code::ErrorCode;
use rekam_protocol::bundle::{self, Bundle, Bundled, Shelf};
use rekam_protocol::digest::Digest;
use rekam_protocol::documents::{Feed, KeyAnnouncement, Receipt};
use rekam_protocol::http::{MAX_DOCUMENT, MAX_PACKET};
use rekam_protocol::ids::StationId;
use rekam_protocol::provisions::{ProvidedPart, Provisions};
use rekam_protocol::signed;
use serde::Serialize;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Bytes of a packet that go in one request: what a cut costs at most.
const PIECE: usize = 128 * 1024;

/// What was carried for one station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Carried {
    /// The station, as its shelf on the stick is called.
    pub station: String,
    /// Packets whose receipt is on the stick now.
    pub receipts: u32,
    /// Packets that are on the stick and have no receipt.
    pub left: u32,
    /// Files that are not what they should be, or that the province refused, and why.
    pub refused: Vec<RefusedFile>,
}

/// Carries for every other station on a stick. One that is refused does not stop the others.
///
/// # Errors
/// [`SyncError`] where the line is gone, the data budget is spent or the stick cannot be read; what arrived until then has
/// arrived, and doing it again goes on from there.
pub async fn carry(
    party: &Party,
    announcement: &[u8],
    line: Line,
    stick: &Path,
) -> Result<Vec<Carried>, SyncError> {
    introduce(party, &line, announcement).await?;
    let mut paid = 0;
    let mut all = Vec::new();
    for folder in shelves(stick) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        if name == party.activation.station.as_str() {
            continue;
        }
        let mut carried = Carried {
            station: name.into_owned(),
            receipts: 0,
            left: 0,
            refused: Vec::new(),
        };
        let for_one = For {
            party,
            line: &line,
            shelf: Shelf::at(folder),
        };
        let ended = for_one.carry(&mut carried, &mut paid).await;
        pay(party, &line, &mut paid)?;
        match ended {
            Ok(()) => {}
            Err(Stopped::Shelf(code)) => carried.refuse(&carried.station.clone(), code),
            Err(Stopped::Line(error)) => return Err(error),
        }
        all.push(carried);
    }
    if !all.is_empty() {
        share_directory(party, &line, stick).await?;
        pay(party, &line, &mut paid)?;
    }
    Ok(all)
}

/// Puts the province's directory on every shelf: after the announcements, so that it names the stations that were carried for.
async fn share_directory(party: &Party, line: &Line, stick: &Path) -> Result<(), SyncError> {
    let Some(signed) = line.directory().await? else {
        return Ok(());
    };
    directory::take(party, &signed)?;
    for folder in shelves(stick) {
        // A shelf that cannot be written gets it the next time.
        let _ = keep(&Shelf::at(folder).directory(), &signed);
    }
    Ok(())
}

/// Folders of stations on a stick, by name.
fn shelves(stick: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(bundle::all(stick))
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

impl Carried {
    fn refuse(&mut self, file: &str, code: ErrorCode) {
        self.refused.push(RefusedFile {
            file: file.to_owned(),
            code,
        });
    }
}

/// Why it does not go on.
enum Stopped {
    /// With this shelf.
    Shelf(ErrorCode),
    /// At all.
    Line(SyncError),
}

impl From<SyncError> for Stopped {
    fn from(error: SyncError) -> Self {
        match error {
            // The province speaks, and says no to this one thing.
            SyncError::Line(LineError::Refused { code, .. }) => {
                let known = ErrorCode::ALL.iter().find(|known| known.as_str() == code);
                Self::Shelf(known.copied().unwrap_or(ErrorCode::LineRefused))
            }
            SyncError::Document(error) => Self::Shelf(error.code()),
            SyncError::OtherAnswer => Self::Shelf(ErrorCode::DocumentNotGenuine),
            SyncError::Provision(error) => Self::Shelf(error.code()),
            other @ (SyncError::Line(_)
            | SyncError::Store(_)
            | SyncError::Budget
            | SyncError::NoRandomness) => Self::Line(other),
        }
    }
}

impl From<LineError> for Stopped {
    fn from(error: LineError) -> Self {
        SyncError::from(error).into()
    }
}

/// One station that is carried for.
struct For<'a> {
    party: &'a Party,
    line: &'a Line,
    shelf: Shelf,
}

impl For<'_> {
    async fn carry(&self, carried: &mut Carried, paid: &mut u64) -> Result<(), Stopped> {
        let keys_file = read(&self.shelf.announcement(), MAX_DOCUMENT as u64)?;
        let keys: KeyAnnouncement =
            signed::verify_with_own_key(&keys_file, |keys: &KeyAnnouncement| keys.station_key)
                .map_err(|error| Stopped::Shelf(error.code()))?;
        let bundle_file = read(&self.shelf.manifest(), MAX_DOCUMENT as u64)?;
        let bundle: Bundle = signed::verify(&bundle_file, &keys.station_key)
            .map_err(|error| Stopped::Shelf(error.code()))?;
        if bundle.station != keys.station {
            return Err(Stopped::Shelf(ErrorCode::OtherStation));
        }
        // Keys that are older than those the province has are no fault of the stick.
        match self.line.announce(keys_file).await.map_err(Stopped::from) {
            Ok(()) | Err(Stopped::Shelf(ErrorCode::AnnouncementStale)) => {}
            Err(stopped) => return Err(stopped),
        }
        let line = self.line.clone().carrying(&bundle.station);
        for bundled in &bundle.packets {
            if self.shelf.receipt(bundled.packet).exists() {
                carried.receipts += 1;
                continue;
            }
            if budget_left(&self.party.store, self.party.clock.stamp().wall)
                .map_err(SyncError::from)?
                .is_some_and(|left| left < bundled.length)
            {
                return Err(Stopped::Line(SyncError::Budget));
            }
            match self.packet(&line, &bundle.station, bundled).await {
                Ok(()) => carried.receipts += 1,
                Err(Stopped::Shelf(code)) => {
                    carried.left += 1;
                    carried.refuse(&bundled.packet.to_string(), code);
                }
                Err(stopped) => return Err(stopped),
            }
            pay(self.party, self.line, paid).map_err(SyncError::from)?;
        }
        self.answers(&line, &bundle).await
    }

    /// Brings one packet to the province, from where it has it, and its receipt back.
    async fn packet(
        &self,
        line: &Line,
        station: &StationId,
        bundled: &Bundled,
    ) -> Result<(), Stopped> {
        let bytes = read(&self.shelf.packet(bundled.packet), MAX_PACKET)?;
        if bytes.len() as u64 != bundled.length || Digest::of(&bytes) != bundled.digest {
            return Err(Stopped::Shelf(ErrorCode::PacketDigest));
        }
        let about = Announced {
            packet: bundled.packet,
            station: station.clone(),
            serial: bundled.serial,
            length: bundled.length,
            digest: bundled.digest,
        };
        let piece = |from: u64| {
            let rest = usize::try_from(from)
                .ok()
                .and_then(|from| bytes.get(from..));
            let rest = rest.unwrap_or_default();
            rest[..rest.len().min(PIECE)].to_vec()
        };
        let mut at = match line.offset(bundled.packet).await? {
            Some(at) => at,
            None => line.begin(&about, piece(0)).await?,
        };
        let receipt = loop {
            if let Some(receipt) = at.receipt {
                break receipt;
            }
            let before = at.bytes;
            at = line.append(bundled.packet, before, piece(before)).await?;
            if at.receipt.is_none() && at.bytes <= before {
                return Err(Stopped::Line(LineError::Silent.into()));
            }
        };
        let said: Receipt = signed::verify(&receipt, &self.party.activation.signing_key)
            .map_err(|error| Stopped::Shelf(error.code()))?;
        if said.packet != bundled.packet || said.digest != bundled.digest {
            return Err(Stopped::Shelf(ErrorCode::DocumentNotGenuine));
        }
        self.give(bundled, &receipt)
    }

    /// Puts a receipt on the stick. On one that is full the packet makes room for it: the province has it.
    fn give(&self, bundled: &Bundled, receipt: &[u8]) -> Result<(), Stopped> {
        let path = self.shelf.receipt(bundled.packet);
        if !matches!(keep(&path, receipt), Err(CourierError::Full)) {
            return put(&path, receipt);
        }
        fs::remove_file(self.shelf.packet(bundled.packet))
            .map_err(|_| Stopped::Shelf(ErrorCode::StickGone))?;
        put(&path, receipt)
    }

    /// News, a renewed activation and the reckoning, onto the stick.
    async fn answers(&self, line: &Line, bundle: &Bundle) -> Result<(), Stopped> {
        let mut after = bundle.feed_after;
        loop {
            let page = line.feed(after).await?;
            let feed: Feed = signed::verify(&page, &self.party.activation.signing_key)
                .map_err(|error| Stopped::Shelf(error.code()))?;
            put(&self.shelf.feed(after), &page)?;
            if !feed.more || feed.next <= after {
                break;
            }
            after = feed.next;
        }
        if let Some(renewed) = line.activation(chrono::DateTime::UNIX_EPOCH).await? {
            put(&self.shelf.activation(), &renewed)?;
        }
        if self.shelf.account().exists() {
            let account = read(&self.shelf.account(), MAX_DOCUMENT as u64)?;
            if let Some(said) = line.reckon(account).await? {
                put(&self.shelf.reckoning(), &said)?;
            }
        }
        self.provisions(line).await
    }

    /// What the other station should take along: the parts first, so that what is named is there. They are sealed to it.
    async fn provisions(&self, line: &Line) -> Result<(), Stopped> {
        let Some(bytes) = line.provisions(chrono::DateTime::UNIX_EPOCH).await? else {
            return Ok(());
        };
        let named: Provisions = signed::verify(&bytes, &self.party.activation.signing_key)
            .map_err(|error| Stopped::Shelf(error.code()))?;
        let lies_there = |part: &ProvidedPart| {
            let there = read(&self.shelf.provision(&part.digest), u64::from(part.length));
            there.is_ok_and(|bytes| ProvidedPart::of(&bytes) == *part)
        };
        for part in named.parts().filter(|part| !lies_there(part)) {
            let spent = budget_left(&self.party.store, self.party.clock.stamp().wall)
                .map_err(SyncError::from)?
                .is_some_and(|left| left < u64::from(part.length));
            if spent {
                return Err(Stopped::Line(SyncError::Budget));
            }
            let Some(bytes) = line.provision(&part.digest).await? else {
                return Ok(());
            };
            if ProvidedPart::of(&bytes) != *part {
                return Err(Stopped::Shelf(ErrorCode::DocumentNotGenuine));
            }
            put(&self.shelf.provision(&part.digest), &bytes)?;
        }
        put(&self.shelf.provisions(), &bytes)?;
        // What is named no more is in the way of nobody but the next list.
        let _ = self.shelf.clear_provisions(&named);
        Ok(())
    }
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Stopped> {
    keep(path, bytes).map_err(|error| Stopped::Shelf(error.code()))
}

/// A file of the stick, no larger than it may be.
fn read(path: &Path, largest: u64) -> Result<Vec<u8>, Stopped> {
    let read = || {
        if fs::metadata(path)?.len() > largest {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        fs::read(path)
    };
    read().map_err(|_| Stopped::Shelf(ErrorCode::StickGone))
}
