//! Uploads on their way: what each is to become, and how far it is.

use super::{PacketStore, Part, StoreError};
use chrono::{DateTime, Utc};
use rekam_protocol::{
    digest::Digest,
    ids::{PacketId, Serial, StationId},
};
use std::{fs, io, path::Path};

/// What an upload is to become.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Upload {
    /// The packet; also the name of the upload.
    pub packet: PacketId,
    /// The station that sends it.
    pub station: StationId,
    /// Its number in the day-book.
    pub serial: Serial,
    /// Digest of the whole packet.
    pub digest: Digest,
    /// Length of the whole packet in bytes.
    pub length: u64,
    /// The header `Upload-Metadata` as the station wrote it: tus wants it back.
    pub metadata: String,
    /// When the upload is forgotten.
    pub expires: DateTime<Utc>,
}

impl Upload {
    /// Whether another request speaks of the same bytes for the same place.
    pub fn is_same_as(&self, other: &Upload) -> bool {
        (
            self.packet,
            &self.station,
            self.serial,
            self.digest,
            self.length,
        ) == (
            other.packet,
            &other.station,
            other.serial,
            other.digest,
            other.length,
        )
    }
}

impl PacketStore {
    /// Begins an upload: sets room aside, notes what it is, and makes its empty part.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Storage`].
    pub fn begin(&self, upload: &Upload) -> Result<Part, StoreError> {
        self.room.take(upload.length)?;
        let begun = self
            .write_upload(upload)
            .and_then(|()| Part::create(&self.part_path(upload.packet)));
        if begun.is_err() {
            self.room.give_back(upload.length);
        }
        Ok(begun?)
    }

    /// An upload on its way, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Storage`].
    pub fn upload(&self, packet: PacketId) -> Result<Option<Upload>, StoreError> {
        Ok(read_upload(&self.upload_path(packet))?)
    }

    /// The part of an upload, to append to.
    ///
    /// # Errors
    /// [`StoreError::Storage`].
    pub fn part(&self, packet: PacketId) -> Result<Part, StoreError> {
        Ok(Part::append(&self.part_path(packet))?)
    }

    /// How many bytes of an upload are safe on disk: syncs first, so that the answer holds through a power cut.
    ///
    /// # Errors
    /// [`StoreError::Storage`].
    pub fn durable_offset(&self, packet: PacketId) -> Result<u64, StoreError> {
        let part = Part::append(&self.part_path(packet))?;
        part.sync()?;
        Ok(part.offset())
    }

    /// Makes the bytes of a part survive a power cut; does nothing if they were moved to their place, where they are safe.
    ///
    /// # Errors
    /// [`StoreError::Storage`].
    pub fn sync_part(&self, upload: &Upload) -> Result<(), StoreError> {
        match Part::append(&self.part_path(upload.packet)) {
            Ok(part) => Ok(part.sync()?),
            Err(_) if self.place(&upload.station, upload.packet).exists() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// All bytes of a part.
    ///
    /// # Errors
    /// [`StoreError::Storage`].
    pub fn read_part(&self, packet: PacketId) -> Result<Vec<u8>, StoreError> {
        Ok(fs::read(self.part_path(packet))?)
    }

    /// Forgets an upload and its bytes, and frees its room. Forgetting it again does nothing.
    ///
    /// # Errors
    /// [`StoreError::Storage`].
    pub fn forget(&self, upload: &Upload) -> Result<(), StoreError> {
        remove_if_there(&self.part_path(upload.packet))?;
        if remove_if_there(&self.upload_path(upload.packet))? {
            self.room.give_back(upload.length);
        }
        Ok(())
    }

    /// Forgets the note of an upload whose packet now stands in its place; its room stays taken.
    ///
    /// # Errors
    /// [`StoreError::Storage`].
    pub fn finish(&self, packet: PacketId) -> Result<(), StoreError> {
        remove_if_there(&self.upload_path(packet))?;
        Ok(())
    }

    /// Written whole or not at all, but not synced: an upload that a power cut forgets merely begins again.
    fn write_upload(&self, upload: &Upload) -> io::Result<()> {
        let path = self.upload_path(upload.packet);
        let temporary = path.with_extension("new");
        fs::write(&temporary, serde_json::to_vec(upload)?)?;
        fs::rename(&temporary, &path)
    }
}

/// The note of an upload; `None` if there is none or it does not read back (a power cut may leave it empty).
pub(super) fn read_upload(path: &Path) -> io::Result<Option<Upload>> {
    match fs::read(path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Removes a file; `false` if there was none.
pub(super) fn remove_if_there(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
