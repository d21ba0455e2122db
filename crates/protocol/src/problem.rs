//! Errors over HTTP: problem details (RFC 9457) with Rekam's error code.

use rekam_domain::code::{ErrorCode, Language};
use serde::{Deserialize, Serialize};

/// The body of every answer that is not a success. Carries nothing about a resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:rekam:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is wrong and what to do, in English.
    pub title: String,
    /// The HTTP status, repeated.
    pub status: u16,
    /// The same in Indonesian.
    pub detail: String,
    /// The error code, for programs.
    pub code: String,
}

impl Problem {
    /// The problem for a code.
    pub fn new(status: u16, code: ErrorCode) -> Self {
        Self {
            kind: format!("urn:rekam:{code}"),
            title: code.text(Language::English).to_owned(),
            status,
            detail: code.text(Language::Indonesian).to_owned(),
            code: code.to_string(),
        }
    }
}
