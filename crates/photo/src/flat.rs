//! Whether what is followed from frame to frame is flat: a photo of a photo that is moved before the camera.
//!
//! A sheet that is tipped or turned is seen narrower on one side and one way: an affine map of its points explains nearly all of
//! that. A head that turns shows the side of the nose and hides an ear, which no affine map explains. Shifts, distance and a
//! turn within the picture say nothing, because both do them alike: what they explain is left out.

use crate::report::Landmarks;

/// Views that are kept to be compared with.
const MOST_VIEWS: usize = 16;
/// A view is another one from this change on, in shares of the eye distance: twice what the landmarks wander by themselves.
const ANOTHER: f64 = 0.02;
/// From this change on two views say whether what is seen is flat. Below it the wandering of the landmarks counts too much.
const TELLING: f64 = 0.045;
/// Below this share of the change that is left unexplained it is flat. Sheets come to 0.29 to 0.52, heads to 0.83 to 1.00.
const LEFT: f64 = 0.65;
/// Pairs of views that must have said something.
const LEAST_PAIRS: usize = 4;
/// Landmarks of the face's rim, brows and nose, and the corners of the eyes: what lids and lips do is no movement of a head.
const STILL: std::ops::Range<usize> = 0..60;
const CORNERS: [usize; 4] = [60, 64, 68, 72];

/// What was seen of one face from several sides.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flatness {
    views: Vec<Vec<[f64; 2]>>,
    /// What an affine map left of the change between two views, each that was telling.
    left: Vec<f64>,
}

impl Flatness {
    /// Compares another view, whose eyes are so far apart, with those before.
    pub(crate) fn see(&mut self, landmarks: &Landmarks, inter_eye_px: f32) {
        let all = landmarks.all();
        let still = all.get(STILL).unwrap_or_default().iter();
        let still = still.chain(CORNERS.iter().filter_map(|number| all.get(*number)));
        let view: Vec<[f64; 2]> = still.map(|it| [f64::from(it.x), f64::from(it.y)]).collect();
        self.compare(view, f64::from(inter_eye_px));
    }

    fn compare(&mut self, view: Vec<[f64; 2]>, unit: f64) {
        let changes: Vec<[f64; 2]> = self
            .views
            .iter()
            .filter_map(|before| Some(change(before, &view)?.map(|change| change / unit)))
            .collect();
        if changes.iter().any(|[turned, _]| *turned < ANOTHER) || self.views.len() == MOST_VIEWS {
            return;
        }
        let telling = changes.iter().filter(|[turned, _]| *turned >= TELLING);
        self.left
            .extend(telling.map(|[turned, left]| left / turned));
        self.views.push(view);
    }

    /// Whether most of what was seen is what a sheet does.
    pub(crate) fn is_flat(&self) -> bool {
        let mut left = self.left.clone();
        left.sort_by(f64::total_cmp);
        left.len() >= LEAST_PAIRS
            && left
                .get(left.len() / 2)
                .is_some_and(|middle| *middle < LEFT)
    }
}

/// How far, as root of the mean square, points are from where they were: once shift, distance and turn within the picture
/// are explained, and once any affine map is. Nothing where the points fall together.
fn change(before: &[[f64; 2]], now: &[[f64; 2]]) -> Option<[f64; 2]> {
    let (from, to) = (about_their_middle(before), about_their_middle(now));
    let sum = |of: fn([f64; 2], [f64; 2]) -> f64| -> f64 {
        from.iter().zip(&to).map(|(from, to)| of(*from, *to)).sum()
    };
    let (xx, xy, yy) = (
        sum(|from, _| from[0] * from[0]),
        sum(|from, _| from[0] * from[1]),
        sum(|from, _| from[1] * from[1]),
    );
    let (xu, yu) = (
        sum(|from, to| from[0] * to[0]),
        sum(|from, to| from[1] * to[0]),
    );
    let (xv, yv) = (
        sum(|from, to| from[0] * to[1]),
        sum(|from, to| from[1] * to[1]),
    );
    let size = xx * yy - xy * xy;
    if from.len() != to.len() || size <= f64::EPSILON {
        return None;
    }
    let (along, across) = ((xu + yv) / (xx + yy), (xv - yu) / (xx + yy));
    let similar = [[along, -across], [across, along]];
    let affine = [
        [(xu * yy - yu * xy) / size, (yu * xx - xu * xy) / size],
        [(xv * yy - yv * xy) / size, (yv * xx - xv * xy) / size],
    ];
    let off = |map: [[f64; 2]; 2]| {
        let squares = from.iter().zip(&to).map(|([x, y], [u, v])| {
            let (right, down) = (
                map[0][0] * x + map[0][1] * y - u,
                map[1][0] * x + map[1][1] * y - v,
            );
            right * right + down * down
        });
        (squares.sum::<f64>() / from.len() as f64).sqrt()
    };
    Some([off(similar), off(affine)])
}

fn about_their_middle(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let count = points.len().max(1) as f64;
    let mean = [0, 1].map(|axis| points.iter().map(|point| point[axis]).sum::<f64>() / count);
    points
        .iter()
        .map(|point| [point[0] - mean[0], point[1] - mean[1]])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grid of points on a face of this depth, turned about the upright axis, seen from ten widths away.
    fn turned(depth: f64, degrees: f64) -> Vec<[f64; 2]> {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let grid = (0..64).map(|at| [f64::from(at % 8) / 7.0 - 0.5, f64::from(at / 8) / 7.0 - 0.5]);
        let seen = grid.map(|[x, y]| {
            let z = depth * (0.5 - x * x - y * y);
            let (x, z) = (cos * x + sin * z, cos * z - sin * x);
            [x * 10.0 / (10.0 - z), y * 10.0 / (10.0 - z)]
        });
        seen.collect()
    }

    fn seen(depth: f64, from: i32) -> Flatness {
        let mut flatness = Flatness::default();
        for step in 0..8 {
            flatness.compare(turned(depth, f64::from(from + 8 * step)), 0.5);
        }
        flatness
    }

    #[test]
    fn a_sheet_that_turns_is_flat_and_a_head_is_not() {
        assert!(seen(0.0, -10).is_flat());
        assert!(!seen(0.6, -10).is_flat());
        assert!(!seen(0.6, -28).is_flat());
    }

    #[test]
    fn what_keeps_still_or_only_shifts_and_comes_near_says_nothing() {
        let mut flatness = Flatness::default();
        for step in 0..40 {
            let view = turned(0.0, 10.0).into_iter();
            let scale = 1.0 + f64::from(step) / 20.0;
            let moved = view.map(|[x, y]| [scale * x + f64::from(step), scale * y - 3.0]);
            flatness.compare(moved.collect(), 0.5 * scale);
        }
        assert_eq!(flatness.views.len(), 1);
        assert!(!flatness.is_flat());
    }

    #[test]
    fn points_in_one_place_are_no_view_to_compare_with() {
        assert_eq!(change(&[[1.0, 1.0]; 9], &[[1.0, 1.0]; 9]), None);
    }
}
