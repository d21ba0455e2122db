//! Points, boxes and the one kind of transform a face needs.
//!
//! Coordinates are pixels, x to the right, y down, and continuous: the middle of the first pixel is (0.5, 0.5).
//! Left and right are the **subject's**: the right eye is on the left of the picture.

use serde::{Deserialize, Serialize};

/// A place in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

impl Point {
    pub(crate) const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// The place half-way to `other`.
    pub fn middle(self, other: Self) -> Self {
        Self::new((self.x + other.x) / 2.0, (self.y + other.y) / 2.0)
    }

    /// Pixels to `other`.
    pub fn distance(self, other: Self) -> f32 {
        (other.x - self.x).hypot(other.y - self.y)
    }

    /// The direction to `other` in radians, 0 to the right, positive clockwise as seen.
    pub(crate) fn angle_to(self, other: Self) -> f32 {
        (other.y - self.y).atan2(other.x - self.x)
    }
}

/// An upright box around a face.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FaceBox {
    /// Left edge, pixels from the picture's left.
    pub left: f32,
    /// Top edge, pixels from the picture's top.
    pub top: f32,
    /// Pixels.
    pub width: f32,
    /// Pixels.
    pub height: f32,
}

impl FaceBox {
    /// The smallest box around points; `None` where there are none.
    pub(crate) fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let (mut low, mut high) = (first, first);
        for point in points {
            low = Point::new(low.x.min(point.x), low.y.min(point.y));
            high = Point::new(high.x.max(point.x), high.y.max(point.y));
        }
        Some(Self {
            left: low.x,
            top: low.y,
            width: high.x - low.x,
            height: high.y - low.y,
        })
    }

    /// The middle of the box.
    pub fn centre(&self) -> Point {
        Point::new(self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    /// The longer side, in pixels.
    pub(crate) fn longer_side(&self) -> f32 {
        self.width.max(self.height)
    }

    /// Square pixels.
    pub fn area(&self) -> f32 {
        self.width * self.height
    }

    /// Shared area over joint area, 0 to 1.
    pub(crate) fn overlap(&self, other: &Self) -> f32 {
        let right = (self.left + self.width).min(other.left + other.width);
        let bottom = (self.top + self.height).min(other.top + other.height);
        let shared = (right - self.left.max(other.left)).max(0.0)
            * (bottom - self.top.max(other.top)).max(0.0);
        let joint = self.area() + other.area() - shared;
        if joint > 0.0 { shared / joint } else { 0.0 }
    }
}

/// Turn, uniform scale and shift: `x' = a x - b y + dx`, `y' = b x + a y + dy`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Similarity {
    a: f32,
    b: f32,
    dx: f32,
    dy: f32,
}

impl Similarity {
    /// The transform that takes `from` to `to`, scales by `scale` and turns clockwise by `angle` radians.
    pub(crate) fn anchored(from: Point, to: Point, scale: f32, angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        let (a, b) = (scale * cos, scale * sin);
        Self {
            a,
            b,
            dx: to.x - a * from.x + b * from.y,
            dy: to.y - b * from.x - a * from.y,
        }
    }

    /// The transform that brings the points `from` as near to `to` as one can, by least squares (Umeyama 1991, without
    /// reflection). `None` where the points of `from` fall together.
    pub(crate) fn fitting<const N: usize>(from: &[Point; N], to: &[Point; N]) -> Option<Self> {
        let mean = |points: &[Point; N]| {
            let sum = |of: fn(&Point) -> f32| points.iter().map(of).sum::<f32>() / N as f32;
            Point::new(sum(|point| point.x), sum(|point| point.y))
        };
        let (from_mean, to_mean) = (mean(from), mean(to));
        let (mut along, mut across, mut spread) = (0.0, 0.0, 0.0);
        for (from, to) in from.iter().zip(to) {
            let (x, y) = (from.x - from_mean.x, from.y - from_mean.y);
            let (to_x, to_y) = (to.x - to_mean.x, to.y - to_mean.y);
            along += x * to_x + y * to_y;
            across += x * to_y - y * to_x;
            spread += x * x + y * y;
        }
        let (a, b) = (along / spread, across / spread);
        (a.is_finite() && b.is_finite()).then_some(Self {
            a,
            b,
            dx: to_mean.x - a * from_mean.x + b * from_mean.y,
            dy: to_mean.y - b * from_mean.x - a * from_mean.y,
        })
    }

