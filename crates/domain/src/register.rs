//! What the register says of a resident's recording: the column *Stat Rkm* of SIAK exports, in either of its languages.

use crate::code::Language;
use crate::lists::ListId;
use crate::status::RecordingStatus;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// How far the recording of a resident is, as the register's export says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegisterStatus {
    /// Younger than 17 and never married.
    NotObliged,
    /// Obliged, and nothing is recorded.
    NotRecorded,
    /// Recorded; the export says no more.
    Recorded,
    /// A word of the centre.
    At(RecordingStatus),
}

/// The three words of exports that are not the centre's, by their codes in `status_rekam_siak`.
const OWN: [(RegisterStatus, &str, &str); 3] = [
    (RegisterStatus::NotObliged, "1", "BELUM WAJIB"),
    (RegisterStatus::NotRecorded, "2", "BELUM REKAM"),
    (RegisterStatus::Recorded, "3", "SUDAH REKAM"),
];

impl RegisterStatus {
    /// Reads a cell: capitals, blanks and underscores do not matter. Nothing for a word that no list has.
    pub fn read(cell: &str) -> Option<Self> {
        let word = cell.trim().to_uppercase().replace([' ', '-'], "_");
        let own = OWN.iter().find(|(_, _, own)| own.replace(' ', "_") == word);
        own.map(|(status, _, _)| *status)
            .or_else(|| word.parse().ok().map(Self::At))
    }

    /// The word that [`Self::read`] reads back: what travels.
    pub fn word(self) -> &'static str {
        let own = OWN.iter().find(|(status, _, _)| *status == self);
        match (self, own) {
            (Self::At(status), _) => status.as_str(),
            (Self::NotObliged | Self::NotRecorded | Self::Recorded, own) => {
                own.map_or("", |(_, _, word)| word)
            }
        }
    }

    /// A number from 1 that names it in a store: first our three, then the centre's in the order of its list.
    pub fn number(self) -> u8 {
        let place = match self {
            Self::NotObliged => 0,
            Self::NotRecorded => 1,
            Self::Recorded => 2,
            Self::At(status) => {
                OWN.len()
                    + RecordingStatus::ALL
                        .iter()
                        .position(|known| *known == status)
                        .unwrap_or(0)
            }
        };
        u8::try_from(place + 1).unwrap_or(u8::MAX)
    }

    /// The status of a [number](Self::number).
    pub fn of_number(number: u8) -> Option<Self> {
        let place = usize::from(number).checked_sub(1)?;
        let own = OWN.get(place).map(|(status, _, _)| *status);
        own.or_else(|| Some(Self::At(*RecordingStatus::ALL.get(place - OWN.len())?)))
    }

    /// Whether the person was recorded already, wherever: another recording for a first card would be a double. A recording
    /// that failed at the centre must be made again, and is none.
    pub const fn is_recorded(self) -> bool {
        use RecordingStatus as S;
        match self {
            Self::NotObliged | Self::NotRecorded => false,
            Self::Recorded => true,
            Self::At(status) => !matches!(
                status,
                S::Unregistered
                    | S::EnrollFailureAtCentral
                    | S::EnrollFailureAtRegional
                    | S::SearchFailureAtCentral
            ),
        }
    }

    /// What it means, for a person.
    pub fn label(self, language: Language) -> &'static str {
        let own = OWN.iter().find(|(status, _, _)| *status == self);
        match (self, own) {
            (Self::At(status), _) => status.label(language),
            (_, Some((_, code, word))) => ListId::SiakRecording
                .item(code)
                .map_or(word, |item| item.label(language)),
            (Self::NotObliged | Self::NotRecorded | Self::Recorded, None) => "",
        }
    }
}

impl Serialize for RegisterStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for RegisterStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::read(&word).ok_or_else(|| D::Error::custom("no word of the register"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_read_back_from_its_word() {
        for number in 1..=u8::MAX {
            let Some(status) = RegisterStatus::of_number(number) else {
                break;
            };
            assert_eq!(RegisterStatus::read(status.word()), Some(status));
        }
    }

    #[test]
    fn every_word_of_the_export_is_read() {
        for item in &ListId::SiakRecording.list().items {
            let status = RegisterStatus::read(&item.official);
            assert!(status.is_some(), "{}", item.official);
        }
        assert_eq!(RegisterStatus::read(" belum  rekam"), None);
        assert_eq!(
            RegisterStatus::read("Belum Rekam"),
            Some(RegisterStatus::NotRecorded)
        );
        assert_eq!(
            RegisterStatus::read("PRINT READY RECORD"),
            Some(RegisterStatus::At(RecordingStatus::PrintReadyRecord))
        );
        assert_eq!(
            RegisterStatus::read("BIO_CAPTURED").map(RegisterStatus::is_recorded),
            Some(true)
        );
        assert_eq!(
            RegisterStatus::read("UNREGISTERED").map(RegisterStatus::is_recorded),
            Some(false)
        );
    }

    #[test]
    fn a_recording_that_failed_at_the_centre_is_none() {
        let failed = RegisterStatus::read("ENROLL_FAILURE_AT_CENTRAL");
        assert_eq!(failed.map(RegisterStatus::is_recorded), Some(false));
    }

    #[test]
    fn a_number_names_one_status_and_says_it_in_words() {
        let all: Vec<_> = (1..=19).filter_map(RegisterStatus::of_number).collect();
        assert_eq!(all.len(), OWN.len() + RecordingStatus::ALL.len());
        for (number, status) in (1u8..).zip(&all) {
            assert_eq!(status.number(), number);
            assert!(!status.label(Language::Indonesian).is_empty());
        }
        assert_eq!(RegisterStatus::of_number(0), None);
        assert_eq!(RegisterStatus::of_number(20), None);
    }
}
