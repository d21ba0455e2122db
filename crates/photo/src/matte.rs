//! How much of each pixel of a portrait is person, and what lies behind it.
//!
//! The mask of the network is coarse (a pixel of it covers two of the portrait), so it is drawn to the edges of the
//! picture by a guided filter. Near the edge a pixel is a mixture of what lies behind and of the person's colour near by,
//! which gives its share of person; where both have the same colour, the mask decides. What lies behind is the cloth that
//! was learned, in the light of this picture, or else what is seen of the background near by.

use crate::cloth::middle;
use crate::smooth::{guided, mean};

/// Reach of the guided filter, as a share of the width.
const REACH: f32 = 0.025;
/// Reach within which the colours of background and person are looked for, as a share of the width.
const NEAR: f32 = 0.08;
/// Shares of person below and above which a pixel is all background or all person.
pub(crate) const CLEAR: [f32; 2] = [0.04, 0.96];
/// What a cloth's colours may be off by, as shares of it, to be the cloth that was learned.
const MOST_OFF: f32 = 0.12;
/// What the light may have become since, of what it was, and how much more of one colour than of another.
const LIGHT: [f32; 2] = [0.4, 2.5];
const MOST_TINT: f32 = 1.4;
/// The share of a portrait that must be seen of the cloth to find its light.
const LEAST_SEEN: f32 = 0.05;
/// How far the person's colour must be from what lies behind (of 255) to tell them apart, and to tell them apart surely.
const APART: [f32; 2] = [18.0, 55.0];
/// How far from what lies behind a colour is that is surely something else, whoever it belongs to.
const ALIEN: [f32; 2] = [30.0, 70.0];
/// How far apart the channels of a colour are (of 255) that begins to be one, and that surely is.
const COLOURED: [f32; 2] = [25.0, 60.0];
/// Steps of noise within which a colour is that of what lies behind.
const NOISE: f32 = 3.0;
/// Pixels of an edge, or between strands of hair, that may be a mixture.
const MIXED: usize = 3;
/// What a soft shadow takes of the light behind.
const SHADOW: f32 = 0.06;

/// Person and background of a portrait, pixel by pixel.
pub(crate) struct Matte {
    /// The share of person, 0 to 1.
    pub(crate) person: Vec<f32>,
    /// The colour of what lies behind, of 255.
    pub(crate) behind: Vec<[f32; 3]>,
}

impl Matte {
    /// From the network's shares of person, and what is seen of the background.
    pub(crate) fn by_mask(pixels: &[[f32; 3]], width: usize, shares: &[f32]) -> Self {
        let soft = drawn_to_edges(pixels, width, shares);
        let is_behind = is_behind(&soft);
        let behind = spread(pixels, width, &is_behind, reach(NEAR, width));
        Self::before(pixels, width, shares, &soft, behind)
    }

    /// With the colours that the learned cloth would have at each pixel. `None` where too little of it can be seen, or
    /// where what is seen is not that cloth.
    pub(crate) fn by_cloth(
        pixels: &[[f32; 3]],
        width: usize,
        shares: &[f32],
        cloth: &[[f32; 3]],
    ) -> Option<Self> {
        let soft = drawn_to_edges(pixels, width, shares);
        let behind = in_this_light(pixels, width, &is_behind(&soft), cloth)?;
        Some(Self::before(pixels, width, shares, &soft, behind))
    }

