//! The outside of a packet, and how it is sealed and opened.

use super::{Attachment, Manifest, PacketError};
use crate::{
    cbor,
    cose::{self, CoseError, Message},
    day_book,
    digest::Digest,
    ids::{PacketId, Serial, StationId},
    keys::{KeyId, OpeningKey, SealingKey, SigningKey, VerifyingKey},
    sealing, signed,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// The format version this program writes.
const VERSION: u16 = 1;
const CONTENT_TYPE: &str = "application/rekam-packet";
/// HPKE `info`: what the key is used for.
const PURPOSE: &str = "rekam packet v1";

/// What anybody may know of a packet. It stands in the protected header, in the clear, and nothing in it is about the resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Header {
    /// Format version.
    version: u16,
    /// Record or canary.
    pub kind: PacketKind,
    /// The packet.
    pub packet: PacketId,
    /// The station that sealed it.
    pub station: StationId,
    /// Its line in the station's day-book.
    pub serial: Serial,
    /// The day-book's head before this line.
    pub previous: Digest,
    /// The key it is sealed to.
    pub recipient: KeyId,
}

/// What a packet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PacketKind {
    /// An enrollment.
    Record,
    /// A test of the way.
    Canary,
}

impl Header {
    /// A header of the current format version.
    pub fn new(
        kind: PacketKind,
        packet: PacketId,
        station: StationId,
        serial: Serial,
        previous: Digest,
        recipient: &SealingKey,
    ) -> Self {
        Self {
            version: VERSION,
            kind,
            packet,
            station,
            serial,
            previous,
            recipient: recipient.id(),
        }
    }
}

/// The plain content of the sealed part.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inside {
    /// COSE_Sign1 over the manifest.
    manifest: ByteBuf,
    /// The attachments' bytes.
    attachments: Vec<ByteBuf>,
}

/// Seals one packet. `manifest.attachments` must name the attachments in their order; header and manifest must agree.
pub fn seal(
    header: &Header,
    manifest: &Manifest,
    attachments: &[Attachment],
    operator: &SigningKey,
    station: &SigningKey,
    to: &SealingKey,
) -> Result<Vec<u8>, PacketError> {
    require_same_packet(header, manifest)?;
    if header.recipient != to.id() {
        return Err(PacketError::OtherRecipient);
    }
    require_named(
        manifest,
        attachments
            .iter()
            .map(|attachment| attachment.bytes.as_slice()),
    )?;
    let manifest = signed::sign(manifest, operator)
        .map_err(|_| PacketError::Content(cbor::CborError::NotWritable))?;
    let inside = Inside {
        manifest: ByteBuf::from(manifest),
        attachments: attachments
            .iter()
            .map(|attachment| ByteBuf::from(attachment.bytes.as_slice()))
            .collect(),
    };
    let plain = zeroize::Zeroizing::new(cbor::to_vec(&inside)?);
    let protected = cose::protected(
        CONTENT_TYPE,
        Some(cbor::to_value(header)?),
        station.verifying_key().id(),
    );
    let bound = cose::protected_bytes(&protected).map_err(PacketError::Signature)?;
    let sealed = sealing::seal_to(to, PURPOSE, &bound, &plain)?;
    cose::sign_protected(protected, sealed, station).map_err(PacketError::Signature)
}

/// A packet as anybody can read it: header, digest, and a signature that may be checked.
#[derive(Debug, Clone)]
pub struct Envelope {
    header: Header,
    digest: Digest,
    length: u64,
    message: Message,
}

