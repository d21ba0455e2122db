//! The directory of stations, by which this one knows its colleagues and their slips without a line. The newest counts, by
//! whatever way it came: from the province, on a stick, from a colleague.

use chrono::TimeDelta;
use rekam_protocol::directory::Directory;
use rekam_protocol::keys::VerifyingKey;

use super::line::Line;
use super::{Party, SyncError};
use crate::store::settings::Setting;
use crate::store::{Store, StoreError};

/// A directory that is younger is not asked for again: on a slow line it is a second of other people's records.
const FRESH: TimeDelta = TimeDelta::days(1);

/// The newest directory that came, as the province signed it.
///
/// # Errors
/// What the store says.
pub(crate) fn signed(store: &Store) -> Result<Option<Vec<u8>>, StoreError> {
    let kept = store.setting(Setting::Directory)?;
    Ok(kept.filter(|bytes| !bytes.is_empty()))
}

/// The same, read; none either where the province has taken another key since.
///
/// # Errors
/// What the store says.
pub(crate) fn kept(
    store: &Store,
    province: &VerifyingKey,
) -> Result<Option<Directory>, StoreError> {
    let bytes = signed(store)?;
    Ok(bytes.and_then(|bytes| Directory::read(&bytes, province).ok()))
}

/// Keeps a directory that the province signed if it is newer than the one that is here; answers the newer of the two.
pub(crate) fn take(party: &Party, bytes: &[u8]) -> Result<Directory, SyncError> {
    let province = &party.activation.signing_key;
    let came = Directory::read(bytes, province)?;
    match kept(&party.store, province)? {
        Some(kept) if kept.issued_at >= came.issued_at => Ok(kept),
        Some(_) | None => {
            party.store.set(Setting::Directory, bytes)?;
            Ok(came)
        }
    }
}

/// Asks the province for its directory, unless the one that is here is fresh.
pub(super) async fn renew(party: &Party, line: &Line) -> Result<(), SyncError> {
    let kept = kept(&party.store, &party.activation.signing_key)?;
    let now = party.clock.stamp().wall;
    if kept.is_some_and(|kept| (now - kept.issued_at).abs() < FRESH) {
        return Ok(());
    }
    if let Some(came) = line.directory().await? {
        take(party, &came)?;
    }
    Ok(())
}
