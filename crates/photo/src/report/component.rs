//! The components: what each means, what to do about it, and how its value becomes a score.

use rekam_domain::code::Language;
use serde::Serialize;

/// A component of ISO/IEC 29794-5:2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Component {
    /// The mean gradient of the luminance of the background.
    BackgroundUniformity,
    /// What the histograms of both cheeks have in common, 0 to 1.
    IlluminationUniformity,
    /// The mean luminance of the face, 0 to 1. Low for dark skin in good light: never to be gated on.
    LuminanceMean,
    /// The variance of the luminance of the face.
    LuminanceVariance,
    /// The share of the face that is nearly black (25 of 255 and less).
    UnderExposurePrevention,
    /// The share of the face that is nearly white (247 of 255 and more).
    OverExposurePrevention,
    /// The entropy of the luminance of the face, in bits.
    DynamicRange,
    /// How far the colour of the cheeks lies from that of skin, in CIELAB.
    NaturalColour,
    /// The second face beside the first: the ratio of their boxes.
    SingleFacePresent,
    /// The greater distance of the lids of the eye that is open less, in distances from eyes to chin.
    EyesOpen,
    /// The greatest distance of the lips, in distances from eyes to chin.
    MouthClosed,
    /// The share of the eyes and what is around them that is covered.
    EyesVisible,
    /// The share of the mouth that is covered.
    MouthOcclusionPrevention,
    /// The share of the face that is covered.
    FaceOcclusionPrevention,
    /// Pixels from eye to eye, divided by the cosine of the yaw.
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
    /// The share of cloth and hat in what lies around the upper face.
    NoHeadCoverings,
}

impl Component {
    /// All of them, in the order of the report.
    pub const ALL: [Self; 21] = [
        Self::BackgroundUniformity,
        Self::IlluminationUniformity,
        Self::LuminanceMean,
        Self::LuminanceVariance,
        Self::UnderExposurePrevention,
        Self::OverExposurePrevention,
        Self::DynamicRange,
        Self::NaturalColour,
        Self::SingleFacePresent,
        Self::EyesOpen,
        Self::MouthClosed,
        Self::EyesVisible,
        Self::MouthOcclusionPrevention,
        Self::FaceOcclusionPrevention,
        Self::InterEyeDistance,
        Self::HeadSize,
        Self::LeftwardCrop,
        Self::RightwardCrop,
        Self::MarginAbove,
        Self::MarginBelow,
        Self::NoHeadCoverings,
    ];

