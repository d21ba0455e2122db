//! Finding who comes next, as they are typed: expected residents, then people of the register; and what should be known of
//! them before they are recorded.

use std::collections::BTreeMap;
use std::sync::Arc;

use rekam_domain::field::{self, Field, FieldValue};
use rekam_domain::nik::Nik;
use rekam_domain::region;
use rekam_domain::register::RegisterStatus;
use rekam_domain::service::Service;
use rekam_protocol::ids::Serial;

use super::{ApiError, CautionView, Label, Loket, ResidentView};
use crate::Desk;
use crate::desk::Resident;
use crate::store::drafts::DraftId;

/// Residents that are shown at once.
const MOST_RESIDENTS: u32 = 20;

/// Residents by NIK or name.
pub(super) fn search(loket: &Arc<Loket>, text: String) -> Result<Vec<ResidentView>, ApiError> {
    let desk = loket.desk()?;
    let found = desk.residents(&text, MOST_RESIDENTS)?;
    Ok(found.into_iter().map(|found| view(&desk, found)).collect())
}

/// What should be known of somebody who was found, or of a NIK.
pub(super) fn caution(
    loket: &Arc<Loket>,
    resident: Option<String>,
    nik: Option<String>,
) -> Result<CautionView, ApiError> {
    let desk = loket.desk()?;
    let known = match (resident, nik) {
        (Some(key), _) => desk.listed_of(&key)?,
        (None, Some(nik)) => BTreeMap::from([(Field::Nik, nik)]),
        (None, None) => BTreeMap::new(),
    };
    caution_view(&desk, &known)
}

/// The same of a draft.
pub(super) fn caution_of(loket: &Arc<Loket>, draft: DraftId) -> Result<CautionView, ApiError> {
    let desk = loket.desk()?;
    let typed = desk.fields(draft)?.into_iter();
    caution_view(
        &desk,
        &typed.map(|(name, typed)| (name, typed.raw)).collect(),
    )
}

fn caution_view(desk: &Desk, known: &BTreeMap<Field, String>) -> Result<CautionView, ApiError> {
    let caution = desk.caution(known)?;
    let nik = known.get(&Field::Nik).and_then(|nik| Nik::parse(nik).ok());
    let mut needs_word = Vec::new();
    for service in Service::ALL {
        let doubles = nik
            .as_ref()
            .map(|nik| desk.doubles(nik, *service))
            .transpose()?;
        if caution.forbids(*service) || doubles.is_some_and(|doubles| !doubles.is_empty()) {
            needs_word.push(*service);
        }
    }
    let others = desk.as_residents(&caution.others)?;
    Ok(CautionView {
        recorded: caution.recorded.map(status),
        needs_word,
        others: others.into_iter().map(|other| view(desk, other)).collect(),
    })
}

fn status(status: RegisterStatus) -> Label {
    Label::of(|language| status.label(language).to_owned())
}

pub(super) fn view(desk: &Desk, found: Resident) -> ResidentView {
    let value = |name: Field| {
        let raw = found.listed.fields.get(&name)?;
        field::check(name, raw, desk.today()).value
    };
    ResidentView {
        birth_date: match value(Field::BirthDate) {
            Some(FieldValue::Date(born)) => Some(born),
            Some(_) | None => None,
        },
        village: found
            .listed
            .fields
            .get(&Field::Village)
            .and_then(|code| region::village(code))
            .map(|village| village.name.clone()),
        nik: match value(Field::Nik) {
            Some(FieldValue::Nik(nik)) => Some(nik.grouped()),
            Some(_) | None => None,
        },
        key: found.listed.key,
        name: found.listed.name,
        recorded_here: found.recorded_here.into_iter().map(Serial::get).collect(),
        draft: found.draft.map(|draft| draft.to_string()),
        service: found.service,
        status: found.status.map(status),
        recorded: found.status.is_some_and(RegisterStatus::is_recorded),
        expected: found.expected,
    }
}
