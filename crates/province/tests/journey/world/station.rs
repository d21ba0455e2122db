//! A station, as far as the province sees one.

use super::{
    World,
    line::{Answer, Line, request},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rekam_domain::{
    field::{self, Field, FieldValue},
    role::Role,
    service::Service,
};
use rekam_protocol::{
    day_book::{self, DayBookHead},
    digest::Digest,
    documents::{
        ActivatedOperator, Activation, Hello, KeyAnnouncement, OperatorKey, Welcome, token_proof,
    },
    http,
    ids::{PacketId, Serial, StationId},
    keys::{SealingKey, SigningKey, VerifyingKey},
    packet::{
        Attachment, AttachmentRole, Content, Envelope, Header, Manifest, PacketKind, PhotoApproval,
        Record, seal,
    },
    signed,
    time::Stamp,
};
use rekam_province::admin::{self, StationOrder, Terms};
use serde_bytes::ByteArray;
use std::collections::BTreeMap;

/// A station with one operator and one supervisor-less technician.
pub struct Station {
    pub id: StationId,
    pub key: SigningKey,
    pub operator: SigningKey,
    pub technician: SigningKey,
    pub activation: Activation,
    pub province_key: VerifyingKey,
    pub day_book: DayBookHead,
    seed: u8,
}

/// A sealed packet.
#[derive(Clone)]
pub struct Sealed {
    pub packet: PacketId,
    pub station: StationId,
    pub serial: Serial,
    pub digest: Digest,
    pub bytes: Vec<u8>,
}

pub fn stamp() -> Stamp {
    Stamp {
        wall: super::noon(),
        monotonic_ms: 1,
        boot: "boot".into(),
        trusted: true,
    }
}

/// Random 16 bytes.
pub fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

/// Sixteen digits with a serial of the 99xx that no office gives.
pub fn nik(serial: u16) -> String {
    format!("617101010505{}", 9900 + serial)
}

impl Station {
    /// A station that was added to the province and has announced its keys to the registry.
    pub fn active(world: &World, id: &str, seed: u8) -> Self {
        let station = Self::issued(world, id, seed);
        let shown = station.announcement(1);
        let registry = world.province.registry();
        let announcement = rekam_province::registry::Announcement {
            station: shown.station,
            key: shown.station_key,
            sealing_key: None,
            operators: shown
                .operators
                .into_iter()
                .map(|operator| (operator.id, operator.key))
                .collect(),
            sequence: shown.sequence,
            at: super::noon(),
        };
        registry.announce(&announcement).unwrap();
        station
    }

    /// A station that was added to the province and has not been heard of yet.
    pub fn issued(world: &World, id: &str, seed: u8) -> Self {
        let person = |id: &str, role| ActivatedOperator {
            id: id.parse().unwrap(),
            name: id.into(),
            role,
        };
        let order = StationOrder {
            id: id.parse().unwrap(),
            name: "Van".into(),
            place: "610801".into(),
            operators: vec![
                person("op-1", Role::Operator),
                person("tek-1", Role::Technician),
            ],
            terms: Terms {
                records: 500,
                ..Terms::default()
            },
        };
        let province_key = world.province.signing_key().verifying_key();
        let activation = admin::add_station(&world.province, &order).unwrap();
        Self {
            id: order.id,
            key: SigningKey::from_seed(&[seed; 32]),
            operator: SigningKey::from_seed(&[seed + 1; 32]),
            technician: SigningKey::from_seed(&[seed + 2; 32]),
            activation: signed::verify(&activation, &province_key).unwrap(),
            province_key,
            day_book: DayBookHead::EMPTY,
            seed,
        }
    }

    pub fn announcement(&self, sequence: u32) -> KeyAnnouncement {
        let station_key = self.key.verifying_key();
        let key = |id: &str, key: &SigningKey| OperatorKey {
            id: id.parse().unwrap(),
            key: key.verifying_key(),
        };
        KeyAnnouncement {
            station: self.id.clone(),
            station_key,
            token_proof: token_proof(
                &zeroize::Zeroizing::new(*self.activation.token),
                &station_key,
            ),
            operators: vec![key("op-1", &self.operator), key("tek-1", &self.technician)],
            sequence,
            sealing_key: self.key.opening_key().ok().map(|key| key.sealing_key()),
        }
    }

    pub fn hello(&self) -> Hello {
        Hello {
            station: self.id.clone(),
            nonce: ByteArray::new(random()),
            at: stamp(),
            day_book: self.day_book,
            audit_head: Digest::of(b"audit"),
            waiting: 0,
        }
    }

    pub fn greet(&self, line: &mut Line) -> Welcome {
        let hello = self.hello();
        let answer =
            line.ask(&request("POST", http::HELLO).body(&signed::sign(&hello, &self.key).unwrap()));
        assert_eq!(answer.status, 200, "{answer:?}");
        let welcome: Welcome = signed::verify(&answer.body, &self.province_key).unwrap();
        assert_eq!((&welcome.station, welcome.nonce), (&self.id, hello.nonce));
        welcome
    }

    pub fn token(&self, world: &World) -> String {
        world.province.tokens().issue(&self.id, world.clock.now()).0
    }

    pub fn record(&mut self, world: &World, nik: &str, service: Service) -> Sealed {
        let key = world.province.settings().sealing_key.clone();
        self.seal_to(&key, Content::Record(Box::new(record(nik, service))))
    }

    pub fn canary(&mut self, world: &World, nonce: [u8; 16]) -> Sealed {
        let key = world.province.settings().sealing_key.clone();
        self.seal_to(
            &key,
            Content::Canary {
                nonce: ByteArray::new(nonce),
            },
        )
    }

    pub fn seal_to(&mut self, key: &SealingKey, content: Content) -> Sealed {
        let serial = Serial::new(self.day_book.serial + 1).unwrap();
        let operator = SigningKey::from_seed(&[self.seed + 1; 32]);
        self.seal_as(key, content, serial, "op-1", &operator)
    }

    /// Seals one packet under a serial number, signed by somebody.
    pub fn seal_as(
        &mut self,
        key: &SealingKey,
        content: Content,
        serial: Serial,
        name: &str,
        signer: &SigningKey,
    ) -> Sealed {
        let packet = PacketId::from_random(random());
        let kind = match content {
            Content::Record(_) => PacketKind::Record,
            Content::Canary { .. } => PacketKind::Canary,
        };
        let mut picture = vec![0; 3000];
        getrandom::fill(&mut picture).unwrap();
        let attachments = [Attachment {
            role: AttachmentRole::Portrait,
            media_type: "image/jpeg".into(),
            bytes: picture,
        }];
        let header = Header::new(
            kind,
            packet,
            self.id.clone(),
            serial,
            self.day_book.head,
            key,
        );
        let manifest = Manifest {
            packet,
            station: self.id.clone(),
            serial,
            operator: name.parse().unwrap(),
            made_with: "rekam test".into(),
            sealed_at: stamp(),
            content,
            attachments: attachments.iter().map(Attachment::entry).collect(),
        };
        let bytes = seal(&header, &manifest, &attachments, signer, &self.key, key).unwrap();
        let digest = Envelope::parse(&bytes).unwrap().digest();
        let head = day_book::next_head(&self.day_book.head, serial, packet, &digest);
        self.day_book = DayBookHead {
            serial: serial.get(),
            head,
        };
        Sealed {
            packet,
            station: self.id.clone(),
            serial,
            digest,
            bytes,
        }
    }
}

impl Sealed {
    pub fn metadata(&self) -> String {
        let pair = |key: &str, value: &str| format!("{key} {}", STANDARD.encode(value));
        [
            pair("packet", &self.packet.to_string()),
            pair("station", self.station.as_str()),
            pair("serial", &self.serial.to_string()),
            pair("digest", &self.digest.to_string()),
        ]
        .join(",")
    }

    pub fn path(&self) -> String {
        http::upload_path(self.packet)
    }

    /// The whole packet in one request.
    pub fn post(&self, line: &mut Line, token: &str) -> Answer {
        line.ask(&self.creation(token).octets(&self.bytes))
    }

    /// A creation with nothing in it yet.
    pub fn creation(&self, token: &str) -> super::line::Request {
        super::line::tus("POST", http::UPLOADS, token)
            .header("upload-length", &self.bytes.len().to_string())
            .header("upload-metadata", &self.metadata())
    }
}

/// A synthetic resident's record, complete for a first KTP-el.
pub fn record(nik: &str, service: Service) -> Record {
    let typed = [
        (Field::Nik, nik),
        (Field::KkNumber, "6171010505159901"),
        (Field::FullName, "Dayang Contoh Sari"),
        (Field::Sex, "1"),
        (Field::BirthPlace, "Kota Pontianak"),
        (Field::BirthDate, "01-05-2005"),
        (Field::Citizenship, "1"),
        (Field::Religion, "1"),
        (Field::MaritalStatus, "1"),
        (Field::Occupation, "3"),
        (Field::Address, "Jalan Contoh 1"),
        (Field::Village, "6171011002"),
    ];
    let mut fields: BTreeMap<Field, FieldValue> = BTreeMap::new();
    for (field, raw) in typed {
        let report = field::check(field, raw, super::noon().date_naive());
        fields.insert(
            field,
            report
                .value
                .unwrap_or_else(|| panic!("{field}: {:?}", report.errors)),
        );
    }
    Record {
        service,
        fields,
        exceptions: Vec::new(),
        photo_approval: Some(PhotoApproval {
            at: stamp(),
            tries: 1,
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
