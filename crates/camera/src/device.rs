//! A camera at the desk: opened by way of a driver binding, watched, and found again when it was unplugged.
//!
//! ```text
//! Device --list, open--> Binding (video4linux.rs on Linux, nokhwa.rs elsewhere)
//!    `--keep: capture until trouble, name the trouble, look for the camera, capture again
//! ```
//!
//! A binding is never trusted: listing has a time limit, and a panic or an error of any kind ends one capture and not
//! the feed.

mod nokhwa;
#[cfg(target_os = "linux")]
mod video4linux;

use crate::error::CameraError;
use crate::feed::{Feed, Slot};
use crate::source::{Camera, CameraId, FrameSource, Remembered, Wish};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How long the operating system may take to name its cameras.
const LIST_LIMIT: Duration = Duration::from_secs(3);
/// A camera in trouble is tried again, and one that is gone is looked for, this often.
const LOOK_AGAIN: Duration = Duration::from_millis(400);

/// How a driver is talked to.
trait Binding: std::fmt::Debug + Send + Sync {
    /// The cameras that are there, in any order.
    fn list(&self) -> Result<Vec<Camera>, CameraError>;

    /// Opens `camera` in the mode nearest to `wish` and publishes its frames until the reader stops or something is in
    /// the way, which it says.
    fn capture(&self, slot: &Slot, camera: &Camera, wish: Wish) -> CameraError;
}

