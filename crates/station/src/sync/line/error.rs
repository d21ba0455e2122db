//! Why a request did not bring what it should, and what that means for the next one.

use rekam_domain::code::ErrorCode;

/// Refusals that end by themselves: another offset than we thought, the old connection still writing, a piece changed on its
/// way, a body that stopped, a receipt that is being written.
const PASSING: [&str; 6] = [
    ErrorCode::UploadOffset.as_str(),
    ErrorCode::UploadTaken.as_str(),
    ErrorCode::UploadChecksum.as_str(),
    ErrorCode::PacketDigest.as_str(),
    ErrorCode::RequestTooSlow.as_str(),
    ErrorCode::PacketUnknown.as_str(),
];

/// Why a request did not bring what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The address is no URL.
    #[error("the province's address is not a URL")]
    Address,
    /// No connection, or it broke.
    #[error("the province is not reached")]
    Unreachable,
    /// The line was silent for too long.
    #[error("the line is silent")]
    Silent,
    /// Nothing more was acknowledged, but a new connection comes through: the old one is dead, the line is not.
    #[error("the connection has stalled")]
    Stalled,
    /// Something answered that is not the province, for example a captive portal.
    #[error("the answer is not the province's")]
    NotTheProvince,
    /// What answered cannot prove that it is the province: a captive portal in the middle of TLS, or a clock far off.
    #[error("the certificate is not the province's")]
    Certificate,
    /// The province refused, and said why.
    #[error("the province refused: {code}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// The province's error code.
        code: String,
    },
}

impl LineError {
    /// The code that a person sees.
    pub fn code(&self) -> ErrorCode {
        match self {
            LineError::Address => ErrorCode::LineAddress,
            LineError::Unreachable => ErrorCode::LineUnreachable,
            LineError::Silent | LineError::Stalled => ErrorCode::LineSilent,
            LineError::NotTheProvince => ErrorCode::LineNotTheProvince,
            LineError::Certificate => ErrorCode::LineCertificate,
            LineError::Refused { code, .. } => {
                let taken = [ErrorCode::PacketSerialTaken, ErrorCode::PacketIdTaken];
                let taken = taken.into_iter().find(|taken| taken.as_str() == code);
                taken.unwrap_or(ErrorCode::LineRefused)
            }
        }
    }

    /// Whether the line itself is gone, so that trying the next packet is pointless.
    pub const fn line_is_gone(&self) -> bool {
        match self {
            LineError::Address
            | LineError::Unreachable
            | LineError::Silent
            | LineError::Stalled
            | LineError::NotTheProvince
            | LineError::Certificate => true,
            LineError::Refused { .. } => false,
        }
    }

    /// Whether the piece that was sent is to be sent again whole, because it was changed on its way.
    pub(in crate::sync) fn lost_the_piece(&self) -> bool {
        let changed = [ErrorCode::UploadChecksum, ErrorCode::PacketDigest].map(ErrorCode::as_str);
        matches!(self, LineError::Refused { code, .. } if changed.contains(&code.as_str()))
    }

    /// Whether the same packet may go on within this conversation, once the line is back or the province has let go of the
    /// connection before.
    pub(in crate::sync) fn may_pass(&self) -> bool {
        match self {
            LineError::Unreachable | LineError::Stalled => true,
            LineError::Refused { code, .. } => PASSING.contains(&code.as_str()),
            LineError::Address
            | LineError::Silent
            | LineError::NotTheProvince
            | LineError::Certificate => false,
        }
    }
}

impl From<reqwest::Error> for LineError {
    fn from(error: reqwest::Error) -> Self {
        if speaks_of_tls(&error) {
            LineError::Certificate
        } else if error.is_connect() {
            LineError::Unreachable
        } else if error.is_timeout() {
            LineError::Silent
        } else if error.is_decode() || error.is_redirect() {
            LineError::NotTheProvince
        } else {
            LineError::Unreachable
        }
    }
}

/// Whether an error began in TLS: something answered, but not as the province would.
fn speaks_of_tls(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<rustls::Error>() {
            return true;
        }
        // The source of an I/O error is not what it holds but the source of that.
        cause = match error
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::get_ref)
        {
            Some(Some(held)) => Some(held as &(dyn std::error::Error + 'static)),
            Some(None) | None => error.source(),
        };
    }
    false
}
