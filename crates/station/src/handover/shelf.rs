//! The shelf that a hub keeps for one colleague, in the format of a stick (PROTOCOL.md section 7).
//!
//! A packet is acknowledged when it lies there whole, is synced, and was read back and compared. It leaves when the province's
//! receipt for it lies beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rekam_protocol::bundle::{self, Bundle, Bundled, Shelf};
use rekam_protocol::digest::Digest;
use rekam_protocol::directory::Pass;
use rekam_protocol::documents::{KeyAnnouncement, Receipt};
use rekam_protocol::handover::{Answer, Lack, Offer, PIECE, Piece};
use rekam_protocol::http::MAX_PACKET;
use rekam_protocol::ids::PacketId;
use rekam_protocol::keys::VerifyingKey;
use rekam_protocol::signed;
use serde::Serialize;

use super::HandOverError;
use crate::courier::{self, CourierError, keep};
use crate::home::{sync_folder, sync_names};

/// What a hub's own desk needs of the disk, whatever colleagues bring: a hundred residents.
const OWN_ROOM: u64 = 200 * 1024 * 1024;

/// The shelf of the colleague who is here.
pub(super) struct Keeping {
    shelf: Shelf,
    bundle: Bundle,
    province: VerifyingKey,
    /// Files that were removed as this colleague came.
    pub(super) swept: u32,
    /// The packet that is coming in.
    coming: Option<(PacketId, File)>,
}

impl Keeping {
    /// Takes in what a colleague offers: keys and manifest are the colleague's, or nothing is touched.
    pub(super) fn open(
        all: &Path,
        pass: &Pass,
        offer: &Offer,
        province: VerifyingKey,
    ) -> Result<Self, HandOverError> {
        let keys: KeyAnnouncement = signed::verify(&offer.keys, &pass.key)?;
        let bundle: Bundle = signed::verify(&offer.bundle, &pass.key)?;
        let is_theirs = keys.station == pass.station
            && keys.station_key == pass.key
            && bundle.station == pass.station;
        if !is_theirs || bundle.packets.iter().any(|one| one.length > MAX_PACKET) {
            return Err(HandOverError::Garbled);
        }
        let shelf = Shelf::of(all, &pass.station);
        fs::create_dir_all(shelf.folder()).map_err(CourierError::from)?;
        // Up to the folder that holds all shelves: the first colleague is the reason why they are there.
        sync_names(shelf.folder(), all.parent().unwrap_or(all)).map_err(CourierError::from)?;
        keep(&shelf.announcement(), &offer.keys)?;
        keep(&shelf.account(), &offer.account)?;
        // Whatever was acknowledged before and is not at the province waits at the colleague too, so this one names it.
        keep(&shelf.manifest(), &offer.bundle)?;
        let mut keeping = Self {
            shelf,
            bundle,
            province,
            swept: 0,
            coming: None,
        };
        keeping.swept = keeping.tidy().map_err(CourierError::from)?;
        Ok(keeping)
    }

