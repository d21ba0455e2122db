//! Everything again from the stored bytes, the resident's agreement, and the seal.

use std::sync::Arc;

use rekam_domain::code::ErrorCode;
use rekam_protocol::digest::Digest;

use super::form::{Form, shown};
use super::sitting::{papers, sites};
use super::{
    ApiError, CaptureView, FieldError, Label, Loket, ReadBackRow, ReadBackView, SlipView, day,
    photo,
};
use super::{assist, changes};
use crate::store::drafts::DraftId;
use crate::view::DraftView;

/// Reads everything again; each capture has matched its digest.
pub(super) fn read_back(loket: &Arc<Loket>, draft: DraftId) -> Result<ReadBackView, ApiError> {
    let desk = loket.desk()?;
    let stored = desk.read_back(draft)?;
    let facts = desk.facts(draft)?;
    let path = desk.path_of(&facts)?;
    let form = Form::of(
        &stored.fields,
        facts.draft.service,
        desk.day_of(&facts.draft),
    );
    let captures: Vec<CaptureView> = stored
        .captures
        .iter()
        .map(|capture| CaptureView {
            slot: capture.slot.to_string(),
            media_type: capture.media_type.clone(),
            bytes: u32::try_from(capture.bytes.len()).unwrap_or(u32::MAX),
            digest: capture.digest.to_string(),
        })
        .collect();
    let sites = sites(&path, &stored.exceptions, &facts.sites).into_iter();
    let (exceptions, others): (Vec<_>, Vec<_>) = sites.partition(|site| site.exception.is_some());
    let captured = others
        .into_iter()
        .filter(|site| site.quality.is_some())
        .collect();
    Ok(ReadBackView {
        shown: stored.shown.to_string(),
        draft: draft.to_string(),
        service: Label::of(|language| facts.draft.service.label(language).to_owned()),
        rows: rows(&form),
        changes: changes::view(&stored.changes, &form),
        captured,
        exceptions,
        assistance: facts.draft.assistance.as_ref().map(assist::view),
        papers: papers(&path, &facts, &captures, &loket.sits(&facts).papers),
        captures,
        faults: photo::faults(&stored.faults),
        warnings: form
            .warnings()
            .map(|(field, code)| FieldError { field, code })
            .collect(),
    })
}

fn rows(form: &Form) -> Vec<ReadBackRow> {
    form.fields()
        .filter_map(|(group, view)| {
            let value = shown(form.value(view.field)?);
            Some(ReadBackRow {
                field: view.field,
                label: view.label,
                value,
                group: group.to_owned(),
            })
        })
        .collect()
}

/// The resident agrees to what was shown.
pub(super) fn agree(
    loket: &Arc<Loket>,
    draft: DraftId,
    shown: String,
) -> Result<DraftView, ApiError> {
    let desk = loket.desk()?;
    let shown: Digest = shown
        .parse()
        .map_err(|_| ApiError::of(ErrorCode::RequestMalformed))?;
    desk.agree_read_back(draft, shown)?;
    Ok(desk.draft(draft)?)
}

/// Seals the draft for good. Sending begins at once where there is a line; nobody waits for it.
pub(super) fn seal(loket: &Arc<Loket>, draft: DraftId) -> Result<SlipView, ApiError> {
    let desk = loket.desk()?;
    let sealed = desk.seal(draft)?;
    loket.board.clear();
    loket.stands_up();
    loket.sender.ask();
    day::slip_of(&desk, sealed.packet, sealed.slip.map(|slip| slip.name))
}
