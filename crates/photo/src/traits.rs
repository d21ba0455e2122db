//! What Rekam sees in a face beyond the components of the standard: pose, expression, light, covers, sharpness.
//!
//! None of these passes for a component of ISO/IEC 29794-5: the reference implementation learns head pose, sharpness,
//! expression and occlusion from pictures with networks that cannot be had freely. What stands here is geometry of the
//! mesh, four of MediaPipe's blendshapes, and colours of an upright patch of the face in which the eyes are
//! 120 pixels apart.

use serde::Serialize;

use crate::assess::Face;
use crate::geometry::cell;
use crate::mesh::Mesh;
use crate::net::{InferenceError, Net};
use crate::patch::Patch;
use crate::picture::Picture;
use crate::pose::Pose;

/// The points of the mesh that the blendshape network takes.
const EXPRESSIVE: [usize; 146] = [
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65,
    66, 67, 70, 78, 80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136,
    144, 145, 146, 148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172,
    173, 176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283,
    284, 285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318, 321, 323, 324,
    332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385,
    386, 387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472,
    473, 474, 475, 476, 477,
];
/// Its answers for the corners of the mouth drawn up.
const SMILE: [usize; 2] = [44, 45];

/// What is seen in one face.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Traits {
    /// Where the head points.
    pub pose: Pose,
    /// The opening of the lids of the eye that is less open, in distances from eyes to chin. Open eyes have 0.05 and
    /// more, closed ones less than 0.01.
    pub lids: f32,
    /// The opening of the lips, in distances from eyes to chin. Closed ones have less than 0.035.
    pub lips: f32,
    /// How far the corners of the mouth are drawn up, 0 to 1.
    pub smile: f32,
    /// How far the irises stand from the middle of the eyes, in widths of an eye; to the right of the picture positive.
    pub gaze: f32,
    /// The mean luminance of the face, 0 to 1. Depends on the skin: never to be gated on alone.
    pub brightness: f32,
    /// The brightest tenth between the lids, luminance 0 to 1: the white of the eye, which is white in everybody.
    pub eye_white: f32,
    /// The darker cheek's luminance over the brighter one's.
    pub balance: f32,
    /// The share of the face that is burnt out, 0 to 1.
    pub burnt: f32,
    /// Colour of the cheeks, CIELAB a and b.
    pub skin_a: f32,
    /// See `skin_a`.
    pub skin_b: f32,
    /// The mean of the second differences of the luminance over its deviation: lower is less sharp.
    pub sharpness: f32,
    /// How much of what lies between the lids is as dark as a pupil, 0 to 1.
    pub dark_eyes: f32,
    /// Burnt spots around the eyes, share of the pixels.
    pub glare: f32,
    /// The strongest edge across the bridge of the nose, in shares of the skin's luminance.
    pub bridge: f32,
    /// The strongest dark line under the eyes, in shares of the skin's luminance.
    pub rim: f32,
    /// Colour distance of the forehead from the cheeks.
    pub forehead: f32,
    /// Colour distance of what lies over the eyes from the cheeks.
    pub over_eyes: f32,
    /// Colour distance of mouth and chin from the cheeks.
    pub mouth: f32,
    /// Colour of the forehead, CIELAB a and b.
    pub forehead_a: f32,
    /// See `forehead_a`.
    pub forehead_b: f32,
    /// Colour distance of the top of the forehead from the cheeks.
    pub crown: f32,
    /// Colour distance of the lips from the skin around them.
    pub lip_contrast: f32,
    /// Finest differences from left to right over those from top to bottom.
    pub direction: f32,
    /// The brightest fiftieth of what lies around the face.
    pub around: f32,
    /// Steps at the borders of the blocks that JPEG works in, over steps elsewhere. 1 where nothing shows.
    pub blocks: f32,
    /// How little the left half of the lower face mirrors the right one, colour distance.
    pub lopsided: f32,
}

impl Traits {
    /// Looks at a face of a picture.
    pub(crate) fn of(
        expression: &Net<1>,
        picture: &Picture,
        face: &Face,
        mesh: &Mesh,
    ) -> Result<Self, InferenceError> {
        let patch = Patch::of(picture, face, mesh)?;
        let skin = patch.skin();
        Ok(Self {
            pose: Pose::of(mesh),
            lids: lids(mesh),
            lips: lips(mesh),
            smile: smile(expression, mesh)?,
            gaze: gaze(mesh),
            brightness: patch.mean_luminance(),
            eye_white: patch.eye_white(),
            balance: patch.balance(),
            burnt: patch.burnt(),
            skin_a: skin.a,
            skin_b: skin.b,
            sharpness: patch.sharpness(),
            dark_eyes: patch.dark_eyes(),
            glare: patch.glare(),
            bridge: patch.bridge(),
            rim: patch.rim(),
            forehead: patch.off_skin(
                &[
                    (9, 8.0),
                    (151, 8.0),
                    (108, 8.0),
                    (337, 8.0),
                    (69, 7.0),
                    (299, 7.0),
                ],
                skin,
            ),
            over_eyes: patch.off_skin(
                &[
                    (223, 4.0),
                    (443, 4.0),
                    (27, 3.0),
                    (257, 3.0),
                    (230, 4.0),
                    (450, 4.0),
                ],
                skin,
            ),
            mouth: patch.off_skin(
                &[
                    (164, 5.0),
                    (18, 5.0),
                    (200, 8.0),
                    (175, 6.0),
                    (212, 8.0),
                    (432, 8.0),
                ],
                skin,
            ),
            forehead_a: patch
                .colour(patch.point(151), 10.0)
                .map_or(0.0, |lab| lab.a),
            forehead_b: patch
                .colour(patch.point(151), 10.0)
                .map_or(0.0, |lab| lab.b),
            crown: patch.off_skin(
                &[(10, 5.0), (109, 5.0), (338, 5.0), (67, 5.0), (297, 5.0)],
                skin,
            ),
            lip_contrast: patch.lip_contrast(),
            direction: patch.direction(),
            around: patch.around(),
            blocks: blocks(picture, face),
            lopsided: patch.lopsided(),
        })
    }

