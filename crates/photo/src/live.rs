//! The live loop: from frame to frame one instruction, and the best picture of a burst once all is well.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Serialize;

use crate::assess::{self, Assessment, Face, MIN_INTER_EYE_PX};
use crate::counter::Counting;
use crate::faults::Fault;
use crate::flat::Flatness;
use crate::net::InferenceError;
use crate::notices::Notice;
use crate::person::{Backdrop, Telling};
use crate::photographer::Photographer;
use crate::picture::Picture;
use crate::traits::Traits;

/// A new instruction is shown when it has held for so long.
const STEADY: Duration = Duration::from_millis(300);
/// All is well for so long before the burst begins.
const GREEN: Duration = Duration::from_millis(500);
/// What is shorter than this, a blink, ends nothing.
const BLINK: Duration = Duration::from_millis(250);
/// Frames of a burst.
pub const BURST: usize = 8;
/// Distances between the eyes by which a face may move in a second.
const MOST_SPEED: f32 = 0.25;

/// What was seen in one frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Seen {
    /// The instruction to give now; nothing where all is well.
    pub instruction: Option<Fault>,
    /// Everything that is wrong with this frame, with what the operator [set aside](Live::set_aside).
    pub faults: Vec<Fault>,
    /// What the operator should look at again; looked for once, in the first frame of a burst, and kept from then on.
    pub notices: Vec<Notice>,
    /// Whether the face has moved like something flat since it came: a photo of a photo. Nothing is known of who keeps still.
    pub flat: bool,
    /// How long all has been well.
    pub good_for: Duration,
    /// The face that is followed.
    pub face: Option<Face>,
    /// People in the picture when they were counted last.
    pub people: usize,
    /// Whether this frame belongs to a burst.
    pub burst: bool,
    /// The number of the frame to make the portrait of, counted from the first frame that was looked at; once, at the
    /// end of a burst.
    pub chosen: Option<u64>,
}

impl Seen {
    /// Whether all has been well for long enough to take the photo.
    pub fn is_ready(&self) -> bool {
        self.good_for >= GREEN
    }
}

/// Follows one person through the frames of a camera.
#[derive(Debug)]
pub struct Live {
    least_px: f32,
    set_aside: BTreeSet<Fault>,
    frames: u64,
    last: Option<(Duration, Face)>,
    traits: Option<Traits>,
    people: usize,
    backdrop: Option<Backdrop>,
    turn: Turn,
    flatness: Flatness,
    shown: Option<Fault>,
    wanted: Option<(Option<Fault>, Duration)>,
    /// Since when all is well, when it was last, and whether something was wrong since.
    good: Option<(Duration, Duration, bool)>,
    burst: Vec<(u64, f32)>,
    notices: Vec<Notice>,
    done: bool,
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

impl Live {
    /// Nobody was seen yet.
    pub fn new() -> Self {
        Self::with_least_px(MIN_INTER_EYE_PX)
    }

    /// The same with another least distance between the eyes, in pixels: for practice with pictures of a small camera.
    pub fn with_least_px(least_px: f32) -> Self {
        Self {
            least_px,
            set_aside: BTreeSet::new(),
            frames: 0,
            last: None,
            traits: None,
            people: 0,
            backdrop: None,
            turn: Turn::default(),
            flatness: Flatness::default(),
            shown: None,
            wanted: None,
            good: None,
            burst: Vec::new(),
            notices: Vec::new(),
            done: false,
        }
    }

    /// From now on these faults hold nothing up and nobody is told of them; they are still seen. The whole set counts, in
    /// the place of an earlier one; a fault that [may not be set aside](Fault::may_be_set_aside) goes on to count.
    pub fn set_aside(&mut self, faults: BTreeSet<Fault>) {
        self.set_aside = faults
            .into_iter()
            .filter(|fault| fault.may_be_set_aside())
            .collect();
    }

