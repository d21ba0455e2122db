//! Masks and grey pictures, resized, filled and filtered as OpenCV does it: the reference implementation is built on
//! it, and one pixel more or less can turn a score.

use super::landmarks::Landmark;

/// Yes or no for each pixel of a rectangle, in rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    width: usize,
    bits: Vec<bool>,
}

impl Mask {
    /// All pixels no.
    pub fn empty(width: usize, height: usize) -> Self {
        Self {
            width,
            bits: vec![false; width * height],
        }
    }

    /// From rows of `width` pixels; what does not fill a row is dropped.
    pub fn from_bits(width: usize, mut bits: Vec<bool>) -> Self {
        bits.truncate(bits.len().checked_div(width).unwrap_or(0) * width);
        Self { width, bits }
    }

    /// Pixels of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.bits.len().checked_div(self.width).unwrap_or(0)
    }

    /// All pixels, row by row.
    pub fn bits(&self) -> &[bool] {
        &self.bits
    }

    /// A pixel; no outside of the rectangle.
    pub fn at(&self, column: usize, row: usize) -> bool {
        column < self.width && self.bits.get(row * self.width + column) == Some(&true)
    }

    /// How many are yes.
    pub fn count(&self) -> usize {
        self.bits.iter().filter(|bit| **bit).count()
    }

    pub(super) fn set(&mut self, column: i64, row: i64) {
        let (Ok(column), Ok(row)) = (usize::try_from(column), usize::try_from(row)) else {
            return;
        };
        if let (true, Some(bit)) = (
            column < self.width,
            self.bits.get_mut(row * self.width + column),
        ) {
            *bit = true;
        }
    }

    /// Where `keep` says so, from the column and the row.
    pub(super) fn and(&self, keep: impl Fn(usize, usize) -> bool) -> Self {
        let mut kept = Vec::with_capacity(self.bits.len());
        for (row, bits) in self.bits.chunks_exact(self.width.max(1)).enumerate() {
            let bits = bits.iter().enumerate();
            kept.extend(bits.map(|(column, bit)| *bit && keep(column, row)));
        }
        Self {
            width: self.width,
            bits: kept,
        }
    }

    /// Another size, each pixel the nearest one.
    pub(super) fn resized(&self, width: usize, height: usize) -> Self {
        let source =
            |at: usize, to: usize, from: usize| nearest(at, to, from).min(from.saturating_sub(1));
        let columns: Vec<usize> = (0..width)
            .map(|column| source(column, width, self.width))
            .collect();
        let mut bits = Vec::with_capacity(width * height);
        for row in 0..height {
            let from = source(row, height, self.height());
            bits.extend(columns.iter().map(|column| self.at(*column, from)));
        }
        Self { width, bits }
    }

    /// What stays yes when a square of four by four, from two above and left to one below and right, must all be yes.
    /// Pixels outside do not count.
    pub(super) fn eroded(&self) -> Self {
        let (width, height) = (self.width, self.height());
        let across = self.and(|column, row| {
            (column.saturating_sub(2)..(column + 2).min(width)).all(|column| self.at(column, row))
        });
        across.and(|column, row| {
            (row.saturating_sub(2)..(row + 2).min(height)).all(|row| across.at(column, row))
        })
    }

    /// A rectangle, both corners included.
    pub(crate) fn fill_box(&mut self, [left, top]: [i64; 2], [right, bottom]: [i64; 2]) {
        for row in top..=bottom {
            for column in left..=right {
                self.set(column, row);
            }
        }
    }

    /// A polygon that is convex, its border included: the border by Bresenham, the inside row by row between its two
    /// sides, whose columns are carried on in 65536ths.
    pub(super) fn fill_convex(&mut self, points: &[[i64; 2]]) {
        for (at, point) in points.iter().enumerate() {
            self.line(points[(at + points.len() - 1) % points.len()], *point);
        }
        let Some(top) = points.iter().map(|point| point[1]).min() else {
            return;
        };
        let bottom = points.iter().map(|point| point[1]).max().unwrap_or(top);
        let first = points.iter().position(|point| point[1] == top).unwrap_or(0);
        let mut sides = [Side::from(first, 1), Side::from(first, points.len() - 1)];
        let mut edges = points.len();
        for row in top..=bottom {
            for side in &mut sides {
                if row >= side.until && !side.advance(points, row, &mut edges) {
                    return;
                }
            }
            let [one, other] = [sides[0].column, sides[1].column];
            let half = 1 << (Side::BITS - 1);
            let (left, right) = (
                (one.min(other) + half) >> Side::BITS,
                (one.max(other) + half) >> Side::BITS,
            );
            for column in left.max(0)..=right {
                self.set(column, row);
            }
            for side in &mut sides {
                side.column += side.slope;
            }
        }
    }

    fn line(&mut self, one: [i64; 2], other: [i64; 2]) {
        let Some([one, other]) = self.clipped([one, other]) else {
            return;
        };
        let (from, to) = if one[0] <= other[0] {
            (one, other)
        } else {
            (other, one)
        };
        let (right, down) = (to[0] - from[0], (to[1] - from[1]).abs());
        let step = (to[1] - from[1]).signum();
        let steep = down > right;
        let (long, short) = if steep { (down, right) } else { (right, down) };
        let mut error = long - 2 * short;
        let [mut column, mut row] = from;
        for _ in 0..=long {
            self.set(column, row);
            let aside = error < 0;
            error += if aside { 2 * long } else { 0 } - 2 * short;
            if steep {
                row += step;
                column += i64::from(aside);
            } else {
                column += 1;
                row += if aside { step } else { 0 };
            }
        }
    }
}

