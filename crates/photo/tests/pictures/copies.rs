//! A photo of a photo is noticed, a person never is taken for one; and neither is refused for it.

use std::fmt::Write;

use image::{Rgb, RgbImage, imageops};
use rekam_photo::{Notice, Picture, decode};

use crate::support::{PHOTOGRAPHER, image_of, labels, picture, pictures_of, require_published};

fn notices(picture: &Picture) -> Vec<Notice> {
    let assessment = PHOTOGRAPHER.assess(picture).unwrap();
    assert!(assessment.face().is_some(), "no face to be looked at");
    PHOTOGRAPHER.notices(picture, &assessment).unwrap()
}

/// A rendered portrait, cut to head and shoulders.
fn portrait(person: &str) -> RgbImage {
    let whole = image_of(&picture(&format!("{person}-good.jpg")));
    imageops::crop_imm(&whole, 630, 180, 660, 840).to_image()
}

/// A colour at a place of a thing that is photographed, 0 to 1 across and down; nothing beside it.
type Thing<'a> = &'a dyn Fn(f32, f32) -> Option<[f32; 3]>;

/// Photographs a thing whose corners come to stand at these places of a picture of 1920x1080: each pixel is the mean of
/// what falls into it, with noise, before `scene`; then compressed as a camera does.
fn photographed(thing: Thing<'_>, corners: [[f32; 2]; 4], scene: &RgbImage) -> Picture {
    const PARTS: u32 = 5;
    let back = homography(corners);
    let mut state = 1_u32;
    let mut noise = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (f32::from((state >> 16) as u16) / 65535.0 - 0.5) * 5.0
    };
    let taken = RgbImage::from_fn(1920, 1080, |x, y| {
        let behind = scene.get_pixel(x, y).0.map(f32::from);
        let mut sum = [0.0; 3];
        for part in 0..PARTS * PARTS {
            let place = |pixel: u32, part: u32| pixel as f32 + (part as f32 + 0.5) / PARTS as f32;
            let (u, v) = through(&back, place(x, part % PARTS), place(y, part / PARTS));
            let within = (0.0..1.0).contains(&u) && (0.0..1.0).contains(&v);
            let seen = if within { thing(u, v) } else { None };
            let seen = seen.unwrap_or(behind);
            sum = [0, 1, 2].map(|channel| sum[channel] + seen[channel]);
        }
        let count = (PARTS * PARTS) as f32;
        let grain = noise();
        Rgb(sum.map(|value| byte(value / count + grain)))
    });
    let mut jpeg = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 92);
    taken.write_with_encoder(encoder).unwrap();
    decode(&jpeg).unwrap()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "limited to a byte"
)]
fn byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// The transform from the picture to the thing: corners from the upper left clockwise to (0,0), (1,0), (1,1), (0,1).
/// Heckbert, "Fundamentals of texture mapping and image warping", 1989, inverted.
fn homography([a, b, c, d]: [[f32; 2]; 4]) -> [f32; 9] {
    let sum = [0, 1].map(|at| a[at] - b[at] + c[at] - d[at]);
    let (one, two) = ([b[0] - c[0], b[1] - c[1]], [d[0] - c[0], d[1] - c[1]]);
    let size = one[0] * two[1] - two[0] * one[1];
    let g = (sum[0] * two[1] - two[0] * sum[1]) / size;
    let h = (one[0] * sum[1] - sum[0] * one[1]) / size;
    let there = [
        b[0] - a[0] + g * b[0],
        d[0] - a[0] + h * d[0],
        a[0],
        b[1] - a[1] + g * b[1],
        d[1] - a[1] + h * d[1],
        a[1],
        g,
        h,
        1.0,
    ];
    let minor = |r: [usize; 2], c: [usize; 2]| {
        there[3 * r[0] + c[0]] * there[3 * r[1] + c[1]]
            - there[3 * r[0] + c[1]] * there[3 * r[1] + c[0]]
    };
    [
        minor([1, 2], [1, 2]),
        -minor([0, 2], [1, 2]),
        minor([0, 1], [1, 2]),
        -minor([1, 2], [0, 2]),
        minor([0, 2], [0, 2]),
        -minor([0, 1], [0, 2]),
        minor([1, 2], [0, 1]),
        -minor([0, 2], [0, 1]),
        minor([0, 1], [0, 1]),
    ]
}

