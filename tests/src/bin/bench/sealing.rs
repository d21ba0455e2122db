//! Sealing and opening one record of 300 KB, beside hashing the same bytes.

use crate::figures::{Figures, median, millis};
use rekam_protocol::day_book;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{PacketId, Serial, StationId};
use rekam_protocol::keys::{OpeningKey, SealingKey, SigningKey};
use rekam_protocol::packet::{
    self, Attachment, AttachmentRole, Content, Envelope, Header, Manifest, PacketKind,
};
use rekam_protocol::time::Stamp;

/// An ordinary record: a photo and a portrait.
pub(crate) const RECORD: usize = 300_000;

/// A packet of [`RECORD`] bytes of chance.
pub(crate) fn packet(
    station: &StationId,
    serial: Serial,
    previous: Digest,
    keys: (&SigningKey, &SigningKey),
    to: &SealingKey,
) -> anyhow::Result<(PacketId, Vec<u8>)> {
    let (mut id, mut bytes) = ([0; 16], vec![0; RECORD]);
    getrandom::fill(&mut id)?;
    getrandom::fill(&mut bytes)?;
    let id = PacketId::from_random(id);
    let attachments = [Attachment {
        role: AttachmentRole::PhotoOriginal,
        media_type: "image/jpeg".into(),
        bytes,
    }];
    let manifest = Manifest {
        packet: id,
        station: station.clone(),
        serial,
        operator: "bench".parse()?,
        made_with: "rekam bench".into(),
        sealed_at: Stamp {
            wall: "2026-01-01T00:00:00Z".parse()?,
            monotonic_ms: 0,
            boot: "bench".into(),
            trusted: false,
        },
        content: Content::Canary {
            nonce: serde_bytes::ByteArray::new([0; 16]),
        },
        attachments: attachments.iter().map(Attachment::entry).collect(),
    };
    let header = Header::new(
        PacketKind::Canary,
        id,
        station.clone(),
        serial,
        previous,
        to,
    );
    Ok((
        id,
        packet::seal(&header, &manifest, &attachments, keys.0, keys.1, to)?,
    ))
}

pub(crate) fn measure(figures: &mut Figures) -> anyhow::Result<()> {
    let (operator, station, province) = (
        SigningKey::generate()?,
        SigningKey::generate()?,
        OpeningKey::generate()?,
    );
    let (name, to) = ("bench".parse()?, province.sealing_key());
    let seal = || {
        packet(
            &name,
            Serial::FIRST,
            day_book::GENESIS,
            (&operator, &station),
            &to,
        )
    };
    let (_, sealed) = seal()?;
    let took = median(51, || seal().map(|_| ()))?;
    figures.add("seal_300kb", millis(took), "ms");
    let took = median(51, || {
        let envelope = Envelope::parse(&sealed)?;
        envelope.verify(&station.verifying_key())?;
        envelope
            .open(&province)?
            .verify_operator(&operator.verifying_key())?;
        Ok(())
    })?;
    figures.add("open_300kb", millis(took), "ms");
    let took = median(51, || {
        std::hint::black_box(Digest::of(std::hint::black_box(&sealed)));
        Ok(())
    })?;
    figures.add("peer_sha256_300kb", millis(took), "ms");
    Ok(())
}
