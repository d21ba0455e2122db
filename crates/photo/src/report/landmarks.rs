//! 98 landmarks in the numbering that OFIQ measures by (WFLW), from the 478 points of the mesh.

use crate::geometry::Point;
use serde::{Deserialize, Serialize};

/// Landmarks of a face.
pub const LANDMARKS: usize = 98;

/// A landmark in whole pixels, as the reference implementation rounds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landmark {
    /// Pixels from the left edge.
    pub x: i32,
    /// Pixels from the top edge.
    pub y: i32,
}

impl Landmark {
    /// The pixel of a place.
    pub(crate) fn at(place: Point) -> Self {
        rounded(place)
    }

    /// The middle of the pixel.
    pub(crate) fn place(self) -> Point {
        Point::new(self.x as f32, self.y as f32)
    }
}

/// The landmarks of one face. Left and right are the subject's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Landmark>", into = "Vec<Landmark>")]
pub struct Landmarks(Vec<Landmark>);

/// Numbers of WFLW: lid corners, and the lowest point of the chin.
mod number {
    pub(super) const RIGHT_EYE: [usize; 2] = [60, 64];
    pub(super) const LEFT_EYE: [usize; 2] = [68, 72];
    pub(super) const CHIN: usize = 16;
}

/// The mesh's points along the jaw from the subject's right ear to the chin, and on to the left ear.
const RIGHT_JAW: [usize; 12] = [127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152];
const LEFT_JAW: [usize; 12] = [152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 356];
/// Landmarks from ear to chin, both included.
const HALF_JAW: usize = 17;
/// The mesh's point for each landmark behind the jaw: brows, nose, eyes, mouth, irises.
const BEHIND_JAW: [usize; LANDMARKS - 2 * HALF_JAW + 1] = [
    70, 63, 105, 66, 107, 55, 65, 52, 53, // right brow
    336, 296, 334, 293, 300, 283, 282, 295, 285, // left brow
    168, 197, 5, 4, 98, 97, 2, 326, 327, // nose
    33, 160, 159, 158, 133, 153, 145, 144, // right eye
    362, 385, 386, 387, 263, 373, 374, 380, // left eye
    61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, // outer lips
    78, 81, 13, 311, 308, 402, 14, 178, // inner lips
    468, 473, // irises
];

impl Landmarks {
    /// From the points of the mesh; `point` gives one by its number.
    pub(crate) fn of_mesh(point: impl Fn(usize) -> Point) -> Self {
        let mut points = evenly(&RIGHT_JAW.map(&point), HALF_JAW);
        points.extend(evenly(&LEFT_JAW.map(&point), HALF_JAW).into_iter().skip(1));
        points.extend(BEHIND_JAW.map(&point));
        Self(points.into_iter().map(rounded).collect())
    }

    /// All of them, by number.
    pub fn all(&self) -> &[Landmark] {
        &self.0
    }

    pub(super) fn right_eye(&self) -> Landmark {
        self.between(number::RIGHT_EYE)
    }

    pub(super) fn left_eye(&self) -> Landmark {
        self.between(number::LEFT_EYE)
    }

    pub(super) fn chin(&self) -> Landmark {
        self.at(number::CHIN)
    }

    /// Both eyes (left in the picture first), tip of the nose, corners of the mouth.
    pub(super) fn five(&self) -> [Landmark; 5] {
        [
            self.right_eye(),
            self.left_eye(),
            self.at(54),
            self.at(76),
            self.at(82),
        ]
    }

    /// Where the mouth is, for the height of the cheeks.
    pub(super) fn mouth(&self) -> Landmark {
        middle(self.at(90), self.at(94))
    }

    /// Pixels from between the eyes to the chin.
    pub(super) fn eyes_to_chin(&self) -> f64 {
        distance_from_between(self.right_eye(), self.left_eye(), self.chin())
    }

    /// The greatest distance of pairs of landmarks.
    pub(super) fn opening(&self, pairs: &[(usize, usize)]) -> f64 {
        let distances = pairs
            .iter()
            .map(|(one, other)| distance(self.at(*one), self.at(*other)));
        distances.fold(0.0, f64::max)
    }

    /// Each of them moved.
    pub(super) fn map(&self, to: impl Fn(Landmark) -> Landmark) -> Self {
        Self(self.0.iter().copied().map(to).collect())
    }

    fn between(&self, [one, other]: [usize; 2]) -> Landmark {
        middle(self.at(one), self.at(other))
    }

