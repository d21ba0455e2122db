//! A station's part, done by hand: its keys announced, one synthetic resident sealed, and the packet put where the intake puts it.

use chrono::{DateTime, Utc};
use rekam_domain::{
    assistance::{Assistance, Helper, Kinship, Need},
    field::{self, Field},
    service::Service,
};
use rekam_protocol::{
    day_book::GENESIS,
    digest::Digest,
    ids::{PacketId, Serial, StationId},
    keys::{SealingKey, SigningKey},
    packet::{
        Attachment, AttachmentRole, Content, Header, Manifest, PacketKind, PhotoApproval, Record,
        seal,
    },
    time::Stamp,
};
use rekam_province::{
    Province,
    registry::{Announcement, NewPacket},
};
use std::{fs, path::Path};

pub(crate) const NIK: &str = "6171014505059901";
pub(crate) const HELPER: &str = "ANAK CONTOH";

fn noon() -> DateTime<Utc> {
    "2026-11-23T05:00:00Z".parse().unwrap()
}

fn stamp() -> Stamp {
    Stamp {
        wall: noon(),
        monotonic_ms: 1,
        boot: "boot".into(),
        trusted: true,
    }
}

/// Recorded in bed, with a child of hers beside her.
fn helped() -> Assistance {
    let helper = Helper::parse(HELPER, Kinship::Child).unwrap();
    Assistance::new([Need::Sit].into(), true, Some(helper)).unwrap()
}

fn record() -> Record {
    let typed = [
        (Field::Nik, NIK),
        (Field::KkNumber, "6171010505159901"),
        (Field::FullName, "Dayang Contoh Sari"),
        (Field::Sex, "2"),
        (Field::BirthPlace, "Kota Pontianak"),
        (Field::BirthDate, "05-05-2005"),
        (Field::Citizenship, "1"),
        (Field::Religion, "1"),
        (Field::MaritalStatus, "1"),
        (Field::Occupation, "3"),
        (Field::Address, "Jalan Contoh 1"),
        (Field::Village, "6171011002"),
    ];
    let value = |(field, raw)| {
        let report = field::check(field, raw, noon().date_naive());
        (field, report.value.unwrap())
    };
    Record {
        service: Service::KtpNew,
        fields: typed.into_iter().map(value).collect(),
        exceptions: Vec::new(),
        photo_approval: Some(PhotoApproval {
            at: stamp(),
            tries: 1,
            refusals: 0,
        }),
        photo_aside: Vec::new(),
        changes: Vec::new(),
        biometrics: Vec::new(),
        assistance: Some(helped()),
        read_back_agreed_at: stamp(),
        started_at: stamp(),
        double_override: None,
    }
}

fn sealed(station: &StationId, keys: [&SigningKey; 2], to: &SealingKey) -> (PacketId, Vec<u8>) {
    let packet = PacketId::from_random([7; 16]);
    let portrait = Attachment {
        role: AttachmentRole::Portrait,
        media_type: "image/jpeg".into(),
        bytes: vec![9; 300],
    };
    let manifest = Manifest {
        packet,
        station: station.clone(),
        serial: Serial::FIRST,
        operator: "op-1".parse().unwrap(),
        made_with: "rekam 0.1.0".into(),
        sealed_at: stamp(),
        content: Content::Record(Box::new(record())),
        attachments: vec![portrait.entry()],
    };
    let kind = PacketKind::Record;
    let header = Header::new(kind, packet, station.clone(), Serial::FIRST, GENESIS, to);
    let [operator, own] = keys;
    let bytes = seal(&header, &manifest, &[portrait], operator, own, to).unwrap();
    (packet, bytes)
}

/// Announces the keys of the registered station and delivers one packet of it.
pub(crate) fn deliver(folder: &Path) -> PacketId {
    let province = Province::open(folder).unwrap();
    let station: StationId = "6108-van-1".parse().unwrap();
    let (operator, own) = (
        SigningKey::from_seed(&[1; 32]),
        SigningKey::from_seed(&[2; 32]),
    );
    let announcement = Announcement {
        station: station.clone(),
        key: own.verifying_key(),
        sealing_key: own.opening_key().ok().map(|key| key.sealing_key()),
        operators: vec![("op-1".parse().unwrap(), operator.verifying_key())],
        sequence: 1,
        at: noon(),
    };
    province.registry().announce(&announcement).unwrap();
    let (id, bytes) = sealed(
        &station,
        [&operator, &own],
        &province.settings().sealing_key,
    );
    let place = province.store().place(&station, id);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(&place, &bytes).unwrap();
    let packet = NewPacket {
        id,
        station,
        serial: Serial::FIRST,
        kind: PacketKind::Record,
        digest: Digest::of(&bytes),
        previous: GENESIS,
        length: bytes.len() as u64,
        received_at: noon(),
        receipt: vec![1],
    };
    province.registry().receive(&[packet]).unwrap();
    id
}
