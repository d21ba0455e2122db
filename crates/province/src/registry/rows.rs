//! What goes into the registry and what comes out of it.

use super::{Assisted, SettledFinding};
use chrono::{DateTime, Utc};
use rekam_protocol::{
    day_book::DayBookHead,
    digest::Digest,
    documents::{ActivatedOperator, Lease},
    ids::{OperatorId, PacketId, Serial, StationId},
    keys::{SealingKey, Seed, VerifyingKey},
    packet::PacketKind,
    reckoning::{Account, Reckoning, Run},
    time::Stamp,
};
use std::fmt;

/// A closed list of words as they stand in the database and in JSON.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
        pub enum $name { $($(#[$word_doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// The word in the database and in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The value of a word, if it is one of the list.
            pub fn from_word(word: &str) -> Option<Self> {
                [$(Self::$variant,)+].into_iter().find(|value| value.as_str() == word)
            }
        }
    };
}

words!(
    /// How a station stands with the province.
    StationStatus {
        /// Its activation was written, it has not announced its keys yet.
        Issued = "issued",
        /// It announced its keys and may deliver.
        Active = "active",
        /// It is refused.
        Revoked = "revoked",
    }
);
words!(
    /// What became of a packet.
    PacketState {
        /// Received, not opened yet.
        Waiting = "waiting",
        /// Opened and found good.
        Opened = "opened",
        /// Could not be opened or was not what it claimed to be.
        Refused = "refused",
    }
);
words!(
    /// The cards that share one recording: a person is recorded once for the KTP-el, and once as a child for the KIA.
    Family {
        /// KTP-el services.
        Ktp = "ktp",
        /// KIA services.
        Kia = "kia",
        /// Services that print neither card (KK).
        Other = "other",
    }
);
/// An operator as the province knows one: in the activation, and with all keys announced at this station, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Id, name and role, as the activation says.
    pub activated: ActivatedOperator,
    /// Every key the operator ever announced here: packets sealed before a change of keys must still open.
    pub keys: Vec<VerifyingKey>,
}

/// A station to add.
#[derive(Debug, Clone)]
pub struct NewStation {
    /// Id, given by the province.
    pub id: StationId,
    /// Name for people.
    pub name: String,
    /// Kecamatan code of the place where it stands.
    pub place: String,
    /// Its lease.
    pub lease: Lease,
    /// Who works there; their keys come with the announcement.
    pub operators: Vec<ActivatedOperator>,
    /// The one-time token inside the activation.
    pub token: Seed,
    /// The signed activation document.
    pub activation: Vec<u8>,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
}

/// A renewed activation of a station that exists.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// The station.
    pub id: StationId,
    /// Its new lease.
    pub lease: Lease,
    /// Who works there from now on.
    pub operators: Vec<ActivatedOperator>,
    /// The signed document.
    pub activation: Vec<u8>,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
}

/// A station as the intake and the vault need it.
#[derive(Debug, Clone)]
pub struct Station {
    /// Id.
    pub id: StationId,
    /// How it stands with the province.
    pub status: StationStatus,
    /// The key it announced.
    pub key: Option<VerifyingKey>,
    /// The key that is sealed to, where it announced one.
    pub sealing_key: Option<SealingKey>,
    /// The one-time token, until the first announcement.
    pub token: Option<Seed>,
    /// Its operators with their keys.
    pub operators: Vec<Operator>,
}

/// A station and the key that it is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundStation {
    /// Id.
    pub id: StationId,
    /// Name for people.
    pub name: String,
    /// The key that it announced.
    pub key: VerifyingKey,
    /// When its activation was issued.
    pub issued_at: DateTime<Utc>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A station as a person lists it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct StationRow {
    /// Id.
    pub id: StationId,
    /// Name for people.
    pub name: String,
    /// Kecamatan code.
    pub place: String,
    /// How it stands with the province.
    pub status: StationStatus,
    /// Its lease.
    pub lease: Lease,
    /// Packets received from it.
    pub packets: u64,
    /// Its last hello.
    pub seen_at: Option<DateTime<Utc>>,
    /// Packets it said were waiting at its last hello.
    pub waiting: Option<u32>,
}

