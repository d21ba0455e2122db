//! The face as the reference implementation looks at it: turned and scaled so that five landmarks come to rest at
//! fixed places of a square of 616 pixels.
//!
//! The similarity is found by the least median of squares over pairs of the five, drawn in the fixed order of OpenCV's
//! generator, and refined over those that fit; sampling is bilinear in 32nds of a pixel with black outside, as
//! OpenCV's `warpAffine` has it. Both matter to the last integer of a score.

use super::landmarks::{Landmark, Landmarks};
use super::raster::Mask;
use crate::geometry::Point;
use crate::picture::Picture;

/// Pixels along a side.
pub(super) const SIDE: usize = 616;
/// Where the eyes (left in the picture first), the tip of the nose and the corners of the mouth come to rest.
const REFERENCE: [[f64; 2]; 5] = [
    [251.0, 272.0],
    [364.0, 272.0],
    [308.0, 336.0],
    [262.0, 402.0],
    [355.0, 402.0],
];
/// Pairs that are tried: enough for 99 % certainty with 45 % of outliers.
const DRAWS: usize = 13;
/// Bits behind the point of a coordinate while it is added up, and of the place between two pixels.
const COORDINATE_BITS: u32 = 10;
const BETWEEN_BITS: u32 = 5;

/// A place, and where it is to come to rest.
type Pair = ([f64; 2], [f64; 2]);

/// A face in its square.
pub(super) struct Aligned {
    pub(super) rgb: Vec<[u8; 3]>,
    pub(super) landmarks: Landmarks,
    /// Pixels of the square that lie outside of the picture.
    pub(super) outside: Mask,
}

/// Brings a face into its square; nothing where its five landmarks fall together.
pub(super) fn align(picture: &Picture, landmarks: &Landmarks) -> Option<Aligned> {
    let five = landmarks
        .five()
        .map(|point| [f64::from(point.x), f64::from(point.y)]);
    let there = fit(&five)?;
    let places = Places::of(&there.inverse()?);
    Some(Aligned {
        rgb: sampled(picture, &places),
        landmarks: landmarks.map(|point| there.apply_single(point)),
        outside: outside(picture, &places),
    })
}

/// Where in the picture the pixels of a part of the square (left, top, side) lie, when that has `count` along each side.
pub(super) fn places_of(
    landmarks: &Landmarks,
    [left, top, side]: [usize; 3],
    count: usize,
) -> Option<Vec<Point>> {
    let five = landmarks
        .five()
        .map(|point| [f64::from(point.x), f64::from(point.y)]);
    let back = fit(&five)?.inverse()?;
    let along = |from: usize| -> Vec<f64> {
        let place = |at| whole(from) + (whole(at) + 0.5) * whole(side) / whole(count) - 0.5;
        (0..count).map(place).collect()
    };
    let (columns, rows) = (along(left), along(top));
    let mut places = Vec::with_capacity(count * count);
    for row in rows {
        places.extend(columns.iter().map(|column| back.point([*column, row])));
    }
    Some(places)
}

/// `(x, y)` to `(a x - b y + shift.x, b x + a y + shift.y)`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Turn {
    a: f64,
    b: f64,
    shift: [f64; 2],
}

impl Turn {
    /// The one that takes these points nearest to those, by least squares.
    fn best(pairs: &[Pair]) -> Option<Self> {
        let count = f64::from(u8::try_from(pairs.len()).ok()?);
        let mean = |pick: fn(&Pair) -> [f64; 2]| {
            let sum = pairs
                .iter()
                .map(pick)
                .fold([0.0, 0.0], |sum, at| [sum[0] + at[0], sum[1] + at[1]]);
            [sum[0] / count, sum[1] / count]
        };
        let (from, to) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let (mut along, mut across, mut spread) = (0.0, 0.0, 0.0);
        for (one, other) in pairs {
            let (x, y) = (one[0] - from[0], one[1] - from[1]);
            let (u, v) = (other[0] - to[0], other[1] - to[1]);
            along += x * u + y * v;
            across += x * v - y * u;
            spread += x * x + y * y;
        }
        (spread > 0.0).then(|| {
            let (a, b) = (along / spread, across / spread);
            Self {
                a,
                b,
                shift: [
                    to[0] - a * from[0] + b * from[1],
                    to[1] - b * from[0] - a * from[1],
                ],
            }
        })
    }

    fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [
            self.a * x - self.b * y + self.shift[0],
            self.b * x + self.a * y + self.shift[1],
        ]
    }

    fn inverse(&self) -> Option<Self> {
        let size = self.a * self.a + self.b * self.b;
        (size > 0.0 && size.is_finite()).then(|| {
            let (a, b) = (self.a / size, -self.b / size);
            Self {
                a,
                b,
                shift: [
                    -a * self.shift[0] + b * self.shift[1],
                    -b * self.shift[0] - a * self.shift[1],
                ],
            }
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "places in pictures are kept in single precision"
    )]
    fn point(&self, place: [f64; 2]) -> Point {
        let [x, y] = self.apply(place);
        Point::new(x as f32, y as f32)
    }

    /// A landmark, moved in single precision; its first product is not rounded, as the reference's compiler has it.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "single precision is what is wanted, and whole pixels of the square"
    )]
    fn apply_single(&self, point: Landmark) -> Landmark {
        let [a, b, right, down] =
            [self.a, self.b, self.shift[0], self.shift[1]].map(|number| number as f32);
        let (x, y) = (point.x as f32, point.y as f32);
        Landmark {
            x: (a.mul_add(x, -b * y) + right).round() as i32,
            y: (b.mul_add(x, a * y) + down).round() as i32,
        }
    }
}

/// The least median of squares, then least squares over what fits it.
fn fit(five: &[[f64; 2]; 5]) -> Option<Turn> {
    let pairs: Vec<_> = five.iter().copied().zip(REFERENCE).collect();
    let mut random = Random(u64::MAX);
    let mut best: Option<(f64, Turn)> = None;
    for _ in 0..DRAWS {
        let one = random.below(5);
        let mut other = random.below(5);
        while other == one {
            other = random.below(5);
        }
        let Some(turn) = Turn::best(&[pairs[one], pairs[other]]) else {
            continue;
        };
        let mut errors: Vec<f64> = pairs.iter().map(|pair| error(&turn, pair)).collect();
        errors.sort_by(f64::total_cmp);
        let median = errors[errors.len() / 2];
        if best.is_none_or(|(least, _)| median < least) {
            best = Some((median, turn));
        }
    }
    let (median, turn) = best?;
    // The robust deviation of the standard normal distribution, widened for so few points.
    let deviation = (2.5 * 1.4826 * (1.0 + 5.0 / 3.0) * median.sqrt()).max(0.001);
    let fitting: Vec<_> = pairs
        .iter()
        .copied()
        .filter(|pair| error(&turn, pair) <= deviation * deviation)
        .collect();
    if fitting.len() > 2 {
        Turn::best(&fitting)
    } else {
        Some(turn)
    }
}

fn error(turn: &Turn, (from, to): &Pair) -> f64 {
    let at = turn.apply(*from);
    (at[0] - to[0]).powi(2) + (at[1] - to[1]).powi(2)
}

/// OpenCV's generator (multiply with carry).
struct Random(u64);

impl Random {
    fn below(&mut self, count: u64) -> usize {
        let low = self.0 & 0xffff_ffff;
        self.0 = low * 4_164_903_690 + (self.0 >> 32);
        usize::try_from((self.0 & 0xffff_ffff) % count).unwrap_or(0)
    }
}

/// Where the pixels of the square lie in the picture, in units of `1 / 2^COORDINATE_BITS`, before rounding: what each column
/// and what each row adds.
struct Places {
    columns: Vec<(i64, i64)>,
    rows: Vec<(i64, i64)>,
}

impl Places {
    fn of(back: &Turn) -> Self {
        let along = |x: usize| (fixed(back.a * whole(x)), fixed(back.b * whole(x)));
        let down = |y: usize| {
            (
                fixed(-back.b * whole(y) + back.shift[0]),
                fixed(back.a * whole(y) + back.shift[1]),
            )
        };
        Self {
            columns: (0..SIDE).map(along).collect(),
            rows: (0..SIDE).map(down).collect(),
        }
    }

    /// Something of each pixel of the square, row by row.
    fn each<T>(&self, of: impl Fn(i64, i64) -> T) -> Vec<T> {
        let mut all = Vec::with_capacity(SIDE * SIDE);
        for row in &self.rows {
            all.extend(
                self.columns
                    .iter()
                    .map(|column| of(row.0 + column.0, row.1 + column.1)),
            );
        }
        all
    }
}

fn whole(index: usize) -> f64 {
    u16::try_from(index).map_or(0.0, f64::from)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "saturating: places far outside are outside"
)]
fn fixed(place: f64) -> i64 {
    (place * f64::from(1 << COORDINATE_BITS))
        .round_ties_even()
        .clamp(-1e12, 1e12) as i64
}

