//! Ten fingers and two irises: which are asked for, and why one may be left out.
//!
//! Missing fingers, blindness, illness and age are normal work, not errors. Each finger or eye that is not captured
//! has its own reason, says whether the reason lasts, and is approved by a supervisor. Children have no fingers and
//! irises taken at all (Permendagri 2/2016 lists none).

mod exception;
mod limits;
mod placement;

pub use exception::{BiometricException, ExceptionError, ExceptionReason, Permanence};
pub use limits::Limits;
pub use placement::Placement;

use crate::code::ErrorCode;
use crate::service::{Path, Step};
use crate::words::words;
use std::collections::BTreeSet;

words! {
    /// One of ten fingers. Declared in the order of the finger positions 1 to 10 of ISO/IEC 19794-2.
    pub enum Finger {
        /// Position 1, ibu jari kanan.
        RightThumb = "right-thumb",
        /// Position 2, telunjuk kanan.
        RightIndex = "right-index",
        /// Position 3, jari tengah kanan.
        RightMiddle = "right-middle",
        /// Position 4, jari manis kanan.
        RightRing = "right-ring",
        /// Position 5, kelingking kanan.
        RightLittle = "right-little",
        /// Position 6, ibu jari kiri.
        LeftThumb = "left-thumb",
        /// Position 7, telunjuk kiri.
        LeftIndex = "left-index",
        /// Position 8, jari tengah kiri.
        LeftMiddle = "left-middle",
        /// Position 9, jari manis kiri.
        LeftRing = "left-ring",
        /// Position 10, kelingking kiri.
        LeftLittle = "left-little",
    }
}

impl Finger {
    /// Position 1 to 10 of ISO/IEC 19794-2.
    pub const fn position(self) -> u8 {
        self as u8 + 1
    }
}

words! {
    /// One of two eyes.
    pub enum Eye {
        /// Mata kanan.
        Right = "right-eye",
        /// Mata kiri.
        Left = "left-eye",
    }
}

/// One place of the body that is captured. Travels as the word of its finger or eye.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum Site {
    /// A finger.
    Finger(Finger),
    /// An eye.
    Eye(Eye),
}

impl Site {
    /// Ten fingers, then two eyes.
    pub fn all() -> impl Iterator<Item = Site> {
        Finger::ALL
            .iter()
            .copied()
            .map(Site::Finger)
            .chain(Eye::ALL.iter().copied().map(Site::Eye))
    }

    /// The stable word: "right-thumb", "left-eye".
    pub const fn as_str(self) -> &'static str {
        match self {
            Site::Finger(finger) => finger.as_str(),
            Site::Eye(eye) => eye.as_str(),
        }
    }

    /// The step at which the site is captured.
    pub const fn step(self) -> Step {
        match self {
            Site::Finger(_) => Step::Fingers,
            Site::Eye(_) => Step::Irises,
        }
    }
}

impl std::fmt::Display for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Site {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        word.parse()
            .map(Site::Finger)
            .or_else(|_| word.parse().map(Site::Eye))
    }
}

/// A capture that must not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this service captures no such biometric")]
pub struct NotCaptured;

impl NotCaptured {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        ErrorCode::BiometricNotAllowed
    }
}

/// Refuses a capture that the path does not ask for: a child's finger must not even be stored by mistake.
pub fn may_capture(path: &Path, site: Site) -> Result<(), NotCaptured> {
    if path.needs(site.step()) {
        Ok(())
    } else {
        Err(NotCaptured)
    }
}

/// The sites of a step that are neither captured nor left out with approval: the step is done when none is left.
pub fn outstanding(
    step: Step,
    captured: &BTreeSet<Site>,
    exceptions: &[BiometricException],
) -> Vec<Site> {
    let excepted = |site: &Site| {
        exceptions
            .iter()
            .any(|exception| exception.site() == *site && exception.is_approved())
    };
    Site::all()
        .filter(|site| site.step() == step)
        .filter(|site| !captured.contains(site) && !excepted(site))
        .collect()
}

/// How fingers or irises stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitesStand {
    /// What is neither captured nor left out with approval.
    pub outstanding: Vec<Site>,
    /// Whether an exception photo belongs to what is left out.
    pub shows: bool,
    /// Whether nothing of the step is left to do.
    pub complete: bool,
}

impl SitesStand {
    /// How the sites of a step stand. `photographed` tells whether there is an exception photo.
    pub fn of(
        step: Step,
        captured: &BTreeSet<Site>,
        exceptions: &[BiometricException],
        photographed: bool,
    ) -> Self {
        let outstanding = outstanding(step, captured, exceptions);
        let shows = needs_photo(exceptions.iter().filter(|one| one.site().step() == step));
        Self {
            complete: outstanding.is_empty() && (photographed || !shows),
            outstanding,
            shows,
        }
    }
}

/// Whether an exception photo belongs to these exceptions: one picture of face and both palms, or of what is there of them
/// (MOSIP registration client; Dukcapil names none). Nothing in it is judged, so nobody is turned away for it.
pub fn needs_photo<'a>(exceptions: impl IntoIterator<Item = &'a BiometricException>) -> bool {
    exceptions
        .into_iter()
        .any(|exception| exception.is_approved() && exception.reason().shows())
}

#[cfg(test)]
mod tests;
