//! A camera at the desk, by way of nokhwa. No other file knows nokhwa.
//!
//! Kept thin on purpose. What holds today: every call into the binding runs on a thread of its own, listing and opening
//! have a time limit, a panic ends as [`CameraError::Lost`], and a frame is cut to the picture it starts with.
//!
//! What nokhwa 0.10.11 cannot give on Linux, and this file therefore does not promise: it ignores how many bytes the
//! driver filled, so a truncated frame followed by the tail of an older one passes for whole; `frame()` has no time
//! limit, so closing a stalled camera leaves its thread behind; cameras at fractional frame rates do not open; the
//! metadata node of a camera is listed as a second camera.

use crate::error::CameraError;
use crate::feed::{Feed, Slot};
use crate::frame::Jpeg;
use crate::source::{Camera, CameraId, FrameSource, Wish};
use nokhwa::utils::{
    ApiBackend, CameraFormat, CameraInfo, FrameFormat, RequestedFormat, RequestedFormatType,
    Resolution,
};
use nokhwa::{NokhwaError, query};
use std::sync::mpsc;
use std::time::Duration;

/// How long the operating system may take to name its cameras.
const LIST_LIMIT: Duration = Duration::from_secs(3);

/// The cameras of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Device;

impl FrameSource for Device {
    fn list(&self) -> Result<Vec<Camera>, CameraError> {
        let mut cameras: Vec<Camera> = infos_within_limit()?.iter().map(describe).collect();
        cameras.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(cameras)
    }

    fn open(&self, camera: &CameraId, wish: Wish) -> Result<Feed, CameraError> {
        let info = infos_within_limit()?
            .into_iter()
            .find(|info| id(info) == *camera)
            .ok_or(CameraError::NotFound)?;
        Feed::start(move |slot| match capture(slot, &info, wish) {
            Ok(()) => CameraError::Lost,
            Err(error) => reason(&error),
        })
    }
}

/// What the binding knows of the cameras. It may hang or panic, so it is asked on a thread that can be left behind.
fn infos_within_limit() -> Result<Vec<CameraInfo>, CameraError> {
    let (answer, listed) = mpsc::channel();
    std::thread::Builder::new()
        .name("camera-list".to_owned())
        .spawn(move || answer.send(query(ApiBackend::Auto)))
        .map_err(|_| CameraError::NoAnswer)?;
    match listed.recv_timeout(LIST_LIMIT) {
        Ok(infos) => infos.map_err(|error| reason(&error)),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(CameraError::NoAnswer),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(CameraError::Lost),
    }
}

fn describe(info: &CameraInfo) -> Camera {
    Camera {
        id: id(info),
        label: info.human_name(),
    }
}

/// Windows and macOS name a device in `misc`; on Linux that is empty, and the number is the device node's.
fn id(info: &CameraInfo) -> CameraId {
    let named = info.misc();
    if named.is_empty() {
        CameraId::new(format!("/dev/video{}", info.index()))
    } else {
        CameraId::new(named)
    }
}

/// Opens the camera and publishes its frames until the reader stops.
fn capture(slot: &Slot, info: &CameraInfo, wish: Wish) -> Result<(), NokhwaError> {
    let mut camera = open_nearest(info, wish)?;
    camera.open_stream()?;
    while !slot.is_stopping() {
        if let Some(jpeg) = Jpeg::take(&camera.frame_raw()?) {
            slot.publish(jpeg);
        }
    }
    camera.stop_stream()
}

/// The wished size if the camera has it, else its largest. nokhwa's `Closest` looks for frame rates at the wished size
/// only, so it finds nothing on a camera without that size.
fn open_nearest(info: &CameraInfo, wish: Wish) -> Result<nokhwa::Camera, NokhwaError> {
    let size = Resolution::new(wish.width.into(), wish.height.into());
    let format = CameraFormat::new(size, FrameFormat::MJPEG, wish.rate.rounded());
    let open = |request| {
        let request = RequestedFormat::with_formats(request, &[FrameFormat::MJPEG]);
        nokhwa::Camera::new(info.index().clone(), request)
    };
    let nearest = open(RequestedFormatType::Closest(format));
    if nearest
        .as_ref()
        .is_err_and(|error| reason(error) == CameraError::Format)
    {
        return open(RequestedFormatType::AbsoluteHighestResolution);
    }
    nearest
}

/// What a failure of the binding means for the desk. nokhwa passes the system's reason on as text only.
fn reason(error: &NokhwaError) -> CameraError {
    let text = error.to_string();
    if text.contains("Failed to Fufill") {
        CameraError::Format
    } else if cfg!(target_os = "linux") && text.contains("(os error 16)") {
        CameraError::Busy
    } else if cfg!(target_os = "linux") && text.contains("(os error 13)") {
        CameraError::Denied
    } else {
        CameraError::Lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_reasons_of_the_kernel_are_understood() {
        for (number, expected) in [
            (16, CameraError::Busy),
            (13, CameraError::Denied),
            (19, CameraError::Lost),
        ] {
            let why = std::io::Error::from_raw_os_error(number).to_string();
            assert_eq!(reason(&NokhwaError::OpenStreamError(why)), expected);
        }
    }

    #[test]
    fn a_camera_that_is_not_there_is_refused_by_name() {
        let missing = CameraId::new("/dev/no-such-camera");
        assert_eq!(
            Device.open(&missing, Wish::default()).err(),
            Some(CameraError::NotFound)
        );
    }
}
