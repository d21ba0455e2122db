//! Rekam as a device of its own: a face device that other programs on this machine find, ask and capture with.
//!
//! ```text
//! another program --MOSIPDISC, MOSIPDINFO, RCAPTURE, STREAM--> [FaceDevice]  --frame, shot--> FaceSource (the photo station)
//!                  127.0.0.1 only                               signs (Signer)
//! ```

mod answer;
mod record;
mod serve;
mod signer;

pub use record::face_record;
pub use serve::FaceDevice;
pub use signer::Signer;

use crate::message::DeviceStatus;
use chrono::{DateTime, Utc};
use std::time::Duration;

/// Who the device is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaceName {
    /// The station's id, which stands for a serial number.
    pub serial: String,
    /// Version of the program.
    pub version: &'static str,
}

/// A face as the photo station took it.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceShot {
    /// The picture: a JP2 file, coded without loss, 24 bits of colour.
    pub jp2: Vec<u8>,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// 0 to 100.
    pub quality: u8,
    /// When.
    pub taken_at: DateTime<Utc>,
}

impl std::fmt::Debug for FaceShot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FaceShot({} bytes)", self.jp2.len())
    }
}

/// Why a request is answered with a fault. Numbers from 500 on are ours, as SBI leaves them to makers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// 101: nobody was seen in the time that was given.
    #[error("Unable to detect a biometric object")]
    NothingSeen,
    /// 102: the picture could not be taken.
    #[error("Technical error during extraction")]
    Camera,
    /// 106: another device is meant, or another kind.
    #[error("Device not found")]
    NotFound,
    /// 109: more than one face.
    #[error("Requested number of biometric (Finger/IRIS) not supported")]
    Count,
    /// 501: the request cannot be read.
    #[error("Request malformed")]
    Malformed,
    /// 502: registration only; nothing is encrypted to a server here.
    #[error("Purpose not supported")]
    Purpose,
    /// 503: the desk records somebody, or another program captures.
    #[error("Device busy")]
    Busy,
}

impl Refused {
    /// The number as text, as it travels.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NothingSeen => "101",
            Self::Camera => "102",
            Self::NotFound => "106",
            Self::Count => "109",
            Self::Malformed => "501",
            Self::Purpose => "502",
            Self::Busy => "503",
        }
    }
}

/// Where faces come from. Each call may wait; none is asked on the thread that talks.
pub trait FaceSource: Send + Sync + 'static {
    /// How the device is.
    fn status(&self) -> DeviceStatus;

    /// What time it is.
    fn now(&self) -> DateTime<Utc>;

    /// The camera's next picture, JPEG; nothing where none came for a moment.
    fn frame(&self) -> Option<Vec<u8>>;

    /// Takes a face of at least the wanted quality; when `patience` is over, the best that was seen.
    ///
    /// # Errors
    /// [`Refused::NothingSeen`], [`Refused::Camera`], [`Refused::Busy`].
    fn shoot(&self, wanted: u8, patience: Duration) -> Result<FaceShot, Refused>;
}