    /// What it means, in plain words.
    pub const fn meaning(self, language: Language) -> &'static str {
        language.pick(match self {
            Self::BackgroundUniformity => ["latar belakang rata", "even background"],
            Self::IlluminationUniformity => {
                ["cahaya sama di kedua pipi", "same light on both cheeks"]
            }
            Self::LuminanceMean => ["terang wajah", "brightness of the face"],
            Self::LuminanceVariance => ["kontras wajah", "contrast of the face"],
            Self::UnderExposurePrevention => ["wajah tidak terlalu gelap", "face not too dark"],
            Self::OverExposurePrevention => ["wajah tidak terlalu terang", "face not too bright"],
            Self::DynamicRange => ["kekayaan gradasi wajah", "shades of the face"],
            Self::NaturalColour => ["warna kulit wajar", "natural colour of the skin"],
            Self::SingleFacePresent => ["hanya satu wajah", "one face only"],
            Self::EyesOpen => ["mata terbuka", "eyes open"],
            Self::MouthClosed => ["mulut tertutup", "mouth closed"],
            Self::EyesVisible => ["mata tampak", "eyes visible"],
            Self::MouthOcclusionPrevention => {
                ["mulut tidak tertutup benda", "nothing over the mouth"]
            }
            Self::FaceOcclusionPrevention => {
                ["wajah tidak tertutup benda", "nothing over the face"]
            }
            Self::InterEyeDistance => ["jarak antarmata", "distance between the eyes"],
            Self::HeadSize => ["besar kepala", "size of the head"],
            Self::LeftwardCrop => ["ruang di kiri wajah", "room on the left of the face"],
            Self::RightwardCrop => ["ruang di kanan wajah", "room on the right of the face"],
            Self::MarginAbove => ["ruang di atas wajah", "room above the face"],
            Self::MarginBelow => ["ruang di bawah wajah", "room below the face"],
            Self::NoHeadCoverings => ["tanpa penutup kepala", "no head covering"],
        })
    }

    /// What to do where the score is low.
    pub const fn advice(self, language: Language) -> &'static str {
        language.pick(match self {
            Self::BackgroundUniformity => [
                "Pasang kain latar yang polos dan rata.",
                "Hang a plain cloth without folds behind the chair.",
            ],
            Self::IlluminationUniformity => [
                "Geser lampu atau kursi agar kedua pipi sama terang.",
                "Move the lamp or the chair until both cheeks are equally bright.",
            ],
            Self::LuminanceMean => [
                "Tidak dinilai: kulit gelap pun benar. Atur cahaya menurut latar.",
                "Not judged: dark skin is right too. Set the light by the background.",
            ],
            Self::LuminanceVariance | Self::DynamicRange => [
                "Beri cahaya dari depan, hindari cahaya yang terlalu datar atau keras.",
                "Light from the front, neither too flat nor too hard.",
            ],
            Self::UnderExposurePrevention => {
                ["Tambah cahaya dari depan.", "Add light from the front."]
            }
            Self::OverExposurePrevention => [
                "Kurangi cahaya atau jauhkan lampu.",
                "Less light, or the lamp farther away.",
            ],
            Self::NaturalColour => [
                "Matikan lampu berwarna; atur keseimbangan putih kamera.",
                "Switch off coloured lamps; set the camera's white balance.",
            ],
            Self::SingleFacePresent => [
                "Minta orang lain keluar dari gambar.",
                "Ask others to leave the picture.",
            ],
            Self::EyesOpen => ["Minta membuka mata.", "Ask to open the eyes."],
            Self::MouthClosed => ["Minta menutup mulut.", "Ask to close the mouth."],
            Self::EyesVisible => [
                "Singkirkan rambut atau kacamata dari mata.",
                "Hair and glasses away from the eyes.",
            ],
            Self::MouthOcclusionPrevention | Self::FaceOcclusionPrevention => [
                "Lepas masker, turunkan tangan, buka wajah.",
                "Mask off, hand down, face free.",
            ],
            Self::InterEyeDistance => [
                "Dekatkan kursi atau kamera.",
                "Bring the chair or the camera nearer.",
            ],
            Self::HeadSize => [
                "Ubah jarak kursi ke kamera, atau potong gambar lebih pas.",
                "Change the distance of the chair, or crop the picture to fit.",
            ],
            Self::LeftwardCrop | Self::RightwardCrop => [
                "Geser ke tengah gambar.",
                "Move to the middle of the picture.",
            ],
            Self::MarginAbove => [
                "Naikkan kamera atau turunkan kursi.",
                "Raise the camera or lower the chair.",
            ],
            Self::MarginBelow => [
                "Turunkan kamera atau naikkan kursi.",
                "Lower the camera or raise the chair.",
            ],
            Self::NoHeadCoverings => [
                "Lepas topi; jilbab dan penutup kepala agama boleh.",
                "Cap off; head scarves and religious coverings may stay.",
            ],
        })
    }

    /// The mapping of the standard from a native value to a score.
    pub(super) fn score(self, native: f64) -> u8 {
        match self {
            Self::BackgroundUniformity => whole(190.0 * (1.0 - sigmoid(native, 10.0, 100.0))),
            Self::IlluminationUniformity => whole(100.0 * native.powf(0.3)),
            Self::LuminanceMean => {
                whole(100.0 * sigmoid(native, 0.2, 0.05) * (1.0 - sigmoid(native, 0.8, 0.05)))
            }
            Self::LuminanceVariance => {
                whole(100.0 * (60.0 * native / (60.0 * native + 1.0) * std::f64::consts::PI).sin())
            }
            Self::UnderExposurePrevention => whole(120.0 * (0.832 - sigmoid(native, 0.92, 0.05))),
            Self::OverExposurePrevention => whole(1.0 / (native + 0.01)),
            Self::DynamicRange => whole(12.5 * native),
            Self::NaturalColour => falling(200.0, native, 0.0, 10.0),
            Self::SingleFacePresent
            | Self::EyesVisible
            | Self::MouthOcclusionPrevention
            | Self::FaceOcclusionPrevention => whole(100.0 * (1.0 - native)),
            Self::EyesOpen => rising(native, 0.02, 0.01),
            Self::MouthClosed => falling(100.0, native, 0.2, 0.06),
            Self::InterEyeDistance => rising(native, 70.0, 20.0),
            Self::HeadSize => falling(200.0, (native - 0.45).abs(), 0.0, 0.05),
            Self::LeftwardCrop | Self::RightwardCrop => rising(native, 0.9, 0.1),
            Self::MarginAbove => rising(native, 1.4, 0.1),
            Self::MarginBelow => rising(native, 1.8, 0.1),
            Self::NoHeadCoverings => covering(native),
        }
    }
}

/// The mapping for head coverings: none is 100, nearly all is 0.
fn covering(native: f64) -> u8 {
    let [none, all] = [0.0, 0.95];
    let at = |value: f64| sigmoid(value, 0.02, 0.1);
    match native {
        value if value <= none => 100,
        value if value >= all => 0,
        value => whole(100.0 * (at(all) - at(value)) / (at(all) - at(none))),
    }
}

fn rising(value: f64, middle: f64, width: f64) -> u8 {
    whole(100.0 * sigmoid(value, middle, width))
}

fn falling(height: f64, value: f64, middle: f64, width: f64) -> u8 {
    whole(height * (1.0 - sigmoid(value, middle, width)))
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
