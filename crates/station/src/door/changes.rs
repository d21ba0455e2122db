//! Elements of F-1.06 at the counter.

use std::sync::Arc;

use rekam_domain::change::Change;
use rekam_domain::field::Field;
use rekam_domain::service::Service;

use super::form::{Form, shown};
use super::sitting::sitting;
use super::{ApiError, ChangeView, ElementView, Label, Loket, Sitting};
use crate::store::drafts::DraftId;

/// Notes that an element changes.
pub(super) fn put(
    loket: &Arc<Loket>,
    draft: DraftId,
    field: Field,
    before: String,
    proof: String,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    desk.change(draft, field, &before, &proof)?;
    sitting(loket, &desk, draft)
}

/// Takes a change back.
pub(super) fn withdraw(
    loket: &Arc<Loket>,
    draft: DraftId,
    field: Field,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    desk.withdraw_change(draft, field)?;
    sitting(loket, &desk, draft)
}

/// What a service may change.
pub(super) fn elements(service: Service) -> Vec<ElementView> {
    let elements = service.elements().iter();
    elements
        .map(|field| ElementView {
            field: *field,
            label: label(*field),
        })
        .collect()
}

/// What changes, with what stands there from now on.
pub(super) fn view(changes: &[Change], form: &Form) -> Vec<ChangeView> {
    changes
        .iter()
        .map(|change| ChangeView {
            field: change.field(),
            label: label(change.field()),
            before: change.before().to_owned(),
            after: form.value(change.field()).map(shown),
            proof: change.proof().to_owned(),
        })
        .collect()
}

fn label(field: Field) -> Label {
    Label::of(|language| field.label(language).to_owned())
}
