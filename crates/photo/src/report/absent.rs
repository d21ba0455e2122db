//! The components that this crate does not compute, and what it has in their place. They are kept apart, so that
//! nothing of ours is taken for a value of the standard.

use rekam_domain::code::Language;
use serde::Serialize;

use crate::traits::Traits;

/// A component of ISO/IEC 29794-5:2025 that needs a network which cannot be had freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// One number for the whole picture, learned from how well faces were recognised.
    UnifiedQualityScore,
    /// Learned by a random forest over filters.
    Sharpness,
    /// Learned by a network that compares with pictures of known compression.
    CompressionArtifacts,
    /// Learned by a network that fits a head.
    HeadPoseYaw,
    /// See `HeadPoseYaw`.
    HeadPosePitch,
    /// See `HeadPoseYaw`.
    HeadPoseRoll,
    /// Learned from the features of an expression network.
    ExpressionNeutrality,
    /// Computed from a mask of what covers the face, which is learned.
    EyesVisible,
    /// See `EyesVisible`.
    MouthOcclusionPrevention,
    /// See `EyesVisible`.
    FaceOcclusionPrevention,
    /// Computed from a mask of cloth and hats, which is learned.
    NoHeadCoverings,
}

impl Absent {
    /// All of them: seven that are learned, then four of [`Component`](super::Component) whose mask is learned.
    pub const ALL: [Self; 11] = [
        Self::UnifiedQualityScore,
        Self::Sharpness,
        Self::CompressionArtifacts,
        Self::HeadPoseYaw,
        Self::HeadPosePitch,
        Self::HeadPoseRoll,
        Self::ExpressionNeutrality,
        Self::EyesVisible,
        Self::MouthOcclusionPrevention,
        Self::FaceOcclusionPrevention,
        Self::NoHeadCoverings,
    ];

    /// What stands in its place.
    pub const fn instead(self, language: Language) -> &'static str {
        language.pick(match self {
            Self::UnifiedQualityScore => [
                "Tidak ada pengganti: setiap kekurangan disebut satu per satu.",
                "Nothing: each fault is named by itself.",
            ],
            Self::Sharpness => [
                "Selisih kedua terang di sekitar mata, dan arahnya.",
                "Second differences of the luminance at the eyes, and their direction.",
            ],
            Self::CompressionArtifacts => [
                "Undakan di batas blok JPEG dibanding di tempat lain.",
                "Steps at the borders of JPEG's blocks beside steps elsewhere.",
            ],
            Self::HeadPoseYaw | Self::HeadPosePitch | Self::HeadPoseRoll => [
                "Sudut dari jaring wajah terhadap wajah baku (Procrustes).",
                "The angle of the mesh to the canonical face (Procrustes).",
            ],
            Self::ExpressionNeutrality => [
                "Bukaan bibir dan sudut mulut (senyum).",
                "The opening of the lips and the corners of the mouth (smile).",
            ],
            Self::EyesVisible => [
                "Warna di atas mata, bingkai, pantulan, dan bagian gelap di antara kelopak.",
                "Colour over the eyes, rims, glare, and what is dark between the lids.",
            ],
            Self::MouthOcclusionPrevention => [
                "Warna mulut dan dagu dibanding pipi, dan kedua belahannya.",
                "Colour of mouth and chin beside the cheeks, and of both halves.",
            ],
            Self::FaceOcclusionPrevention => [
                "Warna dahi dan mulut dibanding pipi.",
                "Colour of forehead and mouth beside the cheeks.",
            ],
            Self::NoHeadCoverings => [
                "Warna tepi atas dahi dibanding pipi.",
                "Colour of the top of the forehead beside the cheeks.",
            ],
        })
    }

    /// What was measured in its place: names of [`Traits`] with their values.
    pub fn measures(self, seen: &Traits) -> Vec<(&'static str, f32)> {
        match self {
            Self::UnifiedQualityScore => vec![],
            Self::Sharpness => vec![("sharpness", seen.sharpness), ("direction", seen.direction)],
            Self::CompressionArtifacts => vec![("blocks", seen.blocks)],
            Self::HeadPoseYaw => vec![("yaw_deg", seen.pose.yaw_deg)],
            Self::HeadPosePitch => vec![("pitch_deg", seen.pose.pitch_deg)],
            Self::HeadPoseRoll => vec![("roll_deg", seen.pose.roll_deg)],
            Self::ExpressionNeutrality => vec![("lips", seen.lips), ("smile", seen.smile)],
            Self::EyesVisible => vec![
                ("over_eyes", seen.over_eyes),
                ("rim", seen.rim),
                ("glare", seen.glare),
                ("dark_eyes", seen.dark_eyes),
            ],
            Self::MouthOcclusionPrevention => {
                vec![("mouth", seen.mouth), ("lopsided", seen.lopsided)]
            }
            Self::FaceOcclusionPrevention => {
                vec![("forehead", seen.forehead), ("mouth", seen.mouth)]
            }
            Self::NoHeadCoverings => vec![("crown", seen.crown)],
        }
    }
}
