//! Another background: the person's edge found softly, the old background's colour taken out of it, the face untouched.
//!
//! The mask of the network is coarse (a pixel of it covers two of the portrait), so it is drawn to the edges of the
//! picture by a guided filter (He, Sun and Tang, 2010). What a pixel at the edge has of the old background is estimated
//! from the background near it and taken away before the new one is put behind, or a rim would stay. Between strands of
//! hair the mask is not to be trusted: above the mouth, what has the colour of the old background is background.

use crate::report::Mask;

/// Reach of the guided filter, as a share of the width, and how even a place must be to be smoothed (luminance 0 to 1).
const REACH: f32 = 0.025;
const EVEN: f32 = 1e-4;
/// Reach within which the old background's colour is looked for, as a share of the width.
const NEAR: f32 = 0.08;
/// How far from the old background a colour between strands is surely hair, and how near it surely is not (of 255).
const STRAND: [f32; 2] = [14.0, 70.0];
/// Shares of person below and above which a pixel is all background or all person.
const CLEAR: [f32; 2] = [0.04, 0.96];

/// Puts `new` behind the person. `shares` are the network's shares of person for each pixel; pixels of `face` stay
/// exactly as they are; hair is above the row `mouth`.
pub(crate) fn replace(
    pixels: &mut [[f32; 3]],
    width: usize,
    shares: &[f32],
    face: &Mask,
    mouth: usize,
    new: [u8; 3],
) {
    let grey: Vec<f32> = pixels
        .iter()
        .map(|[r, g, b]| (0.299 * r + 0.587 * g + 0.114 * b) / 255.0)
        .collect();
    let person = guided(&grey, shares, width, reach(REACH, width));
    let behind: Vec<f32> = person
        .iter()
        .map(|share| if *share < CLEAR[0] { 1.0 } else { 0.0 })
        .collect();
    let near = reach(NEAR, width);
    let weight = mean(&behind, width, near);
    let old = [0, 1, 2].map(|channel| {
        let seen: Vec<f32> = pixels
            .iter()
            .zip(&behind)
            .map(|(pixel, behind)| pixel[channel] * behind)
            .collect();
        mean(&seen, width, near)
    });
    let common = commonest(pixels, &behind);
    let old_at = |at: usize| {
        // Far from any background the common colour of it counts.
        let far = 0.02;
        [0, 1, 2].map(|channel| (old[channel][at] + far * common[channel]) / (weight[at] + far))
    };
    let new = new.map(f32::from);
    let edge = mean(shares, width, near);
    for (at, pixel) in pixels.iter_mut().enumerate() {
        let mut share = person[at];
        if at / width < mouth && edge[at] < 0.995 {
            let old = old_at(at);
            let off = [0, 1, 2].map(|channel| (pixel[channel] - old[channel]).abs());
            let off = off.into_iter().fold(0.0, f32::max);
            share = share.min(((off - STRAND[0]) / (STRAND[1] - STRAND[0])).clamp(0.0, 1.0));
        }
        if face.at(at % width, at / width) || share >= CLEAR[1] {
            continue;
        }
        if share <= CLEAR[0] {
            *pixel = new;
            continue;
        }
        let old = old_at(at);
        for channel in 0..3 {
            let own = ((pixel[channel] - (1.0 - share) * old[channel]) / share).clamp(0.0, 255.0);
            pixel[channel] = share * own + (1.0 - share) * new[channel];
        }
    }
}

/// The mean colour of all that is background.
fn commonest(pixels: &[[f32; 3]], behind: &[f32]) -> [f32; 3] {
    let count = behind.iter().sum::<f32>().max(1.0);
    let sum = pixels
        .iter()
        .zip(behind)
        .fold([0.0; 3], |sum, (pixel, behind)| {
            [0, 1, 2].map(|channel| sum[channel] + pixel[channel] * behind)
        });
    sum.map(|channel| channel / count)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a width"
)]
fn reach(share: f32, width: usize) -> usize {
    (share * width as f32) as usize + 1
}

