//! What stations are given to take along.

use chrono::{DateTime, Utc};
use rekam_protocol::{digest::Digest, ids::StationId};

/// A part of a list, sealed to its station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPart {
    /// The digest of what it says, by which the same part is found again.
    pub content: Digest,
    /// Its bytes, sealed.
    pub bytes: Vec<u8>,
}

/// A list for a station.
#[derive(Debug, Clone)]
pub struct GivenList {
    /// The station.
    pub station: StationId,
    /// What people call it.
    pub name: String,
    /// Residents that it names.
    pub residents: u32,
    /// Its parts.
    pub parts: Vec<KeptPart>,
    /// When it was given.
    pub at: DateTime<Utc>,
}

/// A code table for all stations.
#[derive(Debug, Clone)]
pub struct GivenTable {
    /// Its name, as its file in `assets` is called.
    pub name: String,
    /// What is stored with every value that is chosen from it.
    pub version: String,
    /// Its bytes, packed.
    pub bytes: Vec<u8>,
    /// When it was given.
    pub at: DateTime<Utc>,
}
