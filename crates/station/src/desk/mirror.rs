//! The second copy of what is sealed, on a medium that the crew chose.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rekam_domain::role::Permission;

use super::Desk;
use crate::error::Error;
use crate::mirror::{self, Kept};
use crate::store::StoreError;
use crate::store::audit::Event;
use crate::store::mirror::Mirror;
use crate::store::scrub::Scrubbed;
use crate::store::settings::Setting;

/// How the mirror stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorStanding {
    /// Where its medium is.
    pub medium: PathBuf,
    /// Sealed packets that are not on it yet.
    pub behind: u32,
    /// When it was last brought up to date.
    pub at: Option<DateTime<Utc>>,
}

impl Desk {
    /// How the mirror stands; nothing where the crew keeps none.
    ///
    /// # Errors
    /// What the store says.
    pub fn mirror(&self) -> Result<Option<MirrorStanding>, Error> {
        let Some(kept) = self.mirror_kept()? else {
            return Ok(None);
        };
        Ok(Some(MirrorStanding {
            behind: self.store.sealed_after(kept.through)?,
            medium: kept.medium,
            at: kept.at,
        }))
    }

    /// Keeps a mirror on this medium from now on, or none.
    ///
    /// # Errors
    /// `mirror-gone` where there is no such folder; `role-not-allowed`, or what disk and store say.
    pub fn choose_mirror(&self, medium: Option<&Path>) -> Result<(), Error> {
        self.may(Permission::Maintain)?;
        if let Some(medium) = medium {
            mirror::prepare(medium)?;
        }
        let kept = medium.map(|medium| Kept {
            medium: medium.to_owned(),
            through: 0,
            at: None,
        });
        self.keep_mirror(kept.as_ref())?;
        let name = Setting::Mirror.name().to_owned();
        Ok(self.note(Event::SettingChanged { name })?)
    }

    /// Brings the mirror up to date; does nothing where the crew keeps none.
    ///
    /// # Errors
    /// `mirror-gone`, `mirror-full`, `mirror-broken`, or what the store says.
    pub fn bring_mirror_up_to_date(&self) -> Result<(), Error> {
        let Some(kept) = self.mirror_kept()? else {
            return Ok(());
        };
        let desk = self.station.home.desk();
        let folder = mirror::folder(&kept.medium, &self.activation().station)?;
        let through = mirror::bring_up_to_date(&folder, &desk, &self.store, &self.keys.store)?;
        self.keep_mirror(Some(&Kept {
            through,
            at: Some(self.now().wall),
            ..kept
        }))
    }

    /// Puts records that a scrub found damaged or gone back from the mirror, and says which.
    pub(super) fn heal(&self, found: &Scrubbed) -> Result<Vec<u32>, Error> {
        let Some(kept) = self.mirror_kept()?.filter(|_| !found.is_whole()) else {
            return Ok(Vec::new());
        };
        let folder = mirror::folder(&kept.medium, &self.activation().station)?;
        let mirror = Mirror::open(&folder.store(), &self.keys.store)?;
        let damaged: Vec<u32> = found.lost.iter().chain(&found.received).copied().collect();
        let healed = self.store.heal(&damaged, &mirror)?;
        if !healed.is_empty() {
            self.note(Event::Healed {
                serials: healed.clone(),
            })?;
        }
        Ok(healed)
    }

    fn mirror_kept(&self) -> Result<Option<Kept>, Error> {
        let json = self.store.setting(Setting::Mirror)?;
        let json = json.filter(|json| !json.is_empty());
        let kept = json.map(|json| serde_json::from_slice(&json));
        Ok(kept
            .transpose()
            .map_err(|_| StoreError::Foreign("mirror"))?)
    }

    fn keep_mirror(&self, kept: Option<&Kept>) -> Result<(), Error> {
        let json = kept.map(serde_json::to_vec).transpose();
        let json = json.map_err(|_| StoreError::Foreign("mirror"))?;
        Ok(self.store.set(Setting::Mirror, &json.unwrap_or_default())?)
    }
}
