//! Sticks: packets out, receipts and news in.

use std::path::PathBuf;
use std::sync::Arc;

use rekam_domain::code::ErrorCode;

use super::{ApiError, Loket};
use crate::courier::StickReport;
use crate::stick::Stick;

/// The sticks that are plugged in.
pub(super) fn list(loket: &Arc<Loket>) -> Result<Vec<Stick>, ApiError> {
    loket.desk()?;
    Ok(loket.sticks.list())
}

/// Puts everything that waits on a stick.
pub(super) fn export(loket: &Arc<Loket>, path: String) -> Result<StickReport, ApiError> {
    Ok(loket.desk()?.export(&plugged_in(loket, &path)?)?)
}

/// Takes receipts and news from a stick.
pub(super) fn import(loket: &Arc<Loket>, path: String) -> Result<StickReport, ApiError> {
    Ok(loket.desk()?.import(&plugged_in(loket, &path)?)?)
}

/// The window names a stick that is there, and no other folder of this machine.
pub(super) fn plugged_in(loket: &Loket, path: &str) -> Result<PathBuf, ApiError> {
    let sticks = loket.sticks.list();
    let found = sticks.into_iter().find(|stick| stick.path == path);
    found
        .map(|stick| PathBuf::from(stick.path))
        .ok_or_else(|| ApiError::of(ErrorCode::StickGone))
}
