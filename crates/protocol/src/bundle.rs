//! The courier's bundle: what a station puts on a stick, and what the province puts beside it. PROTOCOL.md section 7.
//!
//! Every file is a packet or a signed document that proves itself; a stick is carried by anybody and believed by nobody.

use crate::{
    digest::Digest,
    ids::{PacketId, Serial, StationId},
    provisions::Provisions,
    signed::Document,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// What one station has put on a stick. Signed with the station's key; written last, so that a stick that was pulled out
/// has no manifest or an older one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bundle {
    /// The station.
    pub station: StationId,
    /// When it was written, by the station's clock.
    pub written_at: DateTime<Utc>,
    /// The cursor up to which the station has read the feed: the province answers from there.
    pub feed_after: u64,
    /// The packets, by serial number.
    pub packets: Vec<Bundled>,
}

impl Document for Bundle {
    const CONTENT_TYPE: &'static str = "application/rekam-bundle+cbor";
}

/// One packet on the stick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bundled {
    /// The packet; its file has this name.
    pub packet: PacketId,
    /// Its number in the day-book.
    pub serial: Serial,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub length: u64,
}

/// Where things of one station lie on a stick: `rekam/<station>/`. All names fit FAT32.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    /// The shelf of a station.
    #[must_use]
    pub fn of(stick: &Path, station: &StationId) -> Self {
        Self {
            folder: all(stick).join(station.as_str()),
        }
    }

    /// The shelf in a folder that was found.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The station's key announcement, so that a station that never had a line can be believed.
    #[must_use]
    pub fn announcement(&self) -> PathBuf {
        self.folder.join("keys.cose")
    }

    /// The signed [`Bundle`].
    #[must_use]
    pub fn manifest(&self) -> PathBuf {
        self.folder.join("bundle.cose")
    }

    /// The province's renewed activation.
    #[must_use]
    pub fn activation(&self) -> PathBuf {
        self.folder.join("activation.cose")
    }

    /// The station's signed [`crate::reckoning::Account`].
    #[must_use]
    pub fn account(&self) -> PathBuf {
        self.folder.join("account.cose")
    }

    /// The province's signed [`crate::reckoning::Reckoning`].
    #[must_use]
    pub fn reckoning(&self) -> PathBuf {
        self.folder.join("reckoning.cose")
    }

    /// The province's signed [`crate::directory::Directory`].
    #[must_use]
    pub fn directory(&self) -> PathBuf {
        self.folder.join("directory.cose")
    }

    /// The province's signed [`crate::provisions::Provisions`].
    #[must_use]
    pub fn provisions(&self) -> PathBuf {
        self.folder.join("provisions.cose")
    }

    /// A part that they name.
    #[must_use]
    pub fn provision(&self, part: &Digest) -> PathBuf {
        self.folder.join(format!("{part}.prv"))
    }

    /// Takes away parts that the provisions do not name any more.
    ///
    /// # Errors
    /// What the stick says.
    pub fn clear_provisions(&self, named: &Provisions) -> io::Result<()> {
        let named: BTreeSet<PathBuf> = named
            .parts()
            .map(|part| self.provision(&part.digest))
            .collect();
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|kind| kind == "prv") && !named.contains(&path) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// A packet's bytes.
    #[must_use]
    pub fn packet(&self, packet: PacketId) -> PathBuf {
        self.folder.join(format!("{packet}.pkt"))
    }

    /// The province's receipt of a packet.
    #[must_use]
    pub fn receipt(&self, packet: PacketId) -> PathBuf {
        self.folder.join(format!("{packet}.rcp"))
    }

    /// The province's feed after a cursor.
    #[must_use]
    pub fn feed(&self, after: u64) -> PathBuf {
        self.folder.join(format!("feed-{after}.cose"))
    }
}

/// The folder of all shelves on a stick.
#[must_use]
pub fn all(stick: &Path) -> PathBuf {
    stick.join("rekam")
}