    pub(crate) fn apply(&self, point: Point) -> Point {
        Point::new(
            self.a * point.x - self.b * point.y + self.dx,
            self.b * point.x + self.a * point.y + self.dy,
        )
    }

    /// Length after over length before.
    pub(crate) fn scale(&self) -> f32 {
        self.a.hypot(self.b)
    }

    /// The transform back. `None` where the scale is zero or not a number.
    pub(crate) fn inverse(&self) -> Option<Self> {
        let square = self.a * self.a + self.b * self.b;
        if !(square.is_finite() && square > 0.0) {
            return None;
        }
        let (a, b) = (self.a / square, -self.b / square);
        Some(Self {
            a,
            b,
            dx: b * self.dy - a * self.dx,
            dy: -b * self.dx - a * self.dy,
        })
    }

    /// The same transform into a picture that was cut out at `origin` and shrunk by `factor`.
    pub(crate) fn into_reduced(self, origin: Point, factor: f32) -> Self {
        Self {
            a: self.a / factor,
            b: self.b / factor,
            dx: (self.dx - origin.x) / factor,
            dy: (self.dy - origin.y) / factor,
        }
    }
}

/// The number of the row or column that a place lies in; the first one for what lies before it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturating, and limited to the picture at each use"
)]
pub(crate) fn cell(place: f32) -> usize {
    place as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similarity_and_its_inverse_bring_a_point_home() {
        let there = Similarity::anchored(Point::new(3.0, -4.0), Point::new(100.0, 50.0), 2.5, 0.7);
        let back = there.inverse().unwrap();
        for point in [
            Point::new(0.0, 0.0),
            Point::new(-17.0, 33.0),
            Point::new(640.0, 480.0),
        ] {
            assert!(back.apply(there.apply(point)).distance(point) < 1e-3);
        }
        assert!(
            there
                .apply(Point::new(3.0, -4.0))
                .distance(Point::new(100.0, 50.0))
                < 1e-3
        );
    }

    #[test]
    fn a_similarity_without_extent_has_no_inverse() {
        let origin = Point::new(0.0, 0.0);
        assert_eq!(
            Similarity::anchored(origin, origin, 0.0, 0.0).inverse(),
            None
        );
        assert_eq!(
            Similarity::anchored(origin, origin, f32::NAN, 0.0).inverse(),
            None
        );
    }

    #[test]
    fn points_that_a_similarity_moved_give_it_back_and_one_point_gives_none() {
        let there = Similarity::anchored(Point::new(3.0, -4.0), Point::new(100.0, 50.0), 2.5, 0.7);
        let from =
            [(0.0, 0.0), (10.0, 0.0), (3.0, 8.0), (-5.0, 7.0)].map(|(x, y)| Point::new(x, y));
        let found = Similarity::fitting(&from, &from.map(|point| there.apply(point))).unwrap();
        let far = Point::new(-40.0, 90.0);
        assert!(found.apply(far).distance(there.apply(far)) < 1e-2);
        assert_eq!(Similarity::fitting(&[far; 4], &from), None);
    }

    #[test]
    fn a_positive_angle_turns_right_downwards() {
        let origin = Point::new(0.0, 0.0);
        let turned = Similarity::anchored(origin, origin, 1.0, 0.1).apply(Point::new(10.0, 0.0));
        assert!(turned.y > 0.9);
        assert!((origin.angle_to(turned) - 0.1).abs() < 1e-6);
    }

    #[test]
    fn boxes_apart_do_not_overlap_and_equal_boxes_overlap_wholly() {
        let one = FaceBox {
            left: 0.0,
            top: 0.0,
            width: 10.0,
            height: 10.0,
        };
        let far = FaceBox { left: 20.0, ..one };
        let half = FaceBox { left: 5.0, ..one };
        assert!(one.overlap(&far).abs() < f32::EPSILON);
        assert!((one.overlap(&one) - 1.0).abs() < 1e-6);
        assert!((one.overlap(&half) - 1.0 / 3.0).abs() < 1e-6);
    }
}
