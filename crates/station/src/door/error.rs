//! What the window hears when something did not work.

use getrandom::fill;
use rekam_domain::code::ErrorCode;
use rekam_domain::field::Field;
use serde::Serialize;

use crate::error::Error;
use crate::facts::{Missing, Part};

/// Why a command did not do what it was asked. Nothing about a resident stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ApiError {
    /// What is wrong; its texts say what to do.
    pub code: ErrorCode,
    /// The fields it is about.
    pub fields: Vec<FieldError>,
    /// What keeps a draft from being sealed.
    pub missing: Vec<Missing>,
    /// How long to wait before trying again, where waiting helps.
    pub wait_seconds: Option<u32>,
    /// Finds the line in the log: eight hexadecimal digits.
    pub incident: String,
}

/// What is wrong with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FieldError {
    /// The field.
    pub field: Field,
    /// What is wrong.
    pub code: ErrorCode,
}

impl ApiError {
    /// An error with nothing but a code.
    pub fn of(code: ErrorCode) -> Self {
        Self {
            code,
            fields: Vec::new(),
            missing: Vec::new(),
            wait_seconds: None,
            incident: incident(),
        }
    }

    /// Writes the one log line of this error and passes it on.
    pub(super) fn logged(self, command: &str) -> Self {
        tracing::warn!(command, code = %self.code, incident = %self.incident, "refused");
        self
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let missing = error.missing().to_vec();
        let fields = missing.iter().filter_map(|missing| match missing.what {
            Some(Part::Field(field)) => Some(FieldError {
                field,
                code: missing.code,
            }),
            Some(Part::Site(_) | Part::Document(_)) | None => None,
        });
        Self {
            fields: fields.collect(),
            wait_seconds: error.wait().map(whole_seconds).filter(|wait| *wait > 0),
            missing,
            ..Self::of(error.code())
        }
    }
}

/// Seconds, rounded up: who waits that long has waited enough.
fn whole_seconds(wait: std::time::Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
}

fn incident() -> String {
    let mut bytes = [0; 4];
    // Without randomness the number is not unique; the error itself matters more.
    let _ = fill(&mut bytes);
    hex::encode(bytes)
}
