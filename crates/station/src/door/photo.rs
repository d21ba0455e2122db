//! The photo at the counter: taken, what is wrong with it set aside, and the resident's word on it.

use std::sync::Arc;

use rekam_domain::aside::{Aside, AsideReason};
use rekam_photo::{Fault, Notice};

use super::seat::Seat;
use super::sitting::sitting;
use super::{
    ApiError, AsideChoice, AsideView, ClothView, Label, Loket, PhotoFault, PhotoView, Sitting,
};
use crate::desk::LearnedCloth;
use crate::facts::Facts;
use crate::store::drafts::DraftId;
use crate::store::faults::PhotoFaults;
use crate::view::moment;

/// Takes the best of the next frames as the resident's photo.
pub(super) fn take(loket: &Arc<Loket>, draft: DraftId) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    let seat = loket.sits(&desk.facts(draft)?);
    loket.rests();
    let burst = loket.lens.burst().map_err(ApiError::of)?;
    let frames: Vec<&[u8]> = burst.iter().map(|frame| frame.jpeg.bytes()).collect();
    let mut taken = desk.take_burst(draft, &frames, &seat.set_aside)?;
    // One picture does not show it, the frames before it do.
    taken
        .notices
        .extend(loket.lens.is_flat().then_some(Notice::Flat));
    loket.photographed(taken);
    sitting(loket, &desk, draft)
}

/// Reasons for which something in a photo is not put right.
pub(super) fn aside_choices(_: &Arc<Loket>) -> Result<Vec<AsideChoice>, ApiError> {
    Ok(AsideReason::ALL
        .iter()
        .map(|reason| AsideChoice {
            reason: *reason,
            label: Label::of(|language| reason.label(language).to_owned()),
            needs_note: reason.needs_note(),
        })
        .collect())
}

/// Sets faults of the photo that is kept aside.
pub(super) fn set_aside(
    loket: &Arc<Loket>,
    draft: DraftId,
    faults: Vec<Fault>,
    reason: AsideReason,
    note: String,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    desk.set_aside(draft, &faults, reason, &note)?;
    sitting(loket, &desk, draft)
}

/// The resident agrees to the portrait, or wants another one, which takes the place of this one.
pub(super) fn approve(
    loket: &Arc<Loket>,
    draft: DraftId,
    agreed: bool,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    if agreed {
        desk.approve_photo(draft)?;
    } else {
        desk.refuse_photo(draft)?;
    }
    loket.answered(!agreed);
    sitting(loket, &desk, draft)
}

/// Back to the mirror, for another photo before the resident is asked.
pub(super) fn again(loket: &Arc<Loket>, draft: DraftId) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    loket.sits(&desk.facts(draft)?);
    loket.answered(true);
    sitting(loket, &desk, draft)
}

/// The cloth that was learned from the empty chair.
pub(super) fn cloth(loket: &Arc<Loket>) -> Result<Option<ClothView>, ApiError> {
    Ok(loket.desk()?.cloth().map(cloth_view))
}

/// Learns the cloth from the newest frame, in which nobody may sit.
pub(super) fn learn_cloth(loket: &Arc<Loket>) -> Result<ClothView, ApiError> {
    let desk = loket.desk()?;
    let frame = loket.lens.newest().map_err(ApiError::of)?;
    let camera = loket.lens.status().0.label.unwrap_or_default();
    Ok(cloth_view(desk.learn_cloth(frame.jpeg.bytes(), &camera)?))
}

fn cloth_view(learned: LearnedCloth) -> ClothView {
    ClothView {
        at: moment(learned.at.wall),
        camera: learned.camera,
    }
}

/// What came of the photos so far; nothing before the first.
pub(super) fn view(facts: &Facts, seat: &Seat, approved: bool) -> Option<PhotoView> {
    let look_at = |notice: &Notice| Label::of(|language| notice.text(language).to_owned());
    (facts.draft.photo_tries > 0).then(|| PhotoView {
        again: seat.again,
        wrong: seat.wrong,
        faults: faults(&facts.faults),
        notices: seat.notices.iter().map(look_at).collect(),
        tries: facts.draft.photo_tries,
        refusals: facts.draft.photo_refusals,
        painted: facts.draft.painted,
        approved,
    })
}

/// What is not as it should be in a photo, the first thing first.
pub(super) fn faults(faults: &PhotoFaults) -> Vec<PhotoFault> {
    let view = |aside: &Aside| AsideView {
        reason: aside.reason(),
        label: Label::of(|language| aside.reason().label(language).to_owned()),
        note: aside.note().to_owned(),
    };
    faults
        .iter()
        .map(|(fault, aside)| PhotoFault {
            fault: *fault,
            meaning: Label::of(|language| fault.meaning(language).to_owned()),
            advice: Label::of(|language| fault.instruction(language).to_owned()),
            aside: aside.as_ref().map(view),
        })
        .collect()
}
