//! Mattes beside the truth, and what never changes.
//!
//! The truth: a rendered person before the plate of the empty wall, which the clip begins with, gives a share of person
//! for each pixel; with these shares the person is set before another cloth, so that they are exactly true of the new
//! picture. The cloth is learned from a plate of its own, in other light and with other noise.

use std::fmt::Write;
use std::path::PathBuf;

use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};

use super::*;
use crate::assess::assess;
use crate::decode;
use crate::matte::drawn_to_edges;

mod fringe;

/// Those whose clothes have another colour than the wall, so that the difference to its plate is the person.
const PEOPLE: [&str; 6] = ["p01", "p03", "p04", "p05", "p07", "p08"];
/// Name, and colour in the middle.
const CLOTHS: [(&str, [f32; 3]); 3] = [
    ("grey wall", [196.0, 197.0, 195.0]),
    ("red cloth", [178.0, 34.0, 48.0]),
    ("blue cloth", [38.0, 84.0, 160.0]),
];
const METHODS: [&str; 4] = ["mask", "mask, guided", "and colours behind", "and cloth"];

fn file(name: &str) -> RgbImage {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets/portraits");
    image_of(&decode(&std::fs::read(folder.join(name)).unwrap()).unwrap())
}

fn image_of(picture: &Picture) -> RgbImage {
    RgbImage::from_raw(picture.width(), picture.height(), picture.rgb().to_vec()).unwrap()
}

fn picture_of(image: RgbImage) -> Picture {
    Picture::from_rgb(image.width(), image.height(), image.into_raw()).unwrap()
}

/// The empty wall in the size of the good portraits.
fn plate() -> RgbImage {
    let small = file("clip/frame-000.jpg");
    imageops::resize(&small, 1920, 1080, FilterType::CatmullRom)
}

/// The share of person in each pixel of a rendered portrait.
fn truth(person: &RgbImage, plate: &RgbImage) -> Vec<f32> {
    let (width, height) = (usize_of(person.width()), usize_of(person.height()));
    let differs: Vec<f32> = person
        .pixels()
        .zip(plate.pixels())
        .map(|(one, other)| {
            let off = one
                .0
                .into_iter()
                .zip(other.0)
                .map(|(one, other)| one.abs_diff(other));
            ((f32::from(off.max().unwrap()) - 10.0) / 35.0).clamp(0.0, 1.0)
        })
        .collect();
    // What hangs together with the upper edge of the picture is wall; what it goes around is person.
    let mut wall = vec![false; differs.len()];
    let mut next: Vec<usize> = (0..width).collect();
    while let Some(at) = next.pop() {
        if wall[at] || differs[at] >= 0.5 {
            continue;
        }
        wall[at] = true;
        let (column, row) = (at % width, at / width);
        next.extend((column > 0).then(|| at - 1));
        next.extend((column + 1 < width).then(|| at + 1));
        next.extend((row > 0).then(|| at - width));
        next.extend((row + 1 < height).then(|| at + width));
    }
    let near_wall = |at: usize| {
        let (column, row) = (at % width, at / width);
        let rows = row.saturating_sub(3)..(row + 4).min(height);
        rows.into_iter().any(|row| {
            let columns = column.saturating_sub(3)..(column + 4).min(width);
            columns.into_iter().any(|column| wall[row * width + column])
        })
    };
    (0..differs.len())
        .map(|at| if near_wall(at) { differs[at] } else { 1.0 })
        .collect()
}

fn usize_of(side: u32) -> usize {
    usize::try_from(side).unwrap()
}

/// A cloth with light that falls off, folds and noise; `light` for each channel.
fn cloth(rgb: [f32; 3], light: [f32; 3], seed: u32) -> RgbImage {
    let mut state = seed;
    let mut noise = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (f32::from((state >> 16) as u16) / 65535.0 - 0.5) * 6.0
    };
    RgbImage::from_fn(1920, 1080, |x, y| {
        let (x, y) = (x as f32 / 1920.0 - 0.45, y as f32 / 1080.0 - 0.3);
        let fall = 1.05 - 0.5 * (x * x + y * y);
        let fold = 1.0 + 0.03 * (21.0 * x + 3.0 * y).sin();
        let channel = |at: usize, noise: f32| {
            let value = rgb[at] * light[at] * fall * fold + noise;
            nearest_byte(value.clamp(0.0, 255.0))
        };
        let grain = noise();
        Rgb([0, 1, 2].map(|at| channel(at, grain + noise() / 3.0)))
    })
}

