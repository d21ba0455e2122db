//! The component report of ISO/IEC 29794-5: what each component measures, and the score it gives.
//!
//! Values and scores are those of OFIQ 1.1, the reference implementation of the standard, for the same landmarks and
//! masks: `tests/golden` holds what it says of the sample portraits. The learned components (unified quality,
//! sharpness, compression, expression, head pose) are not here; [`crate::traits`] has what stands in for them, under
//! names of its own.

mod absent;
mod align;
mod component;
mod landmarks;
mod raster;

pub use absent::Absent;
pub use component::Component;
pub use landmarks::{LANDMARKS, Landmark, Landmarks};
pub use raster::Mask;

use align::{Aligned, SIDE, align};
use landmarks::{distance, middle};
use serde::Serialize;

use crate::colour;
use crate::geometry::{FaceBox, Point};
use crate::picture::Picture;

/// Pixels along a side of the masks of [`Given`] that say what is background and what covers the head.
pub const PARSING_SIDE: usize = 400;
/// Pixels along a side of the mask of [`Given`] that says what of the face can be seen.
pub const VISIBLE_SIDE: usize = 224;
/// The part of the aligned face that is parsed: left, top and side.
const PARSED: [usize; 3] = [30, 0, 556];
/// The part of the aligned face whose occlusion is judged.
const JUDGED: [usize; 3] = [96, 96, 424];
/// The part of the aligned face whose background is judged (left, right, bottom edge), and its size when judged.
const BACKGROUND: [usize; 3] = [62, 554, 406];
const BACKGROUND_SIZE: [usize; 2] = [354, 292];
/// Rows of the parsed part in which a covering of the head is looked for.
const HEAD_ROWS: usize = 196;

/// What a component came to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// Which component.
    pub component: Component,
    /// The value in its own unit.
    pub native: f64,
    /// 0 to 100; 100 is best.
    pub score: u8,
}

/// What the components need that the reference implementation learns from the picture with networks of its own.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Given {
    /// Degrees by which the head is turned to the side.
    pub yaw_deg: f64,
    /// The boxes of all faces, in any order.
    pub faces: Vec<FaceBox>,
    /// What is background, [`PARSING_SIDE`] along each side, at the [places that are parsed](parsing_places).
    pub background: Option<Mask>,
    /// What is hat or cloth, at the same places.
    pub head_covering: Option<Mask>,
    /// What of the face is not covered, [`VISIBLE_SIDE`] along each side, at the [places that are
    /// judged](visible_places).
    pub visible: Option<Mask>,
}

/// Where in the picture the pixels of [`Given::background`] and [`Given::head_covering`] lie, row by row. Some lie
/// outside. Nothing where the landmarks fall together.
pub fn parsing_places(landmarks: &Landmarks) -> Option<Vec<Point>> {
    align::places_of(landmarks, PARSED, PARSING_SIDE)
}

/// Where in the picture the pixels of [`Given::visible`] lie, row by row.
pub fn visible_places(landmarks: &Landmarks) -> Option<Vec<Point>> {
    align::places_of(landmarks, JUDGED, VISIBLE_SIDE)
}

/// The components of one face in the order of [`Component::ALL`], those left out for which nothing is given or whose
/// part of the face lies outside of the picture. Nothing where eyes or chin fall together, which no face has.
pub fn report(picture: &Picture, landmarks: &Landmarks, given: &Given) -> Option<Vec<Measured>> {
    let frame = Frame::of(picture, landmarks)?;
    let face = Looked::at(align(picture, landmarks)?, given);
    let native = |component| match component {
        Component::BackgroundUniformity => face.background_gradient(given.background.as_ref()?),
        Component::IlluminationUniformity => face.common_light(),
        Component::LuminanceMean => Some(face.luminance_mean()),
        Component::LuminanceVariance => Some(face.luminance_variance()),
        Component::UnderExposurePrevention => face.exposed(0..=25),
        Component::OverExposurePrevention => face.exposed(247..=255),
        Component::DynamicRange => Some(face.entropy()),
        Component::NaturalColour => face.off_skin(),
        Component::SingleFacePresent => second_face(&given.faces),
        Component::EyesOpen => face.lids(),
        Component::MouthClosed => frame.lips(landmarks),
        Component::EyesVisible => face.covered(&face.eye_zone(given.yaw_deg)),
        Component::MouthOcclusionPrevention => face.covered(&face.mouth_zone()),
        Component::FaceOcclusionPrevention => face.covered(&face.region),
        Component::InterEyeDistance => Some(frame.between / given.yaw_deg.to_radians().cos()),
        Component::HeadSize => Some(frame.head_size(landmarks)),
        Component::LeftwardCrop => Some(f64::from(frame.left_eye.x) / frame.between),
        Component::RightwardCrop => {
            Some((frame.width - f64::from(frame.right_eye.x)) / frame.between)
        }
        Component::MarginAbove => Some(f64::from(frame.eyes.y) / frame.to_chin),
        Component::MarginBelow => Some((frame.height - f64::from(frame.eyes.y)) / frame.to_chin),
        Component::NoHeadCoverings => given.head_covering.as_ref().map(head_share),
    };
    let measured = Component::ALL.into_iter().filter_map(|component| {
        let native = native(component)?;
        Some(Measured {
            component,
            native,
            score: component.score(native),
        })
    });
    Some(measured.collect())
}