/// The keys a station announces.
#[derive(Debug, Clone)]
pub struct Announcement {
    /// The station.
    pub station: StationId,
    /// Its signing key.
    pub key: VerifyingKey,
    /// The key to which is sealed what is for it alone; nothing for a station that does not show one yet.
    pub sealing_key: Option<SealingKey>,
    /// Keys of its operators.
    pub operators: Vec<(OperatorId, VerifyingKey)>,
    /// Number of this announcement; grows.
    pub sequence: u32,
    /// When it was taken in.
    pub at: DateTime<Utc>,
}

/// What a station says of itself in a hello.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The station.
    pub station: StationId,
    /// Nonce of the hello; answered once.
    pub nonce: [u8; 16],
    /// The station's own time: tells which of two hellos of one boot was said first.
    pub told_at: Stamp,
    /// How far its day-book goes.
    pub day_book: DayBookHead,
    /// Head of its audit chain.
    pub audit_head: Digest,
    /// Packets that wait at the station.
    pub waiting: u32,
    /// When the hello was answered.
    pub at: DateTime<Utc>,
}

/// What the province holds of a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// Up to where the day-book is whole.
    pub day_book: DayBookHead,
    /// What is held after the first gap: inclusive ranges of serial numbers, ascending.
    pub held_beyond: Vec<(Serial, Serial)>,
}

/// An account that a station has signed.
#[derive(Debug, Clone)]
pub struct Accounted {
    /// What it says.
    pub account: Account,
    /// The signed message, which is kept.
    pub document: Vec<u8>,
    /// Whether it came by line: then it must belong to the last hello, and shows the state of now.
    pub in_conversation: bool,
    /// When it was taken in.
    pub at: DateTime<Utc>,
}

/// A station's books as the province knows them.
#[derive(Debug, Clone)]
pub struct Books {
    /// The days, as the station told them.
    pub runs: Vec<Run>,
    /// What is held of them, with the root of every run.
    pub reckoning: Reckoning,
    /// The signed account that goes furthest; nothing from a station that gave none.
    pub account: Option<Vec<u8>>,
    /// What did not fit and was settled, in the order in which it was. What is open stands in the reckoning.
    pub settled: Vec<SettledFinding>,
}

/// A packet whose bytes are safe and whose receipt is signed.
#[derive(Debug, Clone)]
pub struct NewPacket {
    /// Id.
    pub id: PacketId,
    /// Its station.
    pub station: StationId,
    /// Its number in the day-book.
    pub serial: Serial,
    /// What is in it.
    pub kind: PacketKind,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Head of the day-book before it.
    pub previous: Digest,
    /// Length in bytes.
    pub length: u64,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// The signed receipt.
    pub receipt: Vec<u8>,
}

/// What the registry says to a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reception {
    /// Taken in.
    New,
    /// Was here before: the receipt of that time, which is the answer.
    Held(Vec<u8>),
    /// Another packet has this id.
    IdTaken,
    /// Another packet of the station has this serial number.
    SerialTaken,
}

/// A packet as the registry knows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PacketRow {
    /// Id.
    pub id: PacketId,
    /// Its station.
    pub station: StationId,
    /// Its number in the day-book.
    pub serial: Serial,
    /// Record or canary.
    pub kind: PacketKind,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Length in bytes.
    pub length: u64,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// What became of it.
    pub state: PacketState,
    /// Word of the status or code of the reason, once it is settled.
    pub reason: Option<String>,
}

