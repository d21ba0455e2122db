//! A province with one station and three people, and packets sealed as the station seals them.

use crate::{
    clock::Clock,
    registry::{Announcement, NewPacket, NewStation, PacketRow, Registry, sqlite::SqliteRegistry},
    vault::{Summary, open_waiting},
};
use chrono::{DateTime, Utc};
use rekam_domain::{
    code::ErrorCode,
    field::{self, Field, FieldValue},
    role::Role,
    service::Service,
};
use rekam_protocol::{
    day_book::GENESIS,
    digest::Digest,
    documents::{ActivatedOperator, Lease, News},
    ids::{OperatorId, PacketId, Serial, StationId},
    keys::{OpeningKey, SigningKey},
    packet::{
        Attachment, AttachmentRole, Content, Header, Manifest, PacketKind, PhotoApproval, Record,
        seal,
    },
    time::Stamp,
};
use std::{cell::RefCell, collections::BTreeMap};
use zeroize::Zeroizing;

pub(super) const WOMAN: &str = "6171014505059901";

pub(super) fn noon() -> DateTime<Utc> {
    "2026-11-23T05:00:00Z".parse().unwrap()
}

pub(super) fn packet_id(n: u8) -> PacketId {
    PacketId::from_random([n; 16])
}

fn stamp() -> Stamp {
    Stamp {
        wall: noon(),
        monotonic_ms: 1,
        boot: "boot".into(),
        trusted: true,
    }
}

