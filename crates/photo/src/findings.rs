//! All that is said of one picture.

use crate::assess::{Assessment, MIN_INTER_EYE_PX};
use crate::faults::Fault;
use crate::hands::side_by_side;
use crate::net::InferenceError;
use crate::notices::Notice;
use crate::person::{Backdrop, PersonMask};
use crate::photographer::Photographer;
use crate::picture::Picture;
use crate::report::{Measured, report};
use crate::traits::Traits;

/// What was found in a picture, each thing looked at once.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Findings {
    /// Faces and verdict.
    pub assessment: Assessment,
    /// All that keeps it from being a portrait, the first thing first.
    pub faults: Vec<Fault>,
    /// What should be looked at again and holds nothing up.
    pub notices: Vec<Notice>,
    /// The components of the standard, of the largest face.
    pub components: Vec<Measured>,
    /// What is seen in the largest face.
    pub traits: Option<Traits>,
    /// What is behind it.
    pub backdrop: Option<Backdrop>,
}

impl Photographer {
    /// Looks at a picture from all sides.
    ///
    /// # Errors
    /// [`InferenceError`]: a fault of the program, never of the picture.
    pub fn examine(&self, picture: &Picture) -> Result<Findings, InferenceError> {
        let assessment = self.assess(picture)?;
        let behind = || -> Result<_, InferenceError> {
            let Some(face) = assessment.face() else {
                return Ok((None, None));
            };
            let person = PersonMask::of(&self.models.person, picture, face)?;
            let given = Self::given_behind(&assessment, face, &person);
            Ok((person.backdrop, report(picture, &face.landmarks, &given)))
        };
        let face = || -> Result<_, InferenceError> {
            let traits = self.traits(picture, &assessment)?;
            Ok((traits, self.notices(picture, &assessment)?))
        };
        let (behind, face) = side_by_side(behind, face);
        let ((backdrop, components), (traits, notices)) = (behind?, face?);
        let faults = Fault::all(
            &assessment,
            traits.as_ref(),
            backdrop.as_ref(),
            MIN_INTER_EYE_PX,
        );
        Ok(Findings {
            notices,
            assessment,
            faults,
            components: components.unwrap_or_default(),
            traits,
            backdrop,
        })
    }
}
