//! One resident at the counter: each command is one verb of the desk, and answers with how things stand after it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rekam_domain::assistance::Need;
use rekam_domain::biometric::{BiometricException, ExceptionReason, Limits, Permanence, Site};
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::{DiscardReason, Earlier};
use rekam_domain::field::{Field, FieldValue};
use rekam_domain::service::{DocumentKind, Path, Service, Step};
use rekam_photo::Cut;
use zeroize::Zeroizing;

use super::form::Form;
use super::{
    ApiError, BackgroundView, CaptureView, ExceptionChoice, ExceptionOffer, ExceptionView,
    FieldAnswer, FieldView, Label, Loket, PaperView, SiteStepView, SiteView, Sitting, Word, assist,
    changes, devices, photo, search,
};
use crate::Desk;
use crate::capture::Slot;
use crate::desk::{PaperTaken, Supervision};
use crate::facts::{Facts, settled};
use crate::store::audit::Standing;
use crate::store::captures::Listed;
use crate::store::drafts::{DraftId, Place};
use crate::store::sites::Tried;
use crate::view::DraftView;

/// Begins an enrollment. Where the answer about earlier recordings forbids the service, no draft is left behind.
pub(super) fn start(
    loket: &Arc<Loket>,
    service: Service,
    earlier: Earlier,
    resident: Option<String>,
    nik: Option<String>,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    if let Some(key) = resident {
        let draft = desk.start_from(&key, service, earlier)?;
        return sitting(loket, &desk, draft);
    }
    let draft = desk.start(service)?;
    let begun = desk.identify(draft, earlier).map_err(ApiError::from);
    let begun = begun.and_then(|()| match nik {
        Some(nik) => type_in(&desk, draft, Field::Nik, &nik).map(|_| ()),
        None => Ok(()),
    });
    if let Err(error) = begun {
        // Best effort: a draft that stays is shown on the first screen, where it can be thrown away.
        let _ = desk.discard(draft, DiscardReason::Mistake);
        return Err(error);
    }
    sitting(loket, &desk, draft)
}

/// Continues a draft.
pub(super) fn open(loket: &Arc<Loket>, draft: DraftId) -> Result<Sitting, ApiError> {
    sitting(loket, &*loket.desk()?, draft)
}

/// Everything the screens of one resident show, from the stored bytes.
pub(super) fn sitting(loket: &Loket, desk: &Desk, draft: DraftId) -> Result<Sitting, ApiError> {
    let view = desk.draft(draft)?;
    let facts = desk.facts(draft)?;
    let captures: Vec<CaptureView> = desk.captures(draft)?.iter().map(capture_view).collect();
    let path = desk.path_of(&facts)?;
    let form = Form::of(
        &facts.fields,
        facts.draft.service,
        desk.day_of(&facts.draft),
    );
    let seat = loket.sits(&facts);
    let photo = photo::view(&facts, &seat, view.photo_approved);
    Ok(Sitting {
        earlier: facts.draft.earlier,
        place: desk.place(draft)?,
        form: form.groups(),
        elements: changes::elements(facts.draft.service),
        changes: changes::view(&facts.changes, &form),
        sites: sites(&path, &facts.exceptions, &facts.sites),
        site_steps: site_steps(&path, &facts),
        assistance: facts.draft.assistance.as_ref().map(assist::view),
        own_mark: assist::own_mark(facts.draft.assistance.as_ref()),
        papers: papers(&path, &facts, &captures, &seat.papers),
        background: facts
            .background(desk.day_of(&facts.draft))
            .map(|name| BackgroundView {
                name,
                rgb: name.rgb(),
            }),
        captures,
        photo,
        view,
    })
}

fn capture_view(listed: &Listed) -> CaptureView {
    CaptureView {
        slot: listed.slot.to_string(),
        media_type: listed.media_type.clone(),
        bytes: u32::try_from(listed.bytes).unwrap_or(u32::MAX),
        digest: listed.digest.to_string(),
    }
}

/// The fingers and eyes of a path, with what is captured and what is excepted.
pub(super) fn sites(
    path: &Path,
    exceptions: &[BiometricException],
    tried: &BTreeMap<Site, Tried>,
) -> Vec<SiteView> {
    Site::all()
        .filter(|site| path.needs(site.step()))
        .map(|site| {
            let tried = tried.get(&site);
            SiteView {
                site,
                step: site.step(),
                placement: site.placement(),
                quality: tried.and_then(|tried| tried.quality),
                threshold: Limits::known().threshold(site.placement()),
                tries: tried.map_or(0, |tried| tried.tries),
                settled: tried.is_some_and(|tried| settled(site, tried)),
                exception: exceptions
                    .iter()
                    .find(|exception| exception.site() == site)
                    .map(exception_view),
            }
        })
        .collect()
}

