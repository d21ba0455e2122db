//! Sticks: packets out, receipts and news in.

use std::path::PathBuf;
use std::sync::Arc;

use rekam_domain::code::ErrorCode;

use super::{ApiError, Loket};
use crate::courier::StickReport;
use crate::stick::Stick;
use crate::sync::{self, Carried, Line};

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

/// Sends what other stations put on a stick over this station's line, and puts the answers on it.
pub(super) fn carry(loket: &Arc<Loket>, path: String) -> Result<Vec<Carried>, ApiError> {
    let stick = plugged_in(loket, &path)?;
    let line = loket.on_the_line();
    let (party, announcement, address) =
        line.ok_or_else(|| ApiError::of(ErrorCode::StoreLocked))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|_| ApiError::of(ErrorCode::Internal))?;
    let carried = runtime.block_on(async {
        let line = Line::to(&address)?;
        sync::carry(&party, &announcement, line, &stick).await
    });
    carried.map_err(|error| ApiError::of(error.code()))
}

/// Where a file is written: on a stick that is there, or into the station's folder.
pub(super) fn folder(loket: &Loket, stick: Option<String>) -> Result<PathBuf, ApiError> {
    stick.map_or_else(|| Ok(loket.root.clone()), |path| plugged_in(loket, &path))
}

/// The window names a stick that is there, and no other folder of this machine.
pub(super) fn plugged_in(loket: &Loket, path: &str) -> Result<PathBuf, ApiError> {
    let sticks = loket.sticks.list();
    let found = sticks.into_iter().find(|stick| stick.path == path);
    found
        .map(|stick| PathBuf::from(stick.path))
        .ok_or_else(|| ApiError::of(ErrorCode::StickGone))
}
