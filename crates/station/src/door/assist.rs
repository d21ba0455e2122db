//! Who cannot sit, see or sign; how a signature was written; and stills that are kept as they are.

use std::sync::Arc;

use rekam_domain::assistance::{Assistance, Helper, Kinship, Mark, Need};
use rekam_domain::code::ErrorCode;
use rekam_protocol::series::{Point, Tool};

use super::sitting::{sitting, supervision};
use super::{
    ApiError, AssistanceChoices, AssistanceView, AssistanceWish, KinshipChoice, Label, Loket,
    NeedChoice, OwnMark, PenPoint, Sitting, Word, WrittenWith,
};
use crate::capture::Slot;
use crate::desk::PhotoError;
use crate::error::Error;
use crate::store::drafts::DraftId;

/// What may be noted.
pub(super) fn choices(_: &Arc<Loket>) -> Result<AssistanceChoices, ApiError> {
    Ok(AssistanceChoices {
        needs: Need::ALL.iter().map(need).collect(),
        kinships: Kinship::ALL.iter().copied().map(kinship).collect(),
    })
}

fn need(need: &Need) -> NeedChoice {
    NeedChoice {
        need: *need,
        label: Label::of(|language| need.label(language).to_owned()),
        path: Label::of(|language| need.path(language).to_owned()),
    }
}

fn kinship(kinship: Kinship) -> KinshipChoice {
    KinshipChoice {
        kinship,
        label: Label::of(|language| kinship.label(language).to_owned()),
    }
}

/// What was noted, for a screen.
pub(super) fn view(assistance: &Assistance) -> AssistanceView {
    let helper = assistance.helper();
    AssistanceView {
        needs: assistance.cannot().iter().map(need).collect(),
        visit: assistance.visit(),
        helper: helper.map(|helper| helper.name.as_str().to_owned()),
        kinship: helper.map(|helper| kinship(helper.kinship)),
    }
}

/// What stands for the resident's own hand.
pub(super) fn own_mark(assistance: Option<&Assistance>) -> OwnMark {
    match Assistance::mark(assistance) {
        Mark::Signature => OwnMark::Signature,
        Mark::Thumb => OwnMark::ThumbMark,
        Mark::Nothing => OwnMark::Nothing,
    }
}

/// Notes what the resident cannot do; with a supervisor's word the record goes without signature and thumb mark.
pub(super) fn put(
    loket: &Arc<Loket>,
    draft: DraftId,
    wish: AssistanceWish,
    unmarked: Option<Word>,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    let assistance = if wish.cannot.is_empty() {
        None
    } else {
        let helper = (!wish.helper.trim().is_empty())
            .then(|| Helper::parse(&wish.helper, wish.kinship))
            .transpose()
            .map_err(Error::from)?;
        let cannot = wish.cannot.into_iter().collect();
        Some(Assistance::new(cannot, wish.visit, helper).map_err(Error::from)?)
    };
    let word = unmarked.map(|word| supervision(&desk, word)).transpose()?;
    desk.assist(draft, assistance, word.as_ref())?;
    sitting(loket, &desk, draft)
}

/// Takes the newest whole frame as thumb mark or exception photo. Nothing in it is judged, but that it can be read.
pub(super) fn photograph(
    loket: &Arc<Loket>,
    draft: DraftId,
    slot: String,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    let slot = match slot.parse() {
        Ok(slot @ (Slot::ThumbMark | Slot::ExceptionPhoto)) => slot,
        Ok(_) | Err(_) => return Err(ApiError::of(ErrorCode::RequestMalformed)),
    };
    let frame = loket.lens.newest().map_err(ApiError::of)?;
    let bytes = frame.jpeg.bytes();
    rekam_photo::decode(bytes).map_err(|error| Error::from(PhotoError::from(error)))?;
    desk.capture(draft, slot, "image/jpeg", bytes)?;
    sitting(loket, &desk, draft)
}

/// Keeps how the signature that is stored was written.
pub(super) fn series(
    loket: &Arc<Loket>,
    draft: DraftId,
    width: u16,
    height: u16,
    tool: WrittenWith,
    strokes: Vec<Vec<PenPoint>>,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    let tool = match tool {
        WrittenWith::Pen => Tool::Pen,
        WrittenWith::Touch => Tool::Touch,
        WrittenWith::Mouse => Tool::Mouse,
    };
    let point = |PenPoint(x, y, t, f)| Point { x, y, t, f };
    let strokes = strokes
        .into_iter()
        .map(|stroke| stroke.into_iter().map(point).collect())
        .collect();
    desk.keep_series(draft, (width, height), tool, strokes)?;
    sitting(loket, &desk, draft)
}
