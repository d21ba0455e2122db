//! What is said of a finding when it is settled.

use chrono::{DateTime, Utc};
use rekam_protocol::{
    ids::StationId,
    reckoning::{Fault, Finding},
};

/// What somebody says of a finding, so that it is open no longer.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// The station.
    pub station: StationId,
    /// The finding's serial number.
    pub serial: u32,
    /// What was found.
    pub fault: Fault,
    /// Who says so.
    pub by: String,
    /// Why nothing is open any more.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A finding that is open no longer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SettledFinding {
    /// What was found, and when.
    #[serde(flatten)]
    pub finding: Finding,
    /// When it was settled.
    pub settled_at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
}
