//! Whether a complete upload is what it was announced as, from whom it says, for us, and new.

use super::IntakeError;
use crate::{
    province::Province,
    registry::{NewPacket, PacketRow, StationStatus},
    store::Upload,
};
use rekam_protocol::{
    digest::Digest, documents::Receipt, keys::VerifyingKey, packet::Envelope, reckoning::Fault,
    signed,
};

/// The receipt of this very packet if it is held; an error if another stands in its place, which is noted: whoever may upload
/// for this station has two packets for one line of its day-book.
pub(super) fn look_up(
    province: &Province,
    upload: &Upload,
) -> Result<Option<Vec<u8>>, IntakeError> {
    let registry = province.registry();
    let taken = if let Some(held) = registry.packet(&upload.packet)? {
        if is_same(&held, upload) {
            return Ok(registry.receipt(&upload.packet)?);
        }
        IntakeError::IdTaken
    } else if registry
        .packet_at(&upload.station, upload.serial)?
        .is_some()
    {
        IntakeError::SerialTaken
    } else {
        return Ok(None);
    };
    let (serial, now) = (upload.serial.get(), province.clock().now());
    registry.find(&upload.station, serial, Fault::StationCopy, now)?;
    Err(taken)
}

fn is_same(held: &PacketRow, upload: &Upload) -> bool {
    held.digest == upload.digest && held.station == upload.station && held.serial == upload.serial
}

/// Examines the bytes of a complete upload and syncs them; returns the row that is to be booked, with its receipt. Blocks.
pub(super) fn examine(province: &Province, upload: &Upload) -> Result<NewPacket, IntakeError> {
    let key = station_key(province, upload)?;
    let store = province.store();
    let bytes = match store.read_part(upload.packet) {
        Ok(bytes) => bytes,
        // A power cut came between the move and the booking: the bytes stand in their place already.
        Err(_) if store.place(&upload.station, upload.packet).exists() => {
            store.read(&upload.station, upload.packet)?
        }
        Err(error) => return Err(error.into()),
    };
    // Before anything is read of them: bytes that were changed on their way are no packet of the station's, and are sent again.
    if Digest::of(&bytes) != upload.digest || bytes.len() as u64 != upload.length {
        return Err(IntakeError::Digest);
    }
    let envelope = Envelope::parse(&bytes)?;
    envelope.verify(&key)?;
    let header = envelope.header();
    if (header.packet, &header.station, header.serial)
        != (upload.packet, &upload.station, upload.serial)
    {
        return Err(IntakeError::Header);
    }
    if header.recipient != province.settings().sealing_key.id() {
        return Err(rekam_protocol::packet::PacketError::OtherRecipient.into());
    }
    look_up(province, upload)?;
    store.sync_part(upload)?;
    let received_at = province.clock().now();
    let receipt = Receipt {
        packet: upload.packet,
        digest: upload.digest,
        station: upload.station.clone(),
        serial: upload.serial,
        length: upload.length,
        received_at,
    };
    Ok(NewPacket {
        id: upload.packet,
        station: upload.station.clone(),
        serial: upload.serial,
        kind: header.kind,
        digest: upload.digest,
        previous: header.previous,
        length: upload.length,
        received_at,
        receipt: signed::sign(&receipt, province.signing_key())
            .map_err(|_| IntakeError::Unsigned)?,
    })
}

fn station_key(province: &Province, upload: &Upload) -> Result<VerifyingKey, IntakeError> {
    let station = province
        .registry()
        .station(&upload.station)?
        .ok_or(IntakeError::NoStation)?;
    match station.status {
        StationStatus::Revoked => Err(IntakeError::Revoked),
        StationStatus::Issued | StationStatus::Active => {
            station.key.ok_or(IntakeError::NotAnnounced)
        }
    }
}