/// Eyes and chin in the whole picture.
struct Frame {
    width: f64,
    height: f64,
    right_eye: Landmark,
    left_eye: Landmark,
    eyes: Landmark,
    between: f64,
    to_chin: f64,
}

impl Frame {
    fn of(picture: &Picture, landmarks: &Landmarks) -> Option<Self> {
        let (right_eye, left_eye) = (landmarks.right_eye(), landmarks.left_eye());
        let eyes = middle(right_eye, left_eye);
        let between = distance(right_eye, left_eye);
        let to_chin = distance(eyes, landmarks.chin());
        (between > 0.0 && to_chin > 0.0).then(|| Self {
            width: f64::from(picture.width()),
            height: f64::from(picture.height()),
            right_eye,
            left_eye,
            eyes,
            between,
            to_chin,
        })
    }

    fn head_size(&self, landmarks: &Landmarks) -> f64 {
        landmarks.eyes_to_chin() / self.height
    }

    /// The widest opening of the lips.
    fn lips(&self, landmarks: &Landmarks) -> Option<f64> {
        let to_chin = landmarks.eyes_to_chin();
        let lips = landmarks.opening(&[(89, 95), (90, 94), (91, 93)]);
        (to_chin > 0.0).then(|| lips / to_chin)
    }
}

/// An aligned face, with what many components share.
struct Looked {
    aligned: Aligned,
    luminance: Vec<u8>,
    /// The hull of the landmarks.
    region: Mask,
    /// What of the square is judged and not covered, where that is known.
    visible: Option<Mask>,
    /// Shares of the luminances within the hull.
    histogram: [f64; 256],
}

impl Looked {
    fn at(aligned: Aligned, given: &Given) -> Self {
        let luminance = colour::luminances(&aligned.rgb);
        let region = landmarked_region(&aligned.landmarks);
        let histogram = shares(&luminance, region.bits());
        let visible = given.visible.as_ref().map(|mask| placed(mask, JUDGED));
        Self {
            aligned,
            luminance,
            region,
            visible,
            histogram,
        }
    }

    fn luminance_mean(&self) -> f64 {
        self.histogram
            .iter()
            .zip(0..=255_u8)
            .map(|(share, value)| share * f64::from(value) / 255.0)
            .sum()
    }

    fn luminance_variance(&self) -> f64 {
        let mean = self.luminance_mean();
        let off = |value: u8| (f64::from(value) / 255.0 - mean).powi(2);
        self.histogram
            .iter()
            .zip(0..=255_u8)
            .map(|(share, value)| share * off(value))
            .sum()
    }

    fn entropy(&self) -> f64 {
        -self
            .histogram
            .iter()
            .filter(|share| **share > 0.0)
            .map(|share| share * share.log2())
            .sum::<f64>()
    }

    /// The share of luminances in a range, in what can be seen of the face.
    fn exposed(&self, range: std::ops::RangeInclusive<u8>) -> Option<f64> {
        let sum = |shares: &[f64; 256]| range.map(|value| shares[usize::from(value)]).sum();
        let Some(visible) = &self.visible else {
            return (self.region.count() > 0).then(|| sum(&self.histogram));
        };
        let seen = self.region.and(|column, row| visible.at(column, row));
        (seen.count() > 0).then(|| sum(&shares(&self.luminance, seen.bits())))
    }

    /// Left, top and side of the squares of both cheeks, that on the left of the picture first.
    fn cheeks(&self) -> Option<[[usize; 3]; 2]> {
        let landmarks = &self.aligned.landmarks;
        let (right_eye, left_eye) = (landmarks.right_eye(), landmarks.left_eye());
        let down = distance(middle(right_eye, left_eye), landmarks.mouth()) / 2.0;
        let side = floor(0.3 * distance(right_eye, left_eye));
        let square = |x: i32, y: i32| {
            let left = usize::try_from(x).ok()?;
            let top = usize::try_from(i64::from(y) + floor(down)).ok()?;
            let side = usize::try_from(side).ok()?;
            (left + side <= SIDE && top + side <= SIDE && side > 0).then_some([left, top, side])
        };
        let across = i32::try_from(side).ok()?;
        Some([
            square(right_eye.x, right_eye.y)?,
            square(left_eye.x - across, left_eye.y)?,
        ])
    }

