//! What was done in a span of days: counts, and nothing about any resident.

use chrono::NaiveDate;
use rekam_domain::service::Service;
use rekam_protocol::documents::Activation;
use rekam_protocol::ids::OperatorId;
use serde::Serialize;

use super::{DiscardedCount, ExceptedCount, Label};
use crate::desk::Deeds;

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReportView {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// The station.
    pub station: String,
    /// Its name as people say it.
    pub station_name: String,
    /// Who asks.
    pub operator: String,
    /// Records sealed.
    pub sealed: u32,
    /// The numbers of those without a receipt.
    pub waiting: Vec<u32>,
    /// Of a trip: residents of its list who are still to be recorded.
    pub missing: Option<u32>,
    /// By service.
    pub by_service: Vec<ServiceMinutes>,
    /// By village: those of the lists, and others where somebody was recorded.
    pub by_village: Vec<VillageCount>,
    /// Of each day on which there were any.
    pub by_day: Vec<DayCount>,
    /// Fingers and eyes that were excepted, by reason.
    pub excepted: Vec<ExceptedCount>,
    /// Faults of photos that were set aside, by reason.
    pub set_aside: Vec<ReasonCount>,
    /// Drafts that were given up, by reason.
    pub discarded: Vec<DiscardedCount>,
    /// What each person did; nothing for who may not read the audit log.
    pub deeds: Option<Vec<DeedsOf>>,
}

/// What one person did, as the audit log has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeedsOf {
    /// Who.
    pub operator: String,
    /// Their name; empty for who no longer works here.
    pub name: String,
    /// Sittings begun.
    pub begun: u32,
    /// Records sealed.
    pub sealed: u32,
    /// Drafts given up.
    pub discarded: u32,
    /// Times faults of a photo were set aside.
    pub set_aside: u32,
    /// Fingers and eyes excepted, as the one who approved.
    pub exceptions: u32,
    /// Second records allowed, as the one who approved.
    pub doubles: u32,
    /// Wrong passwords before a right one.
    pub wrong_passwords: u32,
}

impl DeedsOf {
    pub(crate) fn new(operator: &OperatorId, activation: &Activation, did: Deeds) -> Self {
        Self {
            operator: operator.to_string(),
            name: activation.name_of(operator).to_owned(),
            begun: did.begun,
            sealed: did.sealed,
            discarded: did.discarded,
            set_aside: did.set_aside,
            exceptions: did.exceptions,
            doubles: did.doubles,
            wrong_passwords: did.wrong_passwords,
        }
    }
}

/// A service, how often, and how long it took.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ServiceMinutes {
    /// The service.
    pub service: Service,
    /// Its name on the form.
    pub label: Label,
    /// How often.
    pub count: u32,
    /// Minutes from the first question to the seal, on average; nothing where none was timed.
    pub minutes: Option<f64>,
}

/// A village, how many were recorded, and how many the lists expect.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct VillageCount {
    /// The code; empty where it is not known.
    pub code: String,
    /// Its name with kecamatan and kabupaten.
    pub name: String,
    /// Records of its residents, listed or not.
    pub recorded: u32,
    /// Residents whom the lists expect.
    pub expected: u32,
    /// Recorded against expected, which may exceed 100; nothing where nobody is expected.
    pub percent: Option<f64>,
}

/// A day and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DayCount {
    /// The day.
    pub day: NaiveDate,
    /// How many.
    pub count: u32,
}

/// A reason in words and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReasonCount {
    /// In words.
    pub label: Label,
    /// How often.
    pub count: u32,
}
