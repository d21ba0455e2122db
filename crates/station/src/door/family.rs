//! The family card of a resident at the desk.

use std::sync::Arc;

use rekam_domain::code::Language;
use rekam_domain::field::{Field, FieldValue};
use rekam_protocol::ids::Serial;

use super::{ApiError, FamilyMemberView, FamilyView, FamilyWarningView, Loket};
use crate::desk::FamilyMember;
use crate::store::drafts::DraftId;

/// Who is on the card, and what is unusual about them together.
pub(super) fn family(loket: &Arc<Loket>, draft: DraftId) -> Result<Option<FamilyView>, ApiError> {
    let Some(family) = loket.desk()?.family(draft)? else {
        return Ok(None);
    };
    let members: Vec<FamilyMemberView> = family.members.iter().map(member).collect();
    let name = |at: &usize| Some(members.get(*at)?.name.clone());
    let warnings = family.warnings.iter();
    Ok(Some(FamilyView {
        number: family.number.grouped(),
        warnings: warnings
            .map(|warning| FamilyWarningView {
                code: warning.code,
                names: warning.members.iter().filter_map(name).collect(),
            })
            .collect(),
        members,
    }))
}

fn member(member: &FamilyMember) -> FamilyMemberView {
    // Values of the official lists are shown as the card has them, which is in Indonesian.
    let shown = |field| {
        let value: &FieldValue = member.values.get(&field)?;
        Some(value.shown(Language::Indonesian))
    };
    FamilyMemberView {
        name: shown(Field::FullName).unwrap_or_default(),
        relation: shown(Field::FamilyRelation),
        birth_date: match member.values.get(&Field::BirthDate) {
            Some(FieldValue::Date(born)) => Some(*born),
            Some(_) | None => None,
        },
        marital_status: shown(Field::MaritalStatus),
        draft: member.draft.map(|draft| draft.to_string()),
        recorded_here: member
            .recorded_here
            .iter()
            .copied()
            .map(Serial::get)
            .collect(),
    }
}
