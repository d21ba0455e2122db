//! The seam between the desk and whatever delivers pictures.

use crate::error::CameraError;
use crate::feed::Feed;
use crate::pace::FrameRate;

/// Lists cameras and opens them.
///
/// `tests/contract.rs` says what every implementation keeps.
pub trait FrameSource: Send + Sync {
    /// The cameras that can be opened now, in a stable order. No camera is an empty list, not an error.
    ///
    /// # Errors
    /// [`CameraError::NoAnswer`] if the driver does not answer in time, [`CameraError::ReplayEmpty`] for a folder
    /// without pictures, and what the driver says otherwise.
    fn list(&self) -> Result<Vec<Camera>, CameraError>;

    /// Opens a camera and returns at once; the feed's state tells how the opening went.
    ///
    /// # Errors
    /// [`CameraError::NotFound`] if the source knows at once that there is no such camera, and the errors of
    /// [`list`](FrameSource::list).
    fn open(&self, camera: &CameraId, wish: Wish) -> Result<Feed, CameraError>;
}

/// One camera as a person chooses it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Camera {
    /// What to open it by.
    pub id: CameraId,
    /// What a person reads: the name the maker gave the device. Two cameras may carry the same one.
    pub label: String,
}

/// Names a camera by where it is connected (a path), never by its place in a list.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct CameraId(String);

impl CameraId {
    /// Takes a path such as `/dev/video0`, as [`FrameSource::list`] gave it or as a setting remembered it.
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the desk would like to get. The source gives the nearest it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Pixels per line.
    pub width: u16,
    /// Lines.
    pub height: u16,
    /// Frames in a second.
    pub rate: FrameRate,
}

impl Default for Wish {
    /// 1920x1080 at 30 frames a second: a webcam of 70 degrees in 720p cannot give the 90 pixels between the eyes that
    /// a portrait needs beyond 0.64 m (DESIGN 5.1).
    fn default() -> Self {
        Self {
            width: 1920,
            height: 1080,
            rate: FrameRate::THIRTY,
        }
    }
}
