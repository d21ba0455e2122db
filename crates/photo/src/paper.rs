//! The picture of a paper: the page found in it and straightened, or turned and cut by hand; no larger than a reader needs.

mod legible;
mod page;
mod straighten;
#[cfg(test)]
mod tests;

use image::RgbImage;
use image::imageops::{self, FilterType};
use jpeg_encoder::{ColorType, Encoder};
use rekam_domain::code::ErrorCode;

use crate::picture::Picture;

pub use page::{Corner, Page, find_page};

/// Longest side in pixels: an A4 page at about 137 dpi, on which the small print of a family card can be read.
pub const PAPER_LONGEST_SIDE: u32 = 1600;
/// Most bytes of a paper that was straightened: what a record with four papers may add to a line of 20 KB/s is a minute.
pub const PAPER_BYTES: usize = 300 * 1024;
/// JPEG qualities of a paper, the best that fits first.
const QUALITIES: [u8; 5] = [85, 75, 65, 55, 45];
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
    encoded(&page, QUALITIES[0])
}

/// A paper as it was photographed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// At most [`PAPER_BYTES`] where any quality brings it there.
    pub jpeg: Vec<u8>,
    /// Whether the page was found in the picture and straightened; else it is the whole picture.
    pub straightened: bool,
    /// What should be looked at again: `paper-blurred`, `paper-dark`. They hold nothing up.
    pub notices: Vec<ErrorCode>,
}

/// Finds the page in a picture, straightens it, and says whether it can be read. `whole` keeps all of the picture.
///
/// # Errors
/// [`PaperError::Drawing`].
pub fn sheet(picture: &Picture, whole: bool) -> Result<Sheet, PaperError> {
    let found = if whole { None } else { find_page(picture) };
    let page = match &found {
        Some(page) => straighten::straightened(picture, page, PAPER_LONGEST_SIDE),
        None => {
            let pixels = picture.pixels();
            match fitting(pixels.width(), pixels.height()) {
                Some((width, height)) => {
                    imageops::resize(pixels, width, height, FilterType::CatmullRom)
                }
                None => pixels.clone(),
            }
        }
    };
    let mut jpeg = encoded(&page, QUALITIES[0])?;
    for quality in &QUALITIES[1..] {
        if jpeg.len() <= PAPER_BYTES {
            break;
        }
        jpeg = encoded(&page, *quality)?;
    }
    Ok(Sheet {
        jpeg,
        straightened: found.is_some(),
        notices: legible::notices(&page),
    })
}

fn encoded(page: &RgbImage, quality: u8) -> Result<Vec<u8>, PaperError> {
    let size = |side: u32| u16::try_from(side).map_err(|_| PaperError::Drawing);
    let (width, height) = (size(page.width())?, size(page.height())?);
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, quality);
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