fn sampled(picture: &Picture, places: &Places) -> Vec<[u8; 3]> {
    let shift = COORDINATE_BITS - BETWEEN_BITS;
    let half = 1 << (shift - 1);
    let parts = 1_i64 << BETWEEN_BITS;
    places.each(|x, y| {
        let (x, y) = ((x + half) >> shift, (y + half) >> shift);
        let (column, row) = (x >> BETWEEN_BITS, y >> BETWEEN_BITS);
        let (right, below) = (x & (parts - 1), y & (parts - 1));
        mixed(corners(picture, column, row), right, below)
    })
}

/// Four pixels, each by its share: `right` and `below` are 32nds. The three colours are mixed at once, 21 bits each: a byte
/// times all shares, which come to 1024, has 18.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares of less than 33, and a mean of bytes"
)]
fn mixed([one, two, three, four]: [u64; 4], right: i64, below: i64) -> [u8; 3] {
    const EACH: u32 = 21;
    const TOGETHER: u32 = 2 * BETWEEN_BITS;
    const HALF: u64 = (1 << (TOGETHER - 1)) * (1 | 1 << EACH | 1 << (2 * EACH));
    let parts = 1_u64 << BETWEEN_BITS;
    let (right, below) = (right as u64, below as u64);
    let lanes = |rgb: u64| {
        (rgb & 0xff) | (rgb & 0xff00) << (EACH - 8) | (rgb & 0x00ff_0000) << (2 * EACH - 16)
    };
    let sum = lanes(one) * ((parts - right) * (parts - below))
        + lanes(two) * (right * (parts - below))
        + lanes(three) * ((parts - right) * below)
        + lanes(four) * (right * below)
        + HALF;
    [0, EACH, 2 * EACH].map(|lane| (sum >> (lane + TOGETHER)) as u8)
}

/// A pixel, the one to its right, and those below, each in the lowest 24 bits of a number, red in the lowest eight; black outside.
#[inline]
fn corners(picture: &Picture, column: i64, row: i64) -> [u64; 4] {
    let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
    let pair = |row: i64| {
        let at = usize::try_from(3 * (row * width + column)).ok()?;
        let both = u64::from_le_bytes(*picture.rgb().get(at..)?.first_chunk()?);
        Some([both, both >> 24])
    };
    let inner = (0..width - 1).contains(&column) && (0..height - 1).contains(&row);
    let rows = inner.then(|| pair(row).zip(pair(row + 1))).flatten();
    if let Some(([one, two], [three, four])) = rows {
        return [one, two, three, four];
    }
    [(0, 0), (1, 0), (0, 1), (1, 1)]
        .map(|(right, below)| pixel(picture, column + right, row + below))
}

fn pixel(picture: &Picture, column: i64, row: i64) -> u64 {
    let within = |index: i64, count: u32| {
        usize::try_from(index)
            .ok()
            .filter(|_| index < i64::from(count))
    };
    let (Some(column), Some(row)) = (
        within(column, picture.width()),
        within(row, picture.height()),
    ) else {
        return 0;
    };
    let width = usize::try_from(picture.width()).unwrap_or(0);
    let at = 3 * (row * width + column);
    match picture.rgb().get(at..at + 3) {
        Some(&[r, g, b]) => u64::from_le_bytes([r, g, b, 0, 0, 0, 0, 0]),
        _ => 0,
    }
}

fn outside(picture: &Picture, places: &Places) -> Mask {
    let half = 1 << (COORDINATE_BITS - 1);
    let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
    let lies_outside = |x: i64, y: i64| {
        let (column, row) = ((x + half) >> COORDINATE_BITS, (y + half) >> COORDINATE_BITS);
        !(0..width).contains(&column) || !(0..height).contains(&row)
    };
    Mask::from_bits(SIDE, places.each(lies_outside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_and_its_inverse_lead_back() {
        let turn = Turn {
            a: 0.7,
            b: -0.3,
            shift: [12.0, -5.0],
        };
        let back = turn.inverse().unwrap().apply(turn.apply([100.0, 40.0]));
        assert!((back[0] - 100.0).abs() < 1e-9 && (back[1] - 40.0).abs() < 1e-9);
    }

    #[test]
    fn four_points_that_agree_outvote_one_that_does_not() {
        let turn = Turn {
            a: 1.2,
            b: 0.1,
            shift: [3.0, 4.0],
        };
        let back = turn.inverse().unwrap();
        let mut five = REFERENCE.map(|point| back.apply(point));
        five[2] = [five[2][0] + 40.0, five[2][1]];
        let found = fit(&five).unwrap();
        assert!((found.a - turn.a).abs() < 1e-9 && (found.shift[0] - turn.shift[0]).abs() < 1e-6);
    }

    #[test]
    fn points_in_one_place_have_no_square() {
        assert_eq!(fit(&[[5.0, 5.0]; 5]), None);
    }
}
