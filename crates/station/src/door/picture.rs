//! Pictures do not travel as JSON: their bytes go down by an address and up by one command of their own.

use std::sync::Arc;
use std::time::Duration;

use rekam_domain::code::ErrorCode;

use super::{ApiError, Caller, Loket, Sitting, activation, list, sitting};
use crate::capture::Slot;
use crate::store::drafts::DraftId;

/// A preview that is not there after this time is asked for again.
const PREVIEW_LIMIT: Duration = Duration::from_secs(2);
/// Longest file that is taken in: a photographed page at full size.
const LARGEST: usize = 8 * 1024 * 1024;
/// Longest activation file.
const LARGEST_ACTIVATION: usize = 256 * 1024;

/// A picture for a window.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} bytes)", self.bytes.len())
    }
}

/// The picture at `/preview` (the camera's next frame), `/device/{placement}` (a finger or iris device's next frame) or
/// `/capture/{draft}/{slot}`.
///
/// # Errors
/// `camera-no-answer` when no frame came within two seconds; `request-not-found` for another address and for what the
/// resident's window may not see; or what the store says.
pub fn picture(loket: &Arc<Loket>, caller: Caller, path: &str) -> Result<Picture, ApiError> {
    let path = path.trim_matches('/');
    if path == "preview" {
        loket.desk()?;
        let frame = loket
            .lens
            .preview(caller, PREVIEW_LIMIT)
            .ok_or_else(|| ApiError::of(ErrorCode::CameraNoAnswer))?;
        return Ok(Picture {
            media_type: "image/jpeg".to_owned(),
            bytes: frame.jpeg.bytes().to_vec(),
        });
    }
    if let (Caller::Desk, Some(placement)) = (caller, path.strip_prefix("device/")) {
        let placement = placement
            .parse()
            .map_err(|_| ApiError::of(ErrorCode::RequestNotFound))?;
        let frame = loket.watched.next(&loket.desk()?, placement);
        return Ok(Picture {
            media_type: "image/jpeg".to_owned(),
            bytes: frame.map_err(ApiError::of)?,
        });
    }
    let (draft, slot) = stored(path).ok_or_else(|| ApiError::of(ErrorCode::RequestNotFound))?;
    let desk = loket.desk()?;
    if caller == Caller::Resident && !loket.board.shows(draft, slot) {
        return Err(ApiError::of(ErrorCode::RequestNotFound));
    }
    let capture = desk
        .captured(draft, slot)?
        .ok_or_else(|| ApiError::of(ErrorCode::RequestNotFound))?;
    Ok(Picture {
        media_type: capture.media_type,
        bytes: capture.bytes,
    })
}

/// Reads `capture/{draft}/{slot}`.
fn stored(path: &str) -> Option<(DraftId, Slot)> {
    let (draft, slot) = path.strip_prefix("capture/")?.split_once('/')?;
    Some((draft.parse().ok()?, slot.parse().ok()?))
}

/// Takes in bytes from the operator's window: `activation`, `worklist`, or a capture of a draft by the name of its slot
/// (`signature`, `thumb-mark`, `exception-photo`, `document/<kind>`), which answers with how the draft stands then.
///
/// # Errors
/// `role-not-allowed` for the resident's window, `request-malformed`, `record-too-large`, bytes that are no picture, or
/// what the store says.
pub fn put(
    loket: &Arc<Loket>,
    caller: Caller,
    what: &str,
    draft: Option<&str>,
    bytes: Vec<u8>,
) -> Result<Option<Sitting>, ApiError> {
    take_in(loket, caller, what, draft, bytes).map_err(|error| error.logged("put"))
}

fn take_in(
    loket: &Arc<Loket>,
    caller: Caller,
    what: &str,
    draft: Option<&str>,
    bytes: Vec<u8>,
) -> Result<Option<Sitting>, ApiError> {
    if caller != Caller::Desk {
        return Err(ApiError::of(ErrorCode::RoleNotAllowed));
    }
    if what == "activation" {
        if bytes.len() > LARGEST_ACTIVATION {
            return Err(ApiError::of(ErrorCode::DocumentMalformed));
        }
        activation::keep(loket, bytes);
        return Ok(None);
    }
    if what == "worklist" {
        list::put(loket, bytes)?;
        return Ok(None);
    }
    if bytes.len() > LARGEST {
        return Err(ApiError::of(ErrorCode::RecordTooLarge));
    }
    let malformed = || ApiError::of(ErrorCode::RequestMalformed);
    let slot: Slot = what.parse().map_err(|_| malformed())?;
    let draft: DraftId = draft
        .and_then(|draft| draft.parse().ok())
        .ok_or_else(malformed)?;
    // The bytes say what they are, not who sends them; and what does not decode would help nobody later.
    rekam_photo::decode(&bytes).map_err(|error| ApiError::of(error.code()))?;
    let media_type = if bytes.starts_with(b"\x89PNG") {
        "image/png"
    } else {
        "image/jpeg"
    };
    let desk = loket.desk()?;
    desk.capture(draft, slot, media_type, &bytes)?;
    sitting::sitting(loket, &desk, draft).map(Some)
}