    /// A person before these colours; `soft` are the shares drawn to edges.
    fn before(
        pixels: &[[f32; 3]],
        width: usize,
        shares: &[f32],
        soft: &[f32],
        behind: Vec<[f32; 3]>,
    ) -> Self {
        let near = reach(NEAR, width);
        let off: Vec<f32> = pixels
            .iter()
            .zip(&behind)
            .map(|(pixel, behind)| off_cloth(*pixel, *behind))
            .collect();
        let noise = noise(&off, &is_behind(soft));
        let like = NOISE * noise;
        let surely: Vec<f32> = soft
            .iter()
            .zip(&off)
            .map(|(share, off)| {
                if *share > 0.9 && *off > 2.0 * like {
                    1.0
                } else {
                    0.0
                }
            })
            .collect();
        let own = spread(pixels, width, &surely, near);
        let (known, edge) = (mean(&surely, width, near), mean(shares, width, near));
        let apart = [APART[0].max(2.0 * like), APART[1].max(4.0 * like)];
        let alien = [ALIEN[0].max(2.0 * like), ALIEN[1].max(4.0 * like)];
        let person: Vec<f32> = (0..soft.len())
            .map(|at| {
                // Far from the person nothing is person, and deep within all is.
                if !(0.002..0.998).contains(&edge[at]) {
                    return soft[at];
                }
                let mixed = if off[at] < like {
                    0.0
                } else {
                    mixture(pixels[at], behind[at], own[at])
                };
                // Deep within the mask a colour like that behind is a light on the person.
                let deep = step(soft[at].min(edge[at]), [0.9, 0.98]);
                let told = step(farthest(own[at], behind[at]), apart);
                let sure = told * step(known[at], [0.0, 0.02]) * (1.0 - deep);
                // What the person's colour and a coloured one behind can be mixed to is a mixture, however far from the one
                // behind. Before grey this says nothing: every other grey of the person would be a mixture too.
                let coloured = sure * step(chroma(behind[at]), COLOURED);
                let beside = beside_mixtures(pixels[at], behind[at], own[at]).min(off[at]);
                let foreign = coloured * beside + (1.0 - coloured) * off[at];
                (sure * mixed + (1.0 - sure) * soft[at]).max(step(foreign, alien))
            })
            .collect();
        // Only near what lies behind can a pixel be a mixture with it.
        let clear: Vec<f32> = person.iter().map(|share| below(*share, 0.5)).collect();
        let clear_near = mean(&clear, width, MIXED);
        let person = person
            .into_iter()
            .zip(clear_near)
            .map(|(share, clear)| if clear > 0.0 { share } else { 1.0 })
            .collect();
        Self { person, behind }
    }

    /// The mean colour of what lies behind.
    pub(crate) fn middle_of_behind(&self) -> [f32; 3] {
        commonest(&self.behind, &vec![1.0; self.behind.len()])
    }
}

/// The shares of person, drawn to the edges of the picture.
pub(crate) fn drawn_to_edges(pixels: &[[f32; 3]], width: usize, shares: &[f32]) -> Vec<f32> {
    let grey: Vec<f32> = pixels
        .iter()
        .map(|[r, g, b]| (0.299 * r + 0.587 * g + 0.114 * b) / 255.0)
        .collect();
    guided(&grey, shares, width, reach(REACH, width))
}

/// The colours that the cloth has in the light of this picture: one factor for each channel, and near what can be seen
/// of the cloth what it is there.
fn in_this_light(
    pixels: &[[f32; 3]],
    width: usize,
    is_behind: &[f32],
    cloth: &[[f32; 3]],
) -> Option<Vec<[f32; 3]>> {
    let seen: Vec<usize> = (0..pixels.len())
        .filter(|at| is_behind[*at] > 0.5)
        .collect();
    if (seen.len() as f32) < LEAST_SEEN * pixels.len() as f32 {
        return None;
    }
    let ratio =
        |at: usize, channel: usize| (pixels[at][channel] + 4.0) / (cloth[at][channel] + 4.0);
    let factor =
        [0, 1, 2].map(|channel| middle(seen.iter().map(|at| ratio(*at, channel)).collect()));
    let least = factor.into_iter().fold(f32::MAX, f32::min);
    let most = factor.into_iter().fold(0.0, f32::max);
    if least < LIGHT[0] || most > LIGHT[1] || most > MOST_TINT * least {
        return None;
    }
    let ratios: Vec<[f32; 3]> = (0..pixels.len())
        .map(|at| [0, 1, 2].map(|channel| ratio(at, channel) / factor[channel]))
        .collect();
    let off = |at: &usize| ratios[*at].map(|ratio| (ratio - 1.0).abs());
    let off = middle(
        seen.iter()
            .map(|at| off(at).into_iter().fold(0.0, f32::max))
            .collect(),
    );
    if off > MOST_OFF {
        return None;
    }
    // Strands of hair in what counts as background are no shade of the cloth.
    let plain: Vec<f32> = (0..pixels.len())
        .map(|at| {
            let like = ratios[at]
                .iter()
                .all(|ratio| (ratio - 1.0).abs() < 3.0 * MOST_OFF / 2.0);
            if like { is_behind[at] } else { 0.0 }
        })
        .collect();
    let shade = spread_about(&ratios, width, &plain, reach(NEAR, width), [1.0; 3]);
    let lit = shade.iter().zip(cloth).map(|(shade, cloth)| {
        [0, 1, 2].map(|channel| (cloth[channel] + 4.0) * factor[channel] * shade[channel] - 4.0)
    });
    Some(lit.collect())
}

/// How far the background is from the colours that it should have, of 255, for most of it.
fn noise(off: &[f32], is_behind: &[f32]) -> f32 {
    let seen = off
        .iter()
        .zip(is_behind)
        .filter(|(_, behind)| **behind > 0.5);
    middle(seen.map(|(off, _)| *off).collect()).max(1.5)
}

