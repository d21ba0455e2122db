//! Receiving from colleagues.

use serde::Serialize;

use crate::handover::{Shelved, Visit};

/// Whether colleagues are received, and what they brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HubView {
    /// Where, while it is switched on.
    pub open: Option<OpenHub>,
    /// What is kept for colleagues, switched on or not.
    pub kept: Shelved,
}

/// A hub that is switched on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OpenHub {
    /// What a colleague types: one of these.
    pub addresses: Vec<String>,
    /// What people compare on two screens.
    pub fingerprint: String,
    /// The last call of each colleague.
    pub visits: Vec<Visit>,
}
