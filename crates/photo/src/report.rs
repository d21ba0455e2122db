//! The component report of ISO/IEC 29794-5: what each component measures, and the score it gives.
//!
//! Begun with the components that are geometry alone. Values and scores are those of OFIQ 1.1, the reference
//! implementation of the standard, for the same landmarks: `tests/golden` holds what it says of the sample portraits.
//! The learned components are not here, and nothing here passes for one of them.

mod landmarks;

pub use landmarks::{LANDMARKS, Landmark, Landmarks};

use rekam_domain::code::Language;
use serde::Serialize;

/// A component of ISO/IEC 29794-5:2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Component {
    /// Pixels from eye to eye. OFIQ divides by the cosine of the yaw; until that is measured, it is taken as 0.
    InterEyeDistance,
    /// Eyes to chin as a share of the picture's height; 0.45 is best.
    HeadSize,
    /// From the left edge of the picture to the eye that is farther from it, in distances between the eyes.
    LeftwardCrop,
    /// From the right edge of the picture to the eye that is farther from it, in distances between the eyes.
    RightwardCrop,
    /// Room above the eyes, in distances from eyes to chin.
    MarginAbove,
    /// Room below the eyes, in distances from eyes to chin.
    MarginBelow,
}

impl Component {
    /// All that are measured, in the order of the report.
    pub const ALL: [Self; 6] = [
        Self::InterEyeDistance,
        Self::HeadSize,
        Self::LeftwardCrop,
        Self::RightwardCrop,
        Self::MarginAbove,
        Self::MarginBelow,
    ];

    /// What it means, in plain words.
    pub const fn meaning(self, language: Language) -> &'static str {
        let (indonesian, english) = match self {
            Self::InterEyeDistance => ("jarak antarmata", "distance between the eyes"),
            Self::HeadSize => ("besar kepala", "size of the head"),
            Self::LeftwardCrop => ("ruang di kiri wajah", "room on the left of the face"),
            Self::RightwardCrop => ("ruang di kanan wajah", "room on the right of the face"),
            Self::MarginAbove => ("ruang di atas wajah", "room above the face"),
            Self::MarginBelow => ("ruang di bawah wajah", "room below the face"),
        };
        in_language(language, indonesian, english)
    }

    /// What to do where the score is low.
    pub const fn advice(self, language: Language) -> &'static str {
        let (indonesian, english) = match self {
            Self::InterEyeDistance => (
                "Dekatkan kursi atau kamera.",
                "Bring the chair or the camera nearer.",
            ),
            Self::HeadSize => (
                "Ubah jarak kursi ke kamera, atau potong gambar lebih pas.",
                "Change the distance of the chair, or crop the picture to fit.",
            ),
            Self::LeftwardCrop | Self::RightwardCrop => (
                "Geser ke tengah gambar.",
                "Move to the middle of the picture.",
            ),
            Self::MarginAbove => (
                "Naikkan kamera atau turunkan kursi.",
                "Raise the camera or lower the chair.",
            ),
            Self::MarginBelow => (
                "Turunkan kamera atau naikkan kursi.",
                "Lower the camera or raise the chair.",
            ),
        };
        in_language(language, indonesian, english)
    }

    fn score(self, native: f64) -> u8 {
        match self {
            Self::InterEyeDistance => rising(native, 70.0, 20.0),
            Self::HeadSize => falling(200.0, (native - 0.45).abs(), 0.05),
            Self::LeftwardCrop | Self::RightwardCrop => rising(native, 0.9, 0.1),
            Self::MarginAbove => rising(native, 1.4, 0.1),
            Self::MarginBelow => rising(native, 1.8, 0.1),
        }
    }
}

const fn in_language(
    language: Language,
    indonesian: &'static str,
    english: &'static str,
) -> &'static str {
    match language {
        Language::Indonesian => indonesian,
        Language::English => english,
    }
}

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

/// The components of one face, in the order of [`Component::ALL`], from its landmarks and the size of its picture in
/// pixels. Nothing where eyes or chin fall together, which no face has.
pub fn report(landmarks: &Landmarks, width: u32, height: u32) -> Option<Vec<Measured>> {
    let (right_eye, left_eye) = (landmarks.right_eye(), landmarks.left_eye());
    let eyes = landmarks::middle(right_eye, left_eye);
    let between = landmarks::distance(right_eye, left_eye);
    let to_chin = landmarks::distance(eyes, landmarks.chin());
    if between == 0.0 || to_chin == 0.0 {
        return None;
    }
    let (width, height) = (f64::from(width), f64::from(height));
    let native = |component| match component {
        Component::InterEyeDistance => between,
        Component::HeadSize => {
            landmarks::distance_from_between(right_eye, left_eye, landmarks.chin()) / height
        }
        Component::LeftwardCrop => f64::from(left_eye.x) / between,
        Component::RightwardCrop => (width - f64::from(right_eye.x)) / between,
        Component::MarginAbove => f64::from(eyes.y) / to_chin,
        Component::MarginBelow => (height - f64::from(eyes.y)) / to_chin,
    };
    let measured = Component::ALL.map(|component| {
        let native = native(component);
        Measured {
            component,
            native,
            score: component.score(native),
        }
    });
    Some(measured.to_vec())
}

/// The mapping of the standard to a score that rises with the value.
fn rising(value: f64, middle: f64, width: f64) -> u8 {
    whole(100.0 * sigmoid(value, middle, width))
}

/// The one that falls from 0 on, where it is `height` times a half.
fn falling(height: f64, value: f64, width: f64) -> u8 {
    whole(height * (1.0 - sigmoid(value, 0.0, width)))
}

fn sigmoid(value: f64, middle: f64, width: f64) -> f64 {
    1.0 / (1.0 + ((middle - value) / width).exp())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 100 after the clamp"
)]
fn whole(score: f64) -> u8 {
    score.round().clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_component_has_a_meaning_and_an_advice_in_both_languages() {
        for component in Component::ALL {
            for language in [Language::Indonesian, Language::English] {
                assert!(!component.meaning(language).is_empty());
                assert!(component.advice(language).ends_with('.'));
            }
        }
    }

    #[test]
    fn scores_stay_within_their_range_whatever_the_value() {
        for value in [f64::MIN, -1.0, 0.0, 1.0, f64::MAX, f64::NAN, f64::INFINITY] {
            for component in Component::ALL {
                assert!(component.score(value) <= 100, "{component:?} of {value}");
            }
        }
    }
}