    pub(super) fn at(&self, number: usize) -> Landmark {
        // There are 98, which was checked, and every number is below that.
        self.0
            .get(number)
            .copied()
            .unwrap_or(Landmark { x: 0, y: 0 })
    }
}

impl TryFrom<Vec<Landmark>> for Landmarks {
    type Error = &'static str;

    fn try_from(landmarks: Vec<Landmark>) -> Result<Self, Self::Error> {
        let right = landmarks.len() == LANDMARKS;
        right
            .then_some(Self(landmarks))
            .ok_or("a face has 98 landmarks")
    }
}

impl From<Landmarks> for Vec<Landmark> {
    fn from(landmarks: Landmarks) -> Self {
        landmarks.0
    }
}

/// The pixel half-way, rounded away from 0.
pub(super) fn middle(one: Landmark, other: Landmark) -> Landmark {
    let half = |a: i32, b: i32| {
        let sum = a + b;
        (sum + sum.signum()) / 2
    };
    Landmark {
        x: half(one.x, other.x),
        y: half(one.y, other.y),
    }
}

/// Pixels from one to the other.
pub(super) fn distance(one: Landmark, other: Landmark) -> f64 {
    f64::from(other.x - one.x).hypot(f64::from(other.y - one.y))
}

/// Pixels from half-way between two landmarks, which is not rounded here, to a third: in single precision, as the
/// reference implementation has it for the size of a head.
fn distance_from_between(one: Landmark, other: Landmark, to: Landmark) -> f64 {
    let halves = |a: i32, b: i32, to: i32| f64::from(2 * to - a - b) / 2.0;
    let (x, y) = (halves(one.x, other.x, to.x), halves(one.y, other.y, to.y));
    f64::from(single(x * x + y * y).sqrt())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "single precision is what is wanted"
)]
fn single(number: f64) -> f32 {
    number as f32
}

/// So many points at equal distances along a line of points, both ends included.
fn evenly(line: &[Point], count: usize) -> Vec<Point> {
    let lengths: Vec<f32> = line
        .windows(2)
        .map(|pair| pair[0].distance(pair[1]))
        .collect();
    let whole: f32 = lengths.iter().sum();
    let step = whole / u16::try_from(count.max(2) - 1).map_or(1.0, f32::from);
    let mut points = Vec::with_capacity(count);
    let (mut piece, mut behind, mut wanted) = (0, 0.0, 0.0);
    while points.len() < count {
        while piece + 1 < lengths.len() && behind + lengths[piece] < wanted {
            behind += lengths[piece];
            piece += 1;
        }
        let share = ((wanted - behind) / lengths[piece].max(f32::MIN_POSITIVE)).clamp(0.0, 1.0);
        let (from, to) = (line[piece], line[piece + 1]);
        points.push(Point::new(
            from.x + (to.x - from.x) * share,
            from.y + (to.y - from.y) * share,
        ));
        wanted += step;
    }
    points
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "pixels of a picture of at most 50 megapixels, and saturating beyond"
)]
fn rounded(point: Point) -> Landmark {
    Landmark {
        x: point.x.round() as i32,
        y: point.y.round() as i32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_along_a_line_lie_evenly_and_keep_both_ends() {
        let line = [
            Point::new(0.0, 0.0),
            Point::new(1.0, 0.0),
            Point::new(4.0, 0.0),
        ];
        let points = evenly(&line, 5);
        let xs: Vec<f32> = points.iter().map(|point| point.x).collect();
        assert_eq!(xs, [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(
            evenly(&[Point::new(2.0, 2.0); 3], 3),
            [Point::new(2.0, 2.0); 3]
        );
    }

    #[test]
    fn half_a_pixel_is_rounded_away_from_zero() {
        let at = |x, y| Landmark { x, y };
        assert_eq!(middle(at(1, -1), at(2, -2)), at(2, -2));
        assert_eq!(middle(at(3, 0), at(5, 0)), at(4, 0));
    }

    #[test]
    fn landmarks_of_a_mesh_are_98_and_the_chin_is_the_meshs() {
        let landmarks = Landmarks::of_mesh(|number| {
            let at = f32::from(u16::try_from(number).unwrap());
            Point::new(at, at / 2.0)
        });
        assert_eq!(landmarks.all().len(), LANDMARKS);
        assert_eq!(landmarks.chin(), Landmark { x: 152, y: 76 });
        assert_eq!(landmarks.right_eye(), Landmark { x: 83, y: 42 });
    }
}
