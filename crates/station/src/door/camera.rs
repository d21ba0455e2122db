//! The camera at the counter: kept open while somebody works, found again when it was unplugged.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rekam_camera::{
    AtTheEnd, Camera, CameraError, CameraId, Device, Feed, FieldOfView, Frame, FrameRate,
    FrameSource, Pattern, Remembered, Replay, State, Wish,
};
use rekam_domain::code::ErrorCode;
use rekam_photo::{BETTER_INTER_EYE_PX, BURST, Face, Fault, MIN_INTER_EYE_PX, Seen};

use super::{Caller, CameraState, CameraStatus, CameraTrial, Chair, Guidance, Label};
use crate::desk::{CameraPreferences, Preferences};

/// Where there is no camera at all, one is looked for this often.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// A camera that nobody chose and that is gone for so long gives way to another that is there.
const GIVES_WAY: Duration = Duration::from_secs(3);
/// A preview that nobody has fetched for this long is not on a screen.
const ON_SCREEN: Duration = Duration::from_secs(2);
/// A camera that has stopped sending goes on within so long, or it has stalled in earnest: a busy machine hands pictures over late.
const GOES_ON: Duration = Duration::from_secs(2);
/// A burst waits so long for its next frame; a slow camera gives fewer.
const NEXT_FRAME: Duration = Duration::from_millis(150);
/// Frames are counted over this time.
const COUNTED: Duration = Duration::from_secs(1);

/// Where pictures come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cameras {
    /// The cameras of this machine.
    Devices,
    /// A folder of JPEG pictures, over and over: demonstration and training.
    Replay(PathBuf),
    /// A test card.
    Pattern,
}

impl Cameras {
    /// Reads `replay:<folder>` or `pattern`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("replay", folder)) if !folder.is_empty() => Some(Self::Replay(folder.into())),
            None if text == "pattern" => Some(Self::Pattern),
            None if text == "devices" => Some(Self::Devices),
            Some(_) | None => None,
        }
    }

    fn source(self) -> Box<dyn FrameSource> {
        match self {
            Self::Devices => Box::new(Device::new()),
            Self::Replay(folder) => {
                Box::new(Replay::new(folder, FrameRate::THIRTY, AtTheEnd::Loop))
            }
            Self::Pattern => Box::new(Pattern),
        }
    }
}

/// What the guidance finds when it looks up.
pub(super) enum ToLookAt {
    /// No picture, or no screen that shows one: whoever was followed is gone.
    Nothing,
    /// The picture that it has looked at: the camera is slower than it.
    TheSame,
    Next(Frame),
}

/// Keeps one camera open and hands out its newest picture.
pub(super) struct Lens {
    source: Box<dyn FrameSource>,
    held: Mutex<Held>,
    opened: Condvar,
}

#[derive(Default)]
struct Held {
    /// Whether somebody works at the desk.
    wanted: bool,
    /// The camera that was chosen, without one the first that is there; and what is remembered of each.
    liked: Preferences,
    open: Option<Open>,
    trouble: Option<CameraError>,
    next_try: Option<Instant>,
    /// Cameras opened so far: tells the frames of one from those of the next.
    generation: u64,
    /// What each window was shown last: generation and number of the frame.
    shown: [(u64, u64); 2],
    asked: Option<Instant>,
    looked_at: (u64, u64),
    size: (u32, u32),
    guidance: Option<Guidance>,
    /// Whether what was followed last moved like something flat.
    flat: bool,
}

/// A camera that was asked to open.
struct Open {
    id: CameraId,
    label: String,
    feed: Arc<Feed>,
    counted: (Instant, u64),
    rate: u32,
    lost_since: Option<Instant>,
}

impl Lens {
    pub(super) fn new(cameras: Cameras) -> Self {
        Self {
            source: cameras.source(),
            held: Mutex::default(),
            opened: Condvar::new(),
        }
    }

    /// Whether the camera is needed now.
    pub(super) fn want(&self, wanted: bool) {
        let mut held = self.lock();
        held.wanted = wanted;
        held.next_try = None;
    }

    /// How people like the camera from now on. Another choice is opened at once; knobs are turned while it runs.
    pub(super) fn like(&self, liked: &Preferences) {
        let mut held = self.lock();
        let other = held.liked.camera != liked.camera;
        held.liked = liked.clone();
        if other {
            held.close();
        } else if let Some(open) = &held.open {
            open.feed.set(held.of(&open.id).knobs);
        }
    }