/// The cameras of this machine.
#[derive(Debug, Clone, Copy)]
pub struct Device(&'static dyn Binding);

impl Device {
    /// By way of what is best on this system: the kernel's own interface on Linux, nokhwa elsewhere (ADR 17).
    pub const fn new() -> Self {
        #[cfg(target_os = "linux")]
        let binding = &video4linux::Video4Linux;
        #[cfg(not(target_os = "linux"))]
        let binding = &nokhwa::Nokhwa;
        Self(binding)
    }

    /// By way of nokhwa, on Linux too: what Windows and macOS use can so be tried against a real driver there.
    pub const fn by_nokhwa() -> Self {
        Self(&nokhwa::Nokhwa)
    }
}

impl Default for Device {
    fn default() -> Self {
        Self::new()
    }
}

impl FrameSource for Device {
    fn list(&self) -> Result<Vec<Camera>, CameraError> {
        within_limit(self.0)
    }

    fn open(&self, camera: &CameraId, wish: Wish) -> Result<Feed, CameraError> {
        let cameras = self.list()?;
        let found = cameras.iter().find(|listed| listed.id == *camera);
        let camera = found.cloned().ok_or(CameraError::NotFound)?;
        let binding = self.0;
        Feed::start(move |slot| keep(binding, slot, camera, wish))
    }
}

/// Asks on a thread that can be left behind, for a binding may hang or panic.
fn within_limit(binding: &'static dyn Binding) -> Result<Vec<Camera>, CameraError> {
    let (answer, listed) = mpsc::channel();
    std::thread::Builder::new()
        .name("camera-list".to_owned())
        .spawn(move || answer.send(binding.list()))
        .map_err(|_| CameraError::NoAnswer)?;
    match listed.recv_timeout(LIST_LIMIT) {
        Ok(Ok(mut cameras)) => {
            cameras.sort_by(|a, b| a.id.cmp(&b.id));
            Ok(cameras)
        }
        Ok(Err(error)) => Err(error),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(CameraError::NoAnswer),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(CameraError::Lost),
    }
}

/// Captures from a camera, and again whenever that came to an end, until the reader stops.
fn keep(binding: &'static dyn Binding, slot: &Slot, mut camera: Camera, wish: Wish) -> CameraError {
    let name = Remembered::from(&camera);
    let mut neighbours = others(binding, &name);
    loop {
        let capture = || binding.capture(slot, &camera, wish);
        let trouble = catch_unwind(AssertUnwindSafe(capture)).unwrap_or(CameraError::Lost);
        if slot.is_stopping() {
            return trouble;
        }
        slot.trouble(trouble);
        camera = loop {
            slot.rest_until(Instant::now() + LOOK_AGAIN);
            if slot.is_stopping() {
                return trouble;
            }
            let mut cameras = within_limit(binding).unwrap_or_default();
            // A twin that was plugged in all along is not the one that went away.
            cameras.retain(|listed| !neighbours.contains(&listed.id));
            if let Some(found) = name.among(&cameras) {
                break found.clone();
            }
        };
        neighbours = others(binding, &Remembered::from(&camera));
    }
}

/// The sockets of all other cameras.
fn others(binding: &'static dyn Binding, name: &Remembered) -> BTreeSet<CameraId> {
    let cameras = within_limit(binding).unwrap_or_default();
    let ids = cameras.into_iter().map(|camera| camera.id);
    ids.filter(|id| *id != name.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::State;
    use crate::frame::Jpeg;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU32, Ordering};

    const PATIENCE: Duration = Duration::from_secs(20);

    fn camera(id: &str) -> Camera {
        Camera {
            id: CameraId::new(id),
            label: "HD Webcam".to_owned(),
            node: id.to_owned(),
            formats: Vec::new(),
        }
    }

    /// A driver whose cameras come and go, and whose captures end as the test says.
    #[derive(Debug)]
    struct Scripted {
        plugged: Mutex<Vec<Camera>>,
        captures: AtomicU32,
        end: fn(u32) -> CameraError,
        seen: Mutex<Vec<String>>,
    }

    impl Scripted {
        fn leaked(plugged: &[&str], end: fn(u32) -> CameraError) -> &'static Self {
            Box::leak(Box::new(Self {
                plugged: Mutex::new(plugged.iter().copied().map(camera).collect()),
                captures: AtomicU32::new(0),
                end,
                seen: Mutex::default(),
            }))
        }

        fn plug(&self, ids: &[&str]) {
            *self.plugged.lock().unwrap() = ids.iter().copied().map(camera).collect();
        }
    }

    impl Binding for Scripted {
        fn list(&self) -> Result<Vec<Camera>, CameraError> {
            Ok(self.plugged.lock().unwrap().clone())
        }

        /// One frame, and then the end that the script has for this capture once the camera is gone or at once.
        fn capture(&self, slot: &Slot, camera: &Camera, _: Wish) -> CameraError {
            self.seen.lock().unwrap().push(camera.node.clone());
            let capture = self.captures.fetch_add(1, Ordering::SeqCst);
            slot.opened(camera, None, Vec::new());
            slot.publish(
                Jpeg::take(&[0xFF, 0xD8, 0xFF, 0xD9]).unwrap(),
                Instant::now(),
            );
            while !slot.is_stopping()
                && self.plugged.lock().unwrap().contains(camera)
                && capture > 0
            {
                slot.rest_until(Instant::now() + Duration::from_millis(5));
            }
            (self.end)(capture)
        }
    }

    fn opened(binding: &'static Scripted, id: &str) -> Feed {
        Device(binding)
            .open(&CameraId::new(id), Wish::default())
            .unwrap()
    }

    fn until(feed: &Feed, what: impl Fn(&Feed) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !what(feed) {
            assert!(
                Instant::now() < end,
                "{:?} {:?}",
                feed.state(),
                feed.vitals()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn a_capture_that_fails_or_panics_is_tried_again_and_the_state_says_why_until_then() {
        let ends: [fn(u32) -> CameraError; 3] = [
            |_| CameraError::Busy,
            |_| CameraError::Lost,
            |capture| {
                if capture == 0 {
                    panic!("as a binding might")
                } else {
                    CameraError::Lost
                }
            },
        ];
        for (end, state) in ends
            .into_iter()
            .zip([State::Busy, State::Lost, State::Lost])
        {
            let feed = opened(Scripted::leaked(&["a"], end), "a");
            until(&feed, |feed| feed.state() == state);
            assert!(feed.newest().is_none());
            until(&feed, |feed| feed.state() == State::Streaming);
            assert_eq!(feed.newest().unwrap().sequence, 2);
            assert_eq!(feed.vitals().openings, 2);
            assert_eq!(feed.close(), Ok(()));
        }
    }

    #[test]
    fn a_driver_that_fails_for_ever_is_not_asked_for_ever() {
        let binding = Scripted::leaked(&["a"], |_| CameraError::Format);
        let feed = opened(binding, "a");
        until(&feed, |feed| feed.state() == State::Lost);
        binding.plug(&[]);
        std::thread::sleep(LOOK_AGAIN * 3);
        assert!(binding.captures.load(Ordering::SeqCst) <= 2);
    }

    #[test]
    fn a_camera_in_another_socket_is_found_and_its_twin_is_never_taken() {
        let binding = Scripted::leaked(&["a", "twin"], |_| CameraError::Lost);
        let feed = opened(binding, "a");
        until(&feed, |feed| feed.vitals().openings == 2);
        binding.plug(&["twin"]);
        until(&feed, |feed| feed.state() == State::Lost);
        std::thread::sleep(LOOK_AGAIN * 2);
        assert_eq!(feed.state(), State::Lost, "the twin is not the camera");
        binding.plug(&["twin", "c"]);
        until(&feed, |feed| feed.state() == State::Streaming);
        assert_eq!(feed.vitals().camera.unwrap().id, CameraId::new("c"));
        assert!(!binding.seen.lock().unwrap().contains(&"twin".to_owned()));
    }

    #[test]
    fn a_camera_that_is_not_there_is_refused_by_name() {
        for device in [Device::new(), Device::by_nokhwa()] {
            let missing = CameraId::new("no such camera");
            assert_eq!(
                device.open(&missing, Wish::default()).err(),
                Some(CameraError::NotFound)
            );
        }
    }

    #[test]
    fn a_binding_that_panics_while_it_lists_is_an_error_and_no_end() {
        #[derive(Debug)]
        struct Panics;
        impl Binding for Panics {
            fn list(&self) -> Result<Vec<Camera>, CameraError> {
                panic!("as a binding might")
            }
            fn capture(&self, _: &Slot, _: &Camera, _: Wish) -> CameraError {
                CameraError::Lost
            }
        }
        assert_eq!(Device(&Panics).list(), Err(CameraError::Lost));
    }
}
