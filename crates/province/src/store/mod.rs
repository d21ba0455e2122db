//! The packet store: a folder in which uploads grow and packets stay.
//!
//! An upload is two files, `incoming/<packet>.part` (its bytes so far) and `incoming/<packet>.upload` (what it is to become). A
//! packet that has a receipt is one file, `packets/<station>/<first two digits>/<packet>.packet`. The `.upload` file goes last:
//! where one stands, something is still to be done, and the start of the server does it.

mod part;
mod recovery;
mod room;
mod shelves;
mod upload;

pub use part::Part;
pub use recovery::Found;
pub use upload::Upload;

use crate::{
    folder::{create_durably, sync_folder},
    province::storage_code,
};
use rekam_domain::code::ErrorCode;
use rekam_protocol::ids::{PacketId, StationId};
use room::Room;
use shelves::Shelves;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store holds as much as it may, or the disk is full.
    #[error("the packet store is full")]
    Full,
    /// The file system failed.
    #[error("the packet store cannot be read or written")]
    Storage(#[source] io::Error),
}

impl StoreError {
    /// The code that reaches a person or a station.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Full => ErrorCode::ProvinceDiskFull,
            Self::Storage(error) => storage_code(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        if storage_code(&error) == ErrorCode::ProvinceDiskFull {
            Self::Full
        } else {
            Self::Storage(error)
        }
    }
}

/// A packet's way from its part file to its place.
#[derive(Debug, Clone)]
pub struct Move {
    /// The packet.
    pub packet: PacketId,
    /// Its station.
    pub station: StationId,
}

/// Uploads and packets in a folder.
#[derive(Debug)]
pub struct PacketStore {
    incoming: PathBuf,
    packets: PathBuf,
    shelves: Shelves,
    room: Room,
}

impl PacketStore {
    /// The store inside a province's folder. At most `max_bytes` are kept in it; the disk's own free space is watched too.
    ///
    /// # Errors
    /// If the folders cannot be made.
    pub fn open(province: &Path, max_bytes: Option<u64>) -> io::Result<Self> {
        let (incoming, packets) = (province.join("incoming"), province.join("packets"));
        create_durably(&incoming)?;
        create_durably(&packets)?;
        let room = Room::measure(&[&incoming, &packets], max_bytes)?;
        Ok(Self {
            incoming,
            shelves: Shelves::in_folder(&packets),
            packets,
            room,
        })
    }

    /// Where a packet stands once it has a receipt.
    pub fn place(&self, station: &StationId, packet: PacketId) -> PathBuf {
        let name = packet.to_string();
        let shelf = name.get(..2).unwrap_or_default();
        self.packets
            .join(station.as_str())
            .join(shelf)
            .join(format!("{name}.packet"))
    }

    /// The bytes of a packet that has a receipt.
    ///
    /// # Errors
    /// [`StoreError::Storage`], also if the file is missing.
    pub fn read(&self, station: &StationId, packet: PacketId) -> Result<Vec<u8>, StoreError> {
        Ok(fs::read(self.place(station, packet))?)
    }

    /// Moves complete parts, whose bytes are synced, to their places, and makes the moves durable: all renames first, then
    /// one sync for each folder, most of which find that the journal has written them already.
    ///
    /// # Errors
    /// Of the first move that fails; moves before it may have happened, and doing all of them again is harmless.
    pub fn keep(&self, moves: &[Move]) -> Result<(), StoreError> {
        let mut shelves = BTreeSet::new();
        for one in moves {
            let place = self.place(&one.station, one.packet);
            let shelf = place.parent().unwrap_or(&self.packets).to_owned();
            self.shelves.make(&shelf)?;
            match fs::rename(self.part_path(one.packet), &place) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && place.exists() => {}
                other => other?,
            }
            shelves.insert(shelf);
        }
        for shelf in &shelves {
            sync_folder(shelf)?;
        }
        Ok(())
    }

    /// Removes a packet that was moved to its place and then not taken in.
    ///
    /// # Errors
    /// [`StoreError::Storage`].
    pub fn remove(&self, station: &StationId, packet: PacketId) -> Result<(), StoreError> {
        let place = self.place(station, packet);
        let length = fs::metadata(&place)?.len();
        fs::remove_file(place)?;
        self.room.give_back(length);
        Ok(())
    }

    /// Bytes that uploads and packets take now.
    pub fn used(&self) -> u64 {
        self.room.used()
    }

    fn part_path(&self, packet: PacketId) -> PathBuf {
        self.incoming.join(format!("{packet}.part"))
    }

    fn upload_path(&self, packet: PacketId) -> PathBuf {
        self.incoming.join(format!("{packet}.upload"))
    }
}

#[cfg(test)]
mod tests;
