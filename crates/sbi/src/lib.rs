//! Finger and iris devices that speak MOSIP SBI (secure biometric interface, 0.9.5 and 1.0), on this machine.
//!
//! ```text
//! Service::discover --> [Service] --info--> [Device] --capture(Asked)--> Capture     what the station may store
//!  ports 4501-4600                 signed            signed, chained  |
//!  of 127.0.0.1                                                        +-- examine: every check, no I/O
//! ```
//!
//! What it promises: a [`Capture`] holds only sites that were asked for, from the device that was asked, in answer to this
//! one request, signed under a certificate that somebody at the station trusts. Anything else is an [`SbiError`] and leaves
//! nothing behind. What is spoken, verified and never seen stands in `docs/DEVICES.md`.

mod chain;
mod client;
mod error;
mod examine;
mod http;
mod jws;
mod lenient;
pub mod message;
pub mod own;
mod record;
mod site;
mod stream;
mod trust;

pub use chain::{first_hash, next_hash};
pub use client::{Device, PORTS, Service};
pub use error::{DeviceFault, SbiError};
pub use examine::{Asked, Capture, CapturedSite, DeviceName, examine};
pub use jws::Opened;
pub use record::{IsoRecord, PictureKind};
pub use site::{bio_sub_type, device_sub_id, site_of};
pub use stream::Frames;
pub use trust::Trust;