fn through(map: &[f32; 9], x: f32, y: f32) -> (f32, f32) {
    let row = |at: usize| map[3 * at] * x + map[3 * at + 1] * y + map[3 * at + 2];
    (row(0) / row(2), row(1) / row(2))
}

/// A portrait at a place of it, between pixels mixed.
fn seen_in(portrait: &RgbImage, u: f32, v: f32) -> [f32; 3] {
    let (x, y) = (
        u * portrait.width() as f32 - 0.5,
        v * portrait.height() as f32 - 0.5,
    );
    let colour = imageops::interpolate_bilinear(
        portrait,
        x.clamp(0.0, portrait.width() as f32 - 1.0),
        y.clamp(0.0, portrait.height() as f32 - 1.0),
    );
    colour.unwrap().0.map(f32::from)
}

/// A print with a white border: a print has no true black.
fn print(portrait: &RgbImage, u: f32, v: f32) -> Option<[f32; 3]> {
    const BORDER: f32 = 0.06;
    let inner = |at: f32| (at - BORDER) / (1.0 - 2.0 * BORDER);
    let (x, y) = (inner(u), inner(v));
    let within = (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y);
    let paper = [232.0, 230.0, 224.0];
    Some(if within {
        seen_in(portrait, x, y).map(|value| 22.0 + 0.8 * value)
    } else {
        paper
    })
}

/// A screen with a dark rim, `columns` pixels across, each with a red, a green and a blue stripe and a gap below.
fn screen(portrait: &RgbImage, columns: f32, u: f32, v: f32) -> Option<[f32; 3]> {
    const RIM: f32 = 0.05;
    let inner = |at: f32| (at - RIM) / (1.0 - 2.0 * RIM);
    let (x, y) = (inner(u), inner(v));
    if !(0.0..1.0).contains(&x) || !(0.0..1.0).contains(&y) {
        return Some([14.0; 3]);
    }
    let rows = columns * portrait.height() as f32 / portrait.width() as f32;
    let (column, row) = (x * columns, y * rows);
    let colour = seen_in(
        portrait,
        (column.floor() + 0.5) / columns,
        (row.floor() + 0.5) / rows,
    );
    let (across, down) = (column.fract() * 3.0, row.fract());
    Some([0_u8, 1, 2].map(|stripe| {
        let lit =
            (across - f32::from(stripe)).abs() < 1.0 && across >= f32::from(stripe) && down < 0.85;
        // Bright enough that the mean over a pixel is the colour again.
        if lit {
            (colour[usize::from(stripe)] * 3.0 / 0.85 * 0.8).min(700.0)
        } else {
            2.0
        }
    }))
}

/// What is behind the copy: a room that is not plain, or the wall.
fn scenes() -> [RgbImage; 2] {
    let room = image_of(&picture("defects/p01-busy-background.jpg"));
    let wall = image_of(&picture("clip/frame-000.jpg"));
    let wall = imageops::resize(&wall, 1920, 1080, imageops::FilterType::CatmullRom);
    // What is left of the room without its person: the left third, and its mirror.
    let left = imageops::crop_imm(&room, 0, 0, 480, 1080).to_image();
    let mut empty = wall.clone();
    for at in 0..4 {
        let part = if at % 2 == 0 {
            left.clone()
        } else {
            imageops::flip_horizontal(&left)
        };
        imageops::replace(&mut empty, &part, 480 * at, 0);
    }
    [empty, wall]
}

