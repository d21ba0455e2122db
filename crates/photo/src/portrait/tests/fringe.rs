//! What is left of the old background around hair: portraits whose cloth was changed by the mask alone, beside the same person set
//! before the new colour by the true shares.

use std::fmt::Write;

use super::*;
use crate::geometry::cell;

/// The old cloth, and the colour that takes its place.
const CHANGES: [(usize, [u8; 3]); 3] = [(0, [219, 21, 20]), (1, [0, 144, 255]), (2, [219, 21, 20])];

/// In pixels that are a mixture, in the first rows: what they are off by, of 255, and how much of the old colour is left, in %.
fn left(
    made: &[[f32; 3]],
    truth: &[[f32; 3]],
    shares: &[f32],
    old: &[[f32; 3]],
    new: [f32; 3],
) -> [f32; 2] {
    let (mut sums, mut count) = ([0.0_f32; 2], 0.0);
    for (at, share) in shares.iter().enumerate() {
        if !(0.03..0.97).contains(share) {
            continue;
        }
        let (mut along, mut square) = (0.0, 0.0);
        for channel in 0..3 {
            let off = made[at][channel] - truth[at][channel];
            sums[0] += off.abs() / 3.0;
            let apart = old[at][channel] - new[channel];
            along += off * apart;
            square += apart * apart;
        }
        sums[1] += 100.0 * (along / square).max(0.0);
        count += 1.0;
    }
    sums.map(|sum| sum / count)
}

#[test]
fn little_of_the_old_background_is_left_around_hair() {
    let models = FaceModels::embedded().unwrap();
    let (plate, people) = (plate(), PEOPLE.len() as f32);
    let mut sums = [[0.0_f32; 2]; CHANGES.len()];
    for name in PEOPLE {
        let person = file(&format!("{name}-good.jpg"));
        let shares = truth(&person, &plate);
        let bytes = shares
            .iter()
            .flat_map(|share| [nearest_byte(255.0 * share); 3])
            .collect();
        let shares_seen = Picture::from_rgb(1920, 1080, bytes).unwrap();
        for ((number, new), sum) in CHANGES.iter().zip(&mut sums) {
            let old = cloth(CLOTHS[*number].1, [1.0; 3], 1);
            let picture = compressed(&before(&person, &plate, &shares, &old));
            let assessment = assess(&models, &picture).unwrap();
            let mut drawing = drawing(&picture, assessment.face().unwrap());
            let seen = |picture: &Picture, filter| {
                sample(picture, &drawing.map, drawing.size, filter, Edge::Replicate).unwrap()
            };
            let flat = RgbImage::from_pixel(1920, 1080, Rgb(*new));
            let true_one = seen(
                &picture_of(before(&person, &plate, &shares, &flat)),
                Filter::CatmullRom,
            );
            let true_shares: Vec<f32> = seen(&shares_seen, Filter::Tent)
                .iter()
                .map(|pixel| pixel[0] / 255.0)
                .collect();
            let old = seen(&picture_of(old), Filter::Tent);
            // The head alone: shoulders have an edge without hair.
            let rows = 480 * cell(drawing.back.apply(drawing.face.chin).y);
            drawing.change_background(&models, *new, None).unwrap();
            let left = left(
                &drawing.pixels,
                &true_one,
                &true_shares[..rows],
                &old,
                new.map(f32::from),
            );
            if let Some(folder) = std::env::var_os("REKAM_MATTES") {
                for (kind, pixels) in [("made", &drawing.pixels), ("true", &true_one)] {
                    let rgb = pixels.iter().flat_map(|pixel| pixel.map(nearest_byte));
                    let picture = RgbImage::from_raw(480, 640, rgb.collect()).unwrap();
                    let file = format!("{name}-{number}-{kind}.png");
                    picture.save(PathBuf::from(&folder).join(file)).unwrap();
                }
            }
            for (sum, left) in sum.iter_mut().zip(left) {
                *sum += left / people;
            }
        }
    }
    let mut text = String::from(
        "| 6 heads, pixels that are a mixture | off by, of 255 | of the old colour left, % |\n|---|---|---|\n",
    );
    for ((number, _), [off, old]) in CHANGES.iter().zip(sums) {
        writeln!(text, "| {} | {off:.1} | {old:.1} |", CLOTHS[*number].0).unwrap();
    }
    println!("{text}");
    // Before what is a mixture was told from what is foreign: 17 and 15.
    assert!(sums[1][1] < 14.0 && sums[2][1] < 12.0, "{sums:?}");
    require_published("fringe", &text);
}