/// An enrollment that was opened and found good. Its `Debug` shows nothing of the resident.
#[derive(Clone)]
pub struct Enrollment {
    /// NIK, 16 digits.
    pub nik: String,
    /// Full name.
    pub full_name: String,
    /// Word of the sex.
    pub sex: String,
    /// Birth date, `YYYY-MM-DD`.
    pub birth_date: String,
    /// Village code, where one was recorded.
    pub village: Option<String>,
    /// Which recording it counts to.
    pub family: Family,
    /// Whether the service records the person anew (a reprint does not).
    pub recording: bool,
    /// Code of the service.
    pub service: String,
    /// Who recorded it.
    pub operator: OperatorId,
    /// When it was sealed, as the station told it.
    pub sealed: Stamp,
    /// The whole biodata as JSON.
    pub biodata: String,
    /// Role, media type, length and digest of each attachment as JSON; the pictures stay in the packet.
    pub attachments: String,
    /// When and after how many photos the resident approved the portrait, and what was set aside in it, as JSON; absent
    /// where there is no photo.
    pub photo: Option<String>,
    /// Elements that the record changes (F-1.06), as JSON; absent where it changes none.
    pub changes: Option<String>,
    /// What stood in for what the resident cannot do; absent where there is nothing to say.
    pub assisted: Option<Assisted>,
}

impl fmt::Debug for Enrollment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enrollment")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

/// What the vault found in a packet.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// A good enrollment; whether it is a double is decided inside the transaction.
    Record(Box<Enrollment>),
    /// A canary with its nonce.
    Canary([u8; 16]),
    /// Not to be opened, or not what it claims to be; the code says why.
    Refused(rekam_domain::code::ErrorCode),
}

/// How it is known when a record was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SealedBy {
    /// Counted from a comparison of clocks in the same run of the station's counter: right whatever the wall clock showed.
    Counted,
    /// By a wall clock that had been compared in that run.
    Confirmed,
    /// By a wall clock that nobody compared.
    Told,
}

impl SealedBy {
    /// The word under which it is stored.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Confirmed => "confirmed",
            Self::Told => "told",
        }
    }

    /// The reverse.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Counted, Self::Confirmed, Self::Told]
            .into_iter()
            .find(|known| known.as_str() == word)
    }
}

/// What became of a packet that the vault looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// A good enrollment, now in process.
    Processing,
    /// The same person was recorded before, by that packet.
    Double(PacketId),
    /// A canary, answered.
    Canary,
    /// Refused.
    Refused,
    /// It was settled before; nothing was changed.
    Already,
}

/// A line of the resident register. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
pub struct Resident {
    /// NIK, 16 digits.
    pub nik: String,
    /// Full name.
    pub full_name: String,
    /// Word of the sex.
    pub sex: String,
    /// Birth date, `YYYY-MM-DD`.
    pub birth_date: String,
    /// Village code.
    pub village: Option<String>,
    /// The packet that wrote this line.
    pub packet: PacketId,
}

impl fmt::Debug for Resident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resident")
            .field("packet", &self.packet)
            .finish_non_exhaustive()
    }
}

/// An enrollment as it is listed and exported. Its `Debug` shows nothing of the resident.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
pub struct EnrollmentRow {
    /// The packet.
    pub packet: PacketId,
    /// Its station.
    pub station: StationId,
    /// Its number in the day-book.
    pub serial: Serial,
    /// NIK, 16 digits.
    pub nik: String,
    /// Full name.
    pub full_name: String,
    /// Which recording it counts to.
    pub family: Family,
    /// Code of the service.
    pub service: String,
    /// Who recorded it.
    pub operator: String,
    /// Dukcapil's word for its status.
    pub status: String,
    /// The way to the portrait, as in [`Enrollment::photo`].
    pub photo: Option<String>,
    /// Who was helped and how.
    pub assisted: Option<Assisted>,
    /// When it was sealed, by our clock, and how that is known; nothing for what was opened before this was kept.
    pub sealed: Option<(DateTime<Utc>, SealedBy)>,
    /// When the packet was received.
    pub received_at: DateTime<Utc>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
}

impl fmt::Debug for EnrollmentRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrollmentRow")
            .field("packet", &self.packet)
            .finish_non_exhaustive()
    }
}

/// A person recorded twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Double {
    /// The later packet.
    pub packet: PacketId,
    /// The earlier one.
    pub first: PacketId,
    /// For which card.
    pub family: Family,
}
