//! JPEG: the markers decide whether it is worth decoding, then `zune-jpeg` decodes strictly.

use std::borrow::Cow;

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::PictureError;
use super::markers::{MAX_SCANS, Outline};
use crate::picture::Picture;

/// Start of image, and the first byte of the marker that must follow it.
pub(super) const SIGNATURE: &[u8] = &[0xFF, 0xD8, 0xFF];

/// End of image.
const END: [u8; 2] = [0xFF, 0xD9];

/// Sixteen bytes of ones, each followed by its stuffed zero (T.81 F.1.2.3).
const ONES: [u8; 32] = {
    let mut ones = [0xFF; 32];
    let mut at = 1;
    while at < ones.len() {
        ones[at] = 0;
        at += 2;
    }
    ones
};

/// An application segment as in AVI files, which tells the decoder to use the tables of T.81 K.3.
const STANDARD_TABLES: &[u8] = b"\xFF\xE0\0\x07AVI1\0";

/// Decodes a whole JPEG.
pub(super) fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    let outline = Outline::of(bytes)?;
    match outline.components {
        1 | 3 => {}
        4 => return Err(PictureError::Cmyk),
        _ => return Err(PictureError::Unsupported("number of colour components")),
    }

    let options = DecoderOptions::default()
        .set_strict_mode(true)
        // The pixel limit was checked above; the decoder's own limit would refuse a wide panorama below it.
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let image = guarded(bytes, &outline).ok_or(PictureError::Truncated)?;
    let rgb = JpegDecoder::new_with_options(ZCursor::new(image.as_ref()), options)
        .decode()
        .map_err(|_| PictureError::Damaged)?;

    let picture = Picture::from_rgb(outline.width, outline.height, rgb)?;
    Ok(picture.turned(outline.orientation))
}

/// The image's bytes, made so that a scan with too few of them cannot pass.
///
/// A camera that loses data on the wire still sends its end marker, and the decoder would fill the rest with grey. So
/// a run of ones stands before the end marker: no Huffman code is all ones (T.81 C.2), and a decoder that gets that
/// far must stop with an error. A complete scan never gets there. Only for one sequential scan, which is what cameras
/// make; with several scans only the last could be guarded.
///
/// Motion JPEG from a camera may also come without Huffman tables, because everybody knows the standard ones.
fn guarded<'a>(bytes: &'a [u8], outline: &Outline) -> Option<Cow<'a, [u8]>> {
    if outline.progressive || outline.scans != 1 {
        return bytes.get(..outline.end).map(Cow::Borrowed);
    }
    let (start, rest) = bytes
        .get(..outline.end.checked_sub(END.len())?)?
        .split_at_checked(2)?;
    let tables = if outline.huffman_tables {
        &[]
    } else {
        STANDARD_TABLES
    };
    Some(Cow::Owned([start, tables, rest, &ONES, &END].concat()))
}