/// The person before another cloth.
fn before(person: &RgbImage, plate: &RgbImage, shares: &[f32], cloth: &RgbImage) -> RgbImage {
    let mut made = cloth.clone();
    for (at, pixel) in made.pixels_mut().enumerate() {
        let share = shares[at];
        if share <= 0.0 {
            continue;
        }
        let (column, row) = (at % 1920, at / 1920);
        let place = (u32::try_from(column).unwrap(), u32::try_from(row).unwrap());
        let (seen, wall) = (
            person.get_pixel(place.0, place.1),
            plate.get_pixel(place.0, place.1),
        );
        for channel in 0..3 {
            let (seen, wall) = (f32::from(seen.0[channel]), f32::from(wall.0[channel]));
            let own = ((seen - (1.0 - share) * wall) / share).clamp(0.0, 255.0);
            let new = share * own + (1.0 - share) * f32::from(pixel.0[channel]);
            pixel.0[channel] = nearest_byte(new);
        }
    }
    made
}

/// As a camera hands it over.
fn compressed(image: &RgbImage) -> Picture {
    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, 93)
        .encode(image.as_raw(), 1920, 1080, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    decode(&jpeg).unwrap()
}

fn drawing<'a>(picture: &'a Picture, face: &'a Face) -> Drawing<'a> {
    let spec = PortraitSpec::ktp();
    let map = framing(face, &spec);
    let pixels = sample(
        picture,
        &map,
        spec.size,
        Filter::CatmullRom,
        Edge::Replicate,
    );
    Drawing {
        picture,
        face,
        size: spec.size,
        map,
        back: map.inverse().unwrap(),
        pixels: pixels.unwrap(),
    }
}

/// The mean of what shares are off by, and the share of pixels that are off by more than a quarter, both in %.
fn off(shares: &[f32], truth: &[f32]) -> [f32; 2] {
    let off = || {
        shares
            .iter()
            .zip(truth)
            .map(|(one, other)| (one - other).abs())
    };
    let count = truth.len() as f32;
    let wrong = off().filter(|off| *off > 0.25).count() as f32;
    [100.0 * off().sum::<f32>() / count, 100.0 * wrong / count]
}

#[test]
fn mattes_are_near_the_truth_and_nearest_before_a_cloth_that_is_known() {
    let models = FaceModels::embedded().unwrap();
    let (plate, people) = (plate(), PEOPLE.len() as f32);
    let mut sums = [[[0.0_f32; 2]; METHODS.len()]; CLOTHS.len()];
    for name in PEOPLE {
        let person = file(&format!("{name}-good.jpg"));
        let shares = truth(&person, &plate);
        let bytes = shares
            .iter()
            .flat_map(|share| [nearest_byte(255.0 * share); 3])
            .collect();
        let shares_seen = Picture::from_rgb(1920, 1080, bytes).unwrap();
        for ((_, rgb), sums) in CLOTHS.iter().zip(&mut sums) {
            let picture = compressed(&before(&person, &plate, &shares, &cloth(*rgb, [1.0; 3], 1)));
            let empty = compressed(&cloth(*rgb, [0.88, 0.9, 0.93], 2));
            let known = Cloth::learn(&models, &empty).unwrap();
            let assessment = assess(&models, &picture).unwrap();
            let drawing = drawing(&picture, assessment.face().unwrap());
            let at = sample(
                &shares_seen,
                &drawing.map,
                drawing.size,
                Filter::Tent,
                Edge::Replicate,
            );
            let truth: Vec<f32> = at.unwrap().iter().map(|pixel| pixel[0] / 255.0).collect();
            let mask = drawing.shares(&models).unwrap();
            let pixels = &drawing.pixels;
            let all = [
                mask.clone(),
                drawn_to_edges(pixels, 480, &mask),
                Matte::by_mask(pixels, 480, &mask).person,
                Matte::by_cloth(pixels, 480, &mask, &drawing.cloth(&known))
                    .unwrap()
                    .person,
            ];
            for (sum, shares) in sums.iter_mut().zip(&all) {
                let off = off(shares, &truth);
                *sum = [sum[0] + off[0] / people, sum[1] + off[1] / people];
            }
            if let Some(folder) = std::env::var_os("REKAM_MATTES") {
                for (method, shares) in METHODS.iter().zip(&all).chain([(&"truth", &truth)]) {
                    let grey = shares
                        .iter()
                        .map(|share| nearest_byte(255.0 * share))
                        .collect();
                    let grey = image::GrayImage::from_raw(480, 640, grey).unwrap();
                    let colour = rgb[0];
                    grey.save(PathBuf::from(&folder).join(format!("{name}-{colour}-{method}.png")))
                        .unwrap();
                }
            }
        }
    }
    let mut text = String::from(
        "| 6 people, % of 480x640 pixels | mean error | off by more than a quarter |\n|---|---|---|\n",
    );
    for ((cloth, _), sums) in CLOTHS.iter().zip(&sums) {
        for (method, [mean, wrong]) in METHODS.iter().zip(sums) {
            writeln!(text, "| {cloth}: {method} | {mean:.2} | {wrong:.2} |").unwrap();
        }
    }
    println!("{text}");
    for [mask, _, behind, cloth] in sums {
        assert!(behind[0] < 1.5 && behind[0] < mask[0], "{behind:?}");
        assert!(cloth[0] < 1.5 && cloth[0] < mask[0], "{cloth:?}");
    }
    require_published("mattes", &text);
}

