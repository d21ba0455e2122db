//! A draft: which steps the service asks for, which are done, and what must come first.
//!
//! Two rules are hard. The resident approves the portrait before fingers and irises are taken (letter
//! 400.8.1.2/13999/Dukcapil, 11 October 2024). Everything is read back after the last change, before the seal.

use super::{Event, Refusal, State};
use crate::biometric::SitesStand;
use crate::service::{Path, PriorRecording, Service, Step};
use crate::words::words;
use std::collections::BTreeSet;

words! {
    /// The answer to "pernah rekam di mana pun?".
    pub enum Earlier {
        /// Never recorded.
        Never = "never",
        /// Recorded before.
        Recorded = "recorded",
        /// The resident does not know; the centre will.
        Unknown = "unknown",
    }
}

/// Progress of one draft.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    service: Service,
    steps: Vec<Step>,
    prior: PriorRecording,
    done: BTreeSet<Step>,
    photo_approved: bool,
}

impl Draft {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            service: path.service,
            steps: path.steps.clone(),
            prior: path.prior,
            done: BTreeSet::new(),
            photo_approved: false,
        }
    }

    /// The service.
    pub fn service(&self) -> Service {
        self.service
    }

    /// The steps of the service, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether a step is done.
    pub fn is_done(&self, step: Step) -> bool {
        self.done.contains(&step)
    }

    /// Whether the resident approved the portrait that is there now.
    pub fn is_photo_approved(&self) -> bool {
        self.photo_approved
    }

    pub(super) fn step(self, event: Event) -> Result<State, Refusal> {
        match event {
            Event::Identified(earlier) => self.identified(earlier).map(State::Draft),
            Event::PathChanged(path) => Ok(State::Draft(self.on_path(&path))),
            Event::StepDone(step) => self.finished(step).map(State::Draft),
            Event::SitesDone {
                step,
                captured,
                exceptions,
                photographed,
            } => {
                let stand = SitesStand::of(step, &captured, &exceptions, photographed);
                self.sites(step, &stand).map(State::Draft)
            }
            Event::StepReopened(step) => Ok(State::Draft(self.without(step))),
            Event::PhotoApproved => self.approved().map(State::Draft),
            Event::Seal => self.seal(),
            Event::Discard(reason) => Ok(State::Discarded(reason)),
            Event::Queue
            | Event::SendingStarted
            | Event::SendingStopped
            | Event::Receipted
            | Event::Reported(_)
            | Event::SendAgain => Err(Refusal::NotInThisState),
        }
    }

    fn identified(self, earlier: Earlier) -> Result<Self, Refusal> {
        match (self.prior, earlier) {
            (PriorRecording::MustNotExist, Earlier::Recorded) => Err(Refusal::RecordedBefore),
            (PriorRecording::MustExist, Earlier::Never) => Err(Refusal::NeverRecorded),
            (PriorRecording::MustNotExist, Earlier::Never | Earlier::Unknown)
            | (PriorRecording::MustExist, Earlier::Recorded | Earlier::Unknown)
            | (PriorRecording::Irrelevant, Earlier::Never | Earlier::Recorded | Earlier::Unknown) => {
                Ok(self.with(Step::Who))
            }
        }
    }

    /// Keeps what is done and still asked for. A change of service asks the first question again, and whatever
    /// changes must be read back again.
    fn on_path(mut self, path: &Path) -> Self {
        if self.service != path.service {
            self.done.remove(&Step::Who);
        }
        if self.service != path.service || self.steps != path.steps {
            self.done.remove(&Step::ReadBack);
        }
        self.done.retain(|step| path.steps.contains(step));
        self.photo_approved &= path.needs(Step::Photo);
        Self {
            service: path.service,
            steps: path.steps.clone(),
            prior: path.prior,
            ..self
        }
    }

    fn finished(self, step: Step) -> Result<Self, Refusal> {
        self.refuse_early(step)?;
        match step {
            // Only the answer to the first question ends it.
            Step::Who => Err(Refusal::StepsMissing),
            Step::Fingers | Step::Irises => Err(Refusal::SitesOutstanding),
            Step::Photo => Ok(Self {
                photo_approved: false,
                ..self.with(step)
            }),
            Step::Data | Step::Signature | Step::Documents | Step::ReadBack => Ok(self.with(step)),
        }
    }

    fn sites(self, step: Step, stand: &SitesStand) -> Result<Self, Refusal> {
        if !matches!(step, Step::Fingers | Step::Irises) {
            return Err(Refusal::StepNotInPath);
        }
        self.refuse_early(step)?;
        match (stand.outstanding.is_empty(), stand.complete) {
            (false, _) => Err(Refusal::SitesOutstanding),
            (true, false) => Err(Refusal::ExceptionPhotoMissing),
            (true, true) => Ok(self.with(step)),
        }
    }

    fn approved(self) -> Result<Self, Refusal> {
        if !self.is_done(Step::Photo) {
            return Err(Refusal::StepsMissing);
        }
        Ok(Self {
            photo_approved: true,
            ..self
        })
    }

    fn seal(self) -> Result<State, Refusal> {
        if self
            .steps
            .iter()
            .any(|step| *step != Step::ReadBack && !self.is_done(*step))
        {
            return Err(Refusal::StepsMissing);
        }
        self.refuse_unapproved_photo()?;
        if self.is_done(Step::ReadBack) {
            Ok(State::Sealed)
        } else {
            Err(Refusal::NotReadBack)
        }
    }

    /// What must be done before a step may be.
    fn refuse_early(&self, step: Step) -> Result<(), Refusal> {
        if !self.steps.contains(&step) {
            return Err(Refusal::StepNotInPath);
        }
        let first: &[Step] = match step {
            Step::Who => &[],
            Step::Data | Step::Photo | Step::Signature | Step::Documents => &[Step::Who],
            Step::Fingers | Step::Irises => &[Step::Who, Step::Photo],
            Step::ReadBack => &self.steps,
        };
        let missing = |earlier: &Step| {
            *earlier != step && self.steps.contains(earlier) && !self.is_done(*earlier)
        };
        if first.iter().any(missing) {
            return Err(Refusal::StepsMissing);
        }
        match step {
            Step::Fingers | Step::Irises | Step::ReadBack => self.refuse_unapproved_photo(),
            Step::Who | Step::Data | Step::Photo | Step::Signature | Step::Documents => Ok(()),
        }
    }

    fn refuse_unapproved_photo(&self) -> Result<(), Refusal> {
        let unapproved = self.steps.contains(&Step::Photo) && !self.photo_approved;
        if unapproved {
            Err(Refusal::PhotoNotApproved)
        } else {
            Ok(())
        }
    }

    fn with(mut self, step: Step) -> Self {
        self.done.remove(&Step::ReadBack);
        self.done.insert(step);
        self
    }

    fn without(mut self, step: Step) -> Self {
        self.done.remove(&Step::ReadBack);
        self.done.remove(&step);
        self.photo_approved &= step != Step::Photo;
        self
    }
}
