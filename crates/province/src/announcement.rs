//! The keys that a station shows, by line or on a stick. The first time it proves that it holds the activation's token; later
//! its own key is proof enough.

use crate::{
    Province,
    registry::{Announcement, RegistryError, Station, StationStatus},
};
use rekam_domain::code::ErrorCode;
use rekam_protocol::documents::{KeyAnnouncement, token_proof};

/// Why keys are not taken in.
#[derive(Debug, thiserror::Error)]
pub enum AnnouncementError {
    /// No such station.
    #[error("the station is not known")]
    Unknown,
    /// The station was revoked.
    #[error("the station is revoked")]
    Revoked,
    /// Another key is bound to the station.
    #[error("the station is bound to another key")]
    BoundElsewhere,
    /// The token is not shown.
    #[error("the proof of the token is wrong")]
    WrongProof,
    /// The activation was used by another machine.
    #[error("the activation was used")]
    Used,
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl AnnouncementError {
    /// The code that reaches the station.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Unknown => ErrorCode::StationUnknown,
            Self::Revoked => ErrorCode::StationRevoked,
            Self::BoundElsewhere => ErrorCode::StationBoundElsewhere,
            Self::WrongProof => ErrorCode::TokenProofWrong,
            Self::Used => ErrorCode::ActivationUsed,
            Self::Registry(error) => error.code(),
        }
    }
}

/// The station, unless it is unknown or revoked.
///
/// # Errors
/// [`AnnouncementError::Unknown`], [`AnnouncementError::Revoked`].
pub fn admitted(station: Option<Station>) -> Result<Station, AnnouncementError> {
    let station = station.ok_or(AnnouncementError::Unknown)?;
    match station.status {
        StationStatus::Revoked => Err(AnnouncementError::Revoked),
        StationStatus::Issued | StationStatus::Active => Ok(station),
    }
}

/// Takes in keys whose announcement is signed with the key that it shows.
///
/// # Errors
/// [`AnnouncementError`].
pub fn take_in(province: &Province, shown: KeyAnnouncement) -> Result<(), AnnouncementError> {
    let registry = province.registry();
    let station = admitted(registry.station(&shown.station)?)?;
    match (station.key, station.token) {
        (Some(key), _) if key == shown.station_key => {}
        (Some(_), _) => return Err(AnnouncementError::BoundElsewhere),
        (None, Some(token)) if token_proof(&token, &shown.station_key) == shown.token_proof => {}
        (None, Some(_)) => return Err(AnnouncementError::WrongProof),
        (None, None) => return Err(AnnouncementError::Used),
    }
    tracing::info!(station = %shown.station, sequence = shown.sequence, "keys announced");
    Ok(registry.announce(&Announcement {
        station: shown.station,
        key: shown.station_key,
        sealing_key: shown.sealing_key,
        operators: shown
            .operators
            .into_iter()
            .map(|operator| (operator.id, operator.key))
            .collect(),
        sequence: shown.sequence,
        at: province.clock().now(),
    })?)
}
