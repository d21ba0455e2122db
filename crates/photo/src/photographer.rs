//! The one who looks and makes the portrait.

use std::collections::BTreeSet;

use crate::assess::{self, Assessment, Face, MIN_INTER_EYE_PX};
use crate::cloth::{Cloth, ClothError};
use crate::faults::Fault;
use crate::geometry::Point;
use crate::models::FaceModels;
use crate::net::InferenceError;
use crate::notices::Notice;
use crate::person::{Backdrop, PersonMask};
use crate::picture::Picture;
use crate::portrait::{self, Portrait, PortraitError};
use crate::pose::Pose;
use crate::report::{Given, Mask, PARSING_SIDE, parsing_places};
use crate::spec::PortraitSpec;
use crate::traits::Traits;

/// Assesses pictures and makes portraits. Keeps nothing of a picture that could be asked for, only the memory in which it computed;
/// share one between threads.
#[derive(Debug)]
pub struct Photographer {
    pub(crate) models: FaceModels,
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
        assess::assess_side_by_side(&self.models, picture)
    }

    /// Looks closely at the largest face of an assessed picture.
    ///
    /// # Errors
    /// [`InferenceError`]: a fault of the program, never of the picture.
    pub fn traits(
        &self,
        picture: &Picture,
        assessment: &Assessment,
    ) -> Result<Option<Traits>, InferenceError> {
        let look = |face: &Face| Traits::of(&self.models.expression, picture, face, &face.mesh);
        assessment.face().map(look).transpose()
    }

    /// All that is wrong with a picture, the first thing first; nothing where it is a portrait.
    ///
    /// # Errors
    /// [`InferenceError`]: a fault of the program, never of the picture.
    pub fn faults(
        &self,
        picture: &Picture,
        assessment: &Assessment,
    ) -> Result<Vec<Fault>, InferenceError> {
        let traits = self.traits(picture, assessment)?;
        let backdrop = self.backdrop(picture, assessment)?;
        Ok(Fault::all(
            assessment,
            traits.as_ref(),
            backdrop.as_ref(),
            MIN_INTER_EYE_PX,
        ))
    }

    /// What the operator should look at again before this picture is kept: signs of a photo of a photo. Holds nothing up.
    ///
    /// # Errors
    /// [`InferenceError`]: a fault of the program, never of the picture.
    pub fn notices(
        &self,
        picture: &Picture,
        assessment: &Assessment,
    ) -> Result<Vec<Notice>, InferenceError> {
        let look = |face: &Face| Notice::all(picture, face);
        Ok(assessment.face().map(look).transpose()?.unwrap_or_default())
    }

    /// The number of the best of several pictures of one person: the fewest faults beside those that were set aside, then
    /// open lids, sharpness and a level head. Nothing where there are no pictures.
    ///
    /// # Errors
    /// [`InferenceError`]: a fault of the program, never of the picture.
    pub fn best(
        &self,
        pictures: &[Picture],
        set_aside: &BTreeSet<Fault>,
    ) -> Result<Option<usize>, InferenceError> {
        let mut best: Option<(usize, usize, f32)> = None;
        for (number, picture) in pictures.iter().enumerate() {
            let assessment = self.assess(picture)?;
            let traits = self.traits(picture, &assessment)?;
            let backdrop = self.backdrop(picture, &assessment)?;
            let faults = Fault::all(
                &assessment,
                traits.as_ref(),
                backdrop.as_ref(),
                MIN_INTER_EYE_PX,
            )
            .into_iter()
            .filter(|fault| !set_aside.contains(fault))
            .count();
            let worth = traits.as_ref().map_or(f32::MIN, Traits::worth);
            // Nobody in a picture is one fault, and the worst.
            let faults = if traits.is_some() { faults } else { usize::MAX };
            let better = |(_, fewest, most)| faults < fewest || (faults == fewest && worth > most);
            if best.is_none_or(better) {
                best = Some((number, faults, worth));
            }
        }
        Ok(best.map(|(number, _, _)| number))
    }

    /// Looks behind the person.
    ///
    /// # Errors
    /// [`InferenceError`]: a fault of the program, never of the picture.
    pub fn backdrop(
        &self,
        picture: &Picture,
        assessment: &Assessment,
    ) -> Result<Option<Backdrop>, InferenceError> {
        let Some(face) = assessment.face() else {
            return Ok(None);
        };
        Ok(PersonMask::of(&self.models.person, picture, face)?.backdrop)
    }

    /// What the [report](crate::report) needs beside the landmarks: all faces, the turn of the head and the background.
    /// What covers a face or a head is not known, and left out.
    ///
    /// # Errors
    /// [`InferenceError`]: a fault of the program, never of the picture.
    pub fn given(
        &self,
        picture: &Picture,
        assessment: &Assessment,
    ) -> Result<Given, InferenceError> {
        let Some(face) = assessment.face() else {
            return Ok(Given::default());
        };
        let person = PersonMask::of(&self.models.person, picture, face)?;
        Ok(Self::given_behind(assessment, face, &person))
    }

    /// The same with the person told from the background already.
    pub(crate) fn given_behind(assessment: &Assessment, face: &Face, person: &PersonMask) -> Given {
        let background = parsing_places(&face.landmarks).map(|places| {
            let is_background = |place: Point| person.at(place).is_none_or(|share| share < 0.5);
            Mask::from_bits(
                PARSING_SIDE,
                places.into_iter().map(is_background).collect(),
            )
        });
        Given {
            yaw_deg: f64::from(Pose::of(&face.mesh).yaw_deg),
            faces: assessment.faces.iter().map(|face| face.bounds).collect(),
            background,
            ..Given::default()
        }
    }

    /// Makes the portrait of an acceptable picture: straightened, cropped, compressed. The background is
    /// left as it is, or replaced where the specification names another.
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
        portrait::portrait(&self.models, picture, assessment, spec, None)
    }

    /// The same before a cloth that was [learned](Self::learn_cloth): where the specification names a background and the
    /// cloth has that colour, it stays and only its hue is turned; where it has another, the person is told from it more
    /// finely than by the mask alone. A cloth that is not seen in the picture counts for nothing;
    /// [`Portrait::behind`] says what was done.
    ///
    /// # Errors
    /// As for [`portrait`](Self::portrait).
    pub fn portrait_before(
        &self,
        cloth: &Cloth,
        picture: &Picture,
        assessment: &Assessment,
        spec: &PortraitSpec,
    ) -> Result<Portrait, PortraitError> {
        portrait::portrait(&self.models, picture, assessment, spec, Some(cloth))
    }

    /// Learns the cloth behind the chair from a picture in which nobody sits.
    ///
    /// # Errors
    /// [`ClothError`] where somebody is in the picture, what is behind the chair has a pattern, or the light does not show
    /// its colour.
    pub fn learn_cloth(&self, empty: &Picture) -> Result<Cloth, ClothError> {
        Cloth::learn(&self.models, empty)
    }
}