fn site_steps(path: &Path, facts: &Facts) -> Vec<SiteStepView> {
    let steps = [Step::Fingers, Step::Irises].into_iter();
    steps
        .filter(|step| path.needs(*step))
        .map(|step| {
            let stand = facts.sites_stand(step);
            SiteStepView {
                step,
                shows: stand.shows,
                complete: stand.complete,
            }
        })
        .collect()
}

fn exception_view(exception: &BiometricException) -> ExceptionView {
    let reason = exception.reason();
    ExceptionView {
        reason,
        label: Label::of(|language| reason.label(language).to_owned()),
        permanence: exception.permanence(),
        approver: exception.approver().map(str::to_owned),
        note: exception.note().to_owned(),
        shows: reason.shows(),
    }
}

/// The papers of a path, with what was noted or photographed.
pub(super) fn papers(
    path: &Path,
    facts: &Facts,
    captures: &[CaptureView],
    taken: &BTreeMap<DocumentKind, PaperTaken>,
) -> Vec<PaperView> {
    path.documents
        .iter()
        .map(|requirement| {
            let document = requirement.document;
            let slot = Slot::Document(document).to_string();
            let taken = taken.get(&document).cloned().unwrap_or_default();
            PaperView {
                document,
                label: Label::of(|language| document.label(language).to_owned()),
                mandatory: requirement.is_mandatory(),
                standing: facts.papers.get(&document).copied(),
                capture: captures
                    .iter()
                    .find(|capture| capture.slot == slot)
                    .cloned(),
                straightened: taken.straightened,
                notices: taken.notices,
            }
        })
        .collect()
}

/// Keeps where the operator is.
pub(super) fn put_place(
    loket: &Arc<Loket>,
    draft: DraftId,
    step: Step,
    field: Option<Field>,
) -> Result<(), ApiError> {
    Ok(loket.desk()?.put_place(draft, Place { step, field })?)
}

/// The open drafts, the oldest first.
pub(super) fn drafts(loket: &Arc<Loket>) -> Result<Vec<DraftView>, ApiError> {
    Ok(loket.desk()?.drafts()?)
}

/// Nobody is recorded any more for now; the draft stays.
pub(super) fn leave(loket: &Arc<Loket>) -> Result<(), ApiError> {
    loket.desk()?;
    loket.stands_up();
    Ok(())
}

/// Gives a draft up.
pub(super) fn discard(
    loket: &Arc<Loket>,
    draft: DraftId,
    reason: DiscardReason,
) -> Result<(), ApiError> {
    loket.desk()?.discard(draft, reason)?;
    loket.board.clear();
    loket.stands_up();
    Ok(())
}

/// Keeps a supervisor's decision to record somebody again.
pub(super) fn double_allow(
    loket: &Arc<Loket>,
    draft: DraftId,
    reason: String,
    supervisor: Word,
) -> Result<DraftView, ApiError> {
    let desk = loket.desk()?;
    let word = supervision(&desk, supervisor)?;
    desk.allow_double(draft, &reason, &word)?;
    Ok(desk.draft(draft)?)
}

/// Stores a field as it was typed, then judges it. A NIK fills in the birth date and the sex that it tells where they
/// are still empty.
pub(super) fn field_put(
    loket: &Arc<Loket>,
    draft: DraftId,
    field: Field,
    raw: String,
) -> Result<FieldAnswer, ApiError> {
    let desk = loket.desk()?;
    let before = type_in(&desk, draft, field, &raw)?;
    let after = judged(&desk, draft)?;
    let changed = |(_, view): (&str, FieldView)| {
        (view.field != field && view != before.field(view.field)).then_some(view)
    };
    Ok(FieldAnswer {
        field: FieldView {
            // Blanks alone are nothing to judge, but stay on the screen as they were typed.
            raw,
            ..after.field(field)
        },
        others: after.fields().filter_map(changed).collect(),
        view: desk.draft(draft)?,
    })
}

