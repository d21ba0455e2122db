//! Why a photo is kept although something in it is not as it should be: the operator sets the fault aside with a reason,
//! and the reason goes into the record.
//!
//! Dukcapil asks that nobody is turned away and names no list of reasons. This one is ours ([`AsideReason::certainty`]):
//! few enough to be read at one glance at the counter.

use crate::certainty::Certainty;
use crate::code::{ErrorCode, Language};
use crate::typed_text;
use crate::words::words;

/// Most characters of a note.
pub const LONGEST_NOTE: usize = 200;

words! {
    /// Why something in a photo is not put right. In the order in which they are offered.
    pub enum AsideReason {
        /// A small child does not keep still or look up.
        Child = "child",
        /// A squint, a drooping lid, blindness, an eye that is missing.
        Eyes = "eyes",
        /// Bed, wheelchair, a head that is not held straight.
        Posture = "posture",
        /// A head scarf or another covering that is worn for religion.
        Headwear = "headwear",
        /// The shape of the face, hair or skin, a dressing, a tube.
        Face = "face",
        /// Light, cloth or camera cannot be bettered at this place.
        Place = "place",
        /// Something else, in words.
        Other = "other",
    }
}

impl AsideReason {
    /// The name to show.
    pub const fn label(self, language: Language) -> &'static str {
        language.pick(match self {
            Self::Child => ["Anak kecil", "A small child"],
            Self::Eyes => ["Keadaan mata", "A condition of the eyes"],
            Self::Posture => [
                "Tidak dapat duduk tegak (tempat tidur, kursi roda)",
                "Cannot sit upright (bed, wheelchair)",
            ],
            Self::Headwear => [
                "Kerudung atau penutup kepala karena agama",
                "A head scarf or covering worn for religion",
            ],
            Self::Face => [
                "Bentuk wajah, rambut, atau perban",
                "Shape of the face, hair, or a dressing",
            ],
            Self::Place => [
                "Lampu, latar atau kamera di sini tidak bisa lebih baik",
                "Light, background or camera cannot be bettered here",
            ],
            Self::Other => ["Alasan lain", "Another reason"],
        })
    }

    /// Whether it says nothing without a note.
    pub const fn needs_note(self) -> bool {
        matches!(self, Self::Other)
    }

    /// How sure we are that Dukcapil would choose these reasons: the list is ours.
    pub const fn certainty(self) -> Certainty {
        Certainty::Unconfirmed
    }
}

/// The note is missing where the reason says nothing without it, is longer than 200 characters, or cannot be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the reason needs a short note in words")]
pub struct NoteError;

impl NoteError {
    /// The code that a person is shown.
    pub const fn code(self) -> ErrorCode {
        ErrorCode::ReasonEmpty
    }
}

/// A reason with what the operator added. It may be health data, so the Debug form shows nothing of it.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Aside {
    reason: AsideReason,
    note: String,
}

/// An [`Aside`] as it is written down.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    reason: AsideReason,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
}

impl Aside {
    /// A reason; `note` may be empty where the reason speaks for itself.
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn new(reason: AsideReason, note: &str) -> Result<Self, NoteError> {
        let note = note.trim();
        let printable = typed_text::tidy(note).is_some();
        let missing = note.is_empty() && reason.needs_note();
        if missing || !printable || typed_text::length(note) > LONGEST_NOTE {
            return Err(NoteError);
        }
        Ok(Self {
            reason,
            note: note.to_owned(),
        })
    }

    /// The reason.
    pub const fn reason(&self) -> AsideReason {
        self.reason
    }

    /// What the operator added; may be empty.
    pub fn note(&self) -> &str {
        &self.note
    }
}

impl TryFrom<Written> for Aside {
    type Error = NoteError;

    fn try_from(written: Written) -> Result<Self, NoteError> {
        Self::new(written.reason, &written.note)
    }
}

impl From<Aside> for Written {
    fn from(aside: Aside) -> Self {
        Self {
            reason: aside.reason,
            note: aside.note,
        }
    }
}

impl std::fmt::Debug for Aside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Aside(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn another_reason_needs_words_and_the_rest_speak_for_themselves() {
        assert_eq!(Aside::new(AsideReason::Other, "  "), Err(NoteError));
        assert_eq!(
            Aside::new(AsideReason::Other, " infus ").unwrap().note(),
            "infus"
        );
        for reason in AsideReason::ALL.iter().filter(|each| !each.needs_note()) {
            assert!(Aside::new(*reason, "").is_ok(), "{reason}");
        }
    }

    #[test]
    fn a_note_is_short_and_printable() {
        let longest = "a".repeat(LONGEST_NOTE);
        assert!(Aside::new(AsideReason::Eyes, &longest).is_ok());
        assert!(Aside::new(AsideReason::Eyes, &format!("{longest}a")).is_err());
        assert!(Aside::new(AsideReason::Eyes, "a\u{202e}b").is_err());
    }

    #[test]
    fn what_is_read_is_held_to_the_same_rules() {
        let read = |json: &str| serde_json::from_str::<Aside>(json);
        assert!(read(r#"{"reason":"other"}"#).is_err());
        assert!(read(r#"{"reason":"eyes","name":"x"}"#).is_err());
        let eyes = read(r#"{"reason":"eyes"}"#).unwrap();
        assert_eq!(
            serde_json::to_string(&eyes).unwrap(),
            r#"{"reason":"eyes"}"#
        );
        assert_eq!(format!("{eyes:?}"), "Aside(…)");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_kept_as_it_reads_back_or_refused(
            reason in proptest::sample::select(AsideReason::ALL),
            note in "\\PC{0,210}|[ \\t]{0,3}|.{0,20}",
        ) {
            let trimmed = note.trim();
            let fits = typed_text::length(trimmed) <= LONGEST_NOTE && typed_text::tidy(trimmed).is_some();
            let says_enough = !(trimmed.is_empty() && reason.needs_note());
            let aside = Aside::new(reason, &note);
            prop_assert_eq!(aside.is_ok(), fits && says_enough);
            if let Ok(aside) = aside {
                prop_assert_eq!((aside.reason(), aside.note()), (reason, trimmed));
                let written = serde_json::to_string(&aside).unwrap();
                prop_assert_eq!(serde_json::from_str::<Aside>(&written).unwrap(), aside);
            }
        }
    }
}
