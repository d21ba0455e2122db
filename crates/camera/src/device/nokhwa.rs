//! Cameras by way of nokhwa: what Windows and macOS use. No other file knows nokhwa.
//!
//! nokhwa's `frame()` has no time limit, so the camera lives on a thread of its own that hands its newest frame over and
//! can be left behind. Where a driver gives more bytes than the picture has, the picture is cut out by its own markers.
//!
//! On Linux it is only used where somebody asks for it. There nokhwa 0.10.11 ignores how many bytes the driver filled, so
//! that a truncated frame with the tail of an older one behind it passes for whole; does not open cameras at fractional
//! rates; lists metadata nodes; and panics at a file such as `/dev/video-codec`. It tells no formats before a camera is
//! open and has no way back to automatic, so neither formats nor knobs are offered here.

use super::Binding;
use crate::error::CameraError;
use crate::feed::{Feed, Slot};
use crate::format::{Encoding, Mode};
use crate::frame::Jpeg;
use crate::pace::FrameRate;
use crate::source::{Camera, CameraId, Wish};
use nokhwa::utils::{
    ApiBackend, CameraFormat, CameraInfo, FrameFormat, RequestedFormat, RequestedFormatType,
    Resolution,
};
use nokhwa::{NokhwaError, query};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender, TrySendError};
use std::time::{Duration, Instant};

/// How often the reader's wish to stop is looked at.
const PULSE: Duration = Duration::from_millis(200);
/// A camera that is silent for this long is given up, and tried anew.
const GIVE_UP: Duration = Duration::from_secs(4);

/// Cameras by way of nokhwa.
#[derive(Debug)]
pub(super) struct Nokhwa;

impl Binding for Nokhwa {
    fn list(&self) -> Result<Vec<Camera>, CameraError> {
        let infos = query(ApiBackend::Auto).map_err(|error| reason(&error))?;
        Ok(infos.iter().map(describe).collect())
    }

    fn capture(&self, slot: &Slot, camera: &Camera, wish: Wish) -> CameraError {
        let infos = match query(ApiBackend::Auto) {
            Ok(infos) => infos,
            Err(error) => return reason(&error),
        };
        let Some(info) = infos.into_iter().find(|info| id(info) == camera.id) else {
            return CameraError::Lost;
        };
        let (hand_over, handed) = mpsc::sync_channel(1);
        let stopping = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stopping);
        let thread = std::thread::Builder::new().name("camera-nokhwa".to_owned());
        let spawned = thread.spawn(move || {
            let ended = run(&info, wish, &hand_over, &asked);
            let _ = hand_over.send(News::Ended(ended.err().map(|error| reason(&error))));
        });
        if spawned.is_err() {
            return CameraError::NoAnswer;
        }
        let trouble = listen(slot, camera, &handed);
        stopping.store(true, Ordering::Relaxed);
        // The next opening must not find the camera busy; one that hangs is left behind.
        let end = Instant::now() + Feed::CLOSE_LIMIT;
        while let Ok(News::Opened(_) | News::Frame(..)) =
            handed.recv_timeout(end.saturating_duration_since(Instant::now()))
        {}
        trouble
    }
}

/// What the thread tells that has the camera.
enum News {
    Opened(Mode),
    Frame(Option<Jpeg>, Instant),
    Ended(Option<CameraError>),
}

fn listen(slot: &Slot, camera: &Camera, handed: &mpsc::Receiver<News>) -> CameraError {
    let mut heard = Instant::now();
    while !slot.is_stopping() {
        match handed.recv_timeout(PULSE) {
            Ok(News::Opened(mode)) => slot.opened(camera, Some(mode), Vec::new()),
            Ok(News::Frame(Some(jpeg), captured_at)) => slot.publish(jpeg, captured_at),
            Ok(News::Frame(None, _)) => slot.damaged(),
            Ok(News::Ended(trouble)) => return trouble.unwrap_or(CameraError::Lost),
            Err(RecvTimeoutError::Timeout) if heard.elapsed() < GIVE_UP => continue,
            Err(RecvTimeoutError::Timeout) => return CameraError::Stalled,
            Err(RecvTimeoutError::Disconnected) => return CameraError::Lost,
        }
        heard = Instant::now();
    }
    CameraError::Lost
}

/// Opens the camera and hands over its frames. One that finds the last one still waiting is dropped: nothing queues.
fn run(
    info: &CameraInfo,
    wish: Wish,
    hand_over: &SyncSender<News>,
    stopping: &AtomicBool,
) -> Result<(), NokhwaError> {
    let mut camera = open_nearest(info, wish)?;
    camera.open_stream()?;
    if let Some(mode) = mode(&camera.camera_format()) {
        let _ = hand_over.send(News::Opened(mode));
    }
    while !stopping.load(Ordering::Relaxed) {
        let jpeg = Jpeg::take(&camera.frame_raw()?);
        if let Err(TrySendError::Disconnected(_)) =
            hand_over.try_send(News::Frame(jpeg, Instant::now()))
        {
            break;
        }
    }
    camera.stop_stream()
}

fn mode(format: &CameraFormat) -> Option<Mode> {
    Some(Mode {
        encoding: Encoding::Mjpeg,
        width: u16::try_from(format.width()).ok()?,
        height: u16::try_from(format.height()).ok()?,
        rate: FrameRate::new(format.frame_rate(), 1)?,
    })
}

fn describe(info: &CameraInfo) -> Camera {
    let id = id(info);
    Camera {
        label: info.human_name(),
        node: id.as_str().to_owned(),
        id,
        formats: Vec::new(),
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
    fn a_thread_that_falls_silent_or_dies_ends_the_capture() {
        let slot = Slot::new(Instant::now());
        let camera = Camera {
            id: CameraId::new("a"),
            label: String::new(),
            node: String::new(),
            formats: Vec::new(),
        };
        let (news, handed) = mpsc::sync_channel(3);
        let _ = news.send(News::Frame(
            Jpeg::take(&[0xFF, 0xD8, 0xFF, 0xD9]),
            Instant::now(),
        ));
        let _ = news.send(News::Frame(None, Instant::now()));
        let _ = news.send(News::Ended(Some(CameraError::Busy)));
        assert_eq!(listen(&slot, &camera, &handed), CameraError::Busy);
        assert_eq!(
            listen(&slot, &camera, &handed),
            CameraError::Stalled,
            "a hang"
        );
        drop(news);
        assert_eq!(
            listen(&slot, &camera, &handed),
            CameraError::Lost,
            "a panic"
        );
    }
}
