//! Hand-over from station to station on a local network: a stick without the stick. A station that is called, the hub, keeps
//! for its colleague the shelf that a stick would have, and whoever carries sticks carries it on.
//!
//! - `tls`, `channel`: whole messages between two who show their keys
//! - `admission`: whether a key is a colleague's
//! - `shelf`: what the hub keeps, and when it says so
//! - `hub`: who is called, `sender`: who calls
//!
//! Nothing changes for who hands over: its packets stay in its queue until the province's receipt has come.

mod admission;
mod channel;
mod hub;
mod sender;
mod shelf;
mod tls;

use std::io;

use rekam_domain::code::ErrorCode;
use rekam_protocol::directory::{Pass, PassError};
use rekam_protocol::keys::KeyError;
use rekam_protocol::signed::SignedError;
use serde::Serialize;

use crate::courier::{CourierError, StickReport};
use crate::store::StoreError;

pub use hub::{Hub, Visit};
pub use sender::{call, hand_over};
pub use shelf::{Shelved, shelved};

/// Another station of the province, as its pass says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct KnownStation {
    /// The station.
    pub station: String,
    /// Its name as people say it.
    pub name: String,
    /// What people compare on two screens: the short name of its key.
    pub fingerprint: String,
}

impl From<&Pass> for KnownStation {
    fn from(pass: &Pass) -> Self {
        Self {
            station: pass.station.to_string(),
            name: pass.name.clone(),
            fingerprint: pass.fingerprint().to_string(),
        }
    }
}

/// What was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HandedOver {
    /// To whom.
    pub to: KnownStation,
    /// What it has now, and what came back.
    pub report: StickReport,
}

/// Why nothing, or not everything, was handed over. What the hub has kept until then it keeps, and doing it again goes on from
/// there.
#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
    /// The text is no address, or no machine has this name.
    #[error("the address is none")]
    Address,
    /// Nobody answers there, it takes too long, or the network was cut.
    #[error("the other station does not answer")]
    Line(#[source] io::Error),
    /// Whoever answers speaks something else.
    #[error("whoever answers speaks something else")]
    Garbled,
    /// This station has no directory by which it could know anybody.
    #[error("there is no directory of stations here")]
    NoDirectory,
    /// The other one is no station of the province.
    #[error(transparent)]
    Pass(#[from] PassError),
    /// It is this very station.
    #[error("the station calls itself")]
    Myself,
    /// Another station answers than was expected.
    #[error("another station answers than was expected")]
    OtherStation,
    /// What is offered is not the colleague's.
    #[error(transparent)]
    Signed(#[from] SignedError),
    /// Bytes of a packet that are not those that were announced.
    #[error("the bytes are not those that were announced")]
    Digest,
    /// The hub has no room.
    #[error("the hub has no room")]
    Full,
    /// The hub is busy with this station, or with as many as it can be.
    #[error("the hub is busy")]
    Busy,
    /// The other side says no.
    #[error("the other station refuses: {}", .0.as_str())]
    Refused(ErrorCode),
    /// The shelf, or what was brought back.
    #[error(transparent)]
    Courier(#[from] CourierError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The channel cannot be made.
    #[error("the channel cannot be made")]
    Channel,
}

impl HandOverError {
    /// The code that people and scripts see.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Address => ErrorCode::HubAddress,
            Self::Line(error) if error.kind() == io::ErrorKind::InvalidData => {
                ErrorCode::HubGarbled
            }
            Self::Line(_) => ErrorCode::HubGone,
            Self::Garbled => ErrorCode::HubGarbled,
            Self::NoDirectory => ErrorCode::DirectoryMissing,
            Self::Pass(error) => error.code(),
            Self::Myself => ErrorCode::HubSelf,
            Self::OtherStation => ErrorCode::HubOther,
            Self::Signed(error) => error.code(),
            Self::Digest => ErrorCode::PacketDigest,
            // A hub's shelf is on its disk, and no stick.
            Self::Full | Self::Courier(CourierError::Full) => ErrorCode::HubFull,
            Self::Busy => ErrorCode::HubBusy,
            Self::Refused(code) => *code,
            Self::Courier(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Channel => ErrorCode::Internal,
        }
    }

    /// What the other side said when it refused.
    fn told(code: &str) -> Self {
        let known = ErrorCode::ALL.iter().find(|known| known.as_str() == code);
        known.map_or(Self::Garbled, |known| Self::Refused(*known))
    }
}

impl From<io::Error> for HandOverError {
    fn from(error: io::Error) -> Self {
        Self::Line(error)
    }
}

impl From<rustls::Error> for HandOverError {
    fn from(_: rustls::Error) -> Self {
        Self::Channel
    }
}

impl From<KeyError> for HandOverError {
    fn from(_: KeyError) -> Self {
        Self::Garbled
    }
}
