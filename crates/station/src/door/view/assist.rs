//! Who cannot sit, see or sign, and how a signature was written.

use rekam_domain::assistance::{Kinship, Need};
use rekam_domain::code::ErrorCode;
use serde::{Deserialize, Serialize};

use super::Label;

/// What may be noted of a resident who needs assistance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AssistanceChoices {
    /// What a resident may be unable to do.
    pub needs: Vec<NeedChoice>,
    /// Who may help.
    pub kinships: Vec<KinshipChoice>,
}

/// Something that a resident cannot do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NeedChoice {
    /// What.
    pub need: Need,
    /// In words.
    pub label: Label,
    /// What is done about it.
    pub path: Label,
}

/// Who somebody may be to the resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct KinshipChoice {
    /// Who.
    pub kinship: Kinship,
    /// In words.
    pub label: Label,
}

/// What the resident cannot do, as the page sends it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AssistanceWish {
    /// What; none to take back what was noted.
    pub cannot: Vec<Need>,
    /// Whether the team came to the bed.
    pub visit: bool,
    /// The helper's name; empty without a helper.
    pub helper: String,
    /// Who the helper is to the resident.
    pub kinship: Kinship,
}

/// What was noted of a resident who needs assistance.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AssistanceView {
    /// What the resident cannot do, and what is done about it.
    pub needs: Vec<NeedChoice>,
    /// Whether the team came to the bed.
    pub visit: bool,
    /// The helper's name.
    pub helper: Option<String>,
    /// Who the helper is to the resident.
    pub kinship: Option<KinshipChoice>,
}

/// The station as a face device for other programs on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FaceDeviceView {
    /// Whether it is one.
    pub on: bool,
    /// Where it answers while somebody is logged in.
    pub port: Option<u16>,
    /// The certificate under which others believe it (PEM).
    pub certificate: Option<String>,
    /// Why it does not answer although it should.
    pub code: Option<ErrorCode>,
}

/// What stands under the record for the resident's own hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum OwnMark {
    /// The signature.
    Signature,
    /// The thumb mark of who cannot sign.
    ThumbMark,
    /// Nothing: a helper stands for it, and a supervisor approved.
    Nothing,
}

/// With what a signature was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum WrittenWith {
    /// A pen that tells its pressure.
    Pen,
    /// A finger, or a pen that tells none.
    Touch,
    /// A mouse.
    Mouse,
}

/// Where the pen was: from the left and from the top in points of the picture, milliseconds since the first point, and pressure
/// from 0 to 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PenPoint(pub u16, pub u16, pub u32, pub u16);

impl std::fmt::Debug for AssistanceView {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AssistanceView(…)")
    }
}
