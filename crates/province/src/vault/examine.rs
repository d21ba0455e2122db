//! From the bytes of a packet to a verdict: every check between the disk and the resident register, in a fixed order.

use super::{
    marks,
    record::{self, RecordFault},
};
use crate::registry::{Operator, PacketRow, Station, Verdict};
use chrono::TimeDelta;
use rekam_domain::{code::ErrorCode, role::Permission};
use rekam_protocol::{
    digest::Digest,
    keys::OpeningKey,
    packet::{Attachment, Content, Envelope, Manifest, Opened, PacketError},
};

/// How long a packet waits for the announcement of its operator's key, which may come by a slower way than the packet. After
/// that its station is told, rather than left waiting for ever.
const GRACE: TimeDelta = TimeDelta::days(7);

/// Why a packet does not enter the register. Says nothing about the resident.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// The file is not the one that has the receipt.
    #[error("the stored bytes are not those of the receipt")]
    Altered,
    /// The header names another packet, station, serial number or kind than the registry.
    #[error("the header is not the one of the receipt")]
    OtherHeader,
    /// The station is not known, or has announced no key.
    #[error("the station has announced no key")]
    NotAnnounced,
    /// The packet itself.
    #[error(transparent)]
    Packet(#[from] PacketError),
    /// No operator of this station has announced the key that signed the manifest.
    #[error("the operator's key was never announced by this station")]
    OperatorKeyUnknown,
    /// The manifest names somebody who is not in the activation.
    #[error("the operator does not stand in the activation")]
    OperatorNotListed,
    /// The manifest names another operator than the one who signed it.
    #[error("the manifest is signed by another operator than it names")]
    OtherOperator,
    /// The operator's role does not record residents.
    #[error("the operator's role may not record")]
    RoleNotAllowed,
    /// The record.
    #[error(transparent)]
    Record(#[from] RecordFault),
}

impl Refusal {
    /// Whether this may mend itself, for a packet that has waited so long: bytes that changed since their receipt are the
    /// fault of our disk, and a backup may bring them back; a key may still be announced. Everything else is final.
    pub(super) fn may_pass(&self, waited: TimeDelta) -> bool {
        match self {
            Self::Altered => true,
            Self::OperatorKeyUnknown => waited < GRACE,
            Self::OtherHeader
            | Self::NotAnnounced
            | Self::Packet(_)
            | Self::OperatorNotListed
            | Self::OtherOperator
            | Self::RoleNotAllowed
            | Self::Record(_) => false,
        }
    }

    /// The code that the station is told.
    pub(super) fn code(&self) -> ErrorCode {
        match self {
            Self::Altered => ErrorCode::PacketAltered,
            Self::OtherHeader => ErrorCode::PacketHeader,
            Self::NotAnnounced => ErrorCode::StationNotAnnounced,
            Self::Packet(error) => error.code(),
            Self::OperatorKeyUnknown => ErrorCode::OperatorKeyUnknown,
            Self::OperatorNotListed => ErrorCode::OperatorUnknown,
            Self::OtherOperator => ErrorCode::PacketOperatorUnknown,
            Self::RoleNotAllowed => ErrorCode::RoleNotAllowed,
            Self::Record(fault) => fault.code(),
        }
    }
}

/// Opens one packet and says what is in it. A revoked station is no obstacle: what it delivered before stays good.
pub(super) fn examine(
    packet: &PacketRow,
    bytes: &[u8],
    station: Option<&Station>,
    key: &OpeningKey,
) -> Result<Verdict, Refusal> {
    if Digest::of(bytes) != packet.digest {
        return Err(Refusal::Altered);
    }
    let station = station.ok_or(Refusal::NotAnnounced)?;
    let station_key = station.key.ok_or(Refusal::NotAnnounced)?;
    let envelope = Envelope::parse(bytes)?;
    // Nothing of the header is believed before the signature is seen to be good.
    envelope.verify(&station_key)?;
    require_header(packet, &envelope)?;
    let (manifest, attachments, signer) = signed_manifest(envelope.open(key)?, station)?;
    match &manifest.content {
        Content::Canary { nonce } => Ok(Verdict::Canary(**nonce)),
        Content::Record(_) if !signer.activated.role.may(Permission::Record) => {
            Err(Refusal::RoleNotAllowed)
        }
        Content::Record(record) => {
            marks::require_series(&manifest, &attachments)?;
            let enrollment = record::enrollment(&manifest, record, station, packet.received_at)?;
            Ok(Verdict::Record(Box::new(enrollment)))
        }
    }
}

fn require_header(packet: &PacketRow, envelope: &Envelope) -> Result<(), Refusal> {
    let header = envelope.header();
    let same = header.packet == packet.id
        && header.station == packet.station
        && header.serial == packet.serial
        && header.kind == packet.kind;
    if same {
        Ok(())
    } else {
        Err(Refusal::OtherHeader)
    }
}

/// The manifest, once an operator of the activation is seen to have signed it under their own name.
fn signed_manifest(
    opened: Opened,
    station: &Station,
) -> Result<(Manifest, Vec<Attachment>, &Operator), Refusal> {
    let id = opened.operator_key()?;
    let (signer, key) = station
        .operators
        .iter()
        .flat_map(|operator| operator.keys.iter().map(move |key| (operator, key)))
        .find(|(_, key)| key.id() == id)
        .ok_or(Refusal::OperatorKeyUnknown)?;
    let (manifest, attachments) = opened.verify_operator(key)?;
    if signer.activated.id == manifest.operator {
        return Ok((manifest, attachments, signer));
    }
    let listed = station
        .operators
        .iter()
        .any(|operator| operator.activated.id == manifest.operator);
    Err(if listed {
        Refusal::OtherOperator
    } else {
        Refusal::OperatorNotListed
    })
}
