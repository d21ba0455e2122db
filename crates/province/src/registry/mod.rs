//! The registry: everything the province knows, behind one trait.
//!
//! SQL stands only in this folder. [`sqlite`] is the default (one file, nothing to install); another implementation
//! passes the same contract suite by adding one line to `contract.rs`.

mod assisted;
#[cfg(test)]
mod contract;
mod given;
mod rows;
mod settlement;
pub mod sqlite;

pub use assisted::{Assisted, Told};
pub use given::{GivenList, GivenTable, KeptPart};
pub use rows::{
    Accounted, Announcement, Books, BoundStation, Contact, Double, Enrollment, EnrollmentRow,
    Family, Greeting, NewPacket, NewStation, Operator, PacketRow, PacketState, Reception, Renewal,
    Resident, SealedBy, Settled, Station, StationRow, StationStatus, Verdict,
};
pub use settlement::{SettledFinding, Settlement};

use chrono::{DateTime, Utc};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    digest::Digest,
    documents::FeedEntry,
    ids::{PacketId, Serial, StationId},
    keys::KeyId,
    provisions::Provisions,
    reckoning::{Fault, Reckoning},
};
use std::{collections::BTreeMap, sync::Arc};

/// Why the registry did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The database was written by a newer version of this program.
    #[error("the registry has schema {found}, this program knows schemas up to {known}")]
    Newer {
        /// Schema version found.
        found: u32,
        /// Newest schema version this program knows.
        known: u32,
    },
    /// A station of this id stands in the registry already.
    #[error("the station exists already")]
    StationExists,
    /// No station of this id.
    #[error("the station is not known")]
    NoStation,
    /// The station has announced another signing key before.
    #[error("the station is bound to another key")]
    OtherKey,
    /// The announcement is older than one already taken.
    #[error("the announcement is older than the one already taken")]
    StaleAnnouncement,
    /// The announcement names an operator whom the activation does not list.
    #[error("the announcement names an operator who is not in the activation")]
    UnknownOperator,
    /// This hello was answered before: a recording of it opens nothing.
    #[error("this hello was answered before")]
    HelloRepeated,
    /// An account came by line and not in the conversation that its station began last.
    #[error("the account does not belong to the conversation")]
    AccountStale,
    /// No such finding of the station is open.
    #[error("no such finding is open")]
    NoFinding,
    /// The disk has no room.
    #[error("the disk is full")]
    Full,
    /// A stored value cannot be read back: the database was changed from outside or damaged.
    #[error("a stored value cannot be read: {0}")]
    Damaged(&'static str),
    /// The database failed.
    #[error("the registry's database failed")]
    Backend(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl RegistryError {
    /// The code that reaches a person or a station.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Newer { .. } => ErrorCode::RegistryNewer,
            Self::StationExists => ErrorCode::StationExists,
            Self::NoStation => ErrorCode::StationUnknown,
            Self::OtherKey => ErrorCode::StationBoundElsewhere,
            Self::StaleAnnouncement => ErrorCode::AnnouncementStale,
            Self::UnknownOperator => ErrorCode::OperatorUnknown,
            Self::HelloRepeated => ErrorCode::HelloRepeated,
            Self::AccountStale => ErrorCode::AccountStale,
            Self::NoFinding => ErrorCode::FindingUnknown,
            Self::Full => ErrorCode::ProvinceDiskFull,
            Self::Damaged(_) | Self::Backend(_) => ErrorCode::RegistryFailed,
        }
    }
}

/// Everything the province knows. Each method is one transaction: done and durable when it returns `Ok`, untouched otherwise.
///
/// The trait is synchronous, and `serve` calls it from blocking threads. SQLite has no other way; the vault and the
/// administration are plain loops that want no runtime; and a PostgreSQL implementation holds a pool of blocking
/// connections, of which it needs no more than there are blocking threads. One kind of call, no boxed futures, and the
/// contract suite reads as straight code.
pub trait Registry: Send + Sync {
    /// Adds a station with its operators, its lease and its activation document.
    ///
    /// # Errors
    /// [`RegistryError::StationExists`].
    fn add_station(&self, station: &NewStation) -> Result<(), RegistryError>;

    /// One station, with its operators and all keys they announced.
    fn station(&self, id: &StationId) -> Result<Option<Station>, RegistryError>;

    /// The station that announced a key of this name.
    fn station_by_key(&self, key: &KeyId) -> Result<Option<Station>, RegistryError>;

    /// All stations with what is known of each, by id.
    fn stations(&self) -> Result<Vec<StationRow>, RegistryError>;

    /// The stations that have shown a key, revoked ones too, by id.
    fn bound_stations(&self) -> Result<Vec<BoundStation>, RegistryError>;

    /// The activation document, as long as the station has not used it.
    fn activation(&self, id: &StationId) -> Result<Option<Vec<u8>>, RegistryError>;

    /// Keeps a renewed activation: the lease and the operators in it are those of the station from now on. Operators who are
    /// not named any more stay known, as packets that they signed may still come.
    ///
    /// # Errors
    /// [`RegistryError::NoStation`].
    fn renew(&self, renewal: &Renewal) -> Result<(), RegistryError>;

    /// The newest renewed activation of a station, if it was issued after `after`.
    fn renewal(
        &self,
        id: &StationId,
        after: DateTime<Utc>,
    ) -> Result<Option<Vec<u8>>, RegistryError>;

