//! Where the page lies in a picture: something bright and uncoloured with four straight sides, on something darker.
//!
//! Pixels are split by brightness (Otsu, IEEE Transactions on Systems, Man, and Cybernetics 9, 1979), the largest bright piece is
//! taken, and the quadrilateral of largest area inside its convex hull gives the corners. What is not nearly its own quadrilateral is
//! no page: rather none than a wrong one.

use image::imageops::{self, FilterType};

use crate::picture::Picture;

/// The longest side on which the page is looked for, in pixels.
const LOOKED_AT: u32 = 480;
/// A page takes at least this share of the picture.
const SMALLEST: f64 = 0.08;
/// A page that takes more than this has no edge in the picture.
const LARGEST: f64 = 0.97;
/// How much of its hull the quadrilateral covers: a page that is bent or half covered covers less.
const STRAIGHT: f64 = 0.93;
/// Corners are between this many degrees and 180 less it.
const SHARPEST_CORNER: f64 = 50.0;
/// How much brighter the page is than what lies around it, in grey levels.
const CONTRAST: f64 = 20.0;
/// A pixel's colour counts against its brightness by this much: a wooden table is bright and coloured.
const COLOUR: i32 = 1;
/// Points of the hull that are compared; more are thinned out.
const HULL: usize = 96;

/// A point in a picture, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corner {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// The corners of a page: upper left, upper right, lower right, lower left as it lies in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page(pub [Corner; 4]);

/// Finds the page; nothing where no page can be told from what it lies on.
pub fn find_page(picture: &Picture) -> Option<Page> {
    let pixels = picture.pixels();
    let longest = pixels.width().max(pixels.height());
    let scale = (f64::from(LOOKED_AT) / f64::from(longest)).min(1.0);
    let side = |side: u32| whole(f64::from(side) * scale).max(1);
    let (width, height) = (side(pixels.width()), side(pixels.height()));
    let small = imageops::resize(pixels, width, height, FilterType::Triangle);
    let small = imageops::fast_blur(&small, 1.5);
    let plain: Vec<u8> = small.pixels().map(|pixel| plainness(pixel.0)).collect();
    let threshold = otsu(&plain);
    let (piece, around) = largest_piece(&plain, usize_of(width), threshold)?;
    let hull = thinned(hull(&piece));
    let corners = largest_inside(&hull)?;
    let (quad, all) = (area(&corners), area(&hull));
    let share = quad / (f64::from(width) * f64::from(height));
    let is_page = (SMALLEST..=LARGEST).contains(&share)
        && quad >= STRAIGHT * all
        && around.is_none_or(|contrast| contrast >= CONTRAST)
        && corners_are_open(&corners);
    is_page.then(|| {
        Page(ordered(corners).map(|corner| Corner {
            x: (corner.x + 0.5) / f64::from(width) * f64::from(pixels.width()),
            y: (corner.y + 0.5) / f64::from(height) * f64::from(pixels.height()),
        }))
    })
}

/// How bright a pixel is, less how coloured.
fn plainness([red, green, blue]: [u8; 3]) -> u8 {
    let [red, green, blue] = [red, green, blue].map(i32::from);
    let luma = (299 * red + 587 * green + 114 * blue) / 1000;
    let colour = red.max(green).max(blue) - red.min(green).min(blue);
    u8::try_from((luma - COLOUR * colour).clamp(0, 255)).unwrap_or_default()
}

/// The level that splits the pixels into two kinds that differ most.
fn otsu(levels: &[u8]) -> u8 {
    let mut counts = [0_u64; 256];
    for level in levels {
        counts[usize::from(*level)] += 1;
    }
    let weighted = |counts: &[u64], from: usize| -> f64 {
        let terms = counts.iter().zip(from..);
        terms
            .map(|(count, level)| real(*count) * level as f64)
            .sum()
    };
    let (all, sum) = (real(levels.len() as u64), weighted(&counts, 0));
    let (mut below, mut sum_below) = (0.0, 0.0);
    let (mut best, mut found) = (0.0, 127);
    for (level, count) in counts.iter().enumerate() {
        below += real(*count);
        sum_below += real(*count) * level as f64;
        let above = all - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let difference = sum_below / below - (sum - sum_below) / above;
        let between = below * above * difference * difference;
        if between > best {
            (best, found) = (between, level);
        }
    }
    u8::try_from(found).unwrap_or(127)
}