    /// The same face a moment later: what its points say is new, what is seen in pixels (and the smile) stays.
    pub(crate) fn later(self, mesh: &Mesh) -> Self {
        Self {
            pose: Pose::of(mesh),
            lids: lids(mesh),
            lips: lips(mesh),
            gaze: gaze(mesh),
            ..self
        }
    }

    /// How good a picture is beside others of its burst: open lids, sharpness, a level head. Each counts as much as it
    /// varies between good pictures.
    pub(crate) fn worth(&self) -> f32 {
        let off = self.pose.yaw_deg.abs() + self.pose.roll_deg.abs();
        self.lids.min(0.1) * 10.0 + self.sharpness.min(0.6) * 2.0 - off / 20.0
    }
}

/// The opening of the eye that is less open.
fn lids(mesh: &Mesh) -> f32 {
    let right = gap(mesh, [(160, 144), (159, 145), (158, 153)]);
    let left = gap(mesh, [(385, 380), (386, 374), (387, 373)]);
    right.min(left)
}

fn lips(mesh: &Mesh) -> f32 {
    gap(mesh, [(81, 178), (13, 14), (311, 402)])
}

/// The widest of gaps between two points, in distances from eyes to chin.
fn gap(mesh: &Mesh, pairs: [(usize, usize); 3]) -> f32 {
    let to_chin = mesh
        .right_eye()
        .middle(mesh.left_eye())
        .distance(mesh.chin());
    let gaps = pairs.map(|(one, other)| mesh.point(one).distance(mesh.point(other)));
    gaps.into_iter().fold(0.0, f32::max) / to_chin.max(1.0)
}

fn smile(net: &Net<1>, mesh: &Mesh) -> Result<f32, InferenceError> {
    let points = EXPRESSIVE.into_iter().flat_map(|number| {
        let at = mesh.point(number);
        [at.x, at.y]
    });
    let [answers] = net.run(points.collect())?;
    let corner = |number: usize| answers.get(number).copied().ok_or(InferenceError::Shape);
    Ok((corner(SMILE[0])? + corner(SMILE[1])?) / 2.0)
}

/// Iris from the middle of the lid corners, over the width of the eye, mean of both.
fn gaze(mesh: &Mesh) -> f32 {
    let eye = |iris: usize, one: usize, other: usize| {
        let (from, to) = (mesh.point(one), mesh.point(other));
        let width = from.distance(to).max(1.0);
        let (along, off) = ((to.x - from.x, to.y - from.y), mesh.point(iris));
        let middle = from.middle(to);
        ((off.x - middle.x) * along.0 + (off.y - middle.y) * along.1) / (width * width)
    };
    (eye(468, 33, 133) + eye(473, 362, 263)) / 2.0
}

/// Over the box of a face: the mean step from column to column at multiples of eight, over that elsewhere.
fn blocks(picture: &Picture, face: &Face) -> f32 {
    let limit = |place: f32, most: u32| place.clamp(0.0, most as f32);
    let (left, right) = (face.bounds.left, face.bounds.left + face.bounds.width);
    let (top, bottom) = (face.bounds.top, face.bounds.top + face.bounds.height);
    let columns =
        cell(limit(left, picture.width()))..cell(limit(right, picture.width())).saturating_sub(1);
    let rows = cell(limit(top, picture.height()))..cell(limit(bottom, picture.height()));
    let width = cell(picture.width() as f32);
    let (mut border, mut elsewhere) = ((0_u32, 0_u32), (0_u32, 0_u32));
    for row in rows {
        for column in columns.clone() {
            let green = |column: usize| picture.rgb()[3 * (row * width + column) + 1];
            let step = u32::from(green(column).abs_diff(green(column + 1)));
            let sum = if column % 8 == 7 {
                &mut border
            } else {
                &mut elsewhere
            };
            *sum = (sum.0 + step, sum.1 + 1);
        }
    }
    let mean = |(sum, count): (u32, u32)| sum as f32 / count.max(1) as f32;
    (mean(border) + 0.05) / (mean(elsewhere) + 0.05)
}
