//! The resident's screen: the desk decides what it shows, the resident may answer yes or no.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rekam_domain::code::ErrorCode;

use super::{Answer, ApiError, Loket, Scene, SceneKind, read_back};
use crate::capture::Slot;
use crate::store::drafts::DraftId;

/// What is shown, and what was answered.
#[derive(Default)]
pub(super) struct Board {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    kind: SceneKind,
    draft: Option<DraftId>,
    answer: Option<Answer>,
    answers: u32,
    /// Whether the second window is wanted.
    open: bool,
}

impl Board {
    /// Back to the greeting.
    pub(super) fn clear(&self) {
        let mut held = self.lock();
        *held = Held {
            answers: held.answers,
            open: held.open,
            ..Held::default()
        };
    }

    /// What is shown, for which draft, and the last answer to it.
    pub(super) fn now(&self) -> (SceneKind, Option<DraftId>, Option<Answer>) {
        let held = self.lock();
        (held.kind, held.draft, held.answer.clone())
    }

    /// Whether the second window is wanted.
    pub(super) fn is_open(&self) -> bool {
        self.lock().open
    }

    /// Whether the resident's window may fetch this picture.
    pub(super) fn shows(&self, draft: DraftId, slot: Slot) -> bool {
        let held = self.lock();
        let fits = match held.kind {
            SceneKind::Welcome | SceneKind::Mirror => false,
            SceneKind::Photo => slot == Slot::Portrait,
            SceneKind::ReadBack => true,
        };
        fits && held.draft == Some(draft)
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the resident's window, or closes it; whoever shows windows learns it from the status.
pub(super) fn window(loket: &Arc<Loket>, open: bool) -> Result<(), ApiError> {
    loket.board.lock().open = open;
    Ok(())
}

/// What the resident's screen shows. Without a login it is the greeting.
pub(super) fn shown(loket: &Arc<Loket>) -> Result<Scene, ApiError> {
    let (kind, draft, _) = loket.board.now();
    match (kind, draft) {
        (SceneKind::Mirror, _) => Ok(Scene::Mirror),
        (SceneKind::Photo, Some(draft)) => {
            let portrait = loket.desk()?.captured(draft, Slot::Portrait)?;
            Ok(portrait.map_or(Scene::Mirror, |portrait| Scene::Photo {
                draft: draft.to_string(),
                digest: portrait.digest.to_string(),
            }))
        }
        (SceneKind::ReadBack, Some(draft)) => Ok(Scene::ReadBack {
            read_back: Box::new(read_back::read_back(loket, draft)?),
        }),
        (SceneKind::Welcome | SceneKind::Photo | SceneKind::ReadBack, _) => Ok(Scene::Welcome),
    }
}

/// Chooses what the resident's screen shows; an answer to what was shown before is forgotten.
pub(super) fn show(
    loket: &Arc<Loket>,
    kind: SceneKind,
    draft: Option<DraftId>,
) -> Result<(), ApiError> {
    let desk = loket.desk()?;
    match (kind, draft) {
        (SceneKind::Welcome | SceneKind::Mirror, _) => {}
        (SceneKind::Photo | SceneKind::ReadBack, None) => {
            return Err(ApiError::of(ErrorCode::RequestMalformed));
        }
        (SceneKind::Photo | SceneKind::ReadBack, Some(draft)) => {
            desk.draft(draft)?;
        }
    }
    let mut held = loket.board.lock();
    held.kind = kind;
    held.draft = draft;
    held.answer = None;
    Ok(())
}

/// Keeps the resident's answer; the desk hears of it with the next status.
pub(super) fn answer(loket: &Arc<Loket>, yes: bool) -> Result<(), ApiError> {
    loket.desk()?;
    let mut held = loket.board.lock();
    match held.kind {
        SceneKind::Photo | SceneKind::ReadBack => {}
        SceneKind::Welcome | SceneKind::Mirror => {
            return Err(ApiError::of(ErrorCode::NotInThisState));
        }
    }
    held.answers += 1;
    held.answer = Some(Answer {
        draft: held.draft.map(|draft| draft.to_string()),
        yes,
        number: held.answers,
    });
    Ok(())
}
