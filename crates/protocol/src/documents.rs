//! The signed documents that station and province exchange. PROTOCOL.md section 4 gives their fields; all are deterministic CBOR.

use crate::{
    day_book::DayBookHead,
    digest::Digest,
    ids::{OperatorId, PacketId, Serial, StationId},
    keys::{SealingKey, Seed, VerifyingKey},
    signed::Document,
    time::Stamp,
};
use chrono::{DateTime, NaiveDate, Utc};
use rekam_domain::{role::Role, service::Service, status::RecordingStatus};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

/// What the province gives to a new station: who it is, whom it may trust, and its lease. Signed with the province's key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Activation {
    /// The province's name as people say it, for example `Kalimantan Barat`.
    pub province: String,
    /// Where the province is reached, for example `https://rekam.example`.
    pub url: String,
    /// The key packets are sealed to.
    pub sealing_key: SealingKey,
    /// The key that signs this document, receipts and feeds.
    pub signing_key: VerifyingKey,
    /// The station's id.
    pub station: StationId,
    /// The station's name as people say it.
    pub station_name: String,
    /// The kecamatan where it stands, six digits.
    pub place: String,
    /// Until when and how much it may record.
    pub lease: Lease,
    /// Who may work at it.
    pub operators: Vec<ActivatedOperator>,
    /// A secret that the station shows once, bound to its own new key (see [`token_proof`]).
    pub token: ByteArray<32>,
    /// When the province issued it.
    pub issued_at: DateTime<Utc>,
    /// Whether the station may compare faces with those of its trip and its list. Left out when it may not, so that a
    /// document without it has the bytes that it always had.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub double_hint: bool,
    /// Regions whose residents the station may hold as an extract of the register, by code (2, 4, 6 or 10 digits). Left out when
    /// it may hold none, so that a document without it has the bytes that it always had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extract: Vec<String>,
}

impl Document for Activation {
    const CONTENT_TYPE: &'static str = "application/rekam-activation+cbor";
}

/// How long, and for how many records, a station may record without hearing from the province.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lease {
    /// First day, inclusive.
    pub from: NaiveDate,
    /// Last day, inclusive.
    pub until: NaiveDate,
    /// Number of records.
    pub records: u32,
}

/// Somebody the province allows to work at a station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ActivatedOperator {
    /// The operator's id.
    pub id: OperatorId,
    /// The name colleagues know.
    pub name: String,
    /// What the operator may do.
    pub role: Role,
}

impl Activation {
    /// The name by which colleagues know an operator; empty for somebody it does not name.
    #[must_use]
    pub fn name_of(&self, operator: &OperatorId) -> &str {
        let known = self.operators.iter().find(|known| known.id == *operator);
        known.map_or("", |known| &known.name)
    }
}

/// The keys a station made for itself and its operators. Signed with the station's key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeyAnnouncement {
    /// The station.
    pub station: StationId,
    /// Its new public key, which also signs this document.
    pub station_key: VerifyingKey,
    /// Shows that the station holds the activation token ([`token_proof`]).
    pub token_proof: Digest,
    /// The operators' public keys, all that the station knows.
    pub operators: Vec<OperatorKey>,
    /// Counts up; the province keeps the highest it has seen.
    pub sequence: u32,
    /// The key to which the province seals what is for this station alone ([`crate::provisions`]). A station that announced
    /// before there was one leaves it out, and has the bytes that it always had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealing_key: Option<SealingKey>,
}

impl Document for KeyAnnouncement {
    const CONTENT_TYPE: &'static str = "application/rekam-keys+cbor";
}

/// One operator's public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OperatorKey {
    /// The operator.
    pub id: OperatorId,
    /// The key that signs this operator's manifests.
    pub key: VerifyingKey,
}

/// Binds an activation token to a station's key: `SHA-256("rekam token v1" || token || key)`.
pub fn token_proof(token: &Seed, station_key: &VerifyingKey) -> Digest {
    Digest::of_parts(&[b"rekam token v1", token.as_ref(), &station_key.to_bytes()])
}

/// How a station opens a conversation. Signed with the station's key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Hello {
    /// The station.
    pub station: StationId,
    /// Random; the answer repeats it, so an old answer cannot be replayed.
    pub nonce: ByteArray<16>,
    /// The station's time.
    pub at: Stamp,
    /// How far the station's day-book goes.
    pub day_book: DayBookHead,
    /// The head of the station's audit chain.
    pub audit_head: Digest,
    /// How many packets wait for a receipt.
    pub waiting: u32,
}

impl Document for Hello {
    const CONTENT_TYPE: &'static str = "application/rekam-hello+cbor";
}