    /// Looks at the next frame, taken `at` after some beginning.
    ///
    /// # Errors
    /// [`InferenceError`]: a fault of the program, never of the picture.
    pub fn look(
        &mut self,
        photographer: &Photographer,
        picture: &Picture,
        at: Duration,
    ) -> Result<Seen, InferenceError> {
        let number = self.frames;
        self.frames += 1;
        let face = match self.followed(photographer, picture)? {
            Some(face) => {
                if is_shared(number) {
                    self.take_turn(photographer, picture, &face)?;
                }
                Some(face)
            }
            None => self.found(photographer, picture)?,
        };
        let assessment = Assessment::of(picture, face.clone().into_iter().collect());
        let traits = self.traits(photographer, picture, &assessment, number)?;
        let mut faults = Fault::all(
            &assessment,
            traits.as_ref(),
            self.backdrop.as_ref(),
            self.least_px,
        );
        if self.people > 1 && face.is_some() {
            faults.insert(0, Fault::SeveralFaces);
        }
        if self.is_moving(face.as_ref(), at) {
            faults.push(Fault::Moving);
            faults.sort_unstable();
        }
        self.compare(face.as_ref(), picture);
        self.last = face.clone().map(|face| (at, face));
        let first = faults
            .iter()
            .copied()
            .find(|fault| !self.set_aside.contains(fault));
        self.steady(first, at);
        let good_for = self.good_for(first.is_none(), at);
        let good = traits.as_ref().filter(|_| first.is_none());
        let (burst, chosen) = self.take(number, good, good_for);
        if let Some(face) = face.as_ref().filter(|_| burst && self.burst.len() == 1) {
            self.notices = Notice::all(picture, face)?;
            self.notices
                .extend(self.flatness.is_flat().then_some(Notice::Flat));
        }
        Ok(Seen {
            instruction: self.shown,
            faults,
            notices: self.notices.clone(),
            flat: self.flatness.is_flat(),
            good_for,
            face,
            people: self.people,
            burst,
            chosen,
        })
    }

    /// The face where it was last.
    fn followed(
        &self,
        photographer: &Photographer,
        picture: &Picture,
    ) -> Result<Option<Face>, InferenceError> {
        let Some((_, last)) = &self.last else {
            return Ok(None);
        };
        let mesh = last.mesh.again(&photographer.models.mesh, picture)?;
        Ok(mesh.and_then(Face::measured))
    }

    /// A face wherever one is. What was under way, and light and colours, are of whoever was there before.
    fn found(
        &mut self,
        photographer: &Photographer,
        picture: &Picture,
    ) -> Result<Option<Face>, InferenceError> {
        self.turn = Turn::default();
        self.traits = None;
        let assessment = assess::assess(&photographer.models, picture)?;
        self.people = assessment.faces.len();
        Ok(assessment.faces.into_iter().next())
    }

    /// Does half of what takes too long for one frame: of looking behind the person, then of counting people, and so on. What comes
    /// of it is known with the second half, and true of the frame in which the first was done.
    fn take_turn(
        &mut self,
        photographer: &Photographer,
        picture: &Picture,
        face: &Face,
    ) -> Result<(), InferenceError> {
        let models = &photographer.models;
        self.turn = match std::mem::take(&mut self.turn) {
            Turn::Behind => Turn::Telling(Telling::begin(&models.person, picture, face)?),
            Turn::Telling(telling) => {
                self.backdrop = telling.finish()?.backdrop;
                Turn::People
            }
            Turn::People => Turn::Counting(Counting::begin(&models.counter, picture)?),
            Turn::Counting(counting) => {
                self.people = counting.finish()?.len();
                Turn::Behind
            }
        };
        Ok(())
    }

    /// What is seen in the face. In a frame that is shared, light and colours are those of the frame before: an instruction holds
    /// far longer. Not where a photo is near, as the best frame is chosen by them.
    fn traits(
        &mut self,
        photographer: &Photographer,
        picture: &Picture,
        assessment: &Assessment,
        number: u64,
    ) -> Result<Option<Traits>, InferenceError> {
        let near = self.good.is_some() && !self.done;
        self.traits = match self.traits.zip(assessment.face()) {
            Some((before, face)) if is_shared(number) && !near => Some(before.later(&face.mesh)),
            Some(_) | None => photographer.traits(picture, assessment)?,
        };
        Ok(self.traits)
    }

    /// Compares the face with how it was seen before; whoever comes after nobody is somebody else. The landmarks of a face that
    /// is cut off are guessed, and say nothing.
    fn compare(&mut self, face: Option<&Face>, picture: &Picture) {
        let Some(face) = face else {
            self.flatness = Flatness::default();
            return;
        };
        let bounds = face.bounds;
        let is_whole = bounds.left >= 0.0
            && bounds.top >= 0.0
            && bounds.left + bounds.width <= picture.width() as f32
            && bounds.top + bounds.height <= picture.height() as f32;
        if is_whole {
            self.flatness.see(&face.landmarks, face.inter_eye_px);
        }
    }

