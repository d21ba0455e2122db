//! One picture, one verdict, and the geometry behind it.

use rekam_domain::code::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::counter;
use crate::detector::{self, Candidate};
use crate::geometry::{FaceBox, Point};
use crate::hands::side_by_side;
use crate::mesh::Mesh;
use crate::models::FaceModels;
use crate::net::InferenceError;
use crate::picture::Picture;
use crate::report::Landmarks;

/// The least distance between the eyes that makes a portrait: 90 px.
/// ISO/IEC 19794-5:2011 and 39794-5 D.1, from the editors' knowledge; to be checked against the standard's text.
pub const MIN_INTER_EYE_PX: f32 = 90.0;

/// The distance between the eyes that is recommended: 120 px. Same sources.
pub const BETTER_INTER_EYE_PX: f32 = 120.0;

/// A face that is turned further than this from upright lies: a picture on its side, of which no portrait is made even where a
/// detector happens to see the face.
const LYING_DEG: f32 = 45.0;

/// Candidates that are measured. A crowd is a crowd after the first few, and each costs two runs of the mesh.
const MOST_CANDIDATES: usize = 6;

/// What the desk may do with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// One face, large enough.
    Acceptable,
    /// No face, or none that stands upright.
    NoFace,
    /// More than one face.
    SeveralFaces,
    /// One face, eyes less than [`MIN_INTER_EYE_PX`] apart.
    TooSmall,
}

impl Verdict {
    /// What to tell the person; nothing where the picture is acceptable.
    pub fn code(self) -> Option<ErrorCode> {
        match self {
            Self::Acceptable => None,
            Self::NoFace => Some(ErrorCode::PhotoNoFace),
            Self::SeveralFaces => Some(ErrorCode::PhotoSeveralFaces),
            Self::TooSmall => Some(ErrorCode::PhotoFaceTooSmall),
        }
    }
}

/// A face that was measured. Coordinates are pixels of the picture, left and right are the subject's.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Face {
    /// The box around all points of the face: brows to chin, ear to ear.
    pub bounds: FaceBox,
    /// The middle of the right eye (between its lid corners), on the left of the picture.
    pub right_eye: Point,
    /// The middle of the left eye.
    pub left_eye: Point,
    /// The lowest point of the chin.
    pub chin: Point,
    /// Pixels from eye to eye.
    pub inter_eye_px: f32,
    /// Degrees by which the eye line falls to the right of the picture, -180 to 180. Positive: the head is tipped to
    /// the subject's left.
    pub roll_deg: f32,
    /// How sure the mesh is that this is a face, 0.5 to 1.
    pub presence: f32,
    /// The landmarks by which its components are measured.
    #[serde(skip)]
    pub landmarks: Landmarks,
    /// All points of the mesh.
    #[serde(skip)]
    pub(crate) mesh: Mesh,
}

impl Face {
    pub(crate) fn measured(mesh: Mesh) -> Option<Self> {
        let (right_eye, left_eye) = (mesh.right_eye(), mesh.left_eye());
        let inter_eye_px = right_eye.distance(left_eye);
        // Points that are no numbers or fall together would only come from a broken network.
        (inter_eye_px.is_finite() && inter_eye_px > 1.0).then_some(Self {
            bounds: mesh.bounds()?,
            right_eye,
            left_eye,
            chin: mesh.chin(),
            inter_eye_px,
            roll_deg: right_eye.angle_to(left_eye).to_degrees(),
            presence: mesh.presence,
            landmarks: mesh.landmarks(),
            mesh,
        })
    }

    /// The place between the eyes.
    pub fn eye_middle(&self) -> Point {
        self.right_eye.middle(self.left_eye)
    }
}

/// What was found in a picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Assessment {
    /// The one thing to act on.
    pub verdict: Verdict,
    /// All faces, the largest first. At most [six](MOST_CANDIDATES) are measured.
    pub faces: Vec<Face>,
    /// Width of the picture that was assessed, in pixels.
    pub picture_width: u32,
    /// Height of the picture that was assessed, in pixels.
    pub picture_height: u32,
}

impl Assessment {
    /// What these faces of a picture, the largest first, come to. Where all of them lie, there is none.
    pub(crate) fn of(picture: &Picture, mut faces: Vec<Face>) -> Self {
        if faces.iter().all(|face| face.roll_deg.abs() > LYING_DEG) {
            faces.clear();
        }
        Self {
            verdict: verdict(&faces),
            faces,
            picture_width: picture.width(),
            picture_height: picture.height(),
        }
    }

    /// The largest face, the one that a portrait is made of.
    pub fn face(&self) -> Option<&Face> {
        self.faces.first()
    }
}

/// Finds and measures all faces. Both detectors propose; only what the mesh recognises counts.
pub(crate) fn assess(models: &FaceModels, picture: &Picture) -> Result<Assessment, InferenceError> {
    let found = detector::detect(&models.detector, picture)?;
    let counted = counter::count(&models.counter, picture)?;
    measured(models, picture, found, counted)
}

/// The same with one detector in a thread of its own.
pub(crate) fn assess_side_by_side(
    models: &FaceModels,
    picture: &Picture,
) -> Result<Assessment, InferenceError> {
    let (found, counted) = side_by_side(
        || detector::detect(&models.detector, picture),
        || counter::count(&models.counter, picture),
    );
    measured(models, picture, found?, counted?)
}

/// Measures what both detectors propose.
fn measured(
    models: &FaceModels,
    picture: &Picture,
    found: Vec<Candidate>,
    counted: Vec<Candidate>,
) -> Result<Assessment, InferenceError> {
    let mut candidates = found;
    candidates.extend(counted);
    candidates.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
    let mut faces: Vec<Face> = Vec::new();
    for candidate in distinct(candidates) {
        let mesh = Mesh::of(&models.mesh, picture, &candidate)?;
        let Some(face) = mesh.and_then(Face::measured) else {
            continue;
        };
        // A false candidate beside a face can lead the mesh to the same face.
        if faces
            .iter()
            .all(|known| !same_eyes(face_eyes(known), face_eyes(&face)))
        {
            faces.push(face);
        }
    }
    faces.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
    Ok(Assessment::of(picture, faces))
}

fn verdict(faces: &[Face]) -> Verdict {
    match faces {
        [] => Verdict::NoFace,
        [face] if face.inter_eye_px < MIN_INTER_EYE_PX => Verdict::TooSmall,
        [_] => Verdict::Acceptable,
        [_, _, ..] => Verdict::SeveralFaces,
    }
}

/// Drops what both detectors found, and what is beyond the first few.
fn distinct(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        if kept.len() == MOST_CANDIDATES {
            break;
        }
        let eyes = [candidate.right_eye, candidate.left_eye];
        if kept
            .iter()
            .all(|known| !same_eyes([known.right_eye, known.left_eye], eyes))
        {
            kept.push(candidate);
        }
    }
    kept
}

fn face_eyes(face: &Face) -> [Point; 2] {
    [face.right_eye, face.left_eye]
}

/// Two people's eyes cannot be nearer to each other than half of what lies between one person's eyes.
fn same_eyes(one: [Point; 2], other: [Point; 2]) -> bool {
    let between = |eyes: [Point; 2]| eyes[0].distance(eyes[1]);
    let apart = one[0].middle(one[1]).distance(other[0].middle(other[1]));
    apart < 0.5 * between(one).max(between(other))
}