/// The border of the largest piece of pixels above the threshold, and by how much it is brighter than the rest of the picture;
/// nothing of the latter where there is no rest.
fn largest_piece(levels: &[u8], width: usize, threshold: u8) -> Option<(Vec<Corner>, Option<f64>)> {
    let height = levels.len() / width;
    let mut piece_of = vec![0_u32; levels.len()];
    let (mut largest, mut named) = ((0, 0), 0);
    let mut todo = Vec::new();
    for start in 0..levels.len() {
        if levels[start] <= threshold || piece_of[start] != 0 {
            continue;
        }
        named += 1;
        let mut size = 0;
        piece_of[start] = named;
        todo.push(start);
        while let Some(at) = todo.pop() {
            size += 1;
            for beside in neighbours(at, width, height) {
                if levels[beside] > threshold && piece_of[beside] == 0 {
                    piece_of[beside] = named;
                    todo.push(beside);
                }
            }
        }
        if size > largest.0 {
            largest = (size, named);
        }
    }
    let is_inside = |at: usize| piece_of[at] == largest.1;
    let border = (0..levels.len())
        .filter(|at| is_inside(*at))
        .filter(|at| {
            let beside = neighbours(*at, width, height);
            let mut count = 0;
            for at in beside {
                count += 1;
                if !is_inside(at) {
                    return true;
                }
            }
            // At the edge of the picture some neighbours are missing.
            count < 4
        })
        .map(|at| Corner {
            x: (at % width) as f64,
            y: (at / width) as f64,
        })
        .collect();
    let mean = |inside: bool| {
        let levels = levels.iter().enumerate();
        let of = levels.filter(|(at, _)| is_inside(*at) == inside);
        let (sum, count) = of.fold((0.0, 0.0), |(sum, count), (_, level)| {
            (sum + f64::from(*level), count + 1.0)
        });
        (count > 0.0).then(|| sum / count)
    };
    let around = mean(false);
    (largest.0 > 0).then_some(())?;
    Some((
        border,
        around.zip(mean(true)).map(|(rest, page)| page - rest),
    ))
}

fn neighbours(at: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (at % width, at / width);
    [
        (x > 0).then(|| at - 1),
        (x + 1 < width).then(|| at + 1),
        (y > 0).then(|| at - width),
        (y + 1 < height).then(|| at + width),
    ]
    .into_iter()
    .flatten()
}

/// The convex hull, counter-clockwise on screen (Andrew's monotone chain).
fn hull(points: &[Corner]) -> Vec<Corner> {
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let half = |points: &mut dyn Iterator<Item = Corner>| {
        let mut chain: Vec<Corner> = Vec::new();
        for point in points {
            while let [.., a, b] = chain.as_slice()
                && cross(*a, *b, point) <= 0.0
            {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut all = half(&mut points.iter().copied());
    all.extend(half(&mut points.iter().rev().copied()));
    all
}

fn thinned(hull: Vec<Corner>) -> Vec<Corner> {
    let step = hull.len().div_ceil(HULL).max(1);
    hull.into_iter().step_by(step).collect()
}

/// The quadrilateral of largest area with corners of the hull: for each diagonal the point that is farthest off on either side.
fn largest_inside(hull: &[Corner]) -> Option<[Corner; 4]> {
    let farthest = |a: Corner, b: Corner, points: &mut dyn Iterator<Item = Corner>| {
        points
            .map(|point| (cross(a, b, point).abs(), point))
            .max_by(|one, other| one.0.total_cmp(&other.0))
    };
    let mut best: Option<(f64, [Corner; 4])> = None;
    for first in 0..hull.len() {
        for second in first + 2..hull.len() {
            let (a, b) = (hull[first], hull[second]);
            let left = farthest(a, b, &mut hull[first + 1..second].iter().copied());
            let beyond = hull[second + 1..].iter().chain(&hull[..first]).copied();
            let right = farthest(a, b, &mut beyond.into_iter());
            if let (Some((left, p)), Some((right, q))) = (left, right)
                && best.is_none_or(|(known, _)| left + right > known)
            {
                best = Some((left + right, [a, p, b, q]));
            }
        }
    }
    best.map(|(_, corners)| corners)
}

fn corners_are_open(corners: &[Corner; 4]) -> bool {
    (0..4).all(|at| {
        let [before, here, after] = [3, 0, 1].map(|step| corners[(at + step) % 4]);
        let (to_before, to_after) = (
            (before.y - here.y).atan2(before.x - here.x),
            (after.y - here.y).atan2(after.x - here.x),
        );
        let angle = (to_before - to_after).to_degrees().rem_euclid(360.0);
        let angle = angle.min(360.0 - angle);
        (SHARPEST_CORNER..=180.0 - SHARPEST_CORNER).contains(&angle)
    })
}

/// Upper left first, then clockwise.
fn ordered(corners: [Corner; 4]) -> [Corner; 4] {
    let middle = |of: fn(&Corner) -> f64| corners.iter().map(of).sum::<f64>() / 4.0;
    let (x, y) = (middle(|corner| corner.x), middle(|corner| corner.y));
    let mut around = corners;
    around.sort_by(|a, b| {
        let angle = |corner: &Corner| (corner.y - y).atan2(corner.x - x);
        angle(a).total_cmp(&angle(b))
    });
    let first = (0..4)
        .min_by(|a, b| {
            let near = |at: usize| around[at].x + around[at].y;
            near(*a).total_cmp(&near(*b))
        })
        .unwrap_or_default();
    around.rotate_left(first);
    around
}

/// Twice the area of the triangle, with its sign.
fn cross(a: Corner, b: Corner, c: Corner) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn area(polygon: &[Corner]) -> f64 {
    let next = polygon.iter().cycle().skip(1);
    let sum: f64 = polygon
        .iter()
        .zip(next)
        .map(|(a, b)| a.x * b.y - b.x * a.y)
        .sum();
    (sum / 2.0).abs()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sides of pictures are far below 2^32 and never negative"
)]
fn whole(side: f64) -> u32 {
    side.round() as u32
}

fn usize_of(side: u32) -> usize {
    usize::try_from(side).unwrap_or(usize::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "pixels of a small picture")]
fn real(count: u64) -> f64 {
    count as f64
}
