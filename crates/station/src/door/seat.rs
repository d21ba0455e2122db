//! What the counter remembers of who sits there, until somebody else does: what came of the last photo, what is set
//! aside, and when the next photo may take itself. What is stored of it is in the draft.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rekam_domain::code::ErrorCode;
use rekam_domain::service::DocumentKind;
use rekam_photo::{Fault, Notice};

use super::Loket;
use crate::capture::Slot;
use crate::desk::{PaperTaken, PhotoTaken};
use crate::facts::Facts;
use crate::store::drafts::DraftId;

/// How long no photo takes itself after one was taken or turned down: whoever wants another one has to sit down first.
const REST: Duration = Duration::from_secs(3);

/// The resident before the camera.
#[derive(Clone)]
pub(super) struct Seat {
    draft: DraftId,
    /// Whether a portrait is stored.
    portrait: bool,
    /// Whether another photo is wanted: the mirror is shown in place of the portrait.
    pub(super) again: bool,
    /// Until when no photo takes itself.
    rest_until: Option<Instant>,
    /// What was wrong with the photo that was taken last.
    pub(super) wrong: Option<ErrorCode>,
    /// What should be looked at again in it.
    pub(super) notices: Vec<Notice>,
    /// Whatever was set aside in a photo of this resident: nobody asks for it again.
    pub(super) set_aside: BTreeSet<Fault>,
    /// What came of the last picture of each paper.
    pub(super) papers: BTreeMap<DocumentKind, PaperTaken>,
}

impl Seat {
    /// Whether a photo may take itself at this moment: never while a portrait waits for its answer.
    fn is_free(&self, at: Instant) -> bool {
        (self.again || !self.portrait) && self.rest_until.is_none_or(|until| at >= until)
    }
}

impl Loket {
    /// Who sits there now: the resident of a draft. Whoever sat there before is forgotten.
    pub(super) fn sits(&self, facts: &Facts) -> Seat {
        let draft = facts.draft.id;
        let mut held = self.held_seat();
        let same = held.take().filter(|seat| seat.draft == draft);
        let seat = held.insert(same.unwrap_or(Seat {
            draft,
            portrait: false,
            again: false,
            rest_until: None,
            wrong: None,
            notices: Vec::new(),
            set_aside: BTreeSet::new(),
            papers: BTreeMap::new(),
        }));
        seat.portrait = facts.captures.contains_key(&Slot::Portrait);
        let aside = facts.faults.iter().filter(|(_, aside)| aside.is_some());
        seat.set_aside.extend(aside.map(|(fault, _)| *fault));
        seat.clone()
    }

    /// Remembers what came of a photo.
    pub(super) fn photographed(&self, taken: PhotoTaken) {
        if let Some(seat) = &mut *self.held_seat() {
            seat.again = taken.wrong.is_some();
            (seat.wrong, seat.notices) = (taken.wrong, taken.notices);
        }
    }

    /// Remembers what came of the picture of a paper.
    pub(super) fn laid_down(&self, document: DocumentKind, taken: PaperTaken) {
        if let Some(seat) = &mut *self.held_seat() {
            seat.papers.insert(document, taken);
        }
    }

    /// Remembers what came of the portrait: it stays, or the mirror is shown again for another one.
    pub(super) fn answered(&self, again: bool) {
        if let Some(seat) = &mut *self.held_seat() {
            (seat.again, seat.wrong) = (again, None);
            seat.notices.clear();
        }
        if again {
            self.rests();
        }
    }

    /// For a while no photo takes itself.
    pub(super) fn rests(&self) {
        if let Some(seat) = &mut *self.held_seat() {
            seat.rest_until = Some(Instant::now() + REST);
        }
    }

    /// Whether a photo that is good may take itself now.
    pub(super) fn is_free(&self) -> bool {
        let held = self.held_seat();
        held.as_ref()
            .is_some_and(|seat| seat.is_free(Instant::now()))
    }

    /// Nobody sits there.
    pub(super) fn stands_up(&self) {
        *self.held_seat() = None;
    }

    /// What the guidance passes over.
    pub(super) fn set_aside(&self) -> BTreeSet<Fault> {
        let held = self.held_seat();
        held.as_ref()
            .map(|seat| seat.set_aside.clone())
            .unwrap_or_default()
    }

    /// Whether a resident is being recorded now.
    pub(super) fn is_recording(&self) -> bool {
        self.held_seat().is_some()
    }

    fn held_seat(&self) -> MutexGuard<'_, Option<Seat>> {
        self.seat.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rekam_protocol::ids::PacketId;

    #[test]
    fn a_photo_takes_itself_only_before_the_mirror_and_after_a_rest() {
        let now = Instant::now();
        let mut seat = Seat {
            draft: PacketId::from_random([7; 16]),
            portrait: false,
            again: false,
            rest_until: None,
            wrong: None,
            notices: Vec::new(),
            set_aside: BTreeSet::new(),
            papers: BTreeMap::new(),
        };
        assert!(seat.is_free(now), "nothing was taken yet");
        seat.portrait = true;
        assert!(!seat.is_free(now), "a portrait waits for its answer");
        seat.again = true;
        seat.rest_until = Some(now + REST);
        assert!(
            !seat.is_free(now),
            "whoever wants another one has to sit down"
        );
        assert!(seat.is_free(now + REST));
    }
}
