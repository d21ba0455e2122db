//! From the last byte of an upload to the receipt. The order is fixed: verify, make the bytes safe, book, answer.
//!
//! 1. [`examine`]: the station's signature, the header against what the upload was announced as, the recipient's key,
//!    id and serial number against what is held.
//! 2. fsync of the part.
//! 3. the [`registrar`]: move to the packet's place, fsync of the folder, registry row and receipt in one transaction.
//! 4. Only then does a receipt leave the house. The same packet again gets the same receipt.

mod examine;
mod registrar;

use crate::{
    province::Province,
    registry::RegistryError,
    store::{Found, StoreError, Upload},
};
use registrar::Registrar;
use rekam_domain::code::ErrorCode;
use rekam_protocol::packet::PacketError;
use std::sync::Arc;

/// Why a packet gets no receipt.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// Not a packet, not genuine, or of a version that is not known.
    #[error(transparent)]
    Packet(#[from] PacketError),
    /// Other bytes than the upload announced.
    #[error("the packet is not the one that was announced")]
    Digest,
    /// Genuine, but its header speaks of another packet, station or serial number than the upload: a replay.
    #[error("the packet's header does not fit the upload")]
    Header,
    /// Another packet of this id is held.
    #[error("another packet has this id")]
    IdTaken,
    /// Another packet of the station has this serial number.
    #[error("another packet has this serial number")]
    SerialTaken,
    /// No such station.
    #[error("the station is not known")]
    NoStation,
    /// The station has not announced its key.
    #[error("the station has not announced its key")]
    NotAnnounced,
    /// The station was revoked.
    #[error("the station is revoked")]
    Revoked,
    /// The receipt could not be signed.
    #[error("the receipt could not be signed")]
    Unsigned,
    /// The intake is stopping.
    #[error("the intake is stopping")]
    Stopping,
    /// The packet store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl IntakeError {
    /// The code that reaches the station.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Packet(error) => error.code(),
            Self::Digest => ErrorCode::PacketDigest,
            Self::Header => ErrorCode::PacketHeader,
            Self::IdTaken => ErrorCode::PacketIdTaken,
            Self::SerialTaken => ErrorCode::PacketSerialTaken,
            Self::NoStation => ErrorCode::StationUnknown,
            Self::NotAnnounced => ErrorCode::StationNotAnnounced,
            Self::Revoked => ErrorCode::StationRevoked,
            Self::Unsigned => ErrorCode::Internal,
            Self::Stopping => ErrorCode::ProvinceBusy,
            Self::Store(error) => error.code(),
            Self::Registry(error) => error.code(),
        }
    }

    /// Whether the bytes themselves are at fault, so that keeping them would help nobody.
    fn condemns_the_bytes(&self) -> bool {
        match self {
            Self::Packet(_) | Self::Digest | Self::Header | Self::IdTaken | Self::SerialTaken => {
                true
            }
            Self::NoStation
            | Self::NotAnnounced
            | Self::Revoked
            | Self::Unsigned
            | Self::Stopping
            | Self::Store(_)
            | Self::Registry(_) => false,
        }
    }
}

/// Takes packets in. Cheap to clone; the last clone that goes waits for what is being booked.
#[derive(Clone)]
pub struct Intake {
    province: Arc<Province>,
    registrar: Arc<Registrar>,
}

impl Intake {
    /// Opens the intake of a province.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn open(province: &Arc<Province>) -> std::io::Result<Self> {
        Ok(Self {
            province: Arc::clone(province),
            registrar: Arc::new(Registrar::start(province)?),
        })
    }

    /// What is known before any byte has moved: the receipt, if this packet is held already. Blocks.
    ///
    /// # Errors
    /// [`IntakeError::IdTaken`] and [`IntakeError::SerialTaken`], so that no line is wasted on a packet that cannot be taken.
    pub fn look_up(&self, upload: &Upload) -> Result<Option<Vec<u8>>, IntakeError> {
        examine::look_up(&self.province, upload)
    }

    /// Verifies a complete upload, makes it safe and books it; answers with the receipt. Upload and bytes are forgotten if
    /// the bytes themselves are at fault, and kept if the province is.
    ///
    /// # Errors
    /// [`IntakeError`].
    pub async fn complete(&self, upload: &Upload) -> Result<Vec<u8>, IntakeError> {
        let (province, wanted) = (Arc::clone(&self.province), upload.clone());
        let examined =
            tokio::task::spawn_blocking(move || examine::examine(&province, &wanted)).await;
        let booked = match examined.map_err(|_| IntakeError::Stopping)? {
            Ok(packet) => self.registrar.book(packet).await,
            Err(error) => Err(error),
        };
        if let Err(error) = &booked
            && error.condemns_the_bytes()
        {
            self.province.store().forget(upload)?;
        }
        booked
    }

    /// Finishes what the last run left: complete uploads get their receipts, expired ones are forgotten.
    ///
    /// # Errors
    /// Of the packet store; a packet that is refused is no error here.
    pub async fn recover(&self) -> Result<(), StoreError> {
        for found in self
            .province
            .store()
            .look_through(self.province.clock().now())?
        {
            match found {
                Found::Begun(upload) => {
                    tracing::info!(packet = %upload.packet, "an upload waits to be continued")
                }
                Found::Complete(upload) => match self.complete(&upload).await {
                    Ok(_) => {
                        tracing::info!(packet = %upload.packet, "a complete upload was taken in")
                    }
                    Err(error) => {
                        tracing::warn!(packet = %upload.packet, code = %error.code(), "a complete upload was refused");
                    }
                },
            }
        }
        Ok(())
    }
}