    /// The cameras that are there, and which of them is in use.
    pub(super) fn list(&self) -> Result<Vec<(Camera, bool)>, ErrorCode> {
        let cameras = self.source.list().map_err(|error| error.code())?;
        let in_use = self.lock().open.as_ref().map(|open| open.id.clone());
        let chosen = |camera: &Camera| in_use.as_ref() == Some(&camera.id);
        Ok(cameras
            .into_iter()
            .map(|camera| {
                let chosen = chosen(&camera);
                (camera, chosen)
            })
            .collect())
    }

    /// Looks after the camera: opens it when it is wanted, and lets go of one that ended or gave way. A camera that is
    /// lost is looked for by its feed.
    pub(super) fn tend(&self) {
        let (chosen, replaced) = {
            let mut held = self.lock();
            held.count_frames();
            held.let_go_of_the_ended();
            if !held.wanted {
                held.close();
                return;
            }
            let replaced = held.gives_way();
            let waits = held.next_try.is_some_and(|at| Instant::now() < at);
            if waits || (held.open.is_some() && replaced.is_none()) {
                return;
            }
            held.next_try = Some(Instant::now() + LOOK_AGAIN);
            (held.liked.camera.clone(), replaced)
        };
        // Drivers may take seconds to answer; nobody waits for the lock meanwhile.
        let opened = self.find(chosen.as_deref(), replaced.as_ref());
        let mut held = self.lock();
        match opened {
            Ok(open) if held.wanted && held.liked.camera == chosen => {
                held.generation += 1;
                held.trouble = None;
                open.feed.set(held.of(&open.id).knobs);
                held.open = Some(open);
            }
            Ok(_) => {}
            Err(trouble) if held.open.is_none() => held.trouble = Some(trouble),
            Err(_) => {}
        }
        self.opened.notify_all();
    }

    /// The chosen camera, or the first that is not the one that gives way.
    fn find(&self, chosen: Option<&str>, replaced: Option<&CameraId>) -> Result<Open, CameraError> {
        let cameras = self.source.list()?;
        let found = match chosen.map(CameraId::new) {
            Some(id) => {
                let label = self.lock().of(&id).label;
                let by_id = cameras
                    .iter()
                    .find(|camera| label.is_empty() && camera.id == id);
                by_id.or_else(|| Remembered { id, label }.among(&cameras))
            }
            None => cameras.iter().find(|camera| Some(&camera.id) != replaced),
        };
        let camera = found.cloned().ok_or(CameraError::NotFound)?;
        let feed = self.source.open(&camera.id, Wish::default())?;
        Ok(Open {
            id: camera.id,
            label: camera.label,
            feed: Arc::new(feed),
            counted: (Instant::now(), 0),
            rate: 0,
            lost_since: None,
        })
    }

    /// How the camera in use fares.
    pub(super) fn trial(&self) -> CameraTrial {
        let held = self.lock();
        let vitals = held
            .open
            .as_ref()
            .map(|open| open.feed.vitals())
            .unwrap_or_default();
        CameraTrial {
            id: held.open.as_ref().map(|open| open.id.as_str().to_owned()),
            frames: vitals.frames,
            damaged: vitals.damaged,
            skipped: vitals.skipped,
            controls: vitals.controls,
            picture: None,
        }
    }

    /// The next picture for a window: newer than what it was shown last. Nothing where none comes within `limit`.
    pub(super) fn preview(&self, caller: Caller, limit: Duration) -> Option<Frame> {
        let until = Instant::now() + limit;
        let place = usize::from(caller == Caller::Resident);
        let (feed, generation, after) = {
            let mut held = self.lock();
            held.asked = Some(Instant::now());
            let (mut held, _) = self
                .opened
                .wait_timeout_while(held, limit, |held| held.open.is_none())
                .unwrap_or_else(PoisonError::into_inner);
            held.asked = Some(Instant::now());
            let generation = held.generation;
            let feed = held.open.as_ref()?.feed.clone();
            let (of, number) = held.shown.get(place).copied().unwrap_or_default();
            (feed, generation, if of == generation { number } else { 0 })
        };
        let frame = feed.newer_than(after, until.saturating_duration_since(Instant::now()))?;
        if let Some(shown) = self.lock().shown.get_mut(place) {
            *shown = (generation, frame.sequence);
        }
        Some(frame)
    }

