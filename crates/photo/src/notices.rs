//! What the operator should look at again, and what holds nothing up: signs that the camera sees a picture of a person.
//!
//! The limits stand between what portraits of people came to and what pictures of pictures did; both are in
//! `docs/PHOTO.md`, with the test that measures them again.

use rekam_domain::code::Language;
use serde::{Deserialize, Serialize};

use crate::assess::Face;
use crate::net::InferenceError;
use crate::pattern;
use crate::picture::Picture;
use crate::sheet;

/// Something to look at again. Unlike a [`Fault`](crate::Fault) it never keeps a picture from being a portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notice {
    /// The edges of a sheet or a screen go around the face.
    Edges,
    /// A regular pattern lies over the skin: the pixels of a screen, its moire, the dots of a print.
    Pattern,
    /// What is before the camera moves as a flat thing does. Only seen from [frame to frame](crate::Live).
    Flat,
}

/// From how strong a pattern on it is told, in natural logarithms of power.
const PATTERN: f32 = 3.2;

impl Notice {
    /// All that there are.
    pub const EVERY: [Self; 3] = [Self::Edges, Self::Pattern, Self::Flat];

    /// What is to be noticed about a face of a picture. Too slow for every frame of a camera: for captures.
    pub(crate) fn all(picture: &Picture, face: &Face) -> Result<Vec<Self>, InferenceError> {
        let mut notices = Vec::new();
        if sheet::is_around(picture, face)? {
            notices.push(Self::Edges);
        }
        if pattern::strength(picture, face).is_some_and(|strength| strength > PATTERN) {
            notices.push(Self::Pattern);
        }
        Ok(notices)
    }

    /// Its name in logs and in JSON, in kebab case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Edges => "edges",
            Self::Pattern => "pattern",
            Self::Flat => "flat",
        }
    }

    /// What to say to the operator.
    pub const fn text(self, language: Language) -> &'static str {
        language.pick(match self {
            Self::Edges => [
                "Tampak tepi kertas atau layar: apakah ini foto dari foto?",
                "Edges of a sheet or a screen: is this a photo of a photo?",
            ],
            Self::Pattern => [
                "Tampak pola layar atau cetakan: apakah ini foto dari foto?",
                "The pattern of a screen or a print: is this a photo of a photo?",
            ],
            Self::Flat => [
                "Wajah bergerak seperti benda datar: apakah ini foto dari foto?",
                "The face moves like something flat: is this a photo of a photo?",
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_has_the_same_name_in_json() {
        for notice in Notice::EVERY {
            assert_eq!(serde_json::to_value(notice).unwrap(), notice.name());
        }
    }
}
