//! A trip of the team.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The trip that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TripView {
    /// Where the team goes.
    pub place: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// Who goes.
    pub team: String,
    /// The list that is worked through; all that are loaded where none is named.
    pub list: Option<String>,
}

/// A plan as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct TripWish {
    /// Where the team goes.
    pub place: String,
    /// The first day, such as 05-05-2026.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Who goes.
    pub team: String,
    /// The list that is worked through.
    pub list: Option<String>,
}
