//! What changes by itself: camera, guidance, line, queue, disk. Pushed to both windows as one event.

use rekam_domain::code::ErrorCode;
use rekam_photo::Fault;
use serde::{Deserialize, Serialize};

use super::{Label, ReadBackView, Stage};
pub use crate::disk::Gauge;
use crate::lease::LeaseStanding;

/// How things stand now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Status {
    /// How far the station is.
    pub stage: Stage,
    /// The camera.
    pub camera: CameraStatus,
    /// What the picture needs, while somebody looks at it.
    pub guidance: Option<Guidance>,
    /// The line.
    pub line: LineView,
    /// What waits.
    pub queue: Waiting,
    /// Room on the disk; nothing while the desk is locked.
    pub disk: Option<Gauge>,
    /// The second copy of what is sealed; nothing where the crew keeps none.
    pub mirror: Option<MirrorView>,
    /// The lease; nothing while the desk is locked.
    pub lease: Option<LeaseStanding>,
    /// How many minutes the computer's clock is ahead of the province's, behind where negative; nothing where it is right
    /// to two minutes, or was not compared since it was switched on.
    pub clock_ahead_minutes: Option<i32>,
    /// Whether the resident's window is wanted.
    pub resident_window: bool,
    /// What the resident's screen shows.
    pub scene: SceneKind,
    /// The resident's last answer on that screen.
    pub answer: Option<Answer>,
}

/// How the second copy stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MirrorView {
    /// Where its medium is.
    pub medium: String,
    /// What a person calls the medium.
    pub label: String,
    /// Sealed packets that are not on it yet.
    pub behind: u32,
    /// When it was last brought up to date.
    pub at: Option<String>,
    /// What keeps it from being brought up to date, and what to do.
    pub code: Option<ErrorCode>,
}

/// How a camera is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum CameraState {
    /// There is none, or it is not needed now.
    None,
    /// Asked to open.
    Opening,
    /// Frames are coming.
    Streaming,
    /// Frames have stopped.
    Stalled,
    /// It went away; it is looked for.
    Lost,
    /// Another program holds it.
    Busy,
    /// The system refuses it.
    Denied,
}

/// The camera.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CameraStatus {
    /// How it is doing.
    pub state: CameraState,
    /// Its name.
    pub label: Option<String>,
    /// What is wrong and what to do.
    pub code: Option<ErrorCode>,
    /// Pixels per line; 0 until a frame was looked at.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// Frames in the last second.
    pub frames_per_second: u32,
    /// What it was asked for, such as `1920x1080 MJPEG 30/s`.
    pub mode: Option<String>,
    /// How far away a resident may sit; nothing before a picture came.
    pub chair: Option<Chair>,
}

/// How far from the camera an adult's eyes are wide enough apart in the picture, in centimetres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Chair {
    /// For the 90 pixels that a portrait needs.
    pub farthest_cm: f32,
    /// For the 120 pixels that are better.
    pub better_cm: f32,
    /// Whether the camera's field of view is known; else the usual one is assumed.
    pub measured: bool,
}

/// What the picture needs. Places are shares of the picture, 0 to 1 from its left and top.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Guidance {
    /// The one thing to say to the person; nothing when the picture is good.
    pub instruction: Option<Label>,
    /// What it is about, for a drawing and a voice; nothing too when the picture could not be looked at.
    pub fault: Option<Fault>,
    /// Faces that are seen.
    pub faces: u32,
    /// Where the face is: left, top, width, height.
    pub face: Option<[f32; 4]>,
    /// The eyes, the one on the left of the picture first.
    pub eyes: Option<[[f32; 2]; 2]>,
    /// For how long it has been good, in milliseconds.
    pub good_for_ms: u32,
    /// Whether the photo takes itself now: good for long enough, at a desk that likes it so, while no portrait waits for an
    /// answer.
    pub ready: bool,
}

/// How the line is doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum LineState {
    /// Not tried yet.
    #[default]
    Unknown,
    /// The province is not reached.
    Offline,
    /// The province answered last time.
    Online,
    /// A conversation is going on.
    Sending,
    /// Stopped by the operator.
    Paused,
}

/// The line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LineView {
    /// How it is doing.
    pub state: LineState,
    /// What is wrong and what to do.
    pub code: Option<ErrorCode>,
    /// Since when.
    pub since: Option<String>,
    /// Conversations that have ended: each may have brought news, even within one second.
    pub ended: u32,
    /// Packets that are left in this conversation.
    pub records_left: u32,
    /// Bytes sent in this conversation.
    pub bytes_done: u32,
    /// Bytes to send in this conversation.
    pub bytes_total: u32,
    /// Bytes in the last seconds, per second.
    pub bytes_per_second: u32,
}

/// What waits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Waiting {
    /// Packets without a receipt.
    pub waiting: u32,
    /// Since when the oldest of them waits.
    pub waiting_since: Option<String>,
}

/// What the resident's screen can show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SceneKind {
    /// A greeting.
    #[default]
    Welcome,
    /// The resident's own image.
    Mirror,
    /// The portrait, with "Setuju / Ulangi".
    Photo,
    /// The read-back, in large type.
    ReadBack,
}

/// What the resident's screen shows now.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Scene {
    /// A greeting.
    Welcome,
    /// The resident's own image.
    Mirror,
    /// The portrait.
    Photo {
        /// The draft.
        draft: String,
        /// Digest of the portrait.
        digest: String,
    },
    /// The read-back.
    ReadBack {
        /// What is stored.
        read_back: Box<ReadBackView>,
    },
}

/// The resident's answer on the second screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Answer {
    /// The draft that was shown.
    pub draft: Option<String>,
    /// Yes or no.
    pub yes: bool,
    /// Counts answers, so that a second "yes" is news.
    pub number: u32,
}
