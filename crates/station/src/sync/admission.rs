//! What a welcome lets a station do for half a day. The next conversation begins with it while its own hello is on its way: a round
//! trip is most of what a small record takes over a long line.

use super::Party;
use crate::store::{StoreError, settings::Setting};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a province gave to be shown with each request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// The bearer token.
    pub token: String,
    /// When it ends, by the province's clock.
    pub until: DateTime<Utc>,
    /// Whether that province reads the brief form of `Upload-Metadata`.
    pub brief: bool,
}

impl Admission {
    /// The last one, if it is good by the station's clock.
    pub(super) fn kept(party: &Party) -> Result<Option<Self>, StoreError> {
        let kept = party.store.setting(Setting::Admission)?;
        let kept = kept.and_then(|kept| serde_json::from_slice::<Self>(&kept).ok());
        let now = party.clock.stamp().wall;
        Ok(kept.filter(|admission| now < admission.until))
    }

    /// Keeps it for the next conversation.
    pub(super) fn keep(&self, party: &Party) -> Result<(), StoreError> {
        let kept = serde_json::to_vec(self).map_err(|_| StoreError::Foreign("setting"))?;
        party.store.set(Setting::Admission, &kept)
    }
}