/// Draws `values` to the edges of `guide`.
fn guided(guide: &[f32], values: &[f32], width: usize, reach: usize) -> Vec<f32> {
    let product = |one: &[f32], other: &[f32]| -> Vec<f32> {
        one.iter()
            .zip(other)
            .map(|(one, other)| one * other)
            .collect()
    };
    let (of_guide, of_values) = (mean(guide, width, reach), mean(values, width, reach));
    let together = mean(&product(guide, values), width, reach);
    let squares = mean(&product(guide, guide), width, reach);
    let slopes: Vec<f32> = (0..guide.len())
        .map(|at| {
            let variance = squares[at] - of_guide[at] * of_guide[at];
            (together[at] - of_guide[at] * of_values[at]) / (variance + EVEN)
        })
        .collect();
    let offsets: Vec<f32> = (0..guide.len())
        .map(|at| of_values[at] - slopes[at] * of_guide[at])
        .collect();
    let (slopes, offsets) = (mean(&slopes, width, reach), mean(&offsets, width, reach));
    (0..guide.len())
        .map(|at| (slopes[at] * guide[at] + offsets[at]).clamp(0.0, 1.0))
        .collect()
}

/// The mean of the square around each pixel, as far as it lies within.
fn mean(values: &[f32], width: usize, reach: usize) -> Vec<f32> {
    let height = values.len().checked_div(width).unwrap_or(0);
    let across = slide(values, width, height, 1, width, reach);
    slide(&across, height, width, width, 1, reach)
}

/// Running means along lines: `count` values `step` apart, in `lines` lines `line` apart.
fn slide(
    values: &[f32],
    count: usize,
    lines: usize,
    step: usize,
    line: usize,
    reach: usize,
) -> Vec<f32> {
    let mut out = vec![0.0; values.len()];
    for number in 0..lines {
        let value = |at: usize| f64::from(values[number * line + at * step]);
        let mut sum: f64 = (0..reach.min(count)).map(value).sum();
        let mut within = reach.min(count);
        for at in 0..count {
            if at + reach < count {
                sum += value(at + reach);
                within += 1;
            }
            if at > reach {
                sum -= value(at - reach - 1);
                within -= 1;
            }
            out[number * line + at * step] = single(sum / within.max(1) as f64);
        }
    }
    out
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "single precision is enough for a mean of pixels"
)]
fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_at_the_edge_counts_only_what_is_there() {
        let values = [1.0, 1.0, 4.0, 1.0, 1.0, 4.0];
        let means = mean(&values, 3, 1);
        assert!((means[0] - 1.0).abs() < 1e-6 && (means[2] - 2.5).abs() < 1e-6);
    }

    #[test]
    fn the_background_is_new_the_person_is_kept_and_the_face_is_exact() {
        let width = 60;
        let person = |at: usize| (20..40).contains(&(at % width));
        let mut pixels: Vec<[f32; 3]> = (0..width * width)
            .map(|at| {
                if person(at) {
                    [120.0, 80.0, 60.0]
                } else {
                    [200.0; 3]
                }
            })
            .collect();
        let before = pixels.clone();
        let shares: Vec<f32> = (0..width * width)
            .map(|at| if person(at) { 1.0 } else { 0.0 })
            .collect();
        let mut face = Mask::empty(width, width);
        face.fill_box([18, 10], [30, 20]);
        replace(&mut pixels, width, &shares, &face, width, [200, 16, 24]);
        assert_eq!(pixels[0], [200.0, 16.0, 24.0]);
        assert_eq!(pixels[30 * width + 30], before[30 * width + 30]);
        for row in 10..=20 {
            for column in 18..=30 {
                assert_eq!(pixels[row * width + column], before[row * width + column]);
            }
        }
    }
}
