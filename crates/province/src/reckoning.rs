//! Accounts of stations, by line or on a stick: checked, kept, compared, answered with a signed reckoning.

use crate::{
    Province,
    announcement::{AnnouncementError, admitted},
    registry::{Accounted, RegistryError},
};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    ids::StationId,
    reckoning::{Account, AccountError, Fault, Reckoning},
    signed::{self, SignedError},
};

/// Why an account is not answered.
#[derive(Debug, thiserror::Error)]
pub enum ReckoningError {
    /// Not genuine.
    #[error(transparent)]
    Signed(#[from] SignedError),
    /// Genuine, and not what an account must be.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// Another station's than whoever brings it.
    #[error("the account is another station's")]
    OtherStation,
    /// The station is unknown, revoked, or has no key.
    #[error(transparent)]
    Station(#[from] AnnouncementError),
    /// The registry failed, or the account is older than the conversation.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl ReckoningError {
    /// The code that reaches the station.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Signed(error) => error.code(),
            Self::Account(error) => error.code(),
            Self::OtherStation => ErrorCode::OtherStation,
            Self::Station(error) => error.code(),
            Self::Registry(error) => error.code(),
        }
    }
}

/// Takes in the account of a station and answers it.
///
/// # Errors
/// [`ReckoningError`]; an account that skips a serial number is refused and becomes a finding.
pub fn take_in(
    province: &Province,
    station: &StationId,
    document: &[u8],
    in_conversation: bool,
) -> Result<Reckoning, ReckoningError> {
    let registry = province.registry();
    let known = admitted(registry.station(station)?)?;
    let key = known.key.ok_or(AnnouncementError::Unknown)?;
    let account: Account = signed::verify(document, &key)?;
    if account.station != *station {
        return Err(ReckoningError::OtherStation);
    }
    let at = province.clock().now();
    if let Err(error) = account.check() {
        if let AccountError::Broken(serial) = error {
            registry.find(station, serial, Fault::SerialSkipped, at)?;
        }
        return Err(error.into());
    }
    let reckoning = registry.take_account(&Accounted {
        account,
        document: document.to_vec(),
        in_conversation,
        at,
    })?;
    tracing::info!(%station, serial = reckoning.created.serial, held = reckoning.held.serial, "reckoned");
    Ok(reckoning)
}