/// A synthetic resident, complete for a first KTP-el, with some fields typed otherwise.
pub(super) fn fields(changes: &[(Field, &str)]) -> BTreeMap<Field, FieldValue> {
    let typed = [
        (Field::Nik, WOMAN),
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
    let value = |field: Field, raw: &str| {
        let report = field::check(field, raw, noon().date_naive());
        (field, report.value.expect("test data are well typed"))
    };
    typed
        .iter()
        .chain(changes)
        .map(|(field, raw)| value(*field, raw))
        .collect()
}

pub(super) fn record(service: Service, fields: BTreeMap<Field, FieldValue>) -> Record {
    Record {
        service,
        fields,
        exceptions: Vec::new(),
        photo_approval: Some(PhotoApproval {
            at: stamp(),
            tries: 2,
            refusals: 0,
        }),
        photo_aside: Vec::new(),
        changes: Vec::new(),
        biometrics: Vec::new(),
        assistance: None,
        read_back_agreed_at: stamp(),
        started_at: stamp(),
        double_override: None,
    }
}

pub(super) fn first_card() -> Content {
    Content::Record(Box::new(record(Service::KtpNew, fields(&[]))))
}

/// How a packet is sealed; a test changes what it is about.
pub(super) struct Sealing {
    pub(super) number: u8,
    pub(super) content: Content,
    pub(super) named: &'static str,
    pub(super) signer: SigningKey,
    pub(super) station: SigningKey,
    pub(super) to: OpeningKey,
    pub(super) attachments: Vec<Attachment>,
}

impl Sealing {
    pub(super) fn new(number: u8, content: Content) -> Self {
        let portrait = Attachment {
            role: AttachmentRole::Portrait,
            media_type: "image/jpeg".into(),
            bytes: vec![9; 300],
        };
        let is_record = matches!(content, Content::Record(_));
        Self {
            number,
            content,
            named: "op-1",
            signer: SigningKey::from_seed(&[11; 32]),
            station: SigningKey::from_seed(&[2; 32]),
            to: OpeningKey::from_seed(&[3; 32]).unwrap(),
            attachments: if is_record {
                vec![portrait]
            } else {
                Vec::new()
            },
        }
    }

    fn header(&self) -> Header {
        Header::new(
            kind(&self.content),
            packet_id(self.number),
            van(),
            Serial::new(self.number.into()).unwrap(),
            GENESIS,
            &self.to.sealing_key(),
        )
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let manifest = Manifest {
            packet: packet_id(self.number),
            station: van(),
            serial: Serial::new(self.number.into()).unwrap(),
            operator: self.named.parse().unwrap(),
            made_with: "rekam 0.1.0".into(),
            sealed_at: stamp(),
            content: self.content.clone(),
            attachments: self.attachments.iter().map(Attachment::entry).collect(),
        };
        seal(
            &self.header(),
            &manifest,
            &self.attachments,
            &self.signer,
            &self.station,
            &self.to.sealing_key(),
        )
        .unwrap()
    }
}

fn kind(content: &Content) -> PacketKind {
    match content {
        Content::Record(_) => PacketKind::Record,
        Content::Canary { .. } => PacketKind::Canary,
    }
}

pub(super) fn van() -> StationId {
    "6108-van-1".parse().unwrap()
}

pub(super) struct World {
    pub(super) registry: SqliteRegistry,
    pub(super) disk: RefCell<BTreeMap<PacketId, Vec<u8>>>,
    _folder: tempfile::TempDir,
}

impl World {
    /// One active station: op-1 records, sup-1 supervises, tech-1 looks after the machine; all have announced a key.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = SqliteRegistry::open(&folder.path().join("registry.sqlite")).unwrap();
        let people = [
            ("op-1", Role::Operator, 11),
            ("sup-1", Role::Supervisor, 12),
            ("tech-1", Role::Technician, 13),
        ];
        let id = |id: &str| id.parse::<OperatorId>().unwrap();
        let operators = people.map(|(name, role, _)| ActivatedOperator {
            id: id(name),
            name: name.to_owned(),
            role,
        });
        let keys = people
            .map(|(name, _, seed)| (id(name), SigningKey::from_seed(&[seed; 32]).verifying_key()));
        registry
            .add_station(&NewStation {
                id: van(),
                name: "Van 1".into(),
                place: "610801".into(),
                lease: Lease {
                    from: noon().date_naive(),
                    until: noon().date_naive(),
                    records: 9,
                },
                operators: operators.to_vec(),
                token: Zeroizing::new([9; 32]),
                activation: Vec::new(),
                issued_at: noon(),
            })
            .unwrap();
        registry
            .announce(&Announcement {
                station: van(),
                key: SigningKey::from_seed(&[2; 32]).verifying_key(),
                sealing_key: None,
                operators: keys.to_vec(),
                sequence: 1,
                at: noon(),
            })
            .unwrap();
        Self {
            registry,
            disk: RefCell::default(),
            _folder: folder,
        }
    }

    /// The station announces one more key of an operator.
    pub(super) fn announce_key(&self, operator: &str, seed: u8) {
        let key = SigningKey::from_seed(&[seed; 32]).verifying_key();
        self.registry
            .announce(&Announcement {
                station: van(),
                key: SigningKey::from_seed(&[2; 32]).verifying_key(),
                sealing_key: None,
                operators: vec![(operator.parse().unwrap(), key)],
                sequence: 2,
                at: noon(),
            })
            .unwrap();
    }

    /// Takes a packet in as the intake does, and puts its bytes on the disk.
    pub(super) fn receive(&self, sealing: &Sealing) {
        self.receive_bytes(sealing, sealing.bytes());
    }

    /// Takes in other bytes under the name of a packet, as an intake that checks nothing would.
    pub(super) fn receive_bytes(&self, sealing: &Sealing, bytes: Vec<u8>) {
        let packet = NewPacket {
            id: packet_id(sealing.number),
            station: van(),
            serial: Serial::new(sealing.number.into()).unwrap(),
            kind: kind(&sealing.content),
            digest: Digest::of(&bytes),
            previous: GENESIS,
            length: bytes.len() as u64,
            received_at: noon(),
            receipt: vec![1],
        };
        self.registry.receive(&[packet]).unwrap();
        self.disk
            .borrow_mut()
            .insert(packet_id(sealing.number), bytes);
    }

    pub(super) fn open_at(&self, now: DateTime<Utc>) -> Summary {
        let bytes_of = |packet: &PacketRow| {
            let kept = self.disk.borrow().get(&packet.id).cloned();
            kept.ok_or(ErrorCode::ProvinceStorageFailed)
        };
        open_waiting(
            &self.registry,
            bytes_of,
            &OpeningKey::from_seed(&[3; 32]).unwrap(),
            &Clock::by_hand(now),
        )
        .unwrap()
    }

    pub(super) fn open(&self) -> Summary {
        self.open_at(noon())
    }

    /// What the station is told, oldest first: the status word and the reason.
    pub(super) fn told(&self) -> Vec<(String, Option<String>)> {
        let entries = self.registry.feed(&van(), 0, 100).unwrap();
        let status = |news| match news {
            News::Status { status, reason } => Some((status.to_string(), reason)),
            News::CanaryOpened { .. } | News::RecordedTwice { .. } => None,
        };
        entries
            .into_iter()
            .filter_map(|entry| status(entry.news))
            .collect()
    }
}