impl Envelope {
    /// Reads the outside of a packet. The signature is not checked yet: see [`Envelope::verify`].
    pub fn parse(bytes: &[u8]) -> Result<Self, PacketError> {
        let message = Message::parse(bytes, CONTENT_TYPE).map_err(PacketError::Signature)?;
        let any: ciborium::Value = message.rekam_header().map_err(PacketError::Signature)?;
        let Version { version } = any
            .deserialized()
            .map_err(|_| PacketError::Signature(CoseError::Malformed))?;
        if version != VERSION {
            return Err(PacketError::Version(version));
        }
        let header = message.rekam_header().map_err(PacketError::Signature)?;
        Ok(Self {
            header,
            digest: Digest::of(bytes),
            length: bytes.len() as u64,
            message,
        })
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// SHA-256 of the whole packet.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Length of the whole packet in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The station key that the packet says it is signed with.
    pub fn signer(&self) -> KeyId {
        self.message.signer()
    }

    /// The sealed part as it travels.
    #[cfg(test)]
    pub(super) fn sealed_part(&self) -> &[u8] {
        self.message.payload()
    }

    /// The day-book's head after this packet.
    pub fn head(&self) -> Digest {
        day_book::next_head(
            &self.header.previous,
            self.header.serial,
            self.header.packet,
            &self.digest,
        )
    }

    /// Checks that the station holding this key sealed exactly these bytes.
    pub fn verify(&self, station: &VerifyingKey) -> Result<(), PacketError> {
        self.message.verify(station).map_err(PacketError::Signature)
    }

    /// Opens the sealed part. Verify the envelope first.
    pub fn open(&self, key: &OpeningKey) -> Result<Opened, PacketError> {
        if self.header.recipient != key.sealing_key().id() {
            return Err(PacketError::OtherRecipient);
        }
        let bound = self
            .message
            .protected_bytes()
            .map_err(PacketError::Signature)?;
        let plain = sealing::open_with(key, PURPOSE, &bound, self.message.payload())?;
        Ok(Opened {
            header: self.header.clone(),
            inside: cbor::from_slice(&plain)?,
        })
    }
}

/// Any header of any version tells its version.
#[derive(Deserialize)]
struct Version {
    version: u16,
}

/// An opened packet whose operator is not verified yet.
pub struct Opened {
    header: Header,
    inside: Inside,
}

impl Opened {
    /// The operator's key that the manifest says it is signed with, to look that key up.
    pub fn operator_key(&self) -> Result<KeyId, PacketError> {
        signed::signer::<Manifest>(&self.inside.manifest).map_err(operator_error)
    }

    /// Checks the operator's signature, that the manifest belongs to this envelope, and every attachment; then gives them out.
    pub fn verify_operator(
        self,
        operator: &VerifyingKey,
    ) -> Result<(Manifest, Vec<Attachment>), PacketError> {
        let manifest: Manifest =
            signed::verify(&self.inside.manifest, operator).map_err(operator_error)?;
        require_same_packet(&self.header, &manifest)?;
        require_named(
            &manifest,
            self.inside.attachments.iter().map(|bytes| bytes.as_slice()),
        )?;
        let attachments = manifest
            .attachments
            .iter()
            .zip(self.inside.attachments)
            .map(|(entry, bytes)| Attachment {
                role: entry.role,
                media_type: entry.media_type.clone(),
                bytes: bytes.into_vec(),
            })
            .collect();
        Ok((manifest, attachments))
    }
}

fn operator_error(error: signed::SignedError) -> PacketError {
    match error {
        signed::SignedError::Cose(cose) => PacketError::OperatorSignature(cose),
        signed::SignedError::Content => PacketError::Content(cbor::CborError::WrongShape),
    }
}

fn require_same_packet(header: &Header, manifest: &Manifest) -> Result<(), PacketError> {
    let kind = match manifest.content {
        super::Content::Record(_) => PacketKind::Record,
        super::Content::Canary { .. } => PacketKind::Canary,
    };
    let same = header.packet == manifest.packet
        && header.station == manifest.station
        && header.serial == manifest.serial
        && header.kind == kind;
    if same {
        Ok(())
    } else {
        Err(PacketError::OtherManifest)
    }
}

fn require_named<'a>(
    manifest: &Manifest,
    bytes: impl ExactSizeIterator<Item = &'a [u8]>,
) -> Result<(), PacketError> {
    let (named, given) = (manifest.attachments.len(), bytes.len());
    if named != given {
        return Err(PacketError::Attachment(named.min(given)));
    }
    for (place, (entry, bytes)) in manifest.attachments.iter().zip(bytes).enumerate() {
        if entry.length != bytes.len() as u64 || entry.digest != Digest::of(bytes) {
            return Err(PacketError::Attachment(place));
        }
    }
    Ok(())
}
