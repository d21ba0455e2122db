//! The double hint, for the photo step and the close of a day.

use std::sync::Arc;

use super::{ApiError, HintView, Loket};
use crate::desk::Alike;
use crate::store::drafts::DraftId;
use crate::view::moment;

/// Whom the face of a draft resembles.
pub(super) fn hint(loket: &Arc<Loket>, draft: DraftId) -> Result<Option<HintView>, ApiError> {
    let found = loket.desk()?.hint(draft)?;
    Ok(found.map(|hint| {
        let (serial, sealed_at, listed) = match hint.alike {
            Alike::Record { serial, sealed_at } => {
                (Some(serial.get()), Some(moment(sealed_at.wall)), None)
            }
            Alike::Listed { name } => (None, None, Some(name)),
        };
        HintView {
            serial,
            sealed_at,
            listed,
            strong: hint.strong,
            compared: hint.compared,
            false_chance: hint.false_chance,
        }
    }))
}

/// Ends the trip.
pub(super) fn close(loket: &Arc<Loket>) -> Result<u32, ApiError> {
    Ok(loket.desk()?.close_trip()?)
}
