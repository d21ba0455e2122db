//! The running camera: a thread that captures, and a slot that holds its newest frame.

use crate::control::{Control, Settings};
use crate::error::{CameraError, State};
use crate::format::Mode;
use crate::frame::{Frame, Jpeg};
use crate::source::Camera;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// An open camera. Dropping it tells the thread to stop; [`close`](Feed::close) also waits for that.
#[derive(Debug)]
pub struct Feed {
    slot: Arc<Slot>,
}

/// How a feed has fared so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Vitals {
    /// The camera as it was found last.
    pub camera: Option<Camera>,
    /// What it sends; nothing before it is open, and where every picture has a size of its own.
    pub mode: Option<Mode>,
    /// What can be turned at it, and how it stands.
    pub controls: Vec<Control>,
    /// Frames that were published.
    pub frames: u64,
    /// Frames that came cut, empty or marked as damaged, and were not published.
    pub damaged: u64,
    /// Frames that the driver counted and did not hand over.
    pub skipped: u64,
    /// How often the camera was opened: more than once if it was lost in between.
    pub openings: u64,
}

impl Feed {
    /// A feed that has given no first frame after this time is lost ([`CameraError::NoAnswer`]).
    pub const OPEN_LIMIT: Duration = Duration::from_secs(5);
    /// A feed without a new frame for this time is [`State::Stalled`]: soon enough to be seen within a second, and longer
    /// than the slowest rate leaves between two frames.
    pub const STALL_AFTER: Duration = Duration::from_millis(800);
    /// How long [`close`](Feed::close) waits for the driver to let go.
    pub const CLOSE_LIMIT: Duration = Duration::from_secs(2);

    /// Runs `capture` on a thread of its own until it returns why it ended. A panic in it ends the feed as
    /// [`CameraError::Lost`] and goes no further.
    ///
    /// # Errors
    /// [`CameraError::NoAnswer`] if the operating system gives no thread.
    pub(crate) fn start(
        capture: impl FnOnce(&Slot) -> CameraError + Send + 'static,
    ) -> Result<Self, CameraError> {
        let slot = Arc::new(Slot::new(Instant::now()));
        let hand = Arc::clone(&slot);
        std::thread::Builder::new()
            .name("camera".to_owned())
            .spawn(move || {
                let ending = catch_unwind(AssertUnwindSafe(|| capture(&hand)));
                hand.end(ending.unwrap_or(CameraError::Lost));
            })
            .map_err(|_| CameraError::NoAnswer)?;
        Ok(Self { slot })
    }

    /// The newest frame, if any has come and the camera is not lost since. Never waits.
    pub fn newest(&self) -> Option<Frame> {
        self.slot.lock().newest.clone()
    }

    /// Waits for a frame with a higher number than `sequence`; `None` when `limit` has passed or the feed has ended.
    pub fn newer_than(&self, sequence: u64, limit: Duration) -> Option<Frame> {
        let held = self.slot.wait(limit, |held| {
            !held.ended && held.newest_after(sequence).is_none()
        });
        held.newest_after(sequence).cloned()
    }

    /// How the feed is doing now.
    pub fn state(&self) -> State {
        self.slot.lock().state_at(Instant::now())
    }

    /// What is wrong now, if anything: the reason behind [`state`](Feed::state).
    pub fn trouble(&self) -> Option<CameraError> {
        self.slot.lock().trouble_at(Instant::now())
    }

    /// Whether nothing will come any more. A device that is lost is looked for, so that its feed does not end by itself.
    pub fn has_ended(&self) -> bool {
        self.slot.lock().ended
    }

    /// How it has fared so far.
    pub fn vitals(&self) -> Vitals {
        self.slot.lock().vitals.clone()
    }

    /// Turns the camera's knobs, now and whenever it comes back. What it does not have is passed over.
    pub fn set(&self, settings: Settings) {
        self.slot
            .lock()
            .wanted
            .change(|wanted| wanted.settings = settings);
    }

