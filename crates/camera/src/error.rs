//! What can go wrong with a camera, and the state a person sees.

use rekam_domain::code::ErrorCode;

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CameraError {
    /// No camera has this id (any more).
    #[error("no camera has this id")]
    NotFound,
    /// Another program holds the device.
    #[error("another program holds the camera")]
    Busy,
    /// The operating system does not let us open the device.
    #[error("the operating system refuses the camera")]
    Denied,
    /// The device went away, its driver failed or panicked, or a replay came to its end.
    #[error("the camera went away")]
    Lost,
    /// Frames came, and have stopped coming for [`Feed::STALL_AFTER`](crate::Feed::STALL_AFTER).
    #[error("the camera has stopped sending frames")]
    Stalled,
    /// The driver did not answer within its time limit.
    #[error("the camera did not answer in time")]
    NoAnswer,
    /// The device offers no format that can be read, or refuses every one it offers.
    #[error("the camera sends in no format that can be read")]
    Format,
    /// The folder to replay cannot be read or holds no JPEG file.
    #[error("the folder holds no JPEG picture that can be read")]
    ReplayEmpty,
}

impl CameraError {
    /// What a person is told.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotFound => ErrorCode::CameraNotFound,
            Self::Busy => ErrorCode::CameraBusy,
            Self::Denied => ErrorCode::CameraDenied,
            Self::Lost => ErrorCode::CameraLost,
            Self::Stalled => ErrorCode::CameraStalled,
            Self::NoAnswer => ErrorCode::CameraNoAnswer,
            Self::Format => ErrorCode::CameraFormat,
            Self::ReplayEmpty => ErrorCode::ReplayEmpty,
        }
    }

    /// The state of a feed that has this trouble.
    pub fn state(&self) -> State {
        match self {
            Self::Busy => State::Busy,
            Self::Denied => State::Denied,
            Self::Stalled => State::Stalled,
            Self::NotFound | Self::Lost | Self::NoAnswer | Self::Format | Self::ReplayEmpty => {
                State::Lost
            }
        }
    }
}

/// How a feed is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Asked to open; no frame has come yet.
    Opening,
    /// Frames are coming.
    Streaming,
    /// Frames came and have stopped; they may start again by themselves.
    Stalled,
    /// The camera is not there or does not work; [`Feed::trouble`](crate::Feed::trouble) says why. A device is looked for
    /// and comes back by itself; whether a feed is at its end says [`Feed::has_ended`](crate::Feed::has_ended).
    Lost,
    /// Another program holds the camera.
    Busy,
    /// The operating system refuses the camera.
    Denied,
}
