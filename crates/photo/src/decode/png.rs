//! PNG (ISO/IEC 15948). The chunk list is walked first, so that the size is known before memory is taken and a file
//! without its end chunk is refused.

use std::io::Cursor;

use image::codecs::png::PngDecoder;
use image::error::ImageError;
use image::{DynamicImage, ImageDecoder, Limits, RgbImage, Rgba, RgbaImage};

use super::PictureError;
use crate::picture::{Picture, check_size};

/// The eight bytes every PNG starts with.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What decoding may take: the largest picture in 16-bit RGBA. Stops text and profile chunks that unpack to gigabytes.
const MAX_MEMORY: u64 = 8 * super::MAX_PIXELS;

/// Decodes a whole PNG. Of an animation, the still picture.
pub(super) fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    check_chunks(bytes)?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_MEMORY);
    let mut decoder =
        PngDecoder::with_limits(Cursor::new(bytes), limits).map_err(|error| refusal(&error))?;
    let orientation = decoder.orientation().map_err(|error| refusal(&error))?;
    let image = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    let has_alpha = image.color().has_alpha();
    let rgb = if has_alpha {
        on_white(&image.into_rgba8())
    } else {
        image.into_rgb8()
    };
    let (width, height) = rgb.dimensions();
    Ok(Picture::from_rgb(width, height, rgb.into_raw())?.turned(orientation))
}

/// Walks from the signature to the end chunk; the first chunk must be the header and gives the size.
fn check_chunks(bytes: &[u8]) -> Result<(), PictureError> {
    let mut rest = bytes.get(SIGNATURE.len()..).unwrap_or_default();
    let mut first = true;
    loop {
        let &[l3, l2, l1, l0, k0, k1, k2, k3, ref body @ ..] = rest else {
            return Err(PictureError::Truncated);
        };
        let kind = [k0, k1, k2, k3];
        let length = u32::from_be_bytes([l3, l2, l1, l0]);
        if first {
            if &kind != b"IHDR" {
                return Err(PictureError::Damaged);
            }
            let &[w3, w2, w1, w0, h3, h2, h1, h0, ..] = body else {
                return Err(PictureError::Truncated);
            };
            let width = u32::from_be_bytes([w3, w2, w1, w0]);
            let height = u32::from_be_bytes([h3, h2, h1, h0]);
            check_size(width, height)?;
            first = false;
        }
        // ISO/IEC 15948, 11.2.2: three bytes a colour. The decoder takes that for granted.
        if &kind == b"PLTE" && !length.is_multiple_of(3) {
            return Err(PictureError::Damaged);
        }
        // The four bytes after the content are its checksum, which the decoder checks.
        let next = usize::try_from(length)
            .ok()
            .and_then(|length| length.checked_add(4));
        rest = next
            .and_then(|next| body.get(next..))
            .ok_or(PictureError::Truncated)?;
        if &kind == b"IEND" {
            return Ok(());
        }
    }
}

/// Lays transparent pixels on white, the colour of paper.
fn on_white(image: &RgbaImage) -> RgbImage {
    let mut rgb = RgbImage::new(image.width(), image.height());
    for (to, Rgba([r, g, b, alpha])) in rgb.pixels_mut().zip(image.pixels()) {
        to.0 = [r, g, b].map(|colour| over_white(*colour, *alpha));
    }
    rgb
}

fn over_white(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    let mixed = (colour * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

fn refusal(error: &ImageError) -> PictureError {
    match error {
        ImageError::Unsupported(_) => PictureError::Unsupported("PNG colour type"),
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Limits(_)
        | ImageError::IoError(_) => PictureError::Damaged,
    }
}
