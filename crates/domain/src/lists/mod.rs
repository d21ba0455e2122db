//! Official code lists (`assets/codes/`): sex, religion, occupation and the rest, each with its version.
//!
//! Two lists with the same numbers may mean different things (marital status 4 or 6 values, occupation 89 or 99),
//! so a stored value always carries list, version and label: see [`CodedValue`]. Lists are never merged by number;
//! [`conversion`] shows what an old code may mean today.

mod coded;
pub mod conversion;
mod embedded;
mod wording;

pub(crate) use embedded::{item_of, replace, shipped};

pub use coded::{CodedValue, UnknownCode};

use crate::certainty::Certainty;
use crate::code::Language;
use crate::words::words;

words! {
    /// Which list. The word is the name of its file in `assets/codes/`.
    pub enum ListId {
        /// 2 values.
        Sex = "jenis_kelamin",
        /// 7 values; 7 goes with a free text, the name of the organisation.
        Religion = "agama",
        /// 6 values of F-1.01 (2019).
        MaritalStatus = "status_kawin",
        /// 4 values of older SIAK exports.
        MaritalStatusOld = "status_kawin_lama",
        /// 11 values: relation to the head of the family (SHDK).
        FamilyRelation = "shdk",
        /// 10 values.
        Education = "pendidikan",
        /// 13 values; 13 is "not known".
        BloodType = "golongan_darah",
        /// 7 values; 7 is "none" in village applications only.
        Disability = "disabilitas",
        /// 3 values.
        Citizenship = "kewarganegaraan",
        /// 1 has not, 2 has: certificates of birth, marriage, divorce, and disability (F-1.01 column 28).
        Possession = "akta_ada",
        /// 99 values. The numbers were not seen in the official annex.
        Occupation = "pekerjaan",
        /// 89 values of 2010. Codes 31, 34, 35 and 89 mean something else than in the list of 99.
        OccupationOld = "pekerjaan_89_lama",
        /// 16 words that a recording goes through at the centre.
        RecordingStatus = "status_perekaman_ktpel",
        /// 8 values of SIAK exports (column Stat Rkm).
        SiakRecording = "status_rekam_siak",
        /// 17 services of the form F-1.02. The letters are the form's, the combined keys are ours.
        Service = "jenis_layanan_f102",
        /// 7 values of F-1.03.
        MovingReason = "alasan_pindah",
        /// 5 values of the sponsor of a foreigner.
        SponsorType = "tipe_sponsor",
    }
}

impl ListId {
    /// The list itself.
    pub fn list(self) -> &'static CodeList {
        embedded::list(self)
    }

    /// One item of the list.
    pub fn item(self, code: &str) -> Option<&'static Item> {
        self.list().item(code)
    }
}

/// One list as it is embedded.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CodeList {
    /// Which list.
    pub id: ListId,
    /// Year of the form or regulation it belongs to, and the number of its values: enough to tell two lists apart.
    pub version: &'static str,
    /// The least certain of its items.
    pub certainty: Certainty,
    /// What one must know before using it; may be empty.
    pub note: &'static str,
    /// In the order of the form.
    pub items: Vec<Item>,
}

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Item {
    /// The official code: a number without leading zeros, or a word.
    pub code: String,
    /// The official Indonesian label, letter for letter: what is exchanged.
    pub official: String,
    /// The Indonesian label that people are shown; differs from `official` where that wording hurts.
    pub indonesian: String,
    /// The English label: ours.
    pub english: String,
    /// How sure we are.
    pub certainty: Certainty,
    /// Where it was seen.
    pub source: String,
}

impl Item {
    /// The label to show.
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.indonesian,
            Language::English => &self.english,
        }
    }
}

impl CodeList {
    /// The item with this code; blanks around it and leading zeros of a number do not matter.
    pub fn item(&self, code: &str) -> Option<&Item> {
        let code = code.trim();
        let short = code.trim_start_matches('0');
        self.items
            .iter()
            .find(|item| item.code == code || (!short.is_empty() && item.code == short))
    }

    /// The item that a person means: by code, or by one of its labels in any case.
    pub fn find(&self, text: &str) -> Option<&Item> {
        let text = text.trim();
        self.item(text).or_else(|| {
            self.items.iter().find(|item| {
                [&item.code, &item.official, &item.indonesian, &item.english]
                    .iter()
                    .any(|label| label.eq_ignore_ascii_case(text))
            })
        })
    }
}

#[cfg(test)]
mod tests;
