//! Whether two pictures show one person: a template of 128 numbers for a face, and how alike two templates are.
//!
//! ```text
//! Face --five points--> 112x112 --SFace--> Template --cosine--> -1 to 1 --Resemblance--> nothing, a hint, a strong hint
//! ```
//!
//! SFace (OpenCV Zoo, 2021dec) reads a face that is laid on the five places of ArcFace. Its answer is scaled to length
//! 1, so that the cosine of two templates is their product.
//!
//! A template is a biometric: it finds its person again among thousands. It has no `Debug` that shows it, and nothing
//! of this module keeps one.

use std::fmt;

use rten::Model;
use serde::{Deserialize, Serialize};

use crate::assess::Face;
use crate::geometry::{Point, Similarity};
use crate::kernel::{Edge, Filter};
use crate::models::ModelsError;
use crate::net::{InferenceError, Net};
use crate::picture::Picture;
use crate::tensor::{ColourOrder, Recipe};
use crate::warp::{Size, sample};

/// Input is 0 to 255, red first (OpenCV's `FaceRecognizerSF` swaps its blue-first pixels).
const RECIPE: Recipe = Recipe {
    order: ColourOrder::Rgb,
    gain: 1.0,
    offset: 0.0,
};

/// Where right eye, left eye, tip of the nose and corners of the mouth come to lie, in pixels of 112x112, the middle of
/// the first pixel at (0.5, 0.5). From ArcFace's alignment (InsightFace, `arcface_dst`), which counts from (0, 0).
const PLACES: [Point; 5] = [
    Point::new(38.7946, 52.1963),
    Point::new(74.0318, 52.0014),
    Point::new(56.5252, 72.2366),
    Point::new(42.0493, 92.8655),
    Point::new(71.2299, 92.7041),
];

/// Tip of the nose, right and left corner of the mouth in the numbering of the mesh. The eyes are the middles of their
/// lid corners.
const NOSE_AND_MOUTH: [usize; 3] = [4, 61, 291];

/// Numbers in a template.
const LENGTH: usize = 128;

/// From this similarity on two pictures may show one person: 0.50.
pub const HINT_FROM: f32 = 0.50;

/// From this similarity on they very probably do: 0.60. Nobody of 350,682 pairs of strangers came near.
pub const STRONG_FROM: f32 = 0.60;

/// How often two strangers reach [`HINT_FROM`]: about 3 of 1,000,000 pairs. One pair of 350,682 did (0.507), in studio
/// portraits of one day; brothers, sisters and twins are not in this figure, and they look alike.
pub const FALSE_MATCH_RATE: f64 = 3e-6;

/// The chance that somebody who is not among `templates` people gets a hint all the same: about 0.0006 for 200, 0.14
/// for 50,000.
#[must_use]
pub fn false_hint_chance(templates: u32) -> f64 {
    1.0 - (1.0 - FALSE_MATCH_RATE).powf(f64::from(templates))
}

/// What a similarity means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resemblance {
    /// Below [`HINT_FROM`]: says nothing. The same person years later may well be here.
    None,
    /// From [`HINT_FROM`] on: worth a question.
    Hint,
    /// From [`STRONG_FROM`] on: worth a close look.
    Strong,
}

impl Resemblance {
    /// What this similarity, -1 to 1, means.
    #[must_use]
    pub fn of(similarity: f32) -> Self {
        if similarity >= STRONG_FROM {
            Self::Strong
        } else if similarity >= HINT_FROM {
            Self::Hint
        } else {
            Self::None
        }
    }
}

/// A face as 128 numbers, of length 1 together.
#[derive(Clone, PartialEq)]
pub struct Template([f32; LENGTH]);

/// Bytes that are no template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are no template")]
pub struct NotATemplate;

impl Template {
    /// Length in bytes: 512.
    pub const BYTES: usize = 4 * LENGTH;

    /// The numbers one after the other, each in four bytes, the lowest first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect()
    }

    /// Reads what [`Template::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`NotATemplate`] where the length, or the length of what they say, is another.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotATemplate> {
        let (numbers, rest) = bytes.as_chunks::<4>();
        if !rest.is_empty() {
            return Err(NotATemplate);
        }
        let numbers: Vec<f32> = numbers
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect();
        let numbers = <[f32; LENGTH]>::try_from(numbers).map_err(|_| NotATemplate)?;
        let length = product(&numbers, &numbers);
        if (0.99..=1.01).contains(&length) {
            Ok(Self(numbers))
        } else {
            Err(NotATemplate)
        }
    }

    /// The cosine between two faces: 1 for the same picture, around 0 for strangers.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f32 {
        product(&self.0, &other.0)
    }

    fn of_answer(answer: Vec<f32>) -> Result<Self, InferenceError> {
        let mut numbers = <[f32; LENGTH]>::try_from(answer).map_err(|_| InferenceError::Shape)?;
        let length = product(&numbers, &numbers).sqrt();
        if !(length.is_finite() && length > 0.0) {
            return Err(InferenceError::Shape);
        }
        for number in &mut numbers {
            *number /= length;
        }
        Ok(Self(numbers))
    }
}