    /// Binds a station to its key and takes in the keys of its operators; the one-time token is forgotten. The same
    /// announcement again changes nothing.
    ///
    /// # Errors
    /// [`RegistryError::NoStation`], [`RegistryError::OtherKey`], [`RegistryError::StaleAnnouncement`],
    /// [`RegistryError::UnknownOperator`].
    fn announce(&self, announcement: &Announcement) -> Result<(), RegistryError>;

    /// Revokes a station: its tokens, hellos and uploads are refused from now on. What it delivered stays.
    ///
    /// # Errors
    /// [`RegistryError::NoStation`].
    fn revoke(&self, id: &StationId, at: DateTime<Utc>) -> Result<(), RegistryError>;

    /// Notes a hello and answers with what the province holds of that station. A head that does not fit, and a day-book that
    /// is shorter than at the hello before, become findings.
    ///
    /// # Errors
    /// [`RegistryError::NoStation`], [`RegistryError::HelloRepeated`].
    fn greet(&self, contact: &Contact) -> Result<Greeting, RegistryError>;

    /// Keeps an account whose signature and runs were checked, compares its heads with what is held and with what was signed
    /// before, notes what does not fit, and answers it.
    ///
    /// # Errors
    /// [`RegistryError::AccountStale`]: nothing is then kept.
    fn take_account(&self, accounted: &Accounted) -> Result<Reckoning, RegistryError>;

    /// All that is known of a station's day-book, its chain followed anew.
    fn books(&self, station: &StationId, at: DateTime<Utc>) -> Result<Books, RegistryError>;

    /// Notes something that does not fit with a station's books; once, unless it was settled in between: then it is open again.
    fn find(
        &self,
        station: &StationId,
        serial: u32,
        fault: Fault,
        at: DateTime<Utc>,
    ) -> Result<(), RegistryError>;

    /// Settles a finding that is open, with a reason and who says so. Both are kept for ever.
    ///
    /// # Errors
    /// [`RegistryError::NoFinding`].
    fn settle_finding(&self, settlement: &Settlement) -> Result<SettledFinding, RegistryError>;

    /// Takes in packets whose bytes are safe, in one transaction for all of them, and answers for each in order. A packet that
    /// does not follow from its neighbours is taken in, and becomes a finding.
    fn receive(&self, packets: &[NewPacket]) -> Result<Vec<Reception>, RegistryError>;

    /// One packet.
    fn packet(&self, id: &PacketId) -> Result<Option<PacketRow>, RegistryError>;

    /// The packet of a station under a serial number.
    fn packet_at(
        &self,
        station: &StationId,
        serial: Serial,
    ) -> Result<Option<PacketRow>, RegistryError>;

    /// The receipt of a packet.
    fn receipt(&self, id: &PacketId) -> Result<Option<Vec<u8>>, RegistryError>;

    /// Packets in the order of their arrival, newest last, those of one station and millisecond by serial number; of one state if
    /// one is named; at most `limit`.
    fn packets(
        &self,
        state: Option<PacketState>,
        limit: u32,
    ) -> Result<Vec<PacketRow>, RegistryError>;

    /// Writes what the vault found in a packet: resident register, enrollment, double, status and feed entry together.
    /// A packet that was settled before is left as it is.
    fn settle(
        &self,
        packet: &PacketId,
        verdict: &Verdict,
        at: DateTime<Utc>,
    ) -> Result<Settled, RegistryError>;

    /// Feed entries of a station after a cursor, oldest first, at most `limit`.
    fn feed(
        &self,
        station: &StationId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<FeedEntry>, RegistryError>;

    /// The parts that a station's list has now, by the digest of their content; none for a list that there is not.
    fn list_parts(
        &self,
        station: &StationId,
        list: &str,
    ) -> Result<BTreeMap<Digest, KeptPart>, RegistryError>;

    /// Gives a list to a station, in place of one of the same name. The station's provisions are newer from now on than they
    /// ever were, whatever the clock says.
    ///
    /// # Errors
    /// [`RegistryError::NoStation`].
    fn give_list(&self, list: &GivenList) -> Result<(), RegistryError>;

    /// Takes a list back from a station; answers whether there was one of that name.
    ///
    /// # Errors
    /// Of the database.
    fn withdraw_list(
        &self,
        station: &StationId,
        list: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, RegistryError>;

    /// Gives a code table to every station that there is, in place of one of the same name.
    fn give_table(&self, table: &GivenTable) -> Result<(), RegistryError>;

    /// The code tables that were given, by name.
    fn tables(&self) -> Result<Vec<GivenTable>, RegistryError>;

    /// What a station should take along; nothing where it was never given anything.
    ///
    /// # Errors
    /// [`RegistryError::NoStation`].
    fn provisions(&self, station: &StationId) -> Result<Option<Provisions>, RegistryError>;

    /// The bytes of a part that the provisions of this station name.
    fn provision(
        &self,
        station: &StationId,
        part: &Digest,
    ) -> Result<Option<Vec<u8>>, RegistryError>;

    /// The resident register, by NIK.
    fn residents(&self) -> Result<Vec<Resident>, RegistryError>;

    /// All enrollments in the order in which they were opened.
    fn enrollments(&self) -> Result<Vec<EnrollmentRow>, RegistryError>;

    /// All doubles found, oldest first.
    fn doubles(&self) -> Result<Vec<Double>, RegistryError>;
}

/// A registry that many hands share.
pub type SharedRegistry = Arc<dyn Registry>;
