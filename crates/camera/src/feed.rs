//! The running camera: a thread that captures, and a slot that holds its newest frame.

use crate::error::{CameraError, State};
use crate::frame::{Frame, Jpeg};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// An open camera. Dropping it tells the thread to stop; [`close`](Feed::close) also waits for that.
#[derive(Debug)]
pub struct Feed {
    slot: Arc<Slot>,
}

impl Feed {
    /// A feed that has given no first frame after this time is lost ([`CameraError::NoAnswer`]).
    pub const OPEN_LIMIT: Duration = Duration::from_secs(5);
    /// A feed without a new frame for this time is [`State::Stalled`].
    pub const STALL_AFTER: Duration = Duration::from_secs(1);
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

    /// The newest frame, if any has come. Never waits.
    pub fn newest(&self) -> Option<Frame> {
        self.slot.lock().newest.clone()
    }

    /// Waits for a frame with a higher number than `sequence`; `None` when `limit` has passed or the feed has ended.
    pub fn newer_than(&self, sequence: u64, limit: Duration) -> Option<Frame> {
        let is_old = |held: &Held| held.ending.is_none() && held.sequence() <= sequence;
        let held = self.slot.wait(limit, |held| is_old(held));
        held.newest
            .as_ref()
            .filter(|frame| frame.sequence > sequence)
            .cloned()
    }

    /// How the feed is doing now.
    pub fn state(&self) -> State {
        self.slot.lock().state_at(Instant::now())
    }

    /// What is wrong now, if anything: the reason behind [`state`](Feed::state).
    pub fn trouble(&self) -> Option<CameraError> {
        self.slot.lock().trouble_at(Instant::now())
    }

    /// Stops the camera and waits until the driver has let go of it, so that it can be opened again.
    ///
    /// # Errors
    /// [`CameraError::NoAnswer`] if the driver still hangs after [`CLOSE_LIMIT`](Feed::CLOSE_LIMIT). Its thread is left
    /// behind and ends by itself when the driver returns.
    pub fn close(self) -> Result<(), CameraError> {
        self.slot.ask_to_stop();
        let held = self
            .slot
            .wait(Self::CLOSE_LIMIT, |held| held.ending.is_none());
        held.ending.map(|_| ()).ok_or(CameraError::NoAnswer)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.slot.ask_to_stop();
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
    ending: Option<CameraError>,
    stopping: bool,
}

impl Held {
    fn sequence(&self) -> u64 {
        self.newest.as_ref().map_or(0, |frame| frame.sequence)
    }

    fn trouble_at(&self, now: Instant) -> Option<CameraError> {
        let (since, limit, trouble) = match &self.newest {
            Some(frame) => (frame.captured_at, Feed::STALL_AFTER, CameraError::Stalled),
            None => (self.opened_at, Feed::OPEN_LIMIT, CameraError::NoAnswer),
        };
        let overdue = now.saturating_duration_since(since) > limit;
        self.ending.or(overdue.then_some(trouble))
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
    fn new(opened_at: Instant) -> Self {
        let held = Held {
            opened_at,
            newest: None,
            ending: None,
            stopping: false,
        };
        Self {
            held: Mutex::new(held),
            changed: Condvar::new(),
        }
    }

    /// Replaces the newest frame.
    pub(crate) fn publish(&self, jpeg: Jpeg) {
        let mut held = self.lock();
        held.newest = Some(Frame {
            sequence: held.sequence() + 1,
            captured_at: Instant::now(),
            jpeg,
        });
        self.changed.notify_all();
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
        self.lock().ending = Some(ending);
        self.changed.notify_all();
    }

    fn ask_to_stop(&self) {
        self.lock().stopping = true;
        self.changed.notify_all();
    }

    fn wait(&self, limit: Duration, waiting: impl Fn(&Held) -> bool) -> MutexGuard<'_, Held> {
        self.changed
            .wait_timeout_while(self.lock(), limit, |held| waiting(held))
            .unwrap_or_else(PoisonError::into_inner)
            .0
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // Every change is a single assignment, so what a panicking thread leaves behind is still whole.
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
        slot.publish(picture());
        let first = slot.lock().newest.clone().unwrap().captured_at;
        assert_eq!(
            slot.lock().state_at(first + Feed::STALL_AFTER),
            State::Streaming
        );
        let late = first + Feed::STALL_AFTER + Duration::from_millis(1);
        assert_eq!(slot.lock().state_at(late), State::Stalled);
        slot.publish(picture());
        let second = slot.lock().newest.clone().unwrap();
        assert_eq!(second.sequence, 2);
        assert_eq!(slot.lock().state_at(second.captured_at), State::Streaming);
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
    fn the_reason_a_driver_gives_becomes_the_state() {
        for (reason, state) in [
            (CameraError::Busy, State::Busy),
            (CameraError::Denied, State::Denied),
            (CameraError::Lost, State::Lost),
        ] {
            let feed = Feed::start(move |_| reason).unwrap();
            assert!(feed.newer_than(0, PATIENCE).is_none());
            assert_eq!(feed.state(), state);
        }
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
}