/// Holds the table to what stands in the document; `REKAM_WRITE_TABLES=1` writes it there.
fn require_published(name: &str, table: &str) {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/PHOTO.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(&begin).unwrap();
    let (published, after) = rest.split_once(&end).unwrap();
    if std::env::var_os("REKAM_WRITE_TABLES").is_some() {
        let text = format!("{before}{begin}{table}{end}{after}");
        std::fs::write(&path, text).unwrap();
        return;
    }
    assert_eq!(published, table, "REKAM_WRITE_TABLES=1 writes it again");
}

/// A person before a red cloth, and the cloth alone in other light.
fn before_red() -> (Picture, Picture) {
    let (person, plate) = (file("p02-good.jpg"), plate());
    let shares = truth(&person, &plate);
    let (_, rgb) = CLOTHS[1];
    let picture = picture_of(before(&person, &plate, &shares, &cloth(rgb, [1.0; 3], 1)));
    (picture, picture_of(cloth(rgb, [0.9; 3], 2)))
}

#[test]
fn no_pixel_of_the_face_is_changed_whatever_is_done_behind_it() {
    let models = FaceModels::embedded().unwrap();
    let (picture, empty) = before_red();
    let known = Cloth::learn(&models, &empty).unwrap();
    let assessment = assess(&models, &picture).unwrap();
    let face = assessment.face().unwrap();
    for (wanted, cloth, expected) in [
        ([200, 16, 24], Some(&known), Behind::HueTurned),
        ([0, 84, 180], Some(&known), Behind::PaintedByCloth),
        ([0, 84, 180], None, Behind::PaintedByMask),
    ] {
        let mut drawing = drawing(&picture, face);
        let before = drawing.pixels.clone();
        let done = drawing.change_background(&models, wanted, cloth).unwrap();
        assert_eq!(done, expected);
        let hull = drawing.hull();
        let (mut within, mut changed) = (0, 0);
        for (at, (old, new)) in before.iter().zip(&drawing.pixels).enumerate() {
            if hull.at(at % 480, at / 480) {
                assert_eq!(old.map(nearest_byte), new.map(nearest_byte), "{expected:?}");
                within += 1;
            } else {
                changed += usize::from(old.map(nearest_byte) != new.map(nearest_byte));
            }
        }
        assert!(within > 30_000 && changed > 100_000, "{within} {changed}");
    }
}

#[test]
fn cloth_of_the_wanted_colour_keeps_its_folds_and_gets_the_cards_hue() {
    let models = FaceModels::embedded().unwrap();
    let (picture, empty) = before_red();
    let known = Cloth::learn(&models, &empty).unwrap();
    let assessment = assess(&models, &picture).unwrap();
    let mut drawing = drawing(&picture, assessment.face().unwrap());
    let before = drawing.pixels.clone();
    drawing
        .change_background(&models, [200, 16, 24], Some(&known))
        .unwrap();
    let light = |[r, g, b]: [f32; 3]| 0.299 * r + 0.587 * g + 0.114 * b;
    let hue = |[r, g, b]: [f32; 3]| {
        let light = light([r, g, b]);
        (0.713 * (r - light))
            .atan2(0.564 * (b - light))
            .to_degrees()
    };
    let card = hue([200.0, 16.0, 24.0]);
    for at in [
        480 * 20 + 20,
        480 * 20 + 460,
        480 * 200 + 20,
        480 * 200 + 460,
    ] {
        let (old, new) = (before[at], drawing.pixels[at]);
        assert!((light(old) - light(new)).abs() < 2.0, "{old:?} {new:?}");
        assert!((hue(new) - card).abs() < 4.0, "{new:?}");
    }
}
