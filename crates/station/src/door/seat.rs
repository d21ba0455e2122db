//! What the counter remembers of who sits there, until somebody else does: what came of the last photo, and what is set
//! aside. What is stored of it is in the draft.

use std::collections::BTreeSet;
use std::sync::{MutexGuard, PoisonError};

use rekam_domain::code::ErrorCode;
use rekam_photo::{Fault, Notice};

use super::Loket;
use crate::desk::PhotoTaken;
use crate::store::drafts::DraftId;
use crate::store::faults::PhotoFaults;

/// The resident before the camera.
#[derive(Clone)]
pub(super) struct Seat {
    draft: DraftId,
    /// What was wrong with the photo that was taken last.
    pub(super) wrong: Option<ErrorCode>,
    /// What should be looked at again in it.
    pub(super) notices: Vec<Notice>,
    /// Whatever was set aside in a photo of this resident: nobody asks for it again.
    pub(super) set_aside: BTreeSet<Fault>,
}

impl Loket {
    /// Who sits there now: the resident of `draft`, whose photo has `faults`. Whoever sat there before is forgotten.
    pub(super) fn sits(&self, draft: DraftId, faults: &PhotoFaults) -> Seat {
        let mut held = self.held_seat();
        let same = held.take().filter(|seat| seat.draft == draft);
        let seat = held.insert(same.unwrap_or(Seat {
            draft,
            wrong: None,
            notices: Vec::new(),
            set_aside: BTreeSet::new(),
        }));
        let aside = faults.iter().filter(|(_, aside)| aside.is_some());
        seat.set_aside.extend(aside.map(|(fault, _)| *fault));
        seat.clone()
    }

    /// Remembers what came of a photo, or that it was answered.
    pub(super) fn photographed(&self, taken: Option<PhotoTaken>) {
        if let Some(seat) = &mut *self.held_seat() {
            (seat.wrong, seat.notices) =
                taken.map_or((None, Vec::new()), |taken| (taken.wrong, taken.notices));
        }
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

    fn held_seat(&self) -> MutexGuard<'_, Option<Seat>> {
        self.seat.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