    /// What the histograms of both cheeks have in common; pixels outside of the hull count as black.
    fn common_light(&self) -> Option<f64> {
        let [one, other] = self.cheeks()?.map(|square| {
            let values: Vec<u8> = within(square)
                .map(|at| {
                    if self.region.bits()[at] {
                        self.luminance[at]
                    } else {
                        0
                    }
                })
                .collect();
            shares(&values, &vec![true; values.len()])
        });
        Some(
            one.iter()
                .zip(other)
                .map(|(one, other)| one.min(other))
                .sum(),
        )
    }

    /// How far the mean colour of both cheeks is from that of skin; pixels outside of the hull count as black.
    fn off_skin(&self) -> Option<f64> {
        let places: Vec<usize> = self.cheeks()?.into_iter().flat_map(within).collect();
        let sums =
            places
                .iter()
                .filter(|at| self.region.bits()[**at])
                .fold([0_u64; 3], |sums, at| {
                    let pixel = self.aligned.rgb[*at];
                    [0, 1, 2].map(|channel| sums[channel] + u64::from(pixel[channel]))
                });
        let count = places.len() as f64;
        let (a, b) = colour::a_and_b(sums.map(|sum| sum as f64 / count / 255.0));
        let beyond = |value: f64, most: f64| (5.0 - value).max(value - most).max(0.0);
        Some(if a < 0.0 || b < 0.0 {
            100.0
        } else {
            beyond(a, 25.0).hypot(beyond(b, 35.0))
        })
    }

    /// The larger opening of the eye that is less open.
    fn lids(&self) -> Option<f64> {
        let landmarks = &self.aligned.landmarks;
        let right = landmarks.opening(&[(61, 67), (62, 66), (63, 65)]);
        let left = landmarks.opening(&[(69, 75), (70, 74), (71, 73)]);
        let to_chin = landmarks.eyes_to_chin();
        (to_chin > 0.0).then(|| right.min(left) / to_chin)
    }

    /// The boxes of both eyes, grown by a twentieth of their distance.
    fn eye_zone(&self, yaw_deg: f64) -> Mask {
        let landmarks = &self.aligned.landmarks;
        let between =
            distance(landmarks.right_eye(), landmarks.left_eye()) / yaw_deg.to_radians().cos();
        let grown = floor(between / 20.0);
        let mut zone = Mask::empty(SIDE, SIDE);
        for eye in [60..=67, 68..=75] {
            let points: Vec<[i64; 2]> = eye.map(|number| place(landmarks.at(number))).collect();
            let low = [0, 1]
                .map(|axis| points.iter().map(|point| point[axis]).min().unwrap_or(0) - grown);
            let high = [0, 1]
                .map(|axis| points.iter().map(|point| point[axis]).max().unwrap_or(0) + 1 + grown);
            zone.fill_box(low, high);
        }
        zone
    }

    fn mouth_zone(&self) -> Mask {
        let points: Vec<[i64; 2]> = (76..88)
            .map(|number| place(self.aligned.landmarks.at(number)))
            .collect();
        let mut zone = Mask::empty(SIDE, SIDE);
        zone.fill_convex(&points);
        zone
    }

    /// The share of a zone that is covered.
    fn covered(&self, zone: &Mask) -> Option<f64> {
        let visible = self.visible.as_ref()?;
        let covered = zone.and(|column, row| !visible.at(column, row));
        (zone.count() > 0).then(|| covered.count() as f64 / zone.count() as f64)
    }

    fn background_gradient(&self, background: &Mask) -> Option<f64> {
        let [left, right, bottom] = BACKGROUND;
        let [width, height] = BACKGROUND_SIZE;
        let rows = |at: usize| at * SIDE + left..at * SIDE + right;
        let cropped: Vec<[u8; 3]> = (0..bottom)
            .flat_map(|row| self.aligned.rgb[rows(row)].iter().copied())
            .collect();
        let padded: Vec<bool> = (0..bottom)
            .flat_map(|row| self.aligned.outside.bits()[rows(row)].iter().copied())
            .collect();
        let padded = Mask::from_bits(right - left, padded).resized(width, height);
        let margin = (PARSING_SIDE - width) / 2;
        let judged = Mask::from_bits(width, vec![true; width * height])
            .and(|column, row| background.at(column + margin, row) && !padded.at(column, row))
            .eroded();
        let luminance = colour::luminances(&raster::resized(&cropped, right - left, width, height));
        let lengths = raster::gradients(&luminance, width);
        let sum: f64 = lengths
            .iter()
            .zip(judged.bits())
            .filter(|(_, judged)| **judged)
            .map(|(length, _)| length)
            .sum();
        (judged.count() > 0).then(|| sum / judged.count() as f64)
    }
}

