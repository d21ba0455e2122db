//! Finding who comes next: expected residents as they are typed.

use std::sync::Arc;

use rekam_domain::field::{self, Field, FieldValue};
use rekam_domain::region;
use rekam_protocol::ids::Serial;

use super::{ApiError, Loket, ResidentView};
use crate::Desk;
use crate::desk::Resident;

/// Residents that are shown at once.
const MOST_RESIDENTS: u32 = 20;

/// Expected residents by NIK or name.
pub(super) fn search(loket: &Arc<Loket>, text: String) -> Result<Vec<ResidentView>, ApiError> {
    let desk = loket.desk()?;
    let found = desk.residents(&text, MOST_RESIDENTS)?;
    Ok(found.into_iter().map(|found| view(&desk, found)).collect())
}

fn view(desk: &Desk, found: Resident) -> ResidentView {
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
    }
}
