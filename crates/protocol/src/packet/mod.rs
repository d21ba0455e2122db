//! Packet version 1: one enrollment on its way from a station to the province.
//!
//! ```text
//! COSE_Sign1, station key                     anyone can check it
//! ├─ protected: packet, station, serial, previous head, recipient key ...
//! └─ payload: HPKE(X-Wing) to the province, bound to the protected header
//!    └─ { manifest: COSE_Sign1, operator key   who captured it
//!         attachments: [bytes, ...] }           each named and hashed in the manifest
//! ```

mod envelope;
mod manifest;
#[cfg(test)]
mod tests;

pub use envelope::{Envelope, Header, Opened, PacketKind, seal};
pub use manifest::{
    Attachment, AttachmentEntry, AttachmentRole, BiometricCapture, Content, DoubleOverride,
    Manifest, PhotoApproval, PhotoAside, Record,
};

use crate::{cbor::CborError, cose::CoseError, sealing::SealingError};
use rekam_domain::code::ErrorCode;

/// Why a packet is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PacketError {
    /// Not a packet, of another signer, or altered outside.
    #[error("the packet's outer signature: {0}")]
    Signature(CoseError),
    /// Of a format version that this program does not know.
    #[error("the packet has format version {0}, this program knows version 1")]
    Version(u16),
    /// Sealed to another key: a packet of another province, or of a key that was replaced.
    #[error("the packet is sealed to another key")]
    OtherRecipient,
    /// The sealed part does not open, though the header names this key.
    #[error("the sealed part does not open")]
    NotOpening,
    /// The manifest is not signed by the operator it names.
    #[error("the manifest's operator signature: {0}")]
    OperatorSignature(CoseError),
    /// The manifest speaks of another packet, station or serial number than the header: a sealed part in a foreign envelope.
    #[error("the manifest belongs to another packet")]
    OtherManifest,
    /// An attachment is missing, surplus, or not the bytes that the manifest names.
    #[error("attachment {0} is not the one that the manifest names")]
    Attachment(usize),
    /// The content cannot be written or read.
    #[error("the packet's content: {0}")]
    Content(#[from] CborError),
    /// The sealing key cannot be used.
    #[error("the sealing key cannot be used")]
    SealingKey,
}

impl From<SealingError> for PacketError {
    fn from(error: SealingError) -> Self {
        match error {
            SealingError::Key => PacketError::SealingKey,
            SealingError::NotForThisKey => PacketError::NotOpening,
        }
    }
}

impl PacketError {
    /// The code that a person sees.
    pub const fn code(&self) -> ErrorCode {
        match self {
            PacketError::Signature(CoseError::Malformed | CoseError::WrongType) => {
                ErrorCode::PacketMalformed
            }
            PacketError::Signature(CoseError::OtherKey | CoseError::BadSignature) => {
                ErrorCode::PacketNotGenuine
            }
            PacketError::Version(_) => ErrorCode::PacketVersion,
            PacketError::OtherRecipient => ErrorCode::PacketOtherProvince,
            PacketError::NotOpening => ErrorCode::PacketNotOpening,
            PacketError::OperatorSignature(_) => ErrorCode::PacketOperatorUnknown,
            PacketError::OtherManifest => ErrorCode::PacketReplayed,
            PacketError::Attachment(_) | PacketError::Content(_) => ErrorCode::PacketContent,
            PacketError::SealingKey => ErrorCode::SealingKeyUnusable,
        }
    }
}