    /// Keeps exposure, white balance and focus as they are until the hold is dropped, so that the frames of a burst
    /// differ in nothing but the resident.
    pub fn hold_exposure(&self) -> Hold {
        self.slot.lock().wanted.change(|wanted| wanted.holds += 1);
        Hold {
            slot: Arc::clone(&self.slot),
        }
    }

    /// Stops the camera and waits until the driver has let go of it, so that it can be opened again.
    ///
    /// # Errors
    /// [`CameraError::NoAnswer`] if the driver still hangs after [`CLOSE_LIMIT`](Feed::CLOSE_LIMIT). Its thread is left
    /// behind and ends by itself when the driver returns.
    pub fn close(self) -> Result<(), CameraError> {
        self.slot.ask_to_stop();
        let held = self.slot.wait(Self::CLOSE_LIMIT, |held| !held.ended);
        held.ended.then_some(()).ok_or(CameraError::NoAnswer)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.slot.ask_to_stop();
    }
}

/// A camera that turns nothing by itself for as long as this lives.
#[derive(Debug)]
#[must_use = "the camera is free again when this is dropped"]
pub struct Hold {
    slot: Arc<Slot>,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.slot.lock().wanted.change(|wanted| wanted.holds -= 1);
    }
}

/// How the desk wants the camera. Every change has a number of its own, so that the capturing thread sees it once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) settings: Settings,
    holds: u32,
    number: u64,
}

impl Wanted {
    /// Whether nothing may turn by itself.
    pub(crate) fn is_held(&self) -> bool {
        self.holds > 0
    }

    fn change(&mut self, change: impl FnOnce(&mut Self)) {
        change(self);
        self.number += 1;
    }
}

/// What the capturing thread and the readers share.
#[derive(Debug)]
pub(crate) struct Slot {
    held: Mutex<Held>,
    changed: Condvar,
}

/// The content of a [`Slot`].
#[derive(Debug)]
struct Held {
    opened_at: Instant,
    newest: Option<Frame>,
    arrived_at: Instant,
    trouble: Option<CameraError>,
    ended: bool,
    stopping: bool,
    wanted: Wanted,
    vitals: Vitals,
}

impl Held {
    fn newest_after(&self, sequence: u64) -> Option<&Frame> {
        self.newest
            .as_ref()
            .filter(|frame| frame.sequence > sequence)
    }

    fn trouble_at(&self, now: Instant) -> Option<CameraError> {
        let (since, limit, trouble) = match &self.newest {
            Some(_) => (self.arrived_at, Feed::STALL_AFTER, CameraError::Stalled),
            None => (self.opened_at, Feed::OPEN_LIMIT, CameraError::NoAnswer),
        };
        let overdue = now.saturating_duration_since(since) > limit;
        self.trouble.or(overdue.then_some(trouble))
    }

    fn state_at(&self, now: Instant) -> State {
        match (self.trouble_at(now), &self.newest) {
            (Some(trouble), _) => trouble.state(),
            (None, Some(_)) => State::Streaming,
            (None, None) => State::Opening,
        }
    }
}

impl Slot {
    pub(crate) fn new(opened_at: Instant) -> Self {
        let held = Held {
            opened_at,
            newest: None,
            arrived_at: opened_at,
            trouble: None,
            ended: false,
            stopping: false,
            wanted: Wanted::default(),
            vitals: Vitals::default(),
        };
        Self {
            held: Mutex::new(held),
            changed: Condvar::new(),
        }
    }

    /// The camera was opened, and is about to send.
    pub(crate) fn opened(&self, camera: &Camera, mode: Option<Mode>, controls: Vec<Control>) {
        let vitals = &mut self.lock().vitals;
        vitals.camera = Some(camera.clone());
        vitals.mode = mode;
        vitals.controls = controls;
        vitals.openings += 1;
    }