/// 1 where a pixel is surely background.
fn is_behind(soft: &[f32]) -> Vec<f32> {
    soft.iter().map(|share| below(*share, CLEAR[0])).collect()
}

/// How far a colour is from that of what lies behind, of 255. A little less light is a shadow.
fn off_cloth(pixel: [f32; 3], cloth: [f32; 3]) -> f32 {
    let square: f32 = cloth
        .iter()
        .map(|value| value * value)
        .sum::<f32>()
        .max(1.0);
    let light = pixel
        .iter()
        .zip(cloth)
        .map(|(one, other)| one * other)
        .sum::<f32>()
        / square;
    let colour: f32 = [0, 1, 2]
        .map(|channel| (pixel[channel] - light * cloth[channel]).powi(2))
        .iter()
        .sum();
    let dimmer = if light < 1.0 {
        (1.0 - light - SHADOW).max(0.0)
    } else {
        light - 1.0
    };
    (colour + dimmer * dimmer * square).sqrt()
}

/// How far the channels of a colour are apart, of 255.
fn chroma(colour: [f32; 3]) -> f32 {
    let most = colour.into_iter().fold(0.0, f32::max);
    most - colour.into_iter().fold(255.0, f32::min)
}

/// How far a colour is from all mixtures of both, of 255.
fn beside_mixtures(pixel: [f32; 3], behind: [f32; 3], own: [f32; 3]) -> f32 {
    let share = mixture(pixel, behind, own);
    let square: f32 = [0, 1, 2]
        .map(|channel| {
            let mixed = share * own[channel] + (1.0 - share) * behind[channel];
            (pixel[channel] - mixed).powi(2)
        })
        .iter()
        .sum();
    square.sqrt()
}

/// The share of `own` in a mixture of both.
fn mixture(pixel: [f32; 3], behind: [f32; 3], own: [f32; 3]) -> f32 {
    let sum = |of: &dyn Fn(usize) -> f32| -> f32 { (0..3).map(of).sum() };
    let along = |at: usize| own[at] - behind[at];
    let square = sum(&|at| along(at) * along(at)).max(1.0);
    let share = sum(&|at| (pixel[at] - behind[at]) * along(at)) / square;
    // A colour that is no mixture of the two is some other part of the person.
    let off = [0, 1, 2].map(|at| behind[at] + share.clamp(0.0, 1.0) * along(at));
    let stranger = step(farthest(pixel, off), [25.0, 60.0]);
    share.clamp(0.0, 1.0).max(stranger)
}

/// The mean colour near each pixel of those that count; far from any, the mean of all.
fn spread(pixels: &[[f32; 3]], width: usize, counts: &[f32], near: usize) -> Vec<[f32; 3]> {
    spread_about(pixels, width, counts, near, commonest(pixels, counts))
}

fn spread_about(
    pixels: &[[f32; 3]],
    width: usize,
    counts: &[f32],
    near: usize,
    common: [f32; 3],
) -> Vec<[f32; 3]> {
    const FAR: f32 = 0.02;
    let weight = mean(counts, width, near);
    let sums = [0, 1, 2].map(|channel| {
        let seen: Vec<f32> = pixels
            .iter()
            .zip(counts)
            .map(|(pixel, counts)| pixel[channel] * counts)
            .collect();
        mean(&seen, width, near)
    });
    (0..pixels.len())
        .map(|at| {
            [0, 1, 2]
                .map(|channel| (sums[channel][at] + FAR * common[channel]) / (weight[at] + FAR))
        })
        .collect()
}

/// The mean colour of all that counts.
fn commonest(pixels: &[[f32; 3]], counts: &[f32]) -> [f32; 3] {
    let count = counts.iter().sum::<f32>().max(1.0);
    let sum = pixels
        .iter()
        .zip(counts)
        .fold([0.0; 3], |sum, (pixel, counts)| {
            [0, 1, 2].map(|channel| sum[channel] + pixel[channel] * counts)
        });
    sum.map(|channel| channel / count)
}

/// The greatest difference of a channel.
fn farthest(one: [f32; 3], other: [f32; 3]) -> f32 {
    let off = [0, 1, 2].map(|channel| (one[channel] - other[channel]).abs());
    off.into_iter().fold(0.0, f32::max)
}

/// 0 below the first, 1 above the second, a ramp between.
fn step(value: f32, [none, all]: [f32; 2]) -> f32 {
    ((value - none) / (all - none)).clamp(0.0, 1.0)
}

fn below(value: f32, limit: f32) -> f32 {
    if value < limit { 1.0 } else { 0.0 }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a width"
)]
fn reach(share: f32, width: usize) -> usize {
    (share * width as f32) as usize + 1
}
