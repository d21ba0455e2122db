//! Every answer that is not a success: a problem (RFC 9457) with our code.

use crate::{
    announcement::AnnouncementError, intake::IntakeError, reckoning::ReckoningError,
    registry::RegistryError, store::StoreError,
};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{http, problem::Problem, signed::SignedError};

/// tus: the bytes of a chunk do not fit their checksum.
pub(super) const CHECKSUM_MISMATCH: u16 = 460;

/// A refusal on its way out.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: ErrorCode,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: ErrorCode) -> Self {
        Self {
            status,
            code,
            headers: Vec::new(),
        }
    }

    pub(super) const fn code(&self) -> ErrorCode {
        self.code
    }

    pub(super) fn malformed() -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::RequestMalformed)
    }

    pub(super) fn checksum() -> Self {
        let status = StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST);
        Self::new(status, ErrorCode::UploadChecksum)
    }

    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(super) fn with_offset(self, offset: u64) -> Self {
        self.with(
            HeaderName::from_static("upload-offset"),
            HeaderValue::from(offset),
        )
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // The one place where a refusal is logged. The code says all; nothing of the request is repeated.
        if self.status.is_server_error() {
            tracing::error!(status = self.status.as_u16(), code = %self.code, "refused");
        } else {
            tracing::info!(status = self.status.as_u16(), code = %self.code, "refused");
        }
        let problem = Problem::new(self.status.as_u16(), self.code);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response =
            (self.status, [(header::CONTENT_TYPE, http::PROBLEM)], body).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let status = match &error {
            StoreError::Full => StatusCode::INSUFFICIENT_STORAGE,
            StoreError::Storage(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        tracing::error!(error = error_chain(&error), "the packet store failed");
        Self::new(status, error.code())
    }
}

impl From<RegistryError> for Refusal {
    fn from(error: RegistryError) -> Self {
        let status = match &error {
            RegistryError::NoStation | RegistryError::NoFinding => StatusCode::NOT_FOUND,
            RegistryError::StationExists
            | RegistryError::OtherKey
            | RegistryError::StaleAnnouncement
            | RegistryError::HelloRepeated
            | RegistryError::AccountStale => StatusCode::CONFLICT,
            RegistryError::UnknownOperator => StatusCode::FORBIDDEN,
            RegistryError::Full => StatusCode::INSUFFICIENT_STORAGE,
            RegistryError::Newer { .. } | RegistryError::Damaged(_) | RegistryError::Backend(_) => {
                tracing::error!(error = error_chain(&error), "the registry failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        Self::new(status, error.code())
    }
}

impl From<IntakeError> for Refusal {
    fn from(error: IntakeError) -> Self {
        let code = error.code();
        let status = match error {
            IntakeError::Store(error) => return error.into(),
            IntakeError::Registry(error) => return error.into(),
            IntakeError::Packet(_) | IntakeError::Digest | IntakeError::Header => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            IntakeError::IdTaken | IntakeError::SerialTaken => StatusCode::CONFLICT,
            IntakeError::NoStation => StatusCode::NOT_FOUND,
            IntakeError::NotAnnounced | IntakeError::Revoked => StatusCode::FORBIDDEN,
            IntakeError::Unsigned => StatusCode::INTERNAL_SERVER_ERROR,
            IntakeError::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, code)
    }
}

impl From<AnnouncementError> for Refusal {
    fn from(error: AnnouncementError) -> Self {
        let code = error.code();
        let status = match error {
            AnnouncementError::Unknown => StatusCode::NOT_FOUND,
            AnnouncementError::Revoked
            | AnnouncementError::WrongProof
            | AnnouncementError::Used => StatusCode::FORBIDDEN,
            AnnouncementError::BoundElsewhere => StatusCode::CONFLICT,
            AnnouncementError::Registry(error) => return error.into(),
        };
        Self::new(status, code)
    }
}

impl From<ReckoningError> for Refusal {
    fn from(error: ReckoningError) -> Self {
        let code = error.code();
        match error {
            ReckoningError::Signed(error) => error.into(),
            ReckoningError::Account(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code),
            ReckoningError::OtherStation => Self::new(StatusCode::FORBIDDEN, code),
            ReckoningError::Station(error) => error.into(),
            ReckoningError::Registry(error) => error.into(),
        }
    }
}

impl From<SignedError> for Refusal {
    fn from(error: SignedError) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.code())
    }
}

/// An error with its causes; our errors carry nothing about a resident.
fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// A panic is ours to mend; the station is told that nothing is lost.
pub(super) fn of_panic(_: Box<dyn std::any::Any + Send>) -> axum::http::Response<Body> {
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal).into_response()
}
