//! A picture to the portrait of a card: straightened, scaled, cropped, compressed.

use std::fmt;

use rekam_domain::code::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::assess::{Assessment, Face, Verdict};
use crate::background::{self, Change};
use crate::cloth::Cloth;
use crate::encode::{EncodeError, encode};
use crate::geometry::{Point, Similarity};
use crate::kernel::{Edge, Filter};
use crate::matte::Matte;
use crate::models::FaceModels;
use crate::net::InferenceError;
use crate::person::PersonMask;
use crate::picture::Picture;
use crate::report::Mask;
use crate::spec::PortraitSpec;
use crate::warp::{ResizeRefused, Size, sample};

/// What was done to what is behind the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Behind {
    /// Nothing: it is as the camera saw it.
    AsSeen,
    /// The cloth that was learned has the wanted colour and stays; its hue was turned to that of the card.
    HueTurned,
    /// Painted over, the person told from the cloth that was learned.
    PaintedByCloth,
    /// Painted over, the person told by the mask alone.
    PaintedByMask,
}

/// A finished portrait.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Portrait {
    /// The JPEG: 8-bit RGB, no EXIF.
    pub jpeg: Vec<u8>,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// The JPEG quality that was used, 40 to 100.
    pub quality: u8,
    /// Where the subject's right eye came to stand, in pixels of the portrait.
    pub right_eye: Point,
    /// Where the subject's left eye came to stand.
    pub left_eye: Point,
    /// The share of pixels, 0 to 1, that lay outside of the picture and repeat its edge.
    pub invented_share: f32,
    /// What was done to what is behind the person.
    pub behind: Behind,
}

/// Shows sizes only: the JPEG is a resident's face.
impl fmt::Debug for Portrait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Portrait({}x{}, {} bytes, quality {})",
            self.width,
            self.height,
            self.jpeg.len(),
            self.quality
        )
    }
}

/// Why there is no portrait.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PortraitError {
    /// The verdict is against it.
    #[error("the verdict is {0:?}")]
    NotAcceptable(Verdict),
    /// The face is so near to an edge that too much would have to be invented.
    #[error("{} % of the portrait lies outside of the picture", (share * 100.0).round())]
    NearEdge {
        /// Share of the portrait's pixels outside of the picture, 0 to 1.
        share: f32,
    },
    /// Even the lowest quality is over the byte budget.
    #[error("the byte budget is too small")]
    ByteBudget,
    /// The assessment was made of a picture of another size.
    #[error("the assessment belongs to another picture")]
    OtherPicture,
    /// Resizing or encoding refused; a fault of the program.
    #[error("the portrait cannot be drawn")]
    Drawing,
}

impl PortraitError {
    /// What to tell the person.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotAcceptable(verdict) => verdict.code().unwrap_or(ErrorCode::Internal),
            Self::NearEdge { .. } => ErrorCode::PhotoFaceNearEdge,
            Self::ByteBudget => ErrorCode::PhotoByteBudget,
            Self::OtherPicture | Self::Drawing => ErrorCode::Internal,
        }
    }
}

impl From<ResizeRefused> for PortraitError {
    fn from(_: ResizeRefused) -> Self {
        Self::Drawing
    }
}

impl From<InferenceError> for PortraitError {
    fn from(_: InferenceError) -> Self {
        Self::Drawing
    }
}

impl From<EncodeError> for PortraitError {
    fn from(error: EncodeError) -> Self {
        match error {
            EncodeError::OverBudget => Self::ByteBudget,
            EncodeError::Refused => Self::Drawing,
        }
    }
}

/// The part of the hull of a face, from its middle, in which no pixel is changed.
const INNER: f32 = 0.97;

/// Makes the portrait of the only face of an acceptable picture, before a cloth that is known or any other background.
pub(crate) fn portrait(
    models: &FaceModels,
    picture: &Picture,
    assessment: &Assessment,
    spec: &PortraitSpec,
    cloth: Option<&Cloth>,
) -> Result<Portrait, PortraitError> {
    if (assessment.picture_width, assessment.picture_height) != (picture.width(), picture.height())
    {
        return Err(PortraitError::OtherPicture);
    }
    let face = match (assessment.verdict, assessment.face()) {
        (Verdict::Acceptable, Some(face)) => face,
        (verdict, _) => return Err(PortraitError::NotAcceptable(verdict)),
    };
    let map = framing(face, spec);
    let share = outside_share(&map, picture, spec);
    if share > spec.max_invented {
        return Err(PortraitError::NearEdge { share });
    }
    let mut drawing = Drawing {
        picture,
        face,
        size: spec.size,
        map,
        back: map.inverse().ok_or(PortraitError::Drawing)?,
        pixels: sample(
            picture,
            &map,
            spec.size,
            Filter::CatmullRom,
            Edge::Replicate,
        )?,
    };
    let behind = match spec.background {
        Some(wanted) => drawing.change_background(models, wanted, cloth)?,
        None => Behind::AsSeen,
    };
    let rgb: Vec<u8> = drawing
        .pixels
        .iter()
        .flat_map(|pixel| pixel.map(nearest_byte))
        .collect();
    let encoded = encode(&rgb, spec)?;
    Ok(Portrait {
        jpeg: encoded.jpeg,
        width: spec.size.width,
        height: spec.size.height,
        quality: encoded.quality,
        right_eye: drawing.back.apply(face.right_eye),
        left_eye: drawing.back.apply(face.left_eye),
        invented_share: share,
        behind,
    })
}