impl Mask {
    /// The part of a line that lies within, its new ends on whole pixels: first at the rows, then at the columns.
    fn clipped(&self, mut ends: [[i64; 2]; 2]) -> Option<[[i64; 2]; 2]> {
        let last = |count: usize| i64::try_from(count).unwrap_or(i64::MAX) - 1;
        for (axis, last) in [(1, last(self.height())), (0, last(self.width))] {
            if ends.iter().all(|end| end[axis] < 0) || ends.iter().all(|end| end[axis] > last) {
                return None;
            }
            for end in 0..2 {
                let (from, slope) = (
                    ends[end],
                    [ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]],
                );
                let edge = from[axis].clamp(0, last);
                if edge != from[axis] {
                    let along =
                        (edge - from[axis]) as f64 * slope[1 - axis] as f64 / slope[axis] as f64;
                    ends[end][axis] = edge;
                    ends[end][1 - axis] += towards_zero(along);
                }
            }
        }
        Some(ends)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "saturating, and limited to the mask afterwards"
)]
fn towards_zero(value: f64) -> i64 {
    value as i64
}

/// The pixel of `from` that pixel `at` of `to` is taken from: by way of the scale, as OpenCV has it, whose rounding
/// puts some of the pixels at whole multiples one earlier.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places within a picture"
)]
fn nearest(at: usize, to: usize, from: usize) -> usize {
    let scale = to as f64 / from as f64;
    (at as f64 * (1.0 / scale)) as usize
}

/// A side of a convex polygon while it is filled from top to bottom.
struct Side {
    corner: usize,
    step: usize,
    until: i64,
    column: i64,
    slope: i64,
}

impl Side {
    /// Bits behind the point of a column.
    const BITS: u32 = 16;

    fn from(corner: usize, step: usize) -> Self {
        Self {
            corner,
            step,
            until: i64::MIN,
            column: 0,
            slope: 0,
        }
    }

    /// Goes on to the edge that passes `row`; false when all edges are used up.
    fn advance(&mut self, points: &[[i64; 2]], row: i64, edges: &mut usize) -> bool {
        while *edges > 0 {
            *edges -= 1;
            let next = (self.corner + self.step) % points.len();
            let (from, to) = (points[self.corner], points[next]);
            self.corner = next;
            if to[1] > row {
                let rows = to[1] - row;
                let (start, end) = (from[0] << Self::BITS, to[0] << Self::BITS);
                self.until = to[1];
                self.slope = ((end - start) * 2 + rows) / (2 * rows);
                self.column = start;
                return true;
            }
        }
        false
    }
}