/// Shows nothing of the face.
impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Template")
    }
}

/// Eight sums at a time, which the compiler lays side by side.
fn product(one: &[f32; LENGTH], other: &[f32; LENGTH]) -> f32 {
    let (one, _) = one.as_chunks::<8>();
    let (other, _) = other.as_chunks::<8>();
    let mut sums = [0.0_f32; 8];
    for (one, other) in one.iter().zip(other) {
        for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
            *sum += one * other;
        }
    }
    sums.iter().sum()
}

/// The one of `gallery` that `face` resembles most, by its place in it, with the similarity; nothing where all stay below
/// `least`. One to many: 128 multiplications for each.
#[must_use]
pub fn most_alike<'a>(
    face: &Template,
    gallery: impl IntoIterator<Item = &'a Template>,
    least: f32,
) -> Option<(usize, f32)> {
    let mut best = None;
    let mut bar = least;
    for (place, other) in gallery.into_iter().enumerate() {
        let similarity = face.similarity(other);
        if similarity >= bar && best.is_none_or(|(_, most)| similarity > most) {
            (best, bar) = (Some((place, similarity)), similarity);
        }
    }
    best
}

/// The network that makes templates: SFace. Apart from [`FaceModels`](crate::FaceModels), because only a station whose
/// province asked for it loads it: 11 MB of weights.
pub struct Likeness {
    net: Net<1>,
}

impl Likeness {
    /// Loads the network that is part of the program.
    ///
    /// # Errors
    /// [`ModelsError`] where the program was built with a damaged file.
    pub fn embedded() -> Result<Self, ModelsError> {
        let file = include_bytes!("../../../assets/models/face_recognition_sface_2021dec_i8.onnx");
        Ok(Self {
            net: Net::new(
                "likeness",
                112,
                Model::load_static_slice(file).ok(),
                ["fc1"],
            )?,
        })
    }

    /// The template of a face that was found in a picture. Some 20 milliseconds.
    ///
    /// # Errors
    /// [`InferenceError`]: a fault of the program, never of the picture.
    pub fn template(&self, picture: &Picture, face: &Face) -> Result<Template, InferenceError> {
        let [nose, right_mouth, left_mouth] = NOSE_AND_MOUTH.map(|number| face.mesh.point(number));
        let points = [face.right_eye, face.left_eye, nose, right_mouth, left_mouth];
        let map = Similarity::fitting(&PLACES, &points).ok_or(InferenceError::Shape)?;
        let size = Size {
            width: self.net.side,
            height: self.net.side,
        };
        let pixels = sample(picture, &map, size, Filter::Tent, Edge::Black)?;
        let [answer] = self.net.run(RECIPE.planes(&pixels))?;
        Template::of_answer(answer)
    }
}

impl fmt::Debug for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Likeness")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(numbers: impl Fn(usize) -> f32) -> Template {
        Template::of_answer((0..LENGTH).map(numbers).collect()).unwrap()
    }

    #[test]
    fn a_template_reads_back_from_its_bytes_and_is_itself() {
        let face = template(|at| (at as f32 * 0.7).sin());
        let bytes = face.to_bytes();
        assert_eq!(bytes.len(), Template::BYTES);
        assert_eq!(Template::from_bytes(&bytes), Ok(face.clone()));
        assert!((face.similarity(&face) - 1.0).abs() < 1e-5);
        assert_eq!(format!("{face:?}"), "Template");
    }

    #[test]
    fn bytes_that_are_no_template_are_refused() {
        let good = template(|at| at as f32).to_bytes();
        let nan: Vec<u8> = (0..LENGTH).flat_map(|_| f32::NAN.to_le_bytes()).collect();
        for bytes in [&good[..508], &good[..511], &[0; 512], &nan, &[]] {
            assert_eq!(Template::from_bytes(bytes), Err(NotATemplate));
        }
    }

    #[test]
    fn the_most_alike_of_many_is_found_and_strangers_are_not() {
        let axis = |which: usize| template(move |at| if at == which { 1.0 } else { 0.0 });
        let gallery = [axis(0), axis(1), axis(2)];
        let near = template(|at| [0.2, 1.0, 0.1].get(at).copied().unwrap_or(0.0));
        let (place, similarity) = most_alike(&near, &gallery, HINT_FROM).unwrap();
        assert_eq!(place, 1);
        assert_eq!(Resemblance::of(similarity), Resemblance::Strong);
        assert_eq!(most_alike(&axis(5), &gallery, HINT_FROM), None);
        assert_eq!(most_alike(&near, &[], HINT_FROM), None);
    }

    #[test]
    fn the_chance_of_a_false_hint_grows_with_the_gallery() {
        assert!(false_hint_chance(0).abs() < 1e-12);
        assert!((false_hint_chance(200) - 0.0006).abs() < 1e-5);
        assert!((false_hint_chance(50_000) - 0.139).abs() < 1e-3);
    }
}
