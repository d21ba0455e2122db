//! How the head is turned: the rotation that brings MediaPipe's canonical face onto the mesh, by weighted least
//! squares (Horn, "Closed-form solution of absolute orientation using unit quaternions", 1987).

use serde::Serialize;

use crate::mesh::Mesh;

/// Where a head points. Degrees; 0, 0, 0 looks straight into the camera.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pose {
    /// Turned to the subject's left (the right of the picture): positive.
    pub yaw_deg: f32,
    /// Chin up: positive.
    pub pitch_deg: f32,
    /// Tipped to the subject's left: positive.
    pub roll_deg: f32,
}

/// Points of the canonical face that hardly move with expression: number in the mesh, weight, place in centimetres
/// (x to the subject's left, y up, z towards the camera). From the geometry metadata of MediaPipe's face landmarker
/// bundle (Apache-2.0, `assets/models/LICENCES.md`).
const BASIS: [(usize, f64, [f64; 3]); 33] = [
    (4, 0.0709, [0.000, -0.463, 7.587]),
    (6, 0.0321, [0.000, 2.473, 5.789]),
    (10, 0.0084, [0.000, 8.262, 4.482]),
    (33, 0.0587, [-4.446, 2.664, 3.173]),
    (54, 0.0077, [-6.279, 6.615, 1.426]),
    (67, 0.0091, [-3.524, 8.006, 3.729]),
    (117, 0.0098, [-5.259, 0.946, 2.974]),
    (119, 0.0146, [-3.301, 0.862, 3.873]),
    (121, 0.0186, [-1.821, 1.468, 4.224]),
    (127, 0.0052, [-7.743, 2.365, -2.005]),
    (129, 0.1206, [-1.786, -0.978, 4.850]),
    (132, 0.0056, [-7.271, -2.891, -2.252]),
    (133, 0.0533, [-1.856, 2.585, 3.758]),
    (136, 0.0669, [-5.085, -7.179, 0.715]),
    (143, 0.0148, [-6.408, 2.236, 1.561]),
    (147, 0.0143, [-6.235, -1.944, 1.664]),
    (198, 0.0255, [-1.247, 0.230, 5.681]),
    (205, 0.0473, [-3.833, -1.537, 4.138]),
    (263, 0.0587, [4.446, 2.664, 3.173]),
    (284, 0.0077, [6.279, 6.615, 1.426]),
    (297, 0.0091, [3.524, 8.006, 3.729]),
    (346, 0.0098, [5.259, 0.946, 2.974]),
    (348, 0.0146, [3.301, 0.862, 3.873]),
    (350, 0.0186, [1.821, 1.468, 4.224]),
    (356, 0.0052, [7.743, 2.365, -2.005]),
    (358, 0.1206, [1.786, -0.978, 4.850]),
    (361, 0.0056, [7.271, -2.891, -2.252]),
    (362, 0.0533, [1.856, 2.585, 3.758]),
    (365, 0.0669, [5.085, -7.179, 0.715]),
    (372, 0.0148, [6.408, 2.236, 1.561]),
    (376, 0.0143, [6.235, -1.944, 1.664]),
    (420, 0.0255, [1.247, 0.230, 5.681]),
    (425, 0.0473, [3.833, -1.537, 4.138]),
];

/// Degrees of pitch that the mesh sees in heads that look straight ahead: mean over the neutral faces of the London set.
const LEVEL_PITCH_DEG: f64 = 0.0;

