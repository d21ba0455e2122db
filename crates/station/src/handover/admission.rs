//! Whether somebody who holds a key is a station of the province: each shows the newest directory that it has, and the newer of
//! the two decides on both sides.

use rekam_protocol::directory::{Directory, Pass, PassError};
use rekam_protocol::handover::{Greeting, VERSION};
use rekam_protocol::keys::VerifyingKey;
use serde_bytes::ByteBuf;

use super::HandOverError;
use crate::sync::{Party, SyncError, directory};

/// What this station says of itself; without a directory where it has none yet.
pub(super) fn greeting(party: &Party) -> Result<Greeting, HandOverError> {
    let signed = directory::signed(&party.store)?;
    Ok(Greeting {
        version: VERSION,
        station: party.activation.station.clone(),
        directory: ByteBuf::from(signed.unwrap_or_default()),
    })
}

/// The pass of who has greeted over a channel that was made with `key`.
pub(super) fn admit(
    party: &Party,
    greeting: &Greeting,
    key: &VerifyingKey,
) -> Result<Pass, HandOverError> {
    if greeting.version != VERSION {
        return Err(HandOverError::Garbled);
    }
    // First: a station of another province may bear the same name.
    let newest = newest(party, &greeting.directory)?;
    if greeting.station == party.activation.station || *key == party.station_key.verifying_key() {
        return Err(HandOverError::Myself);
    }
    let now = party.clock.stamp().wall;
    let admitted = newest.admit(&greeting.station, key, now)?.clone();
    // Where this station was revoked it is not for it to hear a colleague, whatever the colleague knows.
    let own = party.station_key.verifying_key();
    newest.admit(&party.activation.station, &own, now)?;
    Ok(admitted)
}

/// The newer of the directory that came and the one that is here; it is kept.
fn newest(party: &Party, came: &[u8]) -> Result<Directory, HandOverError> {
    if came.is_empty() {
        let kept = directory::kept(&party.store, &party.activation.signing_key)?;
        return kept.ok_or(HandOverError::NoDirectory);
    }
    match directory::take(party, came) {
        Ok(newest) => Ok(newest),
        Err(SyncError::Store(error)) => Err(error.into()),
        Err(
            SyncError::Document(_)
            | SyncError::Line(_)
            | SyncError::OtherAnswer
            | SyncError::Provision(_)
            | SyncError::Budget
            | SyncError::NoRandomness,
        ) => Err(PassError::OtherProvince.into()),
    }
}
