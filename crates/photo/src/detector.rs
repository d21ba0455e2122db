//! BlazeFace short-range: finds faces from about a sixth of the picture's height, with eyes, in a few milliseconds.
//!
//! Anchors and decoding as published with MediaPipe's `face_detection_short_range` graph: 16x16 cells with two anchors
//! and 8x8 cells with six, sizes in pixels of the 128x128 input; boxes of one face are averaged by their scores.

use crate::conv::ConvNet;
use crate::geometry::{FaceBox, Point};
use crate::letterbox::Letterbox;
use crate::net::InferenceError;
use crate::picture::Picture;
use crate::tensor::{ColourOrder, Recipe, sigmoid};

/// Input is -1 to 1.
const RECIPE: Recipe = Recipe {
    order: ColourOrder::Rgb,
    gain: 1.0 / 127.5,
    offset: -1.0,
};
/// Cells along a side, and anchors in each cell.
const GRIDS: [(u8, usize); 2] = [(16, 2), (8, 6)];
/// Box (centre, size), then six points (right eye, left eye, nose, mouth, right ear, left ear).
const VALUES: usize = 16;
/// Scores below this are not looked at.
const MIN_SCORE: f32 = 0.5;
/// Boxes that overlap more than this are one face.
const SAME_FACE: f32 = 0.3;

/// A place where a face may be. The mesh decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) score: f32,
    pub(crate) bounds: FaceBox,
    pub(crate) right_eye: Point,
    pub(crate) left_eye: Point,
}

/// Looks for faces in a whole picture.
pub(crate) fn detect(
    net: &ConvNet<2>,
    picture: &Picture,
) -> Result<Vec<Candidate>, InferenceError> {
    let letterbox = Letterbox::fit(picture, net.side)?;
    let [boxes, scores] = net.run(letterbox.planes(RECIPE))?;
    let anchors = anchors();
    if scores.len() != anchors.len() || boxes.len() != anchors.len() * VALUES {
        return Err(InferenceError::Shape);
    }
    let side = f32::from(net.side);
    let mut raw = Vec::new();
    for ((values, &logit), anchor) in boxes.chunks_exact(VALUES).zip(&scores).zip(anchors) {
        let score = sigmoid(logit);
        if let (true, &[x, y, width, height, rx, ry, lx, ly, ..]) = (score >= MIN_SCORE, values) {
            let place = |x, y| {
                letterbox
                    .map
                    .apply(Point::new(x + anchor.x * side, y + anchor.y * side))
            };
            raw.push(Candidate {
                score,
                bounds: centred(
                    place(x, y),
                    width * letterbox.map.scale(),
                    height * letterbox.map.scale(),
                ),
                right_eye: place(rx, ry),
                left_eye: place(lx, ly),
            });
        }
    }
    Ok(merged(raw))
}

/// A box around its centre.
pub(crate) fn centred(centre: Point, width: f32, height: f32) -> FaceBox {
    FaceBox {
        left: centre.x - width / 2.0,
        top: centre.y - height / 2.0,
        width,
        height,
    }
}

/// Anchor centres in shares of the input's side, in the order of the network's answers.
fn anchors() -> Vec<Point> {
    let mut anchors = Vec::with_capacity(896);
    for (cells, each) in GRIDS {
        let along = |cell: u8| (f32::from(cell) + 0.5) / f32::from(cells);
        for y in 0..cells {
            for x in 0..cells {
                anchors.extend(std::iter::repeat_n(Point::new(along(x), along(y)), each));
            }
        }
    }
    anchors
}

/// Makes one candidate of all that lie over each other, each weighing as much as its score.
fn merged(mut raw: Vec<Candidate>) -> Vec<Candidate> {
    raw.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut faces = Vec::new();
    while let Some(best) = raw.first().copied() {
        let (same, others): (Vec<_>, Vec<_>) = raw
            .into_iter()
            .partition(|other| best.bounds.overlap(&other.bounds) > SAME_FACE);
        // The best lies over itself, unless its box has no area; then it must not be looked at for ever.
        if same.is_empty() {
            raw = others.into_iter().skip(1).collect();
            continue;
        }
        faces.push(weighted_mean(&same, best.score));
        raw = others;
    }
    faces
}

fn weighted_mean(same: &[Candidate], score: f32) -> Candidate {
    let total: f32 = same.iter().map(|face| face.score).sum();
    let mean = |value: fn(&Candidate) -> f32| {
        same.iter()
            .map(|face| face.score / total * value(face))
            .sum::<f32>()
    };
    Candidate {
        score,
        bounds: FaceBox {
            left: mean(|face| face.bounds.left),
            top: mean(|face| face.bounds.top),
            width: mean(|face| face.bounds.width),
            height: mean(|face| face.bounds.height),
        },
        right_eye: Point::new(mean(|face| face.right_eye.x), mean(|face| face.right_eye.y)),
        left_eye: Point::new(mean(|face| face.left_eye.x), mean(|face| face.left_eye.y)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(score: f32, left: f32) -> Candidate {
        let eye = Point::new(left, 0.0);
        let bounds = FaceBox {
            left,
            top: 0.0,
            width: 10.0,
            height: 10.0,
        };
        Candidate {
            score,
            bounds,
            right_eye: eye,
            left_eye: eye,
        }
    }

    #[test]
    fn there_are_896_anchors_from_the_first_to_the_last_cell() {
        let anchors = anchors();
        assert_eq!(anchors.len(), 896);
        assert_eq!(anchors[0], Point::new(0.5 / 16.0, 0.5 / 16.0));
        assert_eq!(anchors[895], Point::new(7.5 / 8.0, 7.5 / 8.0));
    }

    #[test]
    fn candidates_over_each_other_become_their_weighted_mean() {
        let faces = merged(vec![
            candidate(0.6, 2.0),
            candidate(0.9, 0.0),
            candidate(0.7, 50.0),
        ]);
        assert_eq!(faces.len(), 2);
        assert!((faces[0].bounds.left - 0.8).abs() < 1e-5);
        assert!((faces[0].score - 0.9).abs() < 1e-6);
        assert!((faces[1].bounds.left - 50.0).abs() < 1e-5);
    }

    #[test]
    fn candidates_without_area_end_the_merge_too() {
        let empty = Candidate {
            bounds: centred(Point::new(0.0, 0.0), 0.0, 0.0),
            ..candidate(0.9, 0.0)
        };
        assert_eq!(merged(vec![empty, empty, candidate(0.8, 0.0)]).len(), 1);
    }
}