    /// The newest picture of a camera that is streaming.
    pub(super) fn newest(&self) -> Result<Frame, ErrorCode> {
        let held = self.lock();
        let open = held.open.as_ref().ok_or_else(|| {
            held.trouble
                .map_or(ErrorCode::CameraNotFound, |trouble| trouble.code())
        })?;
        if let Some(trouble) = open.feed.trouble() {
            return Err(trouble.code());
        }
        open.feed.newest().ok_or(ErrorCode::CameraNoAnswer)
    }

    /// The newest picture and those that follow it, for a choice among them; the camera turns nothing meanwhile. Where it has
    /// stopped sending a moment ago, the next picture is waited for.
    pub(super) fn burst(&self) -> Result<Vec<Frame>, ErrorCode> {
        let first = self.newest().or_else(|trouble| self.goes_on(trouble))?;
        let Some(feed) = self.feed() else {
            return Ok(vec![first]);
        };
        let _held = feed.hold_exposure();
        let mut frames = vec![first];
        while let Some(last) = frames.last().filter(|_| frames.len() < BURST) {
            match feed.newer_than(last.sequence, NEXT_FRAME) {
                Some(next) => frames.push(next),
                None => break,
            }
        }
        Ok(frames)
    }

    /// The next picture of a camera that has stopped sending a moment ago; for any other trouble, that trouble.
    fn goes_on(&self, trouble: ErrorCode) -> Result<Frame, ErrorCode> {
        let feed = self.feed().filter(|_| trouble == ErrorCode::CameraStalled);
        let next = feed.and_then(|feed| {
            let last = feed.newest().map_or(0, |frame| frame.sequence);
            feed.newer_than(last, GOES_ON)
        });
        next.ok_or(trouble)
    }

    fn feed(&self) -> Option<Arc<Feed>> {
        Some(self.lock().open.as_ref()?.feed.clone())
    }

    /// The newest picture, if it was not looked at yet and a preview is on a screen.
    pub(super) fn to_look_at(&self) -> ToLookAt {
        let mut held = self.lock();
        if held.asked.is_none_or(|at| at.elapsed() > ON_SCREEN) {
            held.forget_what_was_seen();
            return ToLookAt::Nothing;
        }
        let Some(frame) = held.open.as_ref().and_then(|open| open.feed.newest()) else {
            return ToLookAt::Nothing;
        };
        let number = (held.generation, frame.sequence);
        if held.looked_at == number {
            return ToLookAt::TheSame;
        }
        held.looked_at = number;
        ToLookAt::Next(frame)
    }

    /// Whether what is followed from frame to frame moves like something flat: a photo of a photo.
    pub(super) fn is_flat(&self) -> bool {
        self.lock().flat
    }

    /// Keeps what was seen in a picture of this size; nothing where it could not be looked at.
    pub(super) fn has_seen(&self, seen: Option<&Seen>, size: (u32, u32)) {
        let mut held = self.lock();
        let Some(seen) = seen else {
            let damaged = ErrorCode::PhotoDamaged;
            held.guidance = Some(Guidance {
                instruction: Some(Label::of(|language| damaged.text(language).to_owned())),
                fault: None,
                faces: 0,
                face: None,
                eyes: None,
                good_for_ms: 0,
                ready: false,
            });
            return;
        };
        held.size = size;
        held.flat = seen.flat;
        let say = |fault: Fault| Label::of(|language| fault.instruction(language).to_owned());
        held.guidance = Some(Guidance {
            instruction: seen.instruction.map(say),
            fault: seen.instruction,
            faces: u32::try_from(seen.people).unwrap_or(u32::MAX),
            face: seen.face.as_ref().map(|face| box_of(face, size)),
            eyes: seen.face.as_ref().map(|face| eyes_of(face, size)),
            // Tenths of a second are enough, and keep the event from being sent for nothing.
            good_for_ms: u32::try_from(seen.good_for.as_millis() / 100 * 100).unwrap_or(u32::MAX),
            ready: seen.is_ready(),
        });
    }

    /// Whether a photo takes itself once everything is right, as the people at this desk like it.
    pub(super) fn likes_automatic(&self) -> bool {
        self.lock().liked.automatic
    }

