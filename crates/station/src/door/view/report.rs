//! What was done in a span of days: counts, and nothing about any resident.

use chrono::NaiveDate;
use rekam_domain::service::Service;
use serde::Serialize;

use super::{DiscardedCount, ExceptedCount, Label};

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