/// The convex hull, without points in the middle of an edge.
pub(super) fn hull(points: &[Landmark]) -> Vec<[i64; 2]> {
    let mut sorted: Vec<[i64; 2]> = points
        .iter()
        .map(|point| [i64::from(point.x), i64::from(point.y)])
        .collect();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let turns = |a: [i64; 2], b: [i64; 2], c: [i64; 2]| {
        (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0
    };
    let half = |points: &mut dyn Iterator<Item = [i64; 2]>| {
        let mut chain: Vec<[i64; 2]> = Vec::new();
        for point in points {
            while let [.., before, last] = chain[..] {
                if turns(before, last, point) {
                    break;
                }
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut around = half(&mut sorted.iter().copied());
    around.extend(half(&mut sorted.iter().rev().copied()));
    around
}

/// A picture of colours, halved or stretched by linear mixing in 2048ths, as OpenCV's `resize`.
pub(super) fn resized(
    rgb: &[[u8; 3]],
    width: usize,
    to_width: usize,
    to_height: usize,
) -> Vec<[u8; 3]> {
    let height = rgb.len().checked_div(width).unwrap_or(0);
    let (columns, rows) = (taps(width, to_width), taps(height, to_height));
    let mut out = Vec::with_capacity(to_width * to_height);
    for (above, below, down) in rows {
        let row = |at: usize| &rgb[at * width..(at + 1) * width];
        let (above, below) = (row(above), row(below));
        for &(left, right, across) in &columns {
            out.push([0, 1, 2].map(|channel| {
                let along = |row: &[[u8; 3]]| {
                    i32::from(row[left][channel]) * (2048 - across)
                        + i32::from(row[right][channel]) * across
                };
                let mixed = (((2048 - down) * (along(above) >> 4)) >> 16)
                    + ((down * (along(below) >> 4)) >> 16);
                u8::try_from((mixed + 2) >> 2).unwrap_or(u8::MAX)
            }));
        }
    }
    out
}

/// For each target pixel the two it is mixed from and the share of the second, in 2048ths.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places within a picture, in single precision as OpenCV has them"
)]
fn taps(from: usize, to: usize) -> Vec<(usize, usize, i32)> {
    let scale = from as f64 / to as f64;
    let last = from.saturating_sub(1);
    (0..to)
        .map(|at| {
            let place = ((at as f64 + 0.5) * scale - 0.5) as f32;
            let first = place.floor();
            if first < 0.0 {
                return (0, 0, 0);
            }
            let column = first as usize;
            if column >= last {
                return (last, last, 0);
            }
            let share = f64::from((place - first) * 2048.0).round_ties_even() as i32;
            (column, column + 1, share)
        })
        .collect()
}

/// The length of the gradient at each pixel, by Scharr's operator, mirrored at the edges.
pub(super) fn gradients(grey: &[u8], width: usize) -> Vec<f64> {
    let height = grey.len().checked_div(width).unwrap_or(0);
    let mirrored = |at: usize, by: i64, count: usize| match (at, by) {
        (0, -1) => 1.min(count - 1),
        (at, -1) => at - 1,
        (at, 1) if at + 1 >= count => count.saturating_sub(2),
        (at, 1) => at + 1,
        (at, _) => at,
    };
    let mut lengths = Vec::with_capacity(grey.len());
    for row in 0..height {
        let line = |by: i64| {
            let row = mirrored(row, by, height);
            &grey[row * width..(row + 1) * width]
        };
        let (above, level, below) = (line(-1), line(0), line(1));
        for column in 0..width {
            let (left, right) = (mirrored(column, -1, width), mirrored(column, 1, width));
            let step = |one: u8, other: u8| i32::from(one) - i32::from(other);
            let x = 3 * step(above[right], above[left])
                + 10 * step(level[right], level[left])
                + 3 * step(below[right], below[left]);
            let y = 3 * step(below[left], above[left])
                + 10 * step(below[column], above[column])
                + 3 * step(below[right], above[right]);
            lengths.push(f64::from(x * x + y * y).sqrt());
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(mask: &Mask) -> Vec<String> {
        let rows = mask.bits().chunks(mask.width());
        rows.map(|row| row.iter().map(|bit| if *bit { '#' } else { '.' }).collect())
            .collect()
    }

    #[test]
    fn a_convex_polygon_is_filled_with_its_border() {
        let mut mask = Mask::empty(7, 5);
        mask.fill_convex(&[[3, 0], [6, 4], [0, 4]]);
        assert_eq!(
            drawn(&mask),
            ["...#...", "..###..", ".#####.", ".#####.", "#######"]
        );
    }

    #[test]
    fn a_polygon_outside_is_nothing_and_one_point_is_one_pixel() {
        let mut mask = Mask::empty(4, 4);
        mask.fill_convex(&[[-9, -9], [-5, -9], [-5, -5]]);
        mask.fill_convex(&[]);
        assert_eq!(mask.count(), 0);
        mask.fill_convex(&[[1, 2]]);
        assert_eq!(mask.count(), 1);
    }

    #[test]
    fn a_hull_has_the_corners_only() {
        let at = |x, y| Landmark { x, y };
        let points = [
            at(0, 0),
            at(2, 0),
            at(4, 0),
            at(4, 4),
            at(2, 2),
            at(0, 4),
            at(0, 0),
        ];
        let mut corners = hull(&points);
        corners.sort_unstable();
        assert_eq!(corners, [[0, 0], [0, 4], [4, 0], [4, 4]]);
    }

    #[test]
    fn erosion_takes_what_has_no_square_around_it_and_keeps_the_edge_of_the_picture() {
        let full = Mask::from_bits(6, vec![true; 36]);
        assert_eq!(full.eroded(), full);
        let mut hole = full;
        hole.bits[3 * 6 + 3] = false;
        assert_eq!(hole.eroded().count(), 36 - 16);
    }

    #[test]
    fn an_even_picture_stays_even_and_has_no_gradient() {
        let even = vec![[90, 120, 200]; 20 * 10];
        assert!(
            resized(&even, 20, 7, 3)
                .iter()
                .all(|pixel| *pixel == [90, 120, 200])
        );
        assert!(gradients(&[77; 40], 8).iter().all(|length| *length == 0.0));
    }
}
