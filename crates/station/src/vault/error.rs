//! Why the vault stays closed.

use std::time::Duration;

use rekam_domain::code::ErrorCode;
use rekam_protocol::keys::KeyError;
use rekam_protocol::lockbox::LockboxError;
use rekam_protocol::sealing::SealingError;

use crate::home::HomeError;

/// Why the vault stays closed.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Nobody of this id has a slot here.
    #[error("no operator of this id has a slot here")]
    OperatorUnknown,
    /// The password is wrong.
    #[error("the password is wrong")]
    WrongPassword {
        /// How long to wait before the next try.
        wait: Duration,
    },
    /// Too many wrong passwords: not before this much time has passed.
    #[error("too many wrong passwords: wait {} s", wait.as_secs())]
    Wait {
        /// What is left of the wait.
        wait: Duration,
    },
    /// Far too many wrong passwords: a supervisor or the province must open the slot again.
    #[error("the slot is locked")]
    Locked,
    /// A new password is too short.
    #[error("the password is too short")]
    TooShort,
    /// The vault file is damaged.
    #[error("the vault file is damaged")]
    Damaged,
    /// The vault file was written by a newer Rekam.
    #[error("the vault file has version {found}")]
    Newer {
        /// Version of the file.
        found: u32,
    },
    /// The system gave no random bytes.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The province's sealing key cannot be used.
    #[error(transparent)]
    Sealing(#[from] SealingError),
    /// The folder cannot be read or written.
    #[error(transparent)]
    Home(#[from] HomeError),
}

impl VaultError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::OperatorUnknown => ErrorCode::OperatorNotHere,
            Self::WrongPassword { .. } => ErrorCode::WrongPassword,
            Self::Wait { .. } => ErrorCode::LoginWait,
            Self::Locked => ErrorCode::LoginLocked,
            Self::TooShort => ErrorCode::PasswordTooShort,
            Self::Damaged => ErrorCode::VaultDamaged,
            Self::Newer { .. } => ErrorCode::StoreNewer,
            Self::Key(_) => ErrorCode::Internal,
            Self::Sealing(_) => ErrorCode::SealingKeyUnusable,
            Self::Home(error) => error.code(),
        }
    }

    /// How long to wait before the next try, where waiting helps.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::WrongPassword { wait } | Self::Wait { wait } => Some(*wait),
            Self::OperatorUnknown
            | Self::Locked
            | Self::TooShort
            | Self::Damaged
            | Self::Newer { .. }
            | Self::Key(_)
            | Self::Sealing(_)
            | Self::Home(_) => None,
        }
    }
}

impl From<LockboxError> for VaultError {
    fn from(error: LockboxError) -> Self {
        match error {
            // The vault looks at a wrong password itself, to say how long to wait.
            LockboxError::WrongPassword => Self::WrongPassword {
                wait: Duration::ZERO,
            },
            LockboxError::Damaged => Self::Damaged,
            LockboxError::NoRandomness => Self::Key(KeyError::NoRandomness),
        }
    }
}