impl Pose {
    /// The pose of a face.
    pub(crate) fn of(mesh: &Mesh) -> Self {
        // The mesh has y down and depth away from the camera.
        let seen = BASIS.map(|(number, _, _)| {
            let [x, y, depth] = mesh.in_space(number).map(f64::from);
            [x, -y, -depth]
        });
        let [w, x, y, z] = turn(&seen);
        let yaw = (2.0 * (x * z + w * y)).atan2(1.0 - 2.0 * (x * x + y * y));
        let pitch = (2.0 * (w * x - y * z)).clamp(-1.0, 1.0).asin();
        let roll = (2.0 * (x * y + w * z)).atan2(1.0 - 2.0 * (x * x + z * z));
        Self {
            yaw_deg: degrees(yaw),
            pitch_deg: degrees(-pitch - LEVEL_PITCH_DEG.to_radians()),
            roll_deg: degrees(-roll),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "degrees in single precision"
)]
fn degrees(radians: f64) -> f32 {
    radians.to_degrees() as f32
}

/// The quaternion (w, x, y, z) that turns the canonical face onto these points.
fn turn(seen: &[[f64; 3]; 33]) -> [f64; 4] {
    let weights: f64 = BASIS.iter().map(|(_, weight, _)| weight).sum();
    let mean = |point: &dyn Fn(usize) -> [f64; 3]| {
        [0, 1, 2].map(|axis| {
            let sum: f64 = BASIS
                .iter()
                .enumerate()
                .map(|(at, (_, weight, _))| weight * point(at)[axis])
                .sum();
            sum / weights
        })
    };
    let (from, to) = (mean(&|at| BASIS[at].2), mean(&|at| seen[at]));
    let mut s = [[0.0; 3]; 3];
    for (at, (_, weight, point)) in BASIS.iter().enumerate() {
        for row in 0..3 {
            for column in 0..3 {
                s[row][column] +=
                    weight * (point[row] - from[row]) * (seen[at][column] - to[column]);
            }
        }
    }
    let [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = s;
    strongest([
        [xx + yy + zz, yz - zy, zx - xz, xy - yx],
        [yz - zy, xx - yy - zz, xy + yx, zx + xz],
        [zx - xz, xy + yx, yy - xx - zz, yz + zy],
        [xy - yx, zx + xz, yz + zy, zz - xx - yy],
    ])
}

/// The eigenvector of the greatest eigenvalue of a symmetric matrix: made positive, squared until only that one is
/// left.
fn strongest(mut matrix: [[f64; 4]; 4]) -> [f64; 4] {
    let size = |matrix: &[[f64; 4]; 4]| {
        matrix
            .iter()
            .flatten()
            .map(|value| value * value)
            .sum::<f64>()
            .sqrt()
    };
    let shift = size(&matrix);
    for (at, row) in matrix.iter_mut().enumerate() {
        row[at] += shift;
    }
    for _ in 0..24 {
        let scale = size(&matrix).max(f64::MIN_POSITIVE);
        let scaled = matrix.map(|row| row.map(|value| value / scale));
        matrix = [0, 1, 2, 3].map(|row| {
            [0, 1, 2, 3].map(|column| (0..4).map(|at| scaled[row][at] * scaled[at][column]).sum())
        });
    }
    let length = |row: &[f64; 4]| row.iter().map(|value| value * value).sum::<f64>().sqrt();
    let longest = matrix
        .into_iter()
        .max_by(|one, other| length(one).total_cmp(&length(other)));
    let longest = longest.unwrap_or([1.0, 0.0, 0.0, 0.0]);
    let length = length(&longest).max(f64::MIN_POSITIVE);
    longest.map(|value| value / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_canonical_face_gives_its_turn() {
        let (sin, cos) = 20_f64.to_radians().sin_cos();
        // About the vertical axis.
        let seen = BASIS.map(|(_, _, [x, y, z])| {
            [
                5.0 * (cos * x + sin * z),
                5.0 * y,
                5.0 * (cos * z - sin * x),
            ]
        });
        let [w, x, y, z] = turn(&seen);
        assert!(
            (2.0 * w.acos().to_degrees() - 20.0).abs() < 1e-6
                || (2.0 * (-w).acos().to_degrees() - 20.0).abs() < 1e-6
        );
        assert!(x.abs() < 1e-6 && z.abs() < 1e-6 && y.abs() > 0.1);
    }

    #[test]
    fn points_in_one_place_have_some_turn_and_no_panic() {
        assert!(turn(&[[1.0; 3]; 33]).iter().all(|part| part.is_finite()));
    }
}
