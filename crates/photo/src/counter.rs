//! YuNet, 640 pixels along the longer side: counts people. It finds a second person's head down to a fifteenth of the picture's height, which
//! BlazeFace misses (measured on 20 pairs: heads of 72 px in 1080p, 20 of 20 against 0 of 20).
//!
//! Decoding as in OpenCV's `FaceDetectorYN`: anchor-free cells of 8, 16 and 32 pixels; score is the geometric mean of
//! class and objectness.

use crate::conv::{ConvNet, Run};
use crate::detector::{Candidate, centred};
use crate::geometry::{Point, Similarity};
use crate::letterbox::Letterbox;
use crate::net::InferenceError;
use crate::picture::Picture;
use crate::tensor::{ColourOrder, Recipe};
use crate::warp::Size;

/// Plain 0 to 255, blue first.
const RECIPE: Recipe = Recipe {
    order: ColourOrder::Bgr,
    gain: 1.0,
    offset: 0.0,
};
/// Pixels of the input along a cell's side.
const STRIDES: [u16; 3] = [8, 16, 32];
/// Scores below this are not looked at. Low, because the mesh decides afterwards.
const MIN_SCORE: f32 = 0.6;
/// Boxes that overlap more than this are one face (OpenCV's default).
const SAME_FACE: f32 = 0.3;
/// The share of the network in the first half of a count, which shrinks the picture too.
const FIRST: f32 = 0.25;

/// Looks for all people in a whole picture, the surest first.
pub(crate) fn count(
    net: &ConvNet<12>,
    picture: &Picture,
) -> Result<Vec<Candidate>, InferenceError> {
    Counting::begin(net, picture)?.finish()
}

/// A count in two halves that take about as long, each for a frame of the live loop. The second needs nothing of the picture.
pub(crate) struct Counting {
    run: Run<12>,
    /// What the network sees, in pixels, and from there into the picture.
    size: Size,
    map: Similarity,
}

impl Counting {
    /// Looks at the picture, and does the first half.
    pub(crate) fn begin(net: &ConvNet<12>, picture: &Picture) -> Result<Self, InferenceError> {
        // A camera's picture is wide: without what would be black above and below it, a third of the work is left.
        let letterbox = Letterbox::fit_in_steps(picture, net.side, STRIDES[2])?;
        let Letterbox { size, map, .. } = letterbox;
        let mut run = net.begin(letterbox.planes(RECIPE), size.width, size.height)?;
        run.advance(FIRST)?;
        Ok(Self { run, size, map })
    }

    /// Does the second half, and says who was found, the surest first.
    pub(crate) fn finish(self) -> Result<Vec<Candidate>, InferenceError> {
        let Size { width, height } = self.size;
        let answers = self.run.finish()?;
        let mut raw = Vec::new();
        for (answer, stride) in answers.chunks_exact(4).zip(STRIDES) {
            let [classes, objects, boxes, points] = answer else {
                return Err(InferenceError::Shape);
            };
            let along = usize::from(width / stride);
            let cells = along * usize::from(height / stride);
            let expected = [cells, cells, 4 * cells, 10 * cells];
            if [classes.len(), objects.len(), boxes.len(), points.len()] != expected {
                return Err(InferenceError::Shape);
            }
            let scores = classes
                .iter()
                .zip(objects)
                .map(|(class, object)| (class.clamp(0.0, 1.0) * object.clamp(0.0, 1.0)).sqrt());
            let shapes = boxes.chunks_exact(4).zip(points.chunks_exact(10));
            for (cell, (score, (shape, points))) in scores.zip(shapes).enumerate() {
                let (&[x, y, width, height], &[rx, ry, lx, ly, ..]) = (shape, points) else {
                    continue;
                };
                if score < MIN_SCORE {
                    continue;
                }
                let stride = f32::from(stride);
                let (column, row) = ((cell % along) as f32, (cell / along) as f32);
                let place = |x: f32, y: f32| {
                    self.map
                        .apply(Point::new((column + x) * stride, (row + y) * stride))
                };
                let size = stride * self.map.scale();
                raw.push(Candidate {
                    score,
                    bounds: centred(place(x, y), width.exp() * size, height.exp() * size),
                    right_eye: place(rx, ry),
                    left_eye: place(lx, ly),
                });
            }
        }
        Ok(surest(raw))
    }
}

/// Keeps the surest of all that lie over each other.
fn surest(mut raw: Vec<Candidate>) -> Vec<Candidate> {
    raw.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut faces: Vec<Candidate> = Vec::new();
    for face in raw {
        if faces
            .iter()
            .all(|kept| kept.bounds.overlap(&face.bounds) <= SAME_FACE)
        {
            faces.push(face);
        }
    }
    faces
}
