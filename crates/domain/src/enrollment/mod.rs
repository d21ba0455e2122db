//! The life of one enrollment: draft, sealed, queued, sending, received, and what the centre says.
//!
//! [`State::step`] is the only way from one state to the next. Before the seal the [`Draft`] watches over the steps of the
//! service; after it nothing about the resident can change any more.

mod draft;
mod refusal;

pub use draft::{Draft, Earlier};
pub use refusal::Refusal;

use crate::biometric::{BiometricException, Site};
use crate::role::{Permission, Role};
use crate::service::{Path, Step};
use crate::status::RecordingStatus;
use crate::words::words;
use std::collections::BTreeSet;

words! {
    /// Why a draft was thrown away.
    pub enum DiscardReason {
        /// The resident went away or does not agree.
        ResidentLeft = "resident-left",
        /// Opened by mistake, or for the wrong service.
        Mistake = "mistake",
        /// Turned out to have been recorded before.
        RecordedBefore = "recorded-before",
        /// Papers are missing; the resident comes back.
        PapersMissing = "papers-missing",
    }
}

/// Where one enrollment stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "state", content = "detail", rename_all = "kebab-case")]
pub enum State {
    /// At the desk.
    Draft(Draft),
    /// Thrown away before the seal.
    Discarded(DiscardReason),
    /// A packet with a serial number; nothing can change it.
    Sealed,
    /// Waiting for a line or a stick.
    Queued,
    /// On the line.
    Sending,
    /// The province signed a receipt.
    Received,
    /// The last word of the centre.
    Reported(RecordingStatus),
}

/// What happens to an enrollment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The resident was found and asked "pernah rekam di mana pun?". Ends the step *who*.
    Identified(Earlier),
    /// The biodata changed what the service asks for, for instance the age of a child.
    PathChanged(Path),
    /// A step was completed, or done anew. Fingers and irises end with [`Event::SitesDone`] instead.
    StepDone(Step),
    /// Fingers or irises: what was captured and what is left out.
    SitesDone {
        /// [`Step::Fingers`] or [`Step::Irises`].
        step: Step,
        /// Captured sites.
        captured: BTreeSet<Site>,
        /// Exceptions; only approved ones count.
        exceptions: Vec<BiometricException>,
        /// Whether there is an exception photo.
        photographed: bool,
    },
    /// A step has to be done again.
    StepReopened(Step),
    /// The resident saw the portrait and approves it.
    PhotoApproved,
    /// Close the record for good.
    Seal,
    /// Throw the draft away.
    Discard(DiscardReason),
    /// The packet was put into the queue.
    Queue,
    /// The first byte goes out.
    SendingStarted,
    /// The line broke.
    SendingStopped,
    /// A receipt came and its signature is good: by line, or on a stick while the packet still waits.
    Receipted,
    /// The centre said something.
    Reported(RecordingStatus),
    /// Send the same packet once more, since the centre could not use it.
    SendAgain,
}

impl Event {
    /// What a role needs for it.
    pub const fn permission(&self) -> Permission {
        match self {
            Event::Identified(_)
            | Event::PathChanged(_)
            | Event::StepDone(_)
            | Event::SitesDone { .. }
            | Event::StepReopened(_)
            | Event::PhotoApproved => Permission::Record,
            Event::Seal => Permission::Seal,
            Event::Discard(_) => Permission::Discard,
            Event::Queue
            | Event::SendingStarted
            | Event::SendingStopped
            | Event::Receipted
            | Event::Reported(_) => Permission::Transmit,
            Event::SendAgain => Permission::SendAgain,
        }
    }
}

impl State {
    /// A new draft for a path.
    pub fn open(path: &Path) -> Self {
        State::Draft(Draft::new(path))
    }

    /// The next state, or why not. A refused event changes nothing.
    pub fn step(self, event: Event, role: Role) -> Result<State, Refusal> {
        if !role.may(event.permission()) {
            return Err(Refusal::RoleNotAllowed);
        }
        match (self, event) {
            (State::Draft(draft), event) => draft.step(event),
            (State::Sealed, Event::Queue) => Ok(State::Queued),
            (State::Queued, Event::SendingStarted) => Ok(State::Sending),
            (State::Sending, Event::SendingStopped) => Ok(State::Queued),
            (State::Queued | State::Sending | State::Received, Event::Receipted) => {
                Ok(State::Received)
            }
            (State::Received | State::Reported(_), Event::Reported(status)) => {
                Ok(State::Reported(status))
            }
            (State::Reported(status), Event::SendAgain) if status.may_be_sent_again() => {
                Ok(State::Queued)
            }
            (state, event) => Err(state.refuse(&event)),
        }
    }

    /// The stable word of the state.
    pub const fn as_str(&self) -> &'static str {
        match self {
            State::Draft(_) => "draft",
            State::Discarded(_) => "discarded",
            State::Sealed => "sealed",
            State::Queued => "queued",
            State::Sending => "sending",
            State::Received => "received",
            State::Reported(_) => "reported",
        }
    }

    /// Whether the resident's data can still change.
    pub const fn is_open(&self) -> bool {
        matches!(self, State::Draft(_))
    }

    fn refuse(&self, event: &Event) -> Refusal {
        let at_the_desk = matches!(
            event.permission(),
            Permission::Record | Permission::Seal | Permission::Discard
        );
        if at_the_desk && !matches!(self, State::Discarded(_)) {
            Refusal::AlreadySealed
        } else {
            Refusal::NotInThisState
        }
    }
}

#[cfg(test)]
mod tests;