    /// Replaces the newest frame. Whatever the trouble was, it is over.
    pub(crate) fn publish(&self, jpeg: Jpeg, captured_at: Instant) {
        let mut held = self.lock();
        held.vitals.frames += 1;
        held.trouble = None;
        held.arrived_at = Instant::now();
        held.newest = Some(Frame {
            sequence: held.vitals.frames,
            captured_at,
            jpeg,
        });
        self.changed.notify_all();
    }

    /// A frame came that is not to be used.
    pub(crate) fn damaged(&self) {
        self.lock().vitals.damaged += 1;
    }

    /// The driver has counted frames that did not come.
    pub(crate) fn skipped(&self, frames: u64) {
        self.lock().vitals.skipped += frames;
    }

    /// The knobs were turned, or have turned themselves.
    pub(crate) fn controls(&self, controls: Vec<Control>) {
        self.lock().vitals.controls = controls;
    }

    /// The camera is in trouble and will be tried again. No frame from before is handed out any more.
    pub(crate) fn trouble(&self, trouble: CameraError) {
        let mut held = self.lock();
        held.newest = None;
        held.trouble = Some(trouble);
        self.changed.notify_all();
    }

    /// How the desk wants the camera, if that has changed since `seen`.
    pub(crate) fn wanted_since(&self, seen: &mut Option<u64>) -> Option<Wanted> {
        let held = self.lock();
        (*seen != Some(held.wanted.number)).then(|| {
            *seen = Some(held.wanted.number);
            held.wanted.clone()
        })
    }

    /// Whether the reader wants no more frames.
    pub(crate) fn is_stopping(&self) -> bool {
        self.lock().stopping
    }

    /// Sleeps until `instant`, or until the reader wants no more frames.
    pub(crate) fn rest_until(&self, instant: Instant) {
        let limit = instant.saturating_duration_since(Instant::now());
        drop(self.wait(limit, |held| !held.stopping));
    }

    fn end(&self, ending: CameraError) {
        let mut held = self.lock();
        held.newest = None;
        held.trouble = Some(ending);
        held.ended = true;
        self.changed.notify_all();
    }

    pub(crate) fn ask_to_stop(&self) {
        self.lock().stopping = true;
        self.changed.notify_all();
    }

