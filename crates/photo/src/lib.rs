//! Pixels to verdict to portrait. Pure: no camera, no files, no clock.
//!
//! ```text
//! bytes --decode--> Picture --Photographer::assess--> Assessment --Photographer::portrait--> Portrait (JPEG)
//! ```
//!
//! - [`decode`] turns the bytes of a JPEG or PNG into a [`Picture`], or says why not.
//! - [`Photographer::assess`] finds the face, measures it and gives one [`Verdict`].
//! - [`paper`] turns and cuts the picture of a paper to its page.
//! - [`Photographer::portrait`] straightens and crops the face to what [`PortraitSpec`] asks for;
//!   [`Photographer::learn_cloth`] learns what is behind the empty chair, to keep it or to tell the person from it.
//! - [`full_frontal`] cuts a picture to a full frontal image, [`jp2`] codes all pixels of a picture as JPEG 2000, without loss.
//! - [`report`] gives the 21 components of ISO/IEC 29794-5 that are not learned.
//!
//! - [`Photographer::examine`] says all there is to say of one picture.
//! - [`Photographer::faults`] says all that keeps a picture from being a portrait; [`Live`] does so from frame to frame
//!   and chooses the best of a burst.
//! - [`Likeness`] makes the [`Template`] of a face, and [`most_alike`] finds the one of many that it resembles.
//!
//! Absent on purpose: the learned components of ISO/IEC 29794-5 and colour management (embedded ICC profiles are
//! ignored, pixels are taken as sRGB).
//!
//! No error and no `Debug` text of this crate carries pixels or where a face stands in them.

mod assess;
mod background;
mod cloth;
mod colour;
mod conv;
mod counter;
mod decode;
mod detector;
mod encode;
mod faults;
mod findings;
mod flat;
mod frontal;
mod geometry;
mod hands;
mod jp2;
mod kernel;
mod letterbox;
mod likeness;
mod live;
mod matte;
mod mesh;
mod models;
mod net;
mod notices;
mod paper;
mod patch;
mod pattern;
mod person;
mod photographer;
mod picture;
mod portrait;
mod pose;
mod report;
mod sheet;
mod smooth;
mod spec;
mod tensor;
mod traits;
mod warp;

pub use assess::{Assessment, BETTER_INTER_EYE_PX, Face, MIN_INTER_EYE_PX, Verdict};
pub use cloth::{Cloth, ClothError};
pub use decode::{MAX_PIXELS, PictureError, decode};
pub use faults::{Fault, UnknownFault};
pub use findings::Findings;
pub use frontal::full_frontal;
pub use geometry::{FaceBox, Point};
pub use jp2::jp2;
pub use likeness::{
    FALSE_MATCH_RATE, HINT_FROM, Likeness, NotATemplate, Resemblance, STRONG_FROM, Template,
    false_hint_chance, most_alike,
};
pub use live::{BURST, Live, Seen};
pub use models::{FaceModels, ModelBytes, ModelsError};
pub use net::InferenceError;
pub use notices::Notice;
pub use paper::{
    Corner, Cut, PAPER_BYTES, PAPER_LONGEST_SIDE, Page, PaperError, Sheet, find_page, paper, sheet,
};
pub use person::Backdrop;
pub use photographer::Photographer;
pub use picture::Picture;
pub use portrait::{Behind, Portrait, PortraitError};
pub use pose::Pose;
pub use report::{
    Absent, Component, Given, LANDMARKS, Landmark, Landmarks, Mask, Measured, PARSING_SIDE,
    VISIBLE_SIDE, parsing_places, report, visible_places,
};
pub use spec::{PortraitSpec, SpecError};
pub use traits::Traits;
