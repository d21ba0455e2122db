//! The picture of a paper: turned upright, cut to the page, no larger than a reader needs.

use image::imageops::{self, FilterType};
use jpeg_encoder::{ColorType, Encoder};
use rekam_domain::code::ErrorCode;

use crate::picture::Picture;

/// Longest side in pixels: an A4 page at about 137 dpi, on which the small print of a family card can be read.
pub const PAPER_LONGEST_SIDE: u32 = 1600;
/// JPEG quality of a paper.
const QUALITY: u8 = 85;
/// A cut of less than this share of a side is a slip of the hand.
const SMALLEST_SHARE: f64 = 0.05;

/// How a paper lies in its picture. Shares of the picture *after* it was turned, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// Quarter turns clockwise; four make a whole one.
    pub quarter_turns: u8,
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Why there is no paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The cut is not inside the picture, or smaller than a twentieth of a side.
    #[error("the cut is empty or lies outside of the picture")]
    Cut,
    /// The encoder refused the pixels; a fault of the program.
    #[error("the picture cannot be encoded")]
    Drawing,
}

impl PaperError {
    /// What to tell the person.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Cut => ErrorCode::PaperCut,
            Self::Drawing => ErrorCode::Internal,
        }
    }
}

/// Turns, cuts and, where it is larger than [`PAPER_LONGEST_SIDE`], shrinks the picture of a paper; answers with a JPEG.
///
/// # Errors
/// [`PaperError`].
pub fn paper(picture: &Picture, cut: Cut) -> Result<Vec<u8>, PaperError> {
    let pixels = picture.pixels();
    let turned = match cut.quarter_turns % 4 {
        0 => pixels.clone(),
        1 => imageops::rotate90(pixels),
        2 => imageops::rotate180(pixels),
        _ => imageops::rotate270(pixels),
    };
    let (left, width) = side(cut.left, cut.width, turned.width())?;
    let (top, height) = side(cut.top, cut.height, turned.height())?;
    let page = imageops::crop_imm(&turned, left, top, width, height).to_image();
    let page = match fitting(width, height) {
        Some((width, height)) => imageops::resize(&page, width, height, FilterType::CatmullRom),
        None => page,
    };
    let size = |side: u32| u16::try_from(side).map_err(|_| PaperError::Drawing);
    let (width, height) = (size(page.width())?, size(page.height())?);
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, QUALITY);
    // Not only for its size: zune-jpeg 0.5.15 gives false colours for what jpeg-encoder 0.7.1 writes as a baseline file
    // with optimised tables and halved colour.
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder
        .encode(page.as_raw(), width, height, ColorType::Rgb)
        .map_err(|_| PaperError::Drawing)?;
    Ok(jpeg)
}

/// From shares to whole pixels of one side: where it begins and how long it is.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares are within 0 and 1, and sides of pictures fit 32 bits"
)]
fn side(from: f64, share: f64, pixels: u32) -> Result<(u32, u32), PaperError> {
    // A hair over the edge is rounding in the window, not another picture.
    let inside = |share: f64| (-0.001..=1.001).contains(&share);
    if !inside(from) || !inside(from + share) || !(SMALLEST_SHARE..).contains(&share) {
        return Err(PaperError::Cut);
    }
    let all = f64::from(pixels);
    let first = (from.max(0.0) * all).floor() as u32;
    let end = ((from + share).min(1.0) * all).ceil() as u32;
    match end.saturating_sub(first) {
        0 => Err(PaperError::Cut),
        length => Ok((first, length)),
    }
}

/// The size that fits [`PAPER_LONGEST_SIDE`]; nothing where it fits already.
fn fitting(width: u32, height: u32) -> Option<(u32, u32)> {
    let longest = width.max(height);
    if longest <= PAPER_LONGEST_SIDE {
        return None;
    }
    let scaled = |side: u32| {
        let scaled = u64::from(side) * u64::from(PAPER_LONGEST_SIDE) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(PAPER_LONGEST_SIDE).max(1)
    };
    Some((scaled(width), scaled(height)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    const WHOLE: Cut = Cut {
        quarter_turns: 0,
        left: 0.0,
        top: 0.0,
        width: 1.0,
        height: 1.0,
    };

    /// Red above, blue below.
    fn flag(width: u32, height: u32) -> Picture {
        let rgb = (0..height)
            .flat_map(|y| {
                (0..width).map(move |_| {
                    if y < height / 2 {
                        [200, 0, 0]
                    } else {
                        [0, 0, 200]
                    }
                })
            })
            .flatten()
            .collect();
        Picture::from_rgb(width, height, rgb).unwrap()
    }

    fn size(jpeg: &[u8]) -> (u32, u32) {
        let picture = decode(jpeg).unwrap();
        (picture.width(), picture.height())
    }

    fn first_pixel(jpeg: &[u8]) -> [u8; 3] {
        let picture = decode(jpeg).unwrap();
        [picture.rgb()[0], picture.rgb()[1], picture.rgb()[2]]
    }

    #[test]
    fn a_large_page_is_shrunk_and_a_small_one_left_alone() {
        assert_eq!(size(&paper(&flag(3200, 1600), WHOLE).unwrap()), (1600, 800));
        assert_eq!(size(&paper(&flag(64, 48), WHOLE).unwrap()), (64, 48));
    }

    #[test]
    fn a_page_is_turned_clockwise_before_it_is_cut() {
        let turned = paper(
            &flag(64, 32),
            Cut {
                quarter_turns: 1,
                ..WHOLE
            },
        )
        .unwrap();
        assert_eq!(size(&turned), (32, 64));
        assert!(first_pixel(&turned)[2] > 150, "{:?}", first_pixel(&turned));
        let upside_down = paper(
            &flag(64, 32),
            Cut {
                quarter_turns: 2,
                ..WHOLE
            },
        )
        .unwrap();
        assert!(first_pixel(&upside_down)[2] > 150);
        let again = paper(
            &flag(64, 32),
            Cut {
                quarter_turns: 4,
                ..WHOLE
            },
        )
        .unwrap();
        assert!(first_pixel(&again)[0] > 150);
    }

    #[test]
    fn a_cut_takes_its_shares_of_the_picture() {
        let lower = paper(
            &flag(64, 32),
            Cut {
                top: 0.5,
                height: 0.5,
                left: 0.25,
                width: 0.5,
                ..WHOLE
            },
        );
        let lower = lower.unwrap();
        assert_eq!(size(&lower), (32, 16));
        assert!(first_pixel(&lower)[2] > 150);
    }

    #[test]
    fn a_cut_that_is_no_cut_is_refused() {
        for cut in [
            Cut {
                width: 0.01,
                ..WHOLE
            },
            Cut { left: 0.5, ..WHOLE },
            Cut { top: -0.2, ..WHOLE },
            Cut {
                height: f64::NAN,
                ..WHOLE
            },
            Cut {
                left: f64::INFINITY,
                ..WHOLE
            },
        ] {
            assert_eq!(paper(&flag(64, 32), cut), Err(PaperError::Cut), "{cut:?}");
        }
    }
}
