//! Fingers and eyes, their devices, and why one is not captured.

use rekam_domain::biometric::{ExceptionReason, Permanence, Placement, Site};
use rekam_domain::code::ErrorCode;
use rekam_domain::service::Step;
use serde::Serialize;

use super::Label;

/// One finger or eye.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SiteView {
    /// Which.
    pub site: Site,
    /// The step at which it is captured.
    pub step: Step,
    /// With which placement it is captured.
    pub placement: Placement,
    /// The quality of the best try, 0 to 100; nothing while nothing is captured.
    pub quality: Option<u8>,
    /// The quality that it should reach.
    pub threshold: u8,
    /// How often it was tried.
    pub tries: u32,
    /// Whether it needs no further try.
    pub settled: bool,
    /// Why it is not captured.
    pub exception: Option<ExceptionView>,
}

/// How the step for fingers or eyes stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SiteStepView {
    /// Which.
    pub step: Step,
    /// Whether an exception photo belongs to what is excepted.
    pub shows: bool,
    /// Whether nothing of it is left to do.
    pub complete: bool,
}

/// A finger or iris device on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeviceView {
    /// Make, model and serial number; nothing where it is not believed.
    pub name: Option<String>,
    /// The port at which it answers, on this machine.
    pub port: u16,
    /// What is captured with it.
    pub placements: Vec<Placement>,
    /// Why it captures nothing now.
    pub code: Option<ErrorCode>,
}

/// Why a finger or an eye is not captured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ExceptionView {
    /// The reason.
    pub reason: ExceptionReason,
    /// The reason in words.
    pub label: Label,
    /// Whether it lasts.
    pub permanence: Permanence,
    /// Who approved it.
    pub approver: Option<String>,
    /// What the operator added.
    pub note: String,
    /// Whether a picture shows it, so that an exception photo is taken.
    pub shows: bool,
}

/// The reasons for what is not captured at a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ExceptionOffer {
    /// What is probably the reason.
    pub likely: ExceptionReason,
    /// All of them.
    pub choices: Vec<ExceptionChoice>,
}

/// A reason to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ExceptionChoice {
    /// The reason.
    pub reason: ExceptionReason,
    /// In words.
    pub label: Label,
    /// Whether it may be permanent.
    pub may_last: bool,
    /// The sites for which it makes sense.
    pub fits: Vec<Site>,
}
