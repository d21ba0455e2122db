//! Where frames come from: a device, a folder of pictures, or a test pattern.
//!
//! A [`FrameSource`] lists its cameras and opens one of them as a [`Feed`]. A feed has a thread of its own and keeps
//! **only the newest frame**: nothing queues, a slow reader skips frames, and no reader ever waits for a driver. The
//! feed's [`State`] is worked out when it is asked for, so a driver that hangs cannot hide that it hangs.
//!
//! ```
//! use rekam_camera::{FrameSource, Pattern, Wish};
//! use std::time::Duration;
//!
//! let source = Pattern::default();
//! let camera = source.list()?.remove(0);
//! let feed = source.open(&camera.id, Wish { width: 320, height: 240, ..Wish::default() })?;
//! let frame = feed.newer_than(0, Duration::from_secs(5));
//! assert!(frame.is_some());
//! feed.close()?;
//! # Ok::<(), rekam_camera::CameraError>(())
//! ```
//!
//! | source | what it is for | file |
//! | --- | --- | --- |
//! | [`Device`] | a camera at the desk, which is found again when it was unplugged | `device.rs` |
//! | [`Replay`] | a folder of JPEG pictures: tests, demonstrations, training | `replay.rs` |
//! | [`Pattern`] | a moving test card whose frames carry their own number | `pattern.rs` |
//!
//! A frame is copied once, out of the driver's buffer, and shared from then on.

mod chair;
mod control;
mod device;
mod error;
mod feed;
mod format;
mod frame;
mod pace;
mod pattern;
mod raw;
mod replay;
mod source;

pub use chair::{BETWEEN_EYES_MM, CARD_WIDTH_MM, FieldOfView};
pub use control::{Control, Knob, Setting, Settings};
pub use device::Device;
pub use error::{CameraError, State};
pub use feed::{Feed, Hold, Vitals};
pub use format::{Encoding, Format, Mode};
pub use frame::{Frame, Jpeg};
pub use pace::FrameRate;
pub use pattern::Pattern;
pub use replay::{AtTheEnd, Replay};
pub use source::{Camera, CameraId, FrameSource, Remembered, Wish};