    fn is_moving(&self, face: Option<&Face>, at: Duration) -> bool {
        let (Some((before, last)), Some(face)) = (&self.last, face) else {
            return false;
        };
        let moved = last.eye_middle().distance(face.eye_middle()) / face.inter_eye_px;
        let seconds = at.saturating_sub(*before).as_secs_f32().max(0.001);
        moved / seconds > MOST_SPEED
    }

    /// Shows another instruction only when it has held for a while, so that it never flickers.
    fn steady(&mut self, wanted: Option<Fault>, at: Duration) {
        if self.wanted.is_none() {
            self.shown = wanted;
        }
        let since = match self.wanted {
            Some((same, since)) if same == wanted => since,
            _ => at,
        };
        self.wanted = Some((wanted, since));
        if at.saturating_sub(since) >= STEADY {
            self.shown = wanted;
        }
    }

    fn good_for(&mut self, good: bool, at: Duration) -> Duration {
        let is_blink = |last| at.saturating_sub(last) <= BLINK;
        self.good = match (self.good, good) {
            // However far apart a slow machine looks: nothing was wrong in between.
            (Some((since, last, wrong)), true) if !wrong || is_blink(last) => {
                Some((since, at, false))
            }
            (_, true) => Some((at, at, false)),
            (Some((since, last, _)), false) if is_blink(last) => Some((since, last, true)),
            (_, false) => None,
        };
        self.good.map_or(Duration::ZERO, |(since, last, _)| {
            last.saturating_sub(since)
        })
    }

    /// Collects a burst of good frames and chooses the best of them. A frame that is not good (a blink) ends nothing:
    /// it is passed over, and the burst goes on when all is well again.
    fn take(
        &mut self,
        number: u64,
        good: Option<&Traits>,
        good_for: Duration,
    ) -> (bool, Option<u64>) {
        let began = !self.burst.is_empty() || good_for >= GREEN;
        let Some(traits) = good.filter(|_| began && !self.done) else {
            return (false, None);
        };
        self.burst.push((number, traits.worth()));
        let full = self.burst.len() == BURST;
        let best = self
            .burst
            .iter()
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .map(|(number, _)| *number);
        self.done = full;
        (true, best.filter(|_| full))
    }

    /// Begins again, for another picture of the same person.
    pub fn again(&mut self) {
        self.burst.clear();
        self.notices.clear();
        self.done = false;
        self.good = None;
    }
}

/// Whether half of what takes too long for one frame is done in this one: in every second one.
const fn is_shared(number: u64) -> bool {
    number.is_multiple_of(2)
}

/// What is to be done next of what takes two frames.
#[derive(Default)]
enum Turn {
    /// To look behind the person.
    #[default]
    Behind,
    /// To go on with that.
    Telling(Telling),
    /// To count people.
    People,
    /// To go on with that.
    Counting(Counting),
}

/// Shows nothing of what is seen in a picture.
impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Behind | Self::Telling(_) => "Behind",
            Self::People | Self::Counting(_) => "People",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn an_instruction_changes_only_when_the_new_one_holds() {
        let mut live = Live::new();
        live.steady(Some(Fault::TooFar), ms(0));
        assert_eq!(live.shown, Some(Fault::TooFar));
        live.steady(Some(Fault::Glasses), ms(100));
        live.steady(Some(Fault::TooFar), ms(200));
        live.steady(Some(Fault::Glasses), ms(300));
        live.steady(Some(Fault::Glasses), ms(500));
        assert_eq!(live.shown, Some(Fault::TooFar));
        live.steady(Some(Fault::Glasses), ms(600));
        assert_eq!(live.shown, Some(Fault::Glasses));
    }

    #[test]
    fn what_is_good_for_a_while_counts_from_its_beginning() {
        let mut live = Live::new();
        assert_eq!(live.good_for(true, ms(100)), ms(0));
        for at in [300, 500, 700] {
            live.good_for(true, ms(at));
        }
        assert_eq!(live.good_for(true, ms(700)), ms(600));
        assert_eq!(
            live.good_for(false, ms(800)),
            ms(600),
            "a blink ends nothing"
        );
        assert_eq!(live.good_for(false, ms(1000)), ms(0));
    }

    #[test]
    fn a_machine_that_looks_twice_a_second_sees_that_all_is_well() {
        let mut live = Live::new();
        live.good_for(true, ms(0));
        assert_eq!(live.good_for(true, ms(400)), ms(400));
        assert_eq!(live.good_for(true, ms(800)), ms(800));
        live.good_for(false, ms(900));
        assert_eq!(
            live.good_for(true, ms(1300)),
            ms(0),
            "wrong for who knows how long"
        );
    }
}
