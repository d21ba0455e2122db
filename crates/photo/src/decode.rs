//! Bytes to pixels, strictly: a picture is decoded whole or refused with a reason.

mod jpeg;
mod markers;
mod png;
#[cfg(test)]
mod tests;

use rekam_domain::code::ErrorCode;

use crate::picture::Picture;

/// The largest picture that is decoded: 50 megapixels, 150 MB in memory. A 1080p camera makes 2, and the portrait needs
/// 0.3; what is larger costs a small station its memory and gives nothing back.
pub const MAX_PIXELS: u64 = 50_000_000;

/// Why bytes were refused as a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Neither a JPEG nor a PNG.
    #[error("neither JPEG nor PNG")]
    NotAPicture,
    /// The file stops before its end marker.
    #[error("the file stops before its end marker")]
    Truncated,
    /// The file is complete but its content contradicts itself.
    #[error("the content is damaged")]
    Damaged,
    /// Width or height is zero.
    #[error("width or height is zero")]
    ZeroSize,
    /// More than [`MAX_PIXELS`].
    #[error("{width}x{height} is more than 50 megapixels")]
    TooManyPixels {
        /// Width in pixels, as the header says.
        width: u32,
        /// Height in pixels, as the header says.
        height: u32,
    },
    /// Four print colours. Turning them into RGB needs the printer's profile, and no camera makes them.
    #[error("print colours (CMYK)")]
    Cmyk,
    /// A kind of JPEG or PNG that cameras do not make.
    #[error("unsupported kind: {0}")]
    Unsupported(&'static str),
}

impl PictureError {
    /// What to tell the person.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotAPicture => ErrorCode::PhotoNotAPicture,
            Self::Truncated => ErrorCode::PhotoTruncated,
            Self::Damaged => ErrorCode::PhotoDamaged,
            Self::ZeroSize => ErrorCode::PhotoZeroSize,
            Self::TooManyPixels { .. } => ErrorCode::PhotoTooManyPixels,
            Self::Cmyk => ErrorCode::PhotoCmyk,
            Self::Unsupported(_) => ErrorCode::PhotoUnsupported,
        }
    }
}

/// Decodes a JPEG or PNG, recognised by its first bytes, and turns it upright by its EXIF orientation.
///
/// The size is read from the header before any memory is taken for pixels. Grey pictures become RGB; transparent
/// PNG pixels are laid on white; 16-bit PNGs are reduced to 8.
///
/// # Errors
/// [`PictureError`]: never a partly decoded picture.
pub fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.starts_with(jpeg::SIGNATURE) {
        jpeg::decode(bytes)
    } else if bytes.starts_with(png::SIGNATURE) {
        png::decode(bytes)
    } else {
        Err(PictureError::NotAPicture)
    }
}
