//! Why the desk did not do what it was asked: one type for everything above the store.

use std::time::Duration;

use rekam_domain::assistance::AssistanceError;
use rekam_domain::biometric::{ExceptionError, NotCaptured};
use rekam_domain::change::ChangeError;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Refusal;
use rekam_photo::PaperError;
use rekam_protocol::keys::KeyError;
use rekam_protocol::series::SeriesError;
use rekam_protocol::signed::SignedError;
use rekam_protocol::slip::SlipError;
use rekam_sbi::SbiError;
use rekam_worklist::WorklistError;

use crate::activation::ActivationError;
use crate::courier::CourierError;
use crate::desk::{PhotoError, PreferenceError, TripError};
use crate::extract::ExtractError;
use crate::facts::Missing;
use crate::handover::HandOverError;
use crate::home::HomeError;
use crate::lease::LeaseError;
use crate::mirror::MirrorError;
use crate::seal::SealError;
use crate::store::StoreError;
use crate::store::audit::BrokenAudit;
use crate::store::day_book::BrokenDayBook;
use crate::vault::VaultError;

/// Why the desk did not do what it was asked. Nothing about a resident stands in it.
#[derive(Debug, thiserror::Error)]
#[expect(
    missing_docs,
    reason = "each variant passes on the error of one module, which is documented there"
)]
pub enum Error {
    #[error(transparent)]
    Home(#[from] HomeError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Activation(#[from] ActivationError),
    #[error(transparent)]
    Lease(#[from] LeaseError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Photo(#[from] PhotoError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Exception(#[from] ExceptionError),
    /// What was noted of who needs assistance is refused.
    #[error(transparent)]
    Assistance(#[from] AssistanceError),
    /// The strokes of a signature are refused.
    #[error(transparent)]
    Series(#[from] SeriesError),
    #[error(transparent)]
    Change(#[from] ChangeError),
    #[error(transparent)]
    Site(#[from] NotCaptured),
    #[error(transparent)]
    Device(#[from] SbiError),
    #[error(transparent)]
    Signed(#[from] SignedError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Preference(#[from] PreferenceError),
    #[error(transparent)]
    Paper(#[from] PaperError),
    #[error(transparent)]
    Worklist(#[from] WorklistError),
    #[error(transparent)]
    Trip(#[from] TripError),
    #[error(transparent)]
    Slip(#[from] SlipError),
    #[error(transparent)]
    Extract(#[from] ExtractError),
    #[error(transparent)]
    Courier(#[from] CourierError),
    #[error(transparent)]
    HandOver(#[from] HandOverError),
    #[error(transparent)]
    Mirror(#[from] MirrorError),
    #[error(transparent)]
    DayBook(#[from] BrokenDayBook),
    #[error(transparent)]
    Audit(#[from] BrokenAudit),
    /// What was read back is not what is stored now.
    #[error("something changed after it was read back")]
    ReadBackChanged,
    /// The captures of a draft would not fit into one packet.
    #[error("the captures are too large for one record")]
    TooLarge,
    /// A reason is empty or longer than 200 characters.
    #[error("a reason of 1 to 200 characters is needed")]
    Reason,
}

impl Error {
    /// The code that people and scripts see.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Home(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Activation(error) => error.code(),
            Self::Lease(error) => error.code(),
            Self::Seal(error) => error.code(),
            Self::Photo(error) => error.code(),
            Self::Refused(error) => error.code(),
            Self::Exception(error) => error.code(),
            Self::Assistance(error) => error.code(),
            Self::Series(error) => error.code(),
            Self::Change(error) => error.code(),
            Self::Site(error) => error.code(),
            Self::Device(error) => error.code(),
            Self::Signed(error) => error.code(),
            Self::Key(KeyError::Invalid | KeyError::NoRandomness) => ErrorCode::Internal,
            Self::Preference(error) => error.code(),
            Self::Paper(error) => error.code(),
            Self::Worklist(error) => error.code(),
            Self::Trip(error) => error.code(),
            Self::Slip(error) => error.code(),
            Self::Extract(error) => error.code(),
            Self::Courier(error) => error.code(),
            Self::HandOver(error) => error.code(),
            Self::Mirror(error) => error.code(),
            Self::DayBook(error) => error.code(),
            Self::Audit(error) => error.code(),
            Self::ReadBackChanged => ErrorCode::ReadBackChanged,
            Self::TooLarge => ErrorCode::RecordTooLarge,
            Self::Reason => ErrorCode::ReasonEmpty,
        }
    }

    /// What is missing, where that is why.
    #[must_use]
    pub fn missing(&self) -> &[Missing] {
        if let Self::Seal(SealError::Incomplete { missing }) = self {
            missing
        } else {
            &[]
        }
    }

    /// How long to wait, where that is why.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        if let Self::Vault(error) = self {
            error.wait()
        } else {
            None
        }
    }
}
