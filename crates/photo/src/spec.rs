//! What a portrait must be like.

use crate::geometry::Point;
use crate::warp::Size;

/// The lowest JPEG quality that a portrait of 480x640 is given for the sake of size: artefacts beyond it change a face.
pub(crate) const MIN_QUALITY: u8 = 40;

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

/// Size, place of the eyes, compression.
///
/// A background colour is not part of it yet: this first part leaves the background as the camera saw it.
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
    pub(crate) max_bytes: Option<usize>,
}

impl PortraitSpec {
    /// The master portrait of a KTP-el or KIA: 480x640 (3:4), eyes 120 px apart (a quarter of the width) on a line at
    /// 0.45 of the height, in the middle of the width; JPEG of quality 92, no byte budget.
    ///
    /// ISO/IEC 39794-5 D.1 (from the editors' knowledge) allows a middle at 0.45 to 0.55 of the width, an eye line at
    /// 0.30 to 0.50 of the height, 90 px from eye to eye at least and 120 px recommended. Up to 5 % of the pixels may
    /// be repeated edge: more would show as streaks in clothes.
    pub fn ktp() -> Self {
        let size = Size {
            width: 480,
            height: 640,
        };
        let eye_middle = Point::new(0.5 * f32::from(size.width), 0.45 * f32::from(size.height));
        Self {
            size,
            inter_eye_px: 0.25 * f32::from(size.width),
            eye_middle,
            max_invented: 0.05,
            quality: 92,
            max_bytes: None,
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
