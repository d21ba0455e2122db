//! Login, activation, services, devices.

use chrono::NaiveDate;
use rekam_camera::Control;
use rekam_domain::code::ErrorCode;
use rekam_domain::role::{Permission, Role};
use rekam_domain::service::{PriorRecording, Product, Service};
use serde::Serialize;

use super::Label;

/// How far the station is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// It has never been activated.
    Activate,
    /// Nobody is logged in.
    Locked,
    /// Somebody is.
    Open,
}

/// What there is before and after a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Front {
    /// Version of the app.
    pub version: String,
    /// How far the station is.
    pub stage: Stage,
    /// The station, once it is activated.
    pub station: Option<String>,
    /// Its name as people say it.
    pub station_name: Option<String>,
    /// Who has a password here.
    pub operators: Vec<Colleague>,
    /// The login of a demonstration, shown on the screen; nothing at a real station.
    pub demo: Option<DemoLogin>,
    /// Who is logged in.
    pub operator: Option<Me>,
}

/// Somebody who may log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Colleague {
    /// What they log in with.
    pub id: String,
    /// Their name.
    pub name: Option<String>,
}

/// The login of a demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DemoLogin {
    /// Whom to log in as.
    pub operator: String,
    /// With which password.
    pub password: String,
}

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Me {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: Option<String>,
    /// Their role.
    pub role: Role,
    /// What the role may do.
    pub may: Vec<Permission>,
    /// Who may approve what is recorded here now: supervisors other than the one who is logged in.
    pub approvers: Vec<Colleague>,
}

/// What an activation says, for people to compare before they accept it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ActivationView {
    /// The province.
    pub province: String,
    /// The station.
    pub station: String,
    /// Its name as people say it.
    pub station_name: String,
    /// Where it records, as a path of names.
    pub place: String,
    /// First day of the lease.
    pub lease_from: NaiveDate,
    /// Last day of the lease.
    pub lease_until: NaiveDate,
    /// Residents that may be recorded under it.
    pub lease_records: u32,
    /// Who may work here.
    pub operators: Vec<NamedOperator>,
    /// SHA-256 of the province's signing key, hexadecimal: to be compared by phone or on paper.
    pub fingerprint: String,
}

/// Somebody whom the province named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NamedOperator {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Whether they may be the first at a new station.
    pub may_begin: bool,
}

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum CheckedPart {
    /// The station's keys and files.
    Key,
    /// The lease.
    Lease,
    /// The clock.
    Clock,
    /// Room on the disk.
    Disk,
    /// The second copy of what is sealed.
    Mirror,
    /// A camera.
    Camera,
    /// The line to the province.
    Province,
    /// The list of a trip.
    List,
    /// Whether the province has opened a canary.
    Canary,
    /// The machine's battery.
    Battery,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    /// Ready.
    Good,
    /// Work can go on, but somebody should look.
    Warning,
    /// Work cannot go on.
    Bad,
    /// Cannot be known yet.
    Unknown,
}

/// One line of the check list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Check {
    /// What was checked.
    pub what: CheckedPart,
    /// How it came out.
    pub state: CheckState,
    /// What is wrong and what to do.
    pub code: Option<ErrorCode>,
    /// A number or name that belongs to it.
    pub detail: Option<String>,
}

/// One service of F-1.02.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ServiceView {
    /// The service.
    pub service: Service,
    /// Its name on the form.
    pub label: Label,
    /// What it ends in.
    pub product: Product,
    /// What must be true of earlier recordings.
    pub prior: PriorRecording,
}

/// A file for whoever helps from afar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Diagnostics {
    /// Where it lies.
    pub path: String,
    /// What stands in it: nothing about any resident.
    pub text: String,
}

/// One camera to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CameraView {
    /// What it is opened by.
    pub id: String,
    /// What a person reads.
    pub label: String,
    /// Where the system has it at the moment.
    pub node: String,
    /// What it can send, such as `1920x1080 MJPEG 30, 15 /s`, where that is known before it is opened.
    pub formats: Vec<String>,
    /// Whether it is the one in use.
    pub chosen: bool,
}

/// How the camera in use fares, and what is to be said of its newest picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CameraTrial {
    /// The camera's id.
    pub id: Option<String>,
    /// Frames so far.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub frames: u64,
    /// Frames that came damaged and were refused.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub damaged: u64,
    /// Frames that the driver counted and kept back.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub skipped: u64,
    /// What can be turned at it.
    pub controls: Vec<Control>,
    /// Its newest picture, decoded as strictly as a photo is.
    pub picture: Option<TestPicture>,
}

/// A picture that was only looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TestPicture {
    /// Its length in bytes.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: usize,
    /// Why it could not be used; nothing if it is whole.
    pub code: Option<ErrorCode>,
}
