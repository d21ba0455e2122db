//! The one who looks and makes the portrait.

use crate::assess::{self, Assessment};
use crate::models::FaceModels;
use crate::net::InferenceError;
use crate::picture::Picture;
use crate::portrait::{self, Portrait, PortraitError};
use crate::spec::PortraitSpec;

/// Assesses pictures and makes portraits. Keeps nothing of a picture; share one between threads.
#[derive(Debug)]
pub struct Photographer {
    models: FaceModels,
}

impl Photographer {
    /// A photographer who sees with these models.
    pub fn new(models: FaceModels) -> Self {
        Self { models }
    }

    /// Finds and measures the faces of a picture and gives one verdict.
    ///
    /// # Errors
    /// [`InferenceError`]: a fault of the program, never of the picture.
    pub fn assess(&self, picture: &Picture) -> Result<Assessment, InferenceError> {
        assess::assess(&self.models, picture)
    }

    /// Makes the portrait of an acceptable picture: straightened, cropped, compressed. The background is left as it is.
    ///
    /// # Errors
    /// [`PortraitError`] where the verdict is against it, too much of the crop lies outside of the picture, the byte
    /// budget cannot be met, or the assessment belongs to another picture.
    pub fn portrait(
        &self,
        picture: &Picture,
        assessment: &Assessment,
        spec: &PortraitSpec,
    ) -> Result<Portrait, PortraitError> {
        portrait::portrait(picture, assessment, spec)
    }
}