/// A portrait that is being made.
struct Drawing<'a> {
    picture: &'a Picture,
    face: &'a Face,
    size: Size,
    /// From the portrait into the picture, and back.
    map: Similarity,
    back: Similarity,
    pixels: Vec<[f32; 3]>,
}

impl Drawing<'_> {
    /// Puts the wanted colour behind the person.
    fn change_background(
        &mut self,
        models: &FaceModels,
        wanted: [u8; 3],
        cloth: Option<&Cloth>,
    ) -> Result<Behind, PortraitError> {
        let shares = self.shares(models)?;
        let width = usize::from(self.size.width);
        let known = cloth
            .filter(|cloth| cloth.fits(self.picture))
            .and_then(|cloth| Matte::by_cloth(&self.pixels, width, &shares, &self.cloth(cloth)));
        let (matte, change, behind) = if let Some(matte) = known {
            let change = Change::of_cloth(matte.middle_of_behind(), wanted);
            let behind = match change {
                Change::Turn(_) => Behind::HueTurned,
                Change::Paint(_) => Behind::PaintedByCloth,
            };
            (matte, change, behind)
        } else {
            let matte = Matte::by_mask(&self.pixels, width, &shares);
            (matte, Change::Paint(wanted), Behind::PaintedByMask)
        };
        let hull = self.hull();
        background::change(&mut self.pixels, width, &matte, &hull, change);
        Ok(behind)
    }

    /// The network's share of person at each pixel.
    fn shares(&self, models: &FaceModels) -> Result<Vec<f32>, InferenceError> {
        let person = PersonMask::of(&models.person, self.picture, self.face)?;
        let share = |place| person.at(self.map.apply(place)).unwrap_or(0.0);
        Ok(self.size.pixel_centres().map(share).collect())
    }

    /// What the learned cloth has at each pixel.
    fn cloth(&self, cloth: &Cloth) -> Vec<[f32; 3]> {
        self.size
            .pixel_centres()
            .map(|place| cloth.at(self.picture, self.map.apply(place)))
            .collect()
    }

    /// The pixels of the face: a hair's breadth within the landmarks, which lie on the edge of the face, half on what is
    /// behind it.
    fn hull(&self) -> Mask {
        let at = |place| self.back.apply(place);
        let centre = at(self.face.eye_middle()).middle(at(self.face.chin));
        let (width, height) = (usize::from(self.size.width), usize::from(self.size.height));
        self.face.landmarks.hull_through(width, height, |point| {
            let at = self.back.apply(point);
            Point::new(
                centre.x + INNER * (at.x - centre.x),
                centre.y + INNER * (at.y - centre.y),
            )
        })
    }
}

/// From the portrait into the picture: eyes level, at the distance and the place that the spec asks for.
fn framing(face: &Face, spec: &PortraitSpec) -> Similarity {
    let scale = face.inter_eye_px / spec.inter_eye_px;
    Similarity::anchored(
        spec.eye_middle,
        face.eye_middle(),
        scale,
        face.roll_deg.to_radians(),
    )
}

/// The share of the portrait's pixels whose middle lies outside of the picture.
fn outside_share(map: &Similarity, picture: &Picture, spec: &PortraitSpec) -> f32 {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let outside = |at: Point| !(0.0..width).contains(&at.x) || !(0.0..height).contains(&at.y);
    let count = spec
        .size
        .pixel_centres()
        .filter(|target| outside(map.apply(*target)))
        .count();
    count as f32 / (f32::from(spec.size.width) * f32::from(spec.size.height))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "samples are clamped to 0..=255, and the cast saturates"
)]
fn nearest_byte(value: f32) -> u8 {
    value.round() as u8
}

#[cfg(test)]
mod tests;
