//! A decoded picture.

use std::fmt;

use image::imageops::crop_imm;
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

use crate::decode::{MAX_PIXELS, PictureError};

/// Pixels in 8-bit RGB, row by row from the top left, upright. At least 1x1 and at most [`MAX_PIXELS`].
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pixels: RgbImage,
}

impl Picture {
    /// Takes `width * height * 3` bytes of RGB as a picture.
    ///
    /// # Errors
    /// [`PictureError::ZeroSize`], [`PictureError::TooManyPixels`], or [`PictureError::Damaged`] where the number of
    /// bytes does not fit the size.
    pub fn from_rgb(width: u32, height: u32, rgb: Vec<u8>) -> Result<Self, PictureError> {
        check_size(width, height)?;
        let expected = u64::from(width) * u64::from(height) * 3;
        // `from_raw` alone would accept a longer buffer.
        if u64::try_from(rgb.len()) != Ok(expected) {
            return Err(PictureError::Damaged);
        }
        let pixels = RgbImage::from_raw(width, height, rgb).ok_or(PictureError::Damaged)?;
        Ok(Self { pixels })
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.pixels.width()
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.pixels.height()
    }

    /// All pixels: `width * height * 3` bytes, RGB, row by row.
    pub fn rgb(&self) -> &[u8] {
        self.pixels.as_raw()
    }

    pub(crate) fn pixels(&self) -> &RgbImage {
        &self.pixels
    }

    /// The part of the picture that begins `left, top` and is `width, height` large, as far as it lies within the picture.
    pub(crate) fn cut(&self, [left, top]: [u32; 2], [width, height]: [u32; 2]) -> Self {
        Self {
            pixels: crop_imm(&self.pixels, left, top, width, height).to_image(),
        }
    }

    /// Turns the picture the way its camera said it should be seen.
    pub(crate) fn turned(self, orientation: Orientation) -> Self {
        if orientation == Orientation::NoTransforms {
            return self;
        }
        let mut image = DynamicImage::ImageRgb8(self.pixels);
        image.apply_orientation(orientation);
        Self {
            pixels: image.into_rgb8(),
        }
    }
}

/// Shows the size only: the pixels are a resident's face.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}x{})", self.width(), self.height())
    }
}

/// Refuses a size that no picture may have. Called with what a header says, before memory is taken for it.
pub(crate) fn check_size(width: u32, height: u32) -> Result<(), PictureError> {
    if width == 0 || height == 0 {
        return Err(PictureError::ZeroSize);
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooManyPixels { width, height });
    }
    Ok(())
}
