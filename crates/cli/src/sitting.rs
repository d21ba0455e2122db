//! The file that `rekam enroll` reads: one sitting, as somebody would type it.
//!
//! ```json
//! {
//!   "service": "KTP-A",
//!   "recorded-before": "never",
//!   "fields": { "nik": "6171011512019901", "full-name": "WARGA CONTOH SATU", "birth-date": "15-12-2001" },
//!   "photo-aside": { "reason": "eyes" },
//!   "exceptions": [
//!     { "sites": ["right-index"], "reason": "missing", "permanence": "permanent", "note": "" }
//!   ],
//!   "capture": ["right-four", "left-four", "thumbs", "irises"],
//!   "assistance": { "cannot": ["sign"], "visit": false, "helper": { "name": "ANAK CONTOH", "kinship": "child" } },
//!   "papers": { "f-1-02": "seen" }
//! }
//! ```
//!
//! `capture` is what the devices on this machine are asked for, each placement as often as the limits allow; what is excepted is
//! not asked for. Who cannot sign gives a thumb mark (`rekam enroll --thumb-mark`), or nothing with `"unmarked": true`, for which
//! a helper is named and the supervisor who approves the exceptions approves that as well.

use crate::say::Failure;
use rekam_domain::aside::Aside;
use rekam_domain::assistance::{Assistance, AssistanceError, Helper, Kinship, Need};
use rekam_domain::biometric::{ExceptionReason, Permanence, Placement, Site};
use rekam_domain::change::Change;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::service::{DocumentKind, Service};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One sitting.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Sitting {
    /// What the resident came for.
    pub(crate) service: Service,
    /// The answer to "pernah rekam di mana pun?".
    pub(crate) recorded_before: Earlier,
    /// What was typed, checked by the station.
    pub(crate) fields: BTreeMap<Field, String>,
    /// Why the photo is kept although something in it is not as it should be: one reason for all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) photo_aside: Option<Aside>,
    /// Elements that change (F-1.06); what they change to stands in `fields`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) changes: Vec<Change>,
    /// Fingers and eyes that are not captured.
    #[serde(default)]
    pub(crate) exceptions: Vec<Excepted>,
    /// What devices are asked for, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) capture: Vec<Placement>,
    /// What the resident cannot do, and who helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) assistance: Option<Assisted>,
    /// Papers that were looked at.
    #[serde(default)]
    pub(crate) papers: BTreeMap<DocumentKind, Paper>,
}

/// One reason for one or more fingers or eyes.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Excepted {
    /// Which.
    pub(crate) sites: Vec<Site>,
    /// Why.
    pub(crate) reason: ExceptionReason,
    /// For how long.
    pub(crate) permanence: Permanence,
    /// What else to say; may be empty.
    #[serde(default)]
    pub(crate) note: String,
}

/// What the resident cannot do, as typed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Assisted {
    /// What.
    pub(crate) cannot: BTreeSet<Need>,
    /// Whether the team came to the bed.
    #[serde(default)]
    pub(crate) visit: bool,
    /// Who helps.
    #[serde(default)]
    pub(crate) helper: Option<Helping>,
    /// Whether there is neither signature nor thumb mark.
    #[serde(default)]
    pub(crate) unmarked: bool,
}

/// A helper, as typed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Helping {
    /// Their name.
    pub(crate) name: String,
    /// Who they are to the resident.
    pub(crate) kinship: Kinship,
}

impl Assisted {
    /// What was typed, once it is seen to be right.
    pub(crate) fn read(&self) -> Result<Assistance, AssistanceError> {
        let helper = self.helper.as_ref();
        let helper = helper
            .map(|helper| Helper::parse(&helper.name, helper.kinship))
            .transpose()?;
        Assistance::new(self.cannot.clone(), self.visit, helper)
    }
}

/// Whether a paper was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Paper {
    /// The operator saw it.
    Seen,
    /// The resident did not bring it.
    Missing,
}

impl Sitting {
    /// Whether a supervisor has something to approve in it.
    pub(crate) fn needs_approval(&self) -> bool {
        let unmarked = self.assistance.as_ref().is_some_and(|one| one.unmarked);
        unmarked || !self.exceptions.is_empty()
    }

    /// The same sitting where a device captures whatever was excepted for want of one.
    pub(crate) fn with_devices(mut self) -> Self {
        let before = self.exceptions.len();
        self.exceptions
            .retain(|excepted| excepted.reason != ExceptionReason::Device);
        if self.exceptions.len() < before {
            self.capture = Placement::ALL.to_vec();
        }
        self
    }

    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = std::fs::read(path).map_err(|_| Failure::of(ErrorCode::FileUnreadable))?;
        serde_json::from_slice(&bytes).map_err(|error| Failure {
            // Line and column only: the message itself could quote what was typed.
            detail: Some(format!(
                "{}:{}:{}",
                path.display(),
                error.line(),
                error.column()
            )),
            ..Failure::of(ErrorCode::BiodataFile)
        })
    }
}
