//! Why a command was not done.

use rekam_domain::code::ErrorCode;
use rekam_province::{
    admin::AdminError, courier::CourierError, province::ProvinceError, provisions::ProvisionError,
    registry::RegistryError, serve::ServeError,
};
use std::io;

/// Everything that can stop a command. Its text goes to the log, its code to the person.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The province's folder or keys.
    #[error(transparent)]
    Province(#[from] ProvinceError),
    /// An administrative act.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// A list or a table for stations.
    #[error(transparent)]
    Provision(#[from] ProvisionError),
    /// No station has a list of this name.
    #[error("no station has a list of this name")]
    NoList,
    /// What was said of the columns of a list.
    #[error("a column or a meaning was named that there is not")]
    Column,
    /// The file that was to be read.
    #[error("the file cannot be read")]
    Input(#[source] io::Error),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The server.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A courier's stick.
    #[error(transparent)]
    Courier(#[from] CourierError),
    /// No passphrase was given, or the two that were typed differ.
    #[error("no passphrase was given")]
    NoPassphrase,
    /// The passphrase file.
    #[error("the passphrase file cannot be read")]
    PassphraseFile(#[source] io::Error),
    /// The file that the answer was to be written into.
    #[error("the output file cannot be written")]
    Output(#[source] io::Error),
    /// The settings are gone, yet stations are registered: new keys would lock out what they sealed.
    #[error("the folder has lost its settings but not its registry")]
    SettingsLost,
    /// An answer that is no JSON, or a runtime that did not start.
    #[error("the program failed inside")]
    Inside,
}

impl Failure {
    /// The code that reaches a person.
    pub(super) fn code(&self) -> ErrorCode {
        match self {
            Self::Province(error) => error.code(),
            Self::Admin(error) => error.code(),
            Self::Provision(error) => error.code(),
            Self::NoList => ErrorCode::ProvisionUnknown,
            Self::Column => ErrorCode::RequestMalformed,
            Self::Input(_) => ErrorCode::FileUnreadable,
            Self::Registry(error) => error.code(),
            Self::Serve(error) => error.code(),
            Self::Courier(error) => error.code(),
            Self::NoPassphrase => ErrorCode::VaultPassphrase,
            Self::PassphraseFile(_) => ErrorCode::FileUnreadable,
            Self::Output(_) => ErrorCode::FileUnwritable,
            Self::SettingsLost => ErrorCode::ProvinceFolderDamaged,
            Self::Inside => ErrorCode::Internal,
        }
    }
}
