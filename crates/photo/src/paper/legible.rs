//! Whether what is written on a page can be read: strokes of small print must be as steep as they were printed, and the paper
//! brighter than dusk.

use image::RgbImage;
use image::imageops;
use rekam_domain::code::ErrorCode;

/// A paper whose median is darker than this was taken in the dark, in grey levels.
const DARK: u8 = 70;
/// The steepest hundredth of steps between neighbours, in shares of the range between paper and ink: below this, strokes have no edges.
/// Rendered print: 0.6 to 0.9 sharp, under 0.3 from a blur of 2 pixels on.
const SOFT: f64 = 0.33;
/// A page with less between paper and ink than this has nothing written on it to be judged, in grey levels.
const BLANK: u8 = 40;

/// What is not as it should be with the picture of a paper. Holds nothing up.
pub(super) fn notices(page: &RgbImage) -> Vec<ErrorCode> {
    let grey = imageops::grayscale(page);
    let mut counts = [0_u64; 256];
    for pixel in grey.pixels() {
        counts[usize::from(pixel.0[0])] += 1;
    }
    let (ink, paper) = (percentile(&counts, 2), percentile(&counts, 50));
    let mut found = Vec::new();
    if paper < DARK {
        found.push(ErrorCode::PaperDark);
    }
    let range = paper.saturating_sub(ink);
    if range < BLANK {
        return found;
    }
    let mut steps = [0_u64; 256];
    for row in grey
        .as_raw()
        .chunks_exact(grey.width().max(1).try_into().unwrap_or(1))
    {
        for pair in row.windows(2) {
            steps[usize::from(pair[0].abs_diff(pair[1]))] += 1;
        }
    }
    if f64::from(percentile(&steps, 99)) / f64::from(range) < SOFT {
        found.push(ErrorCode::PaperBlurred);
    }
    found
}

/// The level below which so many hundredths lie.
fn percentile(counts: &[u64; 256], hundredths: u64) -> u8 {
    let all: u64 = counts.iter().sum();
    let mut seen = 0;
    let place = counts.iter().position(|count| {
        seen += count;
        seen * 100 >= all * hundredths
    });
    u8::try_from(place.unwrap_or(255)).unwrap_or(u8::MAX)
}