/// The province's answer to [`Hello`]. Signed with the province's key: a captive portal cannot write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Welcome {
    /// The station that said hello.
    pub station: StationId,
    /// The nonce of the hello.
    pub nonce: ByteArray<16>,
    /// The province's time.
    pub at: DateTime<Utc>,
    /// How far the province holds the station's day-book without a gap.
    pub day_book: DayBookHead,
    /// The serial numbers after `day_book` that the province already holds, as inclusive ranges, ascending.
    pub held_beyond: Vec<(Serial, Serial)>,
    /// The bearer token for uploads and the feed.
    pub token: String,
    /// When the token ends.
    pub token_expires: DateTime<Utc>,
}

impl Document for Welcome {
    const CONTENT_TYPE: &'static str = "application/rekam-welcome+cbor";
}

/// The province's word that a packet is stored durably. Signed with the province's key; kept for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Receipt {
    /// The packet.
    pub packet: PacketId,
    /// SHA-256 of the packet's bytes.
    pub digest: Digest,
    /// The station that sealed it.
    pub station: StationId,
    /// Its number in that station's day-book.
    pub serial: Serial,
    /// Length of the packet in bytes.
    pub length: u64,
    /// When the province had it stored.
    pub received_at: DateTime<Utc>,
}

impl Document for Receipt {
    const CONTENT_TYPE: &'static str = "application/rekam-receipt+cbor";
}

/// What the resident takes home: that this station sealed a record. Signed with the station's key; nothing in it tells who
/// the resident is, and it is no identity document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Slip {
    /// The packet.
    pub packet: PacketId,
    /// SHA-256 of the packet's bytes.
    pub digest: Digest,
    /// The station that sealed it.
    pub station: StationId,
    /// Its number in that station's day-book.
    pub serial: Serial,
    /// What the resident came for.
    pub service: Service,
    /// When it was sealed.
    pub sealed_at: DateTime<Utc>,
}

impl Document for Slip {
    const CONTENT_TYPE: &'static str = "application/rekam-slip+cbor";
}

/// News for one station, after a cursor. Signed with the province's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Feed {
    /// The station these news are for.
    pub station: StationId,
    /// The cursor that was asked for.
    pub after: u64,
    /// The cursor to ask for next time.
    pub next: u64,
    /// Whether more news wait behind `next`.
    pub more: bool,
    /// The news, oldest first.
    pub entries: Vec<FeedEntry>,
}

impl Document for Feed {
    const CONTENT_TYPE: &'static str = "application/rekam-feed+cbor";
}

/// One piece of news about one packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FeedEntry {
    /// Its place in the feed.
    pub sequence: u64,
    /// When it became true at the province.
    pub at: DateTime<Utc>,
    /// The packet it is about.
    pub packet: PacketId,
    /// What is new.
    pub news: News,
}

/// What the province has to say about a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum News {
    /// The record has a new status in Dukcapil's words.
    Status {
        /// The status.
        status: RecordingStatus,
        /// An error code that says why, for example for a double. Nothing about the resident.
        reason: Option<String>,
    },
    /// The vault opened a canary packet: what this station seals, the province can open.
    CanaryOpened {
        /// The canary's random number, which stood inside the sealed part.
        nonce: ByteArray<16>,
    },
    /// The resident of this record was recorded by another packet too. Both stations are told, and each learns of the other
    /// where and when it was; nothing about the resident.
    RecordedTwice {
        /// The station of the other record.
        station: StationId,
        /// Its name as people say it.
        station_name: String,
        /// The day of the other record at the counter (UTC+7), as the province knows it.
        recorded_on: NaiveDate,
        /// Whether the record that the entry is about stands. The other one does otherwise, until Dukcapil decides.
        stands: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cbor,
        keys::{OpeningKey, SigningKey},
    };

    fn activation(double_hint: bool) -> Activation {
        Activation {
            province: "Kalimantan Barat".to_owned(),
            url: "https://rekam.example".to_owned(),
            sealing_key: OpeningKey::from_seed(&[2; 32]).unwrap().sealing_key(),
            signing_key: SigningKey::from_seed(&[1; 32]).verifying_key(),
            station: "6171-van-1".parse().unwrap(),
            station_name: "Mobil".to_owned(),
            place: "617101".to_owned(),
            lease: Lease {
                from: "2026-03-01".parse().unwrap(),
                until: "2026-12-31".parse().unwrap(),
                records: 100,
            },
            operators: Vec::new(),
            token: ByteArray::new([7; 32]),
            issued_at: "2026-02-20T03:00:00Z".parse().unwrap(),
            double_hint,
            extract: Vec::new(),
        }
    }

    #[test]
    fn an_activation_without_the_double_hint_has_the_fields_that_it_always_had() {
        let names = |double_hint| {
            let bytes = cbor::to_vec(&activation(double_hint)).unwrap();
            assert_eq!(
                cbor::from_slice::<Activation>(&bytes).unwrap(),
                activation(double_hint)
            );
            let name = b"double-hint";
            (
                bytes[0] & 0x1f,
                bytes.windows(name.len()).any(|part| part == name),
            )
        };
        assert_eq!(names(false), (11, false));
        assert_eq!(names(true), (12, true));
    }
}