/// Corners of a sheet held straight, turned, and tipped.
const HELD: [[[f32; 2]; 4]; 3] = [
    [
        [610.0, 90.0],
        [1310.0, 90.0],
        [1310.0, 985.0],
        [610.0, 985.0],
    ],
    [
        [640.0, 60.0],
        [1290.0, 130.0],
        [1270.0, 940.0],
        [620.0, 1010.0],
    ],
    [
        [560.0, 150.0],
        [1240.0, 70.0],
        [1330.0, 930.0],
        [650.0, 1010.0],
    ],
];

#[test]
fn a_print_held_before_the_camera_is_noticed() {
    let mut missed = Vec::new();
    let mut noticed = 0;
    for person in ["p01", "p05"] {
        let portrait = portrait(person);
        for (place, corners) in HELD.into_iter().enumerate().skip(1) {
            for (scene, behind) in scenes().iter().enumerate() {
                let taken = photographed(&|u, v| print(&portrait, u, v), corners, behind);
                keep(&taken, &format!("print-{person}-{place}-{scene}"));
                if notices(&taken).contains(&Notice::Edges) {
                    noticed += 1;
                } else {
                    missed.push((person, place, scene));
                }
            }
        }
    }
    println!("edges of {noticed} prints are noticed, missed {missed:?}");
    assert!(noticed >= 7, "{missed:?}");
}

#[test]
fn a_screen_held_before_the_camera_is_noticed_by_edges_or_by_its_pattern() {
    let (mut missed, mut patterns) = (Vec::new(), 0);
    let wall = &scenes()[1];
    for person in ["p02"] {
        let portrait = portrait(person);
        // Camera pixels to a pixel of the screen: from a coarse monitor to a telephone.
        for columns in [420.0, 690.0, 1200.0] {
            for (place, corners) in HELD.into_iter().enumerate().take(1) {
                let taken = photographed(&|u, v| screen(&portrait, columns, u, v), corners, wall);
                keep(&taken, &format!("screen-{person}-{columns}-{place}"));
                let found = notices(&taken);
                patterns += u32::from(found.contains(&Notice::Pattern));
                if found.is_empty() {
                    missed.push((person, columns, place));
                }
                println!("{person} {columns} {place}: {found:?}");
            }
        }
    }
    println!(
        "the pattern of {patterns} of 3 screens is noticed; neither pattern nor edges of {missed:?}"
    );
    assert!(missed.is_empty(), "{missed:?}");
    assert!(patterns >= 3, "{patterns}");
}

/// Keeps a picture to look at in the folder that `REKAM_COPIES` names.
fn keep(picture: &Picture, name: &str) {
    if let Some(folder) = std::env::var_os("REKAM_COPIES") {
        let path = std::path::PathBuf::from(folder).join(format!("{name}.jpg"));
        image_of(picture).save(path).unwrap();
    }
}

#[test]
fn no_person_is_taken_for_a_photo_of_a_photo() {
    let mut text = String::from("| pictures of people | noticed | of |\n|---|---|---|\n");
    let mut wrong = Vec::new();
    let mut row = |set: &str, pictures: Vec<(String, Picture)>| {
        let before = wrong.len();
        for (name, picture) in &pictures {
            let found = notices(picture);
            if !found.is_empty() {
                wrong.push(format!("{name}: {found:?}"));
            }
        }
        let noticed = wrong.len() - before;
        writeln!(text, "| {set} | {noticed} | {} |", pictures.len()).unwrap();
    };
    let good = labels().into_iter().filter(|label| label.defect == "none");
    let rendered = good.map(|label| (label.file.clone(), picture(&label.file)));
    row("rendered, good", rendered.collect());
    let mut real = false;
    for set in ["london", "averaged", "cc0"] {
        let read = pictures_of(set).into_iter().map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, decode(&std::fs::read(path).unwrap()).unwrap())
        });
        let read: Vec<_> = read.collect();
        real |= !read.is_empty();
        row(set, read);
    }
    // One head from 30 cm away, before a room with furniture: no portrait either.
    wrong.retain(|name| !name.starts_with("30cm.jpg"));
    assert!(wrong.is_empty(), "{wrong:#?}");
    if real {
        require_published("copies", &text);
    }
}
