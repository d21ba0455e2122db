#![expect(
    clippy::cast_possible_truncation,
    reason = "pixels of rendered pictures"
)]

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

/// What a page lies on.
const DARK_TABLE: [u8; 3] = [70, 62, 58];
const BRIGHT_WOOD: [u8; 3] = [214, 172, 120];

/// A random number for a place: the same each time.
fn noise(x: u32, y: u32) -> u32 {
    let mut hash = x.wrapping_mul(0x9E37_79B9) ^ y.wrapping_mul(0x85EB_CA6B);
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0x2C1B_3C6D);
    hash ^ (hash >> 12)
}

/// Lines of print: strokes and gaps of the size of letters, none at the margins.
fn print(u: f64, v: f64) -> [u8; 3] {
    let margin = !(0.08..0.92).contains(&u) || !(0.06..0.94).contains(&v);
    let (column, line) = ((u * 260.0) as u32, (v * 120.0) as u32);
    let ink = line % 3 == 1 && noise(column, line).is_multiple_of(3);
    if !margin && ink {
        [35, 35, 40]
    } else {
        [238, 236, 230]
    }
}

/// A page with print whose corners lie there, on a table with a little grain.
fn scene(table: [u8; 3], corners: [(f64, f64); 4]) -> Picture {
    let (width, height) = (1920_u32, 1080_u32);
    let mut pixels = image::RgbImage::from_fn(width, height, |x, y| {
        let grain = (noise(x / 7, y / 2) % 13) as u8;
        image::Rgb(table.map(|level| level.saturating_sub(grain)))
    });
    let page = Page(corners.map(|(x, y)| Corner { x, y }));
    let map = straighten::Projection::onto(&page);
    let steps = 3200_u32;
    for down in 0..steps {
        for right in 0..steps {
            let (u, v) = (
                f64::from(right) / f64::from(steps),
                f64::from(down) / f64::from(steps),
            );
            let at = map.at(u, v);
            let (x, y) = (at.x as u32, at.y as u32);
            if x < width && y < height {
                pixels.put_pixel(x, y, image::Rgb(print(u, v)));
            }
        }
    }
    picture(&pixels)
}

fn picture(pixels: &image::RgbImage) -> Picture {
    Picture::from_rgb(pixels.width(), pixels.height(), pixels.as_raw().clone()).unwrap()
}

const LYING: [(&str, [(f64, f64); 4]); 4] = [
    (
        "straight",
        [
            (400.0, 100.0),
            (1500.0, 100.0),
            (1500.0, 900.0),
            (400.0, 900.0),
        ],
    ),
    (
        "turned",
        [
            (700.0, 90.0),
            (1460.0, 330.0),
            (1180.0, 1010.0),
            (430.0, 760.0),
        ],
    ),
    (
        "seen from below",
        [
            (620.0, 160.0),
            (1290.0, 150.0),
            (1560.0, 960.0),
            (330.0, 980.0),
        ],
    ),
    (
        "small",
        [
            (900.0, 300.0),
            (1400.0, 330.0),
            (1380.0, 720.0),
            (880.0, 690.0),
        ],
    ),
];

#[test]
fn a_page_is_found_however_it_lies_and_on_bright_wood_too() {
    for table in [DARK_TABLE, BRIGHT_WOOD] {
        for (lies, corners) in LYING {
            let found = find_page(&scene(table, corners)).unwrap_or_else(|| panic!("{lies}"));
            for (at, (x, y)) in found.0.iter().zip(corners) {
                let off = (at.x - x).hypot(at.y - y);
                assert!(off < 14.0, "{lies}: {off:.1} px off at {x},{y}");
            }
        }
    }
}

#[test]
fn a_page_that_is_straightened_lies_straight() {
    let (_, corners) = LYING[1];
    let sheet = sheet(&scene(DARK_TABLE, corners), false).unwrap();
    assert!(sheet.straightened);
    assert_eq!(sheet.notices, []);
    assert!(sheet.jpeg.len() <= PAPER_BYTES, "{}", sheet.jpeg.len());
    // Every line of print runs from side to side: the rows between the lines are paper all the way.
    let page = decode(&sheet.jpeg).unwrap();
    let darkest = |share: f64| {
        let y = (share * f64::from(page.height())) as usize;
        let row = &page.rgb()[y * page.width() as usize * 3..][..page.width() as usize * 3];
        let inner = &row[row.len() / 8..row.len() * 7 / 8];
        inner.chunks_exact(3).map(|pixel| pixel[1]).min().unwrap()
    };
    for line in [21, 60, 99] {
        let (between, printed) = (
            darkest((f64::from(line) + 0.5) / 120.0),
            darkest((f64::from(line) + 1.5) / 120.0),
        );
        assert!(
            between > 150 && printed < 110,
            "line {line}: {between} between, {printed} in it"
        );
    }
}

#[test]
fn what_is_no_page_is_left_as_it_is() {
    let wall = image::RgbImage::from_pixel(640, 480, image::Rgb([180, 180, 176]));
    let grain =
        image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([(noise(x, y) % 256) as u8; 3]));
    let disc = image::RgbImage::from_fn(640, 480, |x, y| {
        let (x, y) = (f64::from(x) - 320.0, f64::from(y) - 240.0);
        image::Rgb([if x.hypot(y) < 200.0 { 230 } else { 40 }; 3])
    });
    for (what, pixels) in [("a wall", &wall), ("grain", &grain), ("a plate", &disc)] {
        assert_eq!(find_page(&picture(pixels)), None, "{what}");
        let sheet = sheet(&picture(pixels), false).unwrap();
        assert!(!sheet.straightened, "{what}");
    }
    // A page whose quarter lies under something.
    let (_, corners) = LYING[0];
    let mut covered = scene(DARK_TABLE, corners).pixels().clone();
    for y in 500..1080 {
        for x in 1000..1920 {
            covered.put_pixel(x, y, image::Rgb([60, 40, 40]));
        }
    }
    assert_eq!(find_page(&picture(&covered)), None);
    // And somebody who wants all of the picture gets it.
    let whole = sheet(&scene(DARK_TABLE, corners), true).unwrap();
    assert!(!whole.straightened);
    assert_eq!(size(&whole.jpeg), (1600, 900));
}

#[test]
fn writing_that_cannot_be_read_is_named() {
    let (_, corners) = LYING[0];
    let sharp = scene(DARK_TABLE, corners);
    let notices = |pixels: &image::RgbImage| sheet(&picture(pixels), false).unwrap().notices;
    assert_eq!(notices(sharp.pixels()), []);
    let blurred = imageops::blur(sharp.pixels(), 4.0);
    assert_eq!(notices(&blurred), [ErrorCode::PaperBlurred]);
    let mut dark = sharp.pixels().clone();
    dark.pixels_mut()
        .for_each(|pixel| pixel.0 = pixel.0.map(|level| level / 5));
    assert!(notices(&dark).contains(&ErrorCode::PaperDark));
    // Nothing is written on it: nothing to be judged.
    let blank = image::RgbImage::from_pixel(800, 600, image::Rgb([230, 230, 230]));
    assert_eq!(notices(&blank), []);
}
