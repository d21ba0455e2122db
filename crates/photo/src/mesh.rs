//! Face Mesh V2: 478 points on a face, and how sure it is that there is one.
//!
//! The region is the candidate's box, half as large again, turned by the eye line, so that the network always sees an
//! upright face. A second pass with the region from the first pass's points is what a tracker would do, and makes the
//! points independent of which detector found the face.

use crate::conv::ConvNet;
use crate::detector::Candidate;
use crate::geometry::{FaceBox, Point, Similarity};
use crate::kernel::{Edge, Filter};
use crate::net::InferenceError;
use crate::picture::Picture;
use crate::report::Landmarks;
use crate::tensor::{ColourOrder, Recipe, sigmoid};
use crate::warp::{Size, sample};

/// Input is 0 to 1.
const RECIPE: Recipe = Recipe {
    order: ColourOrder::Rgb,
    gain: 1.0 / 255.0,
    offset: 0.0,
};
/// Side of the region over longer side of the face box (MediaPipe's face landmark graph).
const REGION: f32 = 1.5;
/// Points in the answer, each with x, y and depth.
const POINTS: usize = 478;

/// Below this presence there is no face. Measured: real faces 1.000, false hits of the detectors 0.50 to 0.73.
pub(crate) const MIN_PRESENCE: f32 = 0.5;

/// The points, in pixels of the picture; depth is in pixels too, towards the camera negative.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mesh {
    points: Vec<Point>,
    depths: Vec<f32>,
    /// Probability of a face, 0 to 1.
    pub(crate) presence: f32,
}

/// Lid corners and chin in the numbering of the mesh.
mod number {
    pub(super) const RIGHT_EYE_OUTER: usize = 33;
    pub(super) const RIGHT_EYE_INNER: usize = 133;
    pub(super) const LEFT_EYE_INNER: usize = 362;
    pub(super) const LEFT_EYE_OUTER: usize = 263;
    pub(super) const CHIN: usize = 152;
}

impl Mesh {
    /// Measures the face of a candidate. `None` where there is no face after all.
    pub(crate) fn of(
        net: &ConvNet<2>,
        picture: &Picture,
        candidate: &Candidate,
    ) -> Result<Option<Self>, InferenceError> {
        let roll = candidate.right_eye.angle_to(candidate.left_eye);
        let first = Self::in_region(net, picture, &candidate.bounds, roll)?;
        if first.presence < MIN_PRESENCE {
            return Ok(None);
        }
        first.again(net, picture)
    }

    /// Looks where this face was, in the next picture. `None` where it is no longer.
    pub(crate) fn again(
        &self,
        net: &ConvNet<2>,
        picture: &Picture,
    ) -> Result<Option<Self>, InferenceError> {
        let Some(bounds) = self.bounds() else {
            return Ok(None);
        };
        let roll = self
            .point(number::RIGHT_EYE_OUTER)
            .angle_to(self.point(number::LEFT_EYE_OUTER));
        let next = Self::in_region(net, picture, &bounds, roll)?;
        Ok((next.presence >= MIN_PRESENCE).then_some(next))
    }

    fn in_region(
        net: &ConvNet<2>,
        picture: &Picture,
        bounds: &FaceBox,
        roll: f32,
    ) -> Result<Self, InferenceError> {
        let side = f32::from(net.side);
        let middle = Point::new(side / 2.0, side / 2.0);
        let scale = REGION * bounds.longer_side() / side;
        let map = Similarity::anchored(middle, bounds.centre(), scale, roll);
        let size = Size {
            width: net.side,
            height: net.side,
        };
        let pixels = sample(picture, &map, size, Filter::Tent, Edge::Black)?;
        let [points, presence] = net.run(RECIPE.planes(&pixels))?;
        let (true, &[presence]) = (points.len() == 3 * POINTS, presence.as_slice()) else {
            return Err(InferenceError::Shape);
        };
        let (points, depths) = points
            .chunks_exact(3)
            .filter_map(|point| match point {
                &[x, y, depth] => Some((map.apply(Point::new(x, y)), depth * scale)),
                _ => None,
            })
            .unzip();
        Ok(Self {
            points,
            depths,
            presence: sigmoid(presence),
        })
    }

    /// The box around all points.
    pub(crate) fn bounds(&self) -> Option<FaceBox> {
        FaceBox::around(self.points.iter().copied())
    }

    /// The middle between the lid corners of the subject's right eye. Unlike the iris it does not wander with the gaze.
    pub(crate) fn right_eye(&self) -> Point {
        self.point(number::RIGHT_EYE_OUTER)
            .middle(self.point(number::RIGHT_EYE_INNER))
    }

    /// The middle between the lid corners of the subject's left eye.
    pub(crate) fn left_eye(&self) -> Point {
        self.point(number::LEFT_EYE_INNER)
            .middle(self.point(number::LEFT_EYE_OUTER))
    }

    /// The lowest point of the chin.
    pub(crate) fn chin(&self) -> Point {
        self.point(number::CHIN)
    }

    /// The landmarks by which components are measured.
    pub(crate) fn landmarks(&self) -> Landmarks {
        Landmarks::of_mesh(|number| self.point(number))
    }

    /// A point with its depth.
    pub(crate) fn in_space(&self, number: usize) -> [f32; 3] {
        let at = self.point(number);
        [at.x, at.y, self.depths.get(number).copied().unwrap_or(0.0)]
    }

    /// A point by its number, 0 to 477.
    pub(crate) fn point(&self, number: usize) -> Point {
        // All numbers are below `POINTS`, which was checked.
        self.points
            .get(number)
            .copied()
            .unwrap_or(Point::new(0.0, 0.0))
    }
}