/// Keeps what was typed and what it tells about other fields; returns how the form stood before.
fn type_in(desk: &Desk, draft: DraftId, field: Field, raw: &str) -> Result<Form, ApiError> {
    let before = judged(desk, draft)?;
    let report = desk.put_field(draft, field, raw)?;
    if let (Field::Nik, Some(FieldValue::Nik(nik))) = (field, report.value) {
        let begun = desk.facts(draft)?.draft;
        for (told, raw) in search::told_by(&nik, begun.service, desk.day_of(&begun)) {
            if before.field(told).raw.is_empty() {
                desk.put_field(draft, told, &raw)?;
            }
        }
    }
    Ok(before)
}

fn judged(desk: &Desk, draft: DraftId) -> Result<Form, ApiError> {
    let facts = desk.facts(draft)?;
    Ok(Form::of(
        &facts.fields,
        facts.draft.service,
        desk.day_of(&facts.draft),
    ))
}

/// Reasons for which a finger or an eye is not captured, and which is probably the one at this step for this resident.
pub(super) fn exception_choices(
    loket: &Arc<Loket>,
    draft: DraftId,
    step: Step,
) -> Result<ExceptionOffer, ApiError> {
    let assistance = loket.desk()?.facts(draft)?.draft.assistance;
    let cannot_see = assistance.is_some_and(|one| one.cannot().contains(&Need::See));
    let works = devices::works_for(loket, step)?;
    let choices = ExceptionReason::ALL
        .iter()
        .map(|reason| ExceptionChoice {
            reason: *reason,
            label: Label::of(|language| reason.label(language).to_owned()),
            may_last: reason.may_last(),
            fits: Site::all().filter(|site| reason.fits(*site)).collect(),
        })
        .collect();
    Ok(ExceptionOffer {
        likely: ExceptionReason::likely(step, cannot_see, works),
        choices,
    })
}

/// Excepts fingers or eyes with a supervisor's word.
pub(super) fn exception_put(
    loket: &Arc<Loket>,
    draft: DraftId,
    sites: Vec<Site>,
    reason: ExceptionReason,
    permanence: Permanence,
    note: String,
    supervisor: Word,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    let word = supervision(&desk, supervisor)?;
    desk.except(draft, &sites, (reason, permanence), &note, &word)?;
    sitting(loket, &desk, draft)
}

/// Takes an exception back.
pub(super) fn exception_withdraw(
    loket: &Arc<Loket>,
    draft: DraftId,
    site: Site,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    desk.withdraw_exception(draft, site)?;
    sitting(loket, &desk, draft)
}

/// Notes a paper as seen, or as missing today.
pub(super) fn paper_note(
    loket: &Arc<Loket>,
    draft: DraftId,
    document: DocumentKind,
    standing: Standing,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    desk.note_paper(draft, document, standing)?;
    sitting(loket, &desk, draft)
}

/// Takes the page in the newest whole frame as the picture of a paper.
pub(super) fn paper_photograph(
    loket: &Arc<Loket>,
    draft: DraftId,
    document: DocumentKind,
    whole: bool,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    loket.sits(&desk.facts(draft)?);
    let frame = loket.lens.newest().map_err(ApiError::of)?;
    let taken = desk.photograph_paper(draft, document, frame.jpeg.bytes(), whole)?;
    loket.laid_down(document, taken);
    sitting(loket, &desk, draft)
}

/// Turns and cuts the picture of a paper.
#[expect(clippy::too_many_arguments, reason = "the arguments of one command")]
pub(super) fn paper_cut(
    loket: &Arc<Loket>,
    draft: DraftId,
    document: DocumentKind,
    quarter_turns: u8,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    let cut = Cut {
        quarter_turns,
        left,
        top,
        width,
        height,
    };
    desk.cut_paper(draft, document, cut)?;
    sitting(loket, &desk, draft)
}

/// Takes out a capture.
pub(super) fn capture_remove(
    loket: &Arc<Loket>,
    draft: DraftId,
    slot: String,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    let slot: Slot = slot
        .parse()
        .map_err(|_| ApiError::of(ErrorCode::RequestMalformed))?;
    desk.remove_capture(draft, slot)?;
    sitting(loket, &desk, draft)
}

/// A supervisor's word: the password given at the desk.
pub(super) fn supervision(desk: &Desk, word: Word) -> Result<Supervision, ApiError> {
    Ok(desk.countersign(&word.operator, &Zeroizing::new(word.password))?)
}