    /// How the camera is doing, and what its picture needs.
    pub(super) fn status(&self) -> (CameraStatus, Option<Guidance>) {
        let held = self.lock();
        let (state, trouble) = match &held.open {
            _ if !held.wanted => (CameraState::None, None),
            Some(open) => (shown(open.feed.state()), open.feed.trouble()),
            None => match held.trouble {
                None => (CameraState::Opening, None),
                Some(CameraError::NotFound) => (CameraState::None, held.trouble),
                Some(trouble) => (shown(trouble.state()), held.trouble),
            },
        };
        let status = CameraStatus {
            state,
            label: held.open.as_ref().map(|open| open.label.clone()),
            code: trouble.map(|trouble| trouble.code()),
            width: held.size.0,
            height: held.size.1,
            frames_per_second: held.open.as_ref().map_or(0, |open| open.rate),
            mode: held
                .open
                .as_ref()
                .and_then(|open| Some(open.feed.vitals().mode?.to_string())),
            chair: held.chair(),
        };
        (status, held.guidance.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// What is remembered of a camera.
    fn of(&self, id: &CameraId) -> CameraPreferences {
        self.liked
            .cameras
            .get(id.as_str())
            .cloned()
            .unwrap_or_default()
    }

    fn chair(&self) -> Option<Chair> {
        let open = self.open.as_ref()?;
        let width = u16::try_from(self.size.0).ok().filter(|width| *width > 0)?;
        let known = self.of(&open.id).field_of_view.and_then(FieldOfView::new);
        let field = known.unwrap_or(FieldOfView::USUAL);
        Some(Chair {
            farthest_cm: field.farthest_cm(width, MIN_INTER_EYE_PX),
            better_cm: field.farthest_cm(width, BETTER_INTER_EYE_PX),
            measured: known.is_some(),
        })
    }

    /// The camera that nobody chose and that is lost for too long.
    fn gives_way(&mut self) -> Option<CameraId> {
        let chosen = self.liked.camera.is_some();
        let open = self.open.as_mut()?;
        if open.feed.state() != State::Lost {
            open.lost_since = None;
            return None;
        }
        let since = *open.lost_since.get_or_insert_with(Instant::now);
        (!chosen && since.elapsed() > GIVES_WAY).then(|| open.id.clone())
    }

    fn close(&mut self) {
        self.open = None;
        self.trouble = None;
        self.next_try = None;
        self.size = (0, 0);
        self.forget_what_was_seen();
    }

    fn forget_what_was_seen(&mut self) {
        self.guidance = None;
        self.flat = false;
    }

    /// Frames in the last second.
    fn count_frames(&mut self) {
        let Some(open) = &mut self.open else { return };
        let (since, counted) = open.counted;
        let passed = since.elapsed();
        if passed < COUNTED {
            return;
        }
        let number = open.feed.newest().map_or(0, |frame| frame.sequence);
        let frames = u128::from(number.saturating_sub(counted)) * 1000 / passed.as_millis().max(1);
        open.rate = u32::try_from(frames).unwrap_or(u32::MAX);
        open.counted = (Instant::now(), number);
    }

    fn let_go_of_the_ended(&mut self) {
        let ended = self.open.as_ref().filter(|open| open.feed.has_ended());
        if let Some(trouble) = ended.map(|open| open.feed.trouble()) {
            self.close();
            self.trouble = trouble;
            self.next_try = Some(Instant::now() + LOOK_AGAIN);
        }
    }
}

const fn shown(state: State) -> CameraState {
    match state {
        State::Opening => CameraState::Opening,
        State::Streaming => CameraState::Streaming,
        State::Stalled => CameraState::Stalled,
        State::Lost => CameraState::Lost,
        State::Busy => CameraState::Busy,
        State::Denied => CameraState::Denied,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sides of pictures are far below 2^24"
)]
fn shares((x, y): (f32, f32), (width, height): (u32, u32)) -> [f32; 2] {
    [x / width.max(1) as f32, y / height.max(1) as f32]
}

fn box_of(face: &Face, size: (u32, u32)) -> [f32; 4] {
    let [left, top] = shares((face.bounds.left, face.bounds.top), size);
    let [width, height] = shares((face.bounds.width, face.bounds.height), size);
    [left, top, width, height]
}

/// The right eye is on the left of the picture.
fn eyes_of(face: &Face, size: (u32, u32)) -> [[f32; 2]; 2] {
    [face.right_eye, face.left_eye].map(|eye| shares((eye.x, eye.y), size))
}
