//! A day at the counter, its close, and the slip of one record.

use chrono::NaiveDate;
use rekam_domain::biometric::ExceptionReason;
use rekam_domain::enrollment::DiscardReason;
use rekam_domain::service::Service;
use serde::Serialize;

use super::{DayReckonedView, Gauge, Label};
use crate::lease::LeaseStanding;

/// How today goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Today {
    /// The day at the counter.
    pub day: NaiveDate,
    /// Records sealed today.
    pub sealed: u32,
    /// Those by service.
    pub by_service: Vec<ServiceCount>,
    /// Residents whom loaded lists name.
    pub expected: u32,
    /// Those of them who are not recorded here.
    pub expected_left: u32,
    /// Packets without a receipt.
    pub waiting: u32,
    /// When the oldest of them was sealed.
    pub waiting_since: Option<String>,
    /// Their bytes that the province does not hold yet.
    pub waiting_bytes: u32,
    /// Packets with a receipt.
    pub received: u32,
    /// Packets of which the centre says that somebody must do something.
    pub needs_action: u32,
    /// Room on the disk.
    pub disk: Gauge,
    /// The lease.
    pub lease: LeaseStanding,
}

/// A service and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ServiceCount {
    /// The service.
    pub service: Service,
    /// Its name on the form.
    pub label: Label,
    /// How often.
    pub count: u32,
}

/// What is printed when a day is over. It says nothing about any resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DayClose {
    /// Which day.
    pub day: NaiveDate,
    /// Templates of faces that are kept until the trip is closed; nothing where the double hint is off.
    pub templates: Option<u32>,
    /// The station.
    pub station: String,
    /// Its name as people say it.
    pub station_name: String,
    /// Who closes the day.
    pub operator: String,
    /// Records sealed.
    pub sealed: u32,
    /// Those by service.
    pub by_service: Vec<ServiceCount>,
    /// Fingers and eyes that were excepted in them, by reason.
    pub excepted: Vec<ExceptedCount>,
    /// Drafts that were given up, by reason.
    pub discarded: Vec<DiscardedCount>,
    /// Number of the day's first record.
    pub first_serial: Option<u32>,
    /// Number of the day's last record.
    pub last_serial: Option<u32>,
    /// Numbers of records whose receipt is not here yet.
    pub waiting: Vec<u32>,
    /// Drafts that are still open.
    pub drafts: u32,
    /// Head of the day-book after the day's last line, hexadecimal.
    pub head: Option<String>,
    /// Supervisors who saw what was done and found it right.
    pub approved: Vec<DayApproval>,
    /// Created against received, canaries too; nothing on a day without any, or before the province ever reckoned.
    pub reckoned: Option<DayReckonedView>,
}

/// A supervisor's word on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DayApproval {
    /// Whose.
    pub operator: String,
    /// Their name; empty for who no longer works here.
    pub name: String,
    /// When.
    pub at: String,
    /// The last record that was there.
    pub upto: u32,
    /// Residents' records of the day that came later, and need another word.
    pub later: u32,
}

/// A reason for exceptions and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ExceptedCount {
    /// The reason.
    pub reason: ExceptionReason,
    /// In words.
    pub label: Label,
    /// How often.
    pub count: u32,
}

impl ExceptedCount {
    pub(crate) fn of((reason, count): &(ExceptionReason, u32)) -> Self {
        Self {
            reason: *reason,
            label: Label::of(|language| reason.label(language).to_owned()),
            count: *count,
        }
    }
}

/// A reason for giving a draft up and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DiscardedCount {
    /// The reason.
    pub reason: DiscardReason,
    /// How often.
    pub count: u32,
}

impl DiscardedCount {
    pub(crate) const fn of((reason, count): &(DiscardReason, u32)) -> Self {
        Self {
            reason: *reason,
            count: *count,
        }
    }
}

/// What the resident takes home. It is no identity document.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SlipView {
    /// The packet.
    pub packet: String,
    /// Its number in the day-book.
    pub serial: u32,
    /// The station.
    pub station: String,
    /// Its name as people say it.
    pub station_name: String,
    /// What the resident came for.
    pub service: Label,
    /// When it was sealed.
    pub sealed_at: String,
    /// SHA-256 of the packet, hexadecimal.
    pub digest: String,
    /// The resident's name: known at the moment of sealing and never after.
    pub name: Option<String>,
    /// The signed slip as a QR code.
    pub qr: QrView,
}

impl std::fmt::Debug for SlipView {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SlipView({})", self.serial)
    }
}

/// A QR code to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QrView {
    /// Modules on a side, without the quiet zone.
    pub size: u32,
    /// The dark modules as an SVG path, one unit each.
    pub path: String,
}
