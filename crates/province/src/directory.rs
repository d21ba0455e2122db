//! The directory of stations: the province's word by which stations know each other where there is no line.

use crate::{Province, registry::RegistryError};
use chrono::{DateTime, TimeDelta, Utc};
use rekam_protocol::directory::{Directory, Pass};

/// How long a pass holds after the directory was issued: longer than any crew is away from a line, a stick and every colleague
/// that has been near one.
pub const PASS_HOLDS: TimeDelta = TimeDelta::days(90);

/// Every station that has shown its key. A revoked one stays in it, with a pass that ended then: what it signed before is good.
///
/// # Errors
/// Of the registry.
pub fn issue(province: &Province, now: DateTime<Utc>) -> Result<Directory, RegistryError> {
    let bound = province.registry().bound_stations()?;
    let passes = bound.into_iter().map(|station| Pass {
        station: station.id,
        name: station.name,
        key: station.key,
        from: station.issued_at,
        until: station.revoked_at.unwrap_or(now + PASS_HOLDS),
    });
    Ok(Directory {
        issued_at: now,
        passes: passes.collect(),
    })
}
