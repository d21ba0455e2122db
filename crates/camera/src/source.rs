//! The seam between the desk and whatever delivers pictures.

use crate::error::CameraError;
use crate::feed::Feed;
use crate::format::Format;
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
    /// What to open it by, the same after every start and every plug into the same socket.
    pub id: CameraId,
    /// What a person reads: the name the maker gave the device. Two cameras may carry the same one.
    pub label: String,
    /// Where the system has it at the moment, such as `/dev/video0`; another after every plug.
    pub node: String,
    /// What it offers, as far as that is known before it is opened.
    pub formats: Vec<Format>,
}

/// A camera as a setting remembers it: by its socket and its label.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Remembered {
    /// Where it was plugged in.
    pub id: CameraId,
    /// What it was called.
    pub label: String,
}

impl Remembered {
    /// Finds it again: in the same socket under the same name, or in another one if only one camera has its name.
    pub fn among<'a>(&self, cameras: &'a [Camera]) -> Option<&'a Camera> {
        let mut called_so = cameras.iter().filter(|camera| camera.label == self.label);
        let in_its_socket = called_so.clone().find(|camera| camera.id == self.id);
        let anywhere = called_so.next();
        in_its_socket.or(anywhere.filter(|_| called_so.next().is_none()))
    }
}

impl From<&Camera> for Remembered {
    fn from(camera: &Camera) -> Self {
        Self {
            id: camera.id.clone(),
            label: camera.label.clone(),
        }
    }
}

/// Names a camera by where it is connected, never by its place in a list.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
pub struct CameraId(String);

impl CameraId {
    /// Takes an id as [`FrameSource::list`] gave it or as a setting remembered it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// Its text.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn camera(id: &str, label: &str) -> Camera {
        Camera {
            id: CameraId::new(id),
            label: label.to_owned(),
            node: String::new(),
            formats: Vec::new(),
        }
    }

    fn found<'a>(id: &str, label: &str, cameras: &'a [Camera]) -> Option<&'a str> {
        let remembered = Remembered::from(&camera(id, label));
        remembered.among(cameras).map(|camera| camera.id.as_str())
    }

    #[test]
    fn a_camera_is_found_in_its_socket_or_in_another_but_never_taken_for_its_twin() {
        let twins = [
            camera("left", "C920"),
            camera("right", "C920"),
            camera("top", "Brio"),
        ];
        assert_eq!(found("right", "C920", &twins), Some("right"));
        assert_eq!(found("gone", "Brio", &twins), Some("top"));
        assert_eq!(found("gone", "C920", &twins), None, "which of the two?");
        assert_eq!(found("top", "C920", &twins[1..]), Some("right"));
        assert_eq!(
            found("top", "Kamera", &twins),
            None,
            "another model in its socket"
        );
    }
}