    /// Removes what has done its duty: packets beside a genuine receipt, and whatever the colleague does not wait for any more,
    /// as it has the province's receipt by another way. Says how many files that were.
    fn tidy(&self) -> io::Result<u32> {
        let mut swept = 0;
        for entry in fs::read_dir(self.shelf.folder())? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some((stem, kind)) = name.rsplit_once('.') else {
                continue;
            };
            let named = |packet: PacketId| {
                let mut all = self.bundle.packets.iter();
                all.find(|one| one.packet == packet)
            };
            let done = match kind {
                "pkt" | "part" => stem.parse().is_ok_and(|packet| {
                    named(packet).is_none_or(|bundled| self.receipt(bundled).is_some())
                }),
                "rcp" => stem.parse().is_ok_and(|packet| named(packet).is_none()),
                "cose" => stem
                    .strip_prefix("feed-")
                    .and_then(|after| after.parse::<u64>().ok())
                    .is_some_and(|after| after < self.bundle.feed_after),
                _ => false,
            };
            if done {
                fs::remove_file(&path)?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// The receipt beside a packet, if the province signed it for this very one.
    fn receipt(&self, bundled: &Bundled) -> Option<Vec<u8>> {
        let bytes = courier::read(&self.shelf.receipt(bundled.packet)).ok()??;
        let receipt: Receipt = signed::verify(&bytes, &self.province).ok()?;
        let fits = receipt.packet == bundled.packet && receipt.digest == bundled.digest;
        fits.then_some(bytes)
    }

    /// How many packets are named.
    pub(super) fn named(&self) -> u32 {
        u32::try_from(self.bundle.packets.len()).unwrap_or(u32::MAX)
    }

    /// What is not here whole, and fits on the disk; and how many do not.
    pub(super) fn lacks(&self) -> Result<(Vec<Lack>, u32), HandOverError> {
        let free = fs4::available_space(self.shelf.folder()).map_err(CourierError::from)?;
        let mut room = free.saturating_sub(OWN_ROOM);
        let (mut lacks, mut left) = (Vec::new(), 0);
        for bundled in &self.bundle.packets {
            if self.receipt(bundled).is_some() || is_whole(&self.whole(bundled), bundled) {
                continue;
            }
            let offset = fs::metadata(self.part(bundled)).map_or(0, |part| part.len());
            let offset = if offset < bundled.length { offset } else { 0 };
            match room.checked_sub(bundled.length - offset) {
                Some(rest) => room = rest,
                None => {
                    left += 1;
                    continue;
                }
            }
            lacks.push(Lack {
                packet: bundled.packet,
                offset,
            });
        }
        if lacks.is_empty() && left > 0 {
            return Err(HandOverError::Full);
        }
        Ok((lacks, left))
    }

    fn whole(&self, bundled: &Bundled) -> PathBuf {
        self.shelf.packet(bundled.packet)
    }

    fn part(&self, bundled: &Bundled) -> PathBuf {
        self.whole(bundled).with_extension("part")
    }

    /// Takes bytes of a packet; answers whether it is acknowledged now.
    pub(super) fn take(&mut self, piece: &Piece) -> Result<bool, HandOverError> {
        let mut all = self.bundle.packets.iter();
        let bundled = all.find(|one| one.packet == piece.packet);
        let bundled = *bundled.ok_or(HandOverError::Garbled)?;
        let more = piece.bytes.len();
        let end = piece.offset.checked_add(more as u64);
        let end = end.filter(|end| *end <= bundled.length && more <= PIECE);
        let end = end.ok_or(HandOverError::Garbled)?;
        let part = self.part(&bundled);
        let mut file = match self.coming.take() {
            Some((packet, file)) if packet == bundled.packet => file,
            Some(_) | None => begin(&part, piece.offset).map_err(CourierError::from)?,
        };
        if file.metadata().map_err(CourierError::from)?.len() != piece.offset {
            return Err(HandOverError::Garbled);
        }
        file.write_all(&piece.bytes).map_err(CourierError::from)?;
        if end < bundled.length {
            self.coming = Some((bundled.packet, file));
            return Ok(false);
        }
        file.sync_all().map_err(CourierError::from)?;
        drop(file);
        if !is_whole(&part, &bundled) {
            // Nobody knows which of its bytes are wrong: it comes once more from the beginning.
            let _ = fs::remove_file(&part);
            return Err(HandOverError::Digest);
        }
        fs::rename(&part, self.whole(&bundled)).map_err(CourierError::from)?;
        sync_folder(self.shelf.folder()).map_err(CourierError::from)?;
        Ok(true)
    }

    /// An answer of the province, where one lies here.
    pub(super) fn answer(&self, answer: Answer) -> Result<Option<Vec<u8>>, HandOverError> {
        Ok(courier::read(&answer.on(&self.shelf))?)
    }
}

/// The file of a packet that is coming in. Nothing is kept of what goes on from somewhere else.
fn begin(part: &Path, offset: u64) -> io::Result<File> {
    let mut how = OpenOptions::new();
    if offset == 0 {
        how.create(true).write(true).truncate(true).open(part)
    } else {
        how.append(true).open(part)
    }
}

fn is_whole(path: &Path, bundled: &Bundled) -> bool {
    let is_so_long = fs::metadata(path).is_ok_and(|file| file.len() == bundled.length);
    is_so_long && fs::read(path).is_ok_and(|bytes| Digest::of(&bytes) == bundled.digest)
}

/// What lies on all shelves of a hub.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Shelved {
    /// Stations that something is kept for.
    pub stations: u32,
    /// Packets that have no receipt beside them.
    pub waiting: u32,
    /// Receipts that wait for their station to call again.
    pub receipts: u32,
}

/// Counts what lies on all shelves of a hub.
#[must_use]
pub fn shelved(all: &Path) -> Shelved {
    let mut shelved = Shelved::default();
    let folders = fs::read_dir(bundle::all(all)).into_iter().flatten();
    for folder in folders.flatten() {
        shelved.stations += 1;
        for entry in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.extension().and_then(|kind| kind.to_str()) {
                Some("pkt") if !path.with_extension("rcp").exists() => shelved.waiting += 1,
                Some("rcp") => shelved.receipts += 1,
                Some(_) | None => {}
            }
        }
    }
    shelved
}
