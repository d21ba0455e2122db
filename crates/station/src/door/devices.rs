//! Finger and iris devices at the counter.

use std::sync::Arc;

use rekam_domain::biometric::Placement;
use rekam_domain::code::ErrorCode;

use super::sitting::sitting;
use super::{ApiError, DeviceView, Loket, Sitting};
use crate::error::Error;
use crate::store::drafts::DraftId;

/// The devices on this machine.
pub(super) fn list(loket: &Arc<Loket>) -> Result<Vec<DeviceView>, ApiError> {
    let desk = loket.desk()?;
    let found = waits(desk.devices())??;
    Ok(found
        .into_iter()
        .map(|device| DeviceView {
            name: device
                .name
                .map(|name| format!("{} {} {}", name.make, name.model, name.serial)),
            placements: device.placements,
            code: device.trouble.map(|trouble| trouble.code()),
        })
        .collect())
}

/// Captures a placement.
pub(super) fn capture(
    loket: &Arc<Loket>,
    draft: DraftId,
    placement: Placement,
) -> Result<Sitting, ApiError> {
    let desk = loket.desk()?;
    waits(desk.capture_placement(draft, placement))??;
    sitting(loket, &desk, draft)
}

fn waits<T>(work: impl Future<Output = Result<T, Error>>) -> Result<Result<T, Error>, ApiError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|_| ApiError::of(ErrorCode::Internal))?;
    Ok(runtime.block_on(work))
}
