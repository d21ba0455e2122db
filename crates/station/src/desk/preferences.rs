//! How the people at this desk like it: kept in the store, for every operator alike.

use std::collections::BTreeMap;

use rekam_camera::{FieldOfView, Settings};
use rekam_domain::code::ErrorCode;
use rekam_domain::role::Permission;
use serde::{Deserialize, Serialize};

use super::Desk;
use crate::error::Error;
use crate::store::audit::Event;
use crate::store::settings::{self, Setting};
use crate::store::{Store, StoreError, audit};

/// How the people at this desk like it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Preferences {
    /// The id of the camera to open; without one, the first that is there.
    pub camera: Option<String>,
    /// What is remembered of each camera, by its id.
    #[serde(default)]
    pub cameras: BTreeMap<String, CameraPreferences>,
    /// Whether the preview shows the resident as a mirror does.
    pub mirror: bool,
    /// Whether the photo takes itself when all has been well for half a second; the key always works.
    #[serde(default)]
    pub automatic: bool,
    /// Whether the instruction of the photo is spoken as well.
    #[serde(default)]
    pub voice: bool,
    /// What is done with the background of the portrait.
    #[serde(default)]
    pub background: BackgroundWay,
    /// Minutes after which a desk that nobody touches locks itself, 1 to 60.
    pub idle_minutes: u8,
    /// Megabytes a day that sending packets may cost on a metered line, 1 to 100,000; without it there is no limit.
    #[serde(default)]
    pub data_budget_mb: Option<u32>,
}

/// What is done with the background of a portrait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum BackgroundWay {
    /// Nothing: a cloth of the right colour hangs there, or somebody else sees to it.
    #[default]
    AsItIs,
    /// The colour of the card is put behind the person.
    Matte,
    /// The same, with the cloth that was learned from the empty chair: it stays where it has the colour of the card.
    Cloth,
}

/// What is remembered of one camera.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CameraPreferences {
    /// Its name: by it the camera is found in another socket too.
    pub label: String,
    /// Knobs that stand otherwise than the camera came.
    #[serde(default)]
    pub knobs: Settings,
    /// The angle in degrees that the width of its picture spans, if somebody has measured it or knows it.
    #[serde(default)]
    pub field_of_view: Option<f32>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            camera: None,
            cameras: BTreeMap::new(),
            mirror: true,
            automatic: false,
            background: BackgroundWay::AsItIs,
            voice: false,
            idle_minutes: 5,
            data_budget_mb: None,
        }
    }
}

impl Preferences {
    /// What is kept in the store; what a new desk has if nothing is.
    pub(crate) fn kept(store: &Store) -> Result<Self, StoreError> {
        let Some(kept) = store.setting(Setting::Preferences)? else {
            return Ok(Self::default());
        };
        serde_json::from_slice(&kept).map_err(|_| StoreError::Foreign("preferences"))
    }
}

/// Data budgets that can be, in megabytes a day.
const DATA_BUDGETS: std::ops::RangeInclusive<u32> = 1..=100_000;

/// A preference that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PreferenceError {
    /// Not 1 to 60 minutes.
    #[error("a desk locks itself after 1 to 60 minutes")]
    IdleMinutes,
    /// No webcam has such a field of view.
    #[error("a webcam sees 20 to 150 degrees")]
    FieldOfView,
    /// Not 1 to 100,000 megabytes.
    #[error("a data budget is 1 to 100,000 megabytes a day")]
    DataBudget,
}

impl PreferenceError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::IdleMinutes => ErrorCode::IdleMinutes,
            Self::FieldOfView => ErrorCode::FieldOfView,
            Self::DataBudget => ErrorCode::DataBudget,
        }
    }
}

impl Desk {
    /// How the people at this desk like it.
    ///
    /// # Errors
    /// What the store says.
    pub fn preferences(&self) -> Result<Preferences, Error> {
        Ok(Preferences::kept(&self.store)?)
    }

    /// Keeps how they like it from now on.
    ///
    /// # Errors
    /// `idle-minutes`, `field-of-view`, `data-budget`, `role-not-allowed`, or what the store says.
    pub fn set_preferences(&self, preferences: &Preferences) -> Result<(), Error> {
        self.may(Permission::Maintain)?;
        if !(1..=60).contains(&preferences.idle_minutes) {
            return Err(PreferenceError::IdleMinutes.into());
        }
        if !preferences
            .data_budget_mb
            .is_none_or(|budget| DATA_BUDGETS.contains(&budget))
        {
            return Err(PreferenceError::DataBudget.into());
        }
        let mut fields = preferences
            .cameras
            .values()
            .filter_map(|liked| liked.field_of_view);
        if !fields.all(|degrees| FieldOfView::new(degrees).is_some()) {
            return Err(PreferenceError::FieldOfView.into());
        }
        let json =
            serde_json::to_vec(preferences).map_err(|_| StoreError::Foreign("preferences"))?;
        Ok(self.store.write(|tx| {
            settings::put(tx, Setting::Preferences, &json)?;
            let name = Setting::Preferences.name().to_owned();
            audit::append(
                tx,
                Event::SettingChanged { name },
                Some(&self.operator),
                &self.now(),
            )
        })?)
    }
}
