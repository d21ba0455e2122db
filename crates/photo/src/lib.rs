//! Pixels to verdict to portrait. Pure: no camera, no files, no clock.
//!
//! ```text
//! bytes --decode--> Picture --Photographer::assess--> Assessment --Photographer::portrait--> Portrait (JPEG)
//! ```
//!
//! - [`decode`] turns the bytes of a JPEG or PNG into a [`Picture`], or says why not.
//! - [`Photographer::assess`] finds the face, measures it and gives one [`Verdict`].
//! - [`paper`] turns and cuts the picture of a paper to its page.
//! - [`Photographer::portrait`] straightens and crops the face to what [`PortraitSpec`] asks for.
//! - [`report`] gives the components of ISO/IEC 29794-5 that are geometry alone.
//!
//! Absent on purpose so far: background replacement, the other components of ISO/IEC 29794-5 and colour
//! management (embedded ICC profiles are ignored, pixels are taken as sRGB). They will stand beside what is here.
//!
//! No error and no `Debug` text of this crate carries pixels or where a face stands in them.

mod assess;
mod counter;
mod decode;
mod detector;
mod encode;
mod geometry;
mod kernel;
mod letterbox;
mod mesh;
mod models;
mod net;
mod paper;
mod photographer;
mod picture;
mod portrait;
mod report;
mod spec;
mod tensor;
mod warp;

pub use assess::{Assessment, Face, MIN_INTER_EYE_PX, Verdict};
pub use decode::{MAX_PIXELS, PictureError, decode};
pub use geometry::{FaceBox, Point};
pub use models::{FaceModels, ModelBytes, ModelsError};
pub use net::InferenceError;
pub use paper::{Cut, PAPER_LONGEST_SIDE, PaperError, paper};
pub use photographer::Photographer;
pub use picture::Picture;
pub use portrait::{Portrait, PortraitError};
pub use report::{Component, LANDMARKS, Landmark, Landmarks, Measured, report};
pub use spec::{PortraitSpec, SpecError};