impl Landmarks {
    /// The hull of the landmarks in another picture of this size, to which `to` leads.
    pub(crate) fn hull_through(
        &self,
        width: usize,
        height: usize,
        to: impl Fn(Point) -> Point,
    ) -> Mask {
        let moved: Vec<Landmark> = self
            .all()
            .iter()
            .map(|landmark| Landmark::at(to(landmark.place())))
            .collect();
        let mut mask = Mask::empty(width, height);
        mask.fill_convex(&raster::hull(&moved));
        mask
    }
}

/// The hull of the landmarks, drawn on a grid of 224 around it and brought back to the square.
fn landmarked_region(landmarks: &Landmarks) -> Mask {
    let mut region = Mask::empty(SIDE, SIDE);
    let hull = raster::hull(landmarks.all());
    let edge =
        |axis: usize, pick: fn(i64, i64) -> i64| hull.iter().map(|point| point[axis]).reduce(pick);
    let (Some(left), Some(top), Some(right), Some(bottom)) = (
        edge(0, i64::min),
        edge(1, i64::min),
        edge(0, i64::max),
        edge(1, i64::max),
    ) else {
        return region;
    };
    let (wide, high) = ((right - left + 1) as f64, (bottom - top + 1) as f64);
    let (above, below) = (
        floor(top as f64 - high * 0.05),
        floor(top as f64 + high * 1.05),
    );
    let centre = left as f64 + wide / 2.0;
    let half = (below - above) as f64 / 2.0;
    let (before, behind) = (floor(centre - half), floor(centre + half));
    let corners: Vec<[i64; 2]> = hull
        .iter()
        .map(|point| {
            [
                on_grid(point[0] - before, below - above),
                on_grid(point[1] - above, below - above),
            ]
        })
        .collect();
    let mut grid = Mask::empty(VISIBLE_SIDE, VISIBLE_SIDE);
    grid.fill_convex(&corners);
    let (Ok(width), Ok(height)) = (
        usize::try_from(behind - before),
        usize::try_from(below - above),
    ) else {
        return region;
    };
    // Landmarks far outside of the square belong to no face.
    if width > 4 * SIDE || height > 4 * SIDE {
        return region;
    }
    let drawn = grid.resized(width, height);
    for (row, down) in (above..below).enumerate() {
        for (column, across) in (before..behind).enumerate() {
            if drawn.at(column, row) {
                region.set(across, down);
            }
        }
    }
    region
}

/// A place on the grid of 224, in single precision.
#[expect(
    clippy::cast_possible_truncation,
    reason = "single precision is what is wanted, and places on a grid of 224"
)]
fn on_grid(offset: i64, size: i64) -> i64 {
    (offset as f32 / size as f32 * 224.0) as i64
}

/// A mask on the part of the square that it was made of.
fn placed(mask: &Mask, [left, top, side]: [usize; 3]) -> Mask {
    let whole = mask.resized(side, side);
    let on = |at: usize, from: usize| at.checked_sub(from).filter(|at| *at < side);
    Mask::from_bits(SIDE, vec![true; SIDE * SIDE]).and(|column, row| {
        matches!((on(column, left), on(row, top)), (Some(column), Some(row)) if whole.at(column, row))
    })
}

/// Shares of the values where the mask is yes.
fn shares(values: &[u8], mask: &[bool]) -> [f64; 256] {
    let mut counts = [0_u32; 256];
    for (value, _) in values.iter().zip(mask).filter(|(_, yes)| **yes) {
        counts[usize::from(*value)] += 1;
    }
    let all = f64::from(counts.iter().sum::<u32>().max(1));
    counts.map(|count| f64::from(count) / all)
}

/// The pixels of a square within the aligned face.
fn within([left, top, side]: [usize; 3]) -> impl Iterator<Item = usize> {
    (top..top + side)
        .flat_map(move |row| (left..left + side).map(move |column| row * SIDE + column))
}

fn place(landmark: Landmark) -> [i64; 2] {
    [i64::from(landmark.x), i64::from(landmark.y)]
}

/// How much of the largest face the second is, by the areas of their boxes.
fn second_face(faces: &[FaceBox]) -> Option<f64> {
    let mut areas: Vec<f32> = faces.iter().map(FaceBox::area).collect();
    areas.sort_by(|one, other| other.total_cmp(one));
    match areas[..] {
        [] => None,
        [_] => Some(0.0),
        [first, second, ..] => Some(f64::from(second / first)),
    }
}

fn head_share(covering: &Mask) -> f64 {
    let head = covering.and(|_, row| row < HEAD_ROWS);
    head.count() as f64 / (PARSING_SIDE * HEAD_ROWS) as f64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "pixels, and saturating beyond"
)]
fn floor(value: f64) -> i64 {
    value as i64
}
