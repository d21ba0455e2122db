//! What a portrait must be like.

use crate::geometry::Point;
use crate::warp::Size;

/// The lowest JPEG quality that a portrait of 480x640 is given for the sake of size: artefacts beyond it change a face.
pub(crate) const MIN_QUALITY: u8 = 40;

/// From eye to eye, of a portrait's width, and from its top to the line of the eyes, of its height ([`PortraitSpec::ktp`]).
pub(crate) const EYE_TO_EYE: f32 = 0.25;
pub(crate) const EYE_LINE: f32 = 0.45;

/// A value that no portrait can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// Not 40 to 100.
    #[error("JPEG quality is not 40 to 100")]
    Quality,
    /// A budget of no bytes.
    #[error("the byte budget is zero")]
    Budget,
}

/// Size, place of the eyes, compression, and the background where it is not to stay as the camera saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct PortraitSpec {
    pub(crate) size: Size,
    /// Pixels from eye to eye.
    pub(crate) inter_eye_px: f32,
    /// Where the place between the eyes comes to stand.
    pub(crate) eye_middle: Point,
    /// The largest share of pixels, 0 to 1, that may lie outside of the picture.
    pub(crate) max_invented: f32,
    pub(crate) quality: u8,
    /// What quality may be lowered to for the sake of bytes.
    pub(crate) least_quality: u8,
    /// Whether colour has half the resolution.
    pub(crate) coarse_colour: bool,
    pub(crate) max_bytes: Option<usize>,
    pub(crate) background: Option<[u8; 3]>,
    /// Pixels to an inch of paper, kept in the file; nothing where it is not for paper.
    pub(crate) dpi: Option<u16>,
}

impl PortraitSpec {
    /// The master portrait of a KTP-el or KIA: 480x640 (3:4), eyes 120 px apart (a quarter of the width) on a line at
    /// 0.45 of the height, in the middle of the width; JPEG of quality 92, no byte budget, 300 dpi.
    ///
    /// ISO/IEC 39794-5 D.1 (from the editors' knowledge) allows a middle at 0.45 to 0.55 of the width, an eye line at
    /// 0.30 to 0.50 of the height, 90 px from eye to eye at least and 120 px recommended. Up to 5 % of the pixels may
    /// be repeated edge: more would show as streaks in clothes.
    pub fn ktp() -> Self {
        let size = Size {
            width: 480,
            height: 640,
        };
        let eye_middle = Point::new(
            0.5 * f32::from(size.width),
            EYE_LINE * f32::from(size.height),
        );
        Self {
            size,
            inter_eye_px: EYE_TO_EYE * f32::from(size.width),
            eye_middle,
            max_invented: 0.05,
            quality: 92,
            least_quality: MIN_QUALITY,
            coarse_colour: false,
            max_bytes: None,
            background: None,
            dpi: Some(300),
        }
    }

    /// A print of 2x3 cm at 300 dpi: 236x354.
    pub fn print_2x3() -> Self {
        Self::ktp().in_size(236, 354)
    }

    /// A print of 4x6 cm at 300 dpi: 472x709.
    pub fn print_4x6() -> Self {
        Self::ktp().in_size(472, 709)
    }

    /// For a chip: 120x160 in at most 2 KB, with coarse colour and down to a quality at which blocks begin to show.
    pub fn chip() -> Self {
        Self {
            quality: 60,
            least_quality: 15,
            coarse_colour: true,
            max_bytes: Some(2048),
            dpi: None,
            ..Self::ktp().in_size(120, 160)
        }
    }

    fn in_size(self, width: u16, height: u16) -> Self {
        let (wide, high) = (f32::from(width), f32::from(height));
        Self {
            size: Size { width, height },
            // A print is higher for its width; the head then fills more of the width, and as much of the height.
            inter_eye_px: (EYE_TO_EYE * wide).max(high * 120.0 / 640.0 * 0.96),
            eye_middle: Point::new(0.5 * wide, EYE_LINE * high),
            ..self
        }
    }

    /// The same with another JPEG quality.
    ///
    /// # Errors
    /// [`SpecError::Quality`] outside of 40 to 100.
    pub fn with_quality(self, quality: u8) -> Result<Self, SpecError> {
        if (MIN_QUALITY..=100).contains(&quality) {
            Ok(Self { quality, ..self })
        } else {
            Err(SpecError::Quality)
        }
    }

    /// The same, in at most `bytes`: quality is lowered, to 40 at worst, until the portrait fits.
    ///
    /// # Errors
    /// [`SpecError::Budget`] for zero bytes.
    pub fn with_byte_budget(self, bytes: usize) -> Result<Self, SpecError> {
        if bytes == 0 {
            return Err(SpecError::Budget);
        }
        Ok(Self {
            max_bytes: Some(bytes),
            ..self
        })
    }

    /// The same with another background (sRGB) behind the person.
    pub fn with_background(self, rgb: [u8; 3]) -> Self {
        Self {
            background: Some(rgb),
            ..self
        }
    }

    /// Pixels from eye to eye in the portrait.
    pub fn inter_eye_px(&self) -> f32 {
        self.inter_eye_px
    }

    /// Where the place between the eyes comes to stand in the portrait, in pixels.
    pub fn eye_middle(&self) -> Point {
        self.eye_middle
    }

    /// Width in pixels.
    pub fn width(&self) -> u16 {
        self.size.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u16 {
        self.size.height
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quality_or_budget_that_no_portrait_can_have_is_refused() {
        let ktp = PortraitSpec::ktp;
        assert_eq!(ktp().with_quality(39), Err(SpecError::Quality));
        assert_eq!(ktp().with_quality(101), Err(SpecError::Quality));
        assert_eq!(ktp().with_byte_budget(0), Err(SpecError::Budget));
        assert!(
            ktp()
                .with_quality(40)
                .and_then(|spec| spec.with_byte_budget(20_000))
                .is_ok()
        );
    }
}
