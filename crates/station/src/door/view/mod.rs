//! What crosses the door: plain values without rules. Moments are RFC 3339 in UTC, days `YYYY-MM-DD`, numbers fit
//! JavaScript.

mod assist;
mod day;
mod family;
mod handover;
mod list;
mod office;
mod queue;
mod report;
mod sites;
mod sitting;
mod status;
mod trip;

pub use assist::*;
pub use day::*;
pub use family::*;
pub use handover::*;
pub use list::*;
pub use office::*;
pub use queue::*;
pub use report::*;
pub use sites::*;
pub use sitting::*;
pub use status::*;
pub use trip::*;

use rekam_domain::code::Language;
use serde::Serialize;

/// A text that comes from Rust, in both languages of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Label {
    /// In Indonesian.
    pub id: String,
    /// In English.
    pub en: String,
}

impl Label {
    /// Asks for both texts.
    pub(crate) fn of(text: impl Fn(Language) -> String) -> Self {
        Self {
            id: text(Language::Indonesian),
            en: text(Language::English),
        }
    }
}