    fn wait(
        &self,
        limit: Duration,
        mut as_long_as: impl FnMut(&Held) -> bool,
    ) -> MutexGuard<'_, Held> {
        let (held, _) = self
            .changed
            .wait_timeout_while(self.lock(), limit, |held| as_long_as(held))
            .unwrap_or_else(PoisonError::into_inner);
        held
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // Every change is a few plain assignments, so what a panicking thread leaves behind is still whole.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn picture() -> Jpeg {
        Jpeg::take(&[0xFF, 0xD8, 0xFF, 0xD9]).unwrap()
    }

    fn shown(slot: &Slot) {
        slot.publish(picture(), Instant::now());
    }

    #[test]
    fn a_feed_without_a_first_frame_is_opening_and_then_lost_for_want_of_an_answer() {
        let start = Instant::now();
        let slot = Slot::new(start);
        assert_eq!(
            slot.lock().state_at(start + Feed::OPEN_LIMIT),
            State::Opening
        );
        let late = start + Feed::OPEN_LIMIT + Duration::from_millis(1);
        assert_eq!(slot.lock().state_at(late), State::Lost);
        assert_eq!(slot.lock().trouble_at(late), Some(CameraError::NoAnswer));
    }

    #[test]
    fn a_feed_whose_frames_stop_is_stalled_and_streams_again_with_the_next_frame() {
        let slot = Slot::new(Instant::now());
        shown(&slot);
        let first = slot.lock().arrived_at;
        assert_eq!(
            slot.lock().state_at(first + Feed::STALL_AFTER),
            State::Streaming
        );
        let late = first + Feed::STALL_AFTER + Duration::from_millis(1);
        assert_eq!(slot.lock().state_at(late), State::Stalled);
        shown(&slot);
        let second = slot.lock().newest.clone().unwrap();
        assert_eq!(second.sequence, 2);
        assert_eq!(slot.lock().state_at(Instant::now()), State::Streaming);
    }

    #[test]
    fn trouble_takes_the_old_picture_away_and_ends_with_the_next_which_goes_on_counting() {
        let slot = Slot::new(Instant::now());
        shown(&slot);
        for (trouble, state) in [
            (CameraError::Busy, State::Busy),
            (CameraError::Denied, State::Denied),
            (CameraError::Lost, State::Lost),
            (CameraError::Stalled, State::Stalled),
        ] {
            slot.trouble(trouble);
            assert_eq!(slot.lock().state_at(Instant::now()), state);
            assert!(slot.lock().newest.is_none());
        }
        shown(&slot);
        assert_eq!(slot.lock().state_at(Instant::now()), State::Streaming);
        assert_eq!(slot.lock().newest.as_ref().unwrap().sequence, 2);
    }

    #[test]
    fn a_panic_in_a_driver_ends_the_feed_as_lost() {
        let feed = Feed::start(|_| panic!("as a driver binding might")).unwrap();
        assert!(feed.newer_than(0, PATIENCE).is_none());
        assert_eq!(feed.state(), State::Lost);
        assert_eq!(feed.trouble(), Some(CameraError::Lost));
        assert_eq!(feed.close(), Ok(()));
    }

    #[test]
    fn a_reader_is_not_held_up_by_a_driver_that_hangs() {
        let (release, hang) = std::sync::mpsc::channel::<()>();
        let feed = Feed::start(move |_| {
            let _ = hang.recv();
            CameraError::Lost
        })
        .unwrap();
        assert!(feed.newer_than(0, Duration::from_millis(1)).is_none());
        assert!(feed.newest().is_none());
        assert_eq!(feed.close(), Err(CameraError::NoAnswer));
        drop(release);
    }

    #[test]
    fn dropping_a_feed_tells_its_thread_to_stop() {
        let (stopped, seen) = std::sync::mpsc::channel();
        let feed = Feed::start(move |slot| {
            slot.rest_until(Instant::now() + PATIENCE);
            let _ = stopped.send(slot.is_stopping());
            CameraError::Lost
        })
        .unwrap();
        drop(feed);
        assert_eq!(seen.recv_timeout(PATIENCE), Ok(true));
    }

    #[test]
    fn what_is_wanted_is_told_once_and_a_hold_ends_when_it_is_dropped() {
        let (told, wants) = std::sync::mpsc::channel();
        let feed = Feed::start(move |slot| {
            let mut seen = None;
            while !slot.is_stopping() {
                if let Some(wanted) = slot.wanted_since(&mut seen) {
                    let _ = told.send(wanted.is_held());
                }
                slot.rest_until(Instant::now() + Duration::from_millis(1));
            }
            CameraError::Lost
        })
        .unwrap();
        let next = || wants.recv_timeout(PATIENCE);
        assert_eq!(next(), Ok(false), "how it is at the start");
        let hold = feed.hold_exposure();
        assert_eq!(next(), Ok(true));
        drop(hold);
        assert_eq!(next(), Ok(false));
        feed.set(Settings::new());
        assert_eq!(next(), Ok(false));
        assert!(wants.recv_timeout(Duration::from_millis(50)).is_err());
    }

    #[test]
    fn two_hours_of_frames_leave_nothing_behind_but_the_newest() {
        let slot = Slot::new(Instant::now());
        let picture = picture();
        for _ in 0..2 * 3600 * 30 {
            slot.publish(picture.clone(), Instant::now());
        }
        // The one here and the one in the slot.
        assert_eq!(Arc::strong_count(&picture.shared()), 3);
        assert_eq!(slot.lock().vitals.frames, 216_000);
    }
}
