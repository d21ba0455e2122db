//! The papers that a service asks for, and for whom.

use super::Applicant;
use crate::certainty::Certainty;
use crate::code::Language;
use crate::words::words;

words! {
    /// A paper that a resident brings.
    pub enum DocumentKind {
        /// Application form F-1.02.
        FormF102 = "f-1-02",
        /// Biodata form F-1.01.
        FormF101 = "f-1-01",
        /// Data change form F-1.06.
        FormF106 = "f-1-06",
        /// Copy of the family card.
        FamilyCardCopy = "family-card-copy",
        /// Letter of moving within the country (SKP, SKPWNI).
        MovingLetter = "moving-letter",
        /// Letter of moving from abroad (SKPLN).
        OverseasMovingLetter = "overseas-moving-letter",
        /// Police report of the loss.
        PoliceReport = "police-report",
        /// The damaged or outdated card, which is handed in.
        OldCard = "old-card",
        /// Passport or another travel document.
        TravelDocument = "travel-document",
        /// Permanent stay permit (ITAP).
        StayPermit = "stay-permit",
        /// Decree on citizenship.
        CitizenshipDecree = "citizenship-decree",
        /// Birth certificate, copy and original.
        BirthCertificate = "birth-certificate",
        /// Family card and KTP of parents or guardian.
        ParentsCards = "parents-cards",
        /// Two colour photos 2x3; the portrait taken at the station serves.
        TwoPhotos = "two-photos",
        /// Proof of what changed.
        ProofOfChange = "proof-of-change",
    }
}

impl DocumentKind {
    /// The name to show.
    pub const fn label(self, language: Language) -> &'static str {
        let (indonesian, english) = match self {
            DocumentKind::FormF102 => ("Formulir F-1.02", "Form F-1.02"),
            DocumentKind::FormF101 => ("Formulir F-1.01", "Form F-1.01"),
            DocumentKind::FormF106 => ("Formulir F-1.06", "Form F-1.06"),
            DocumentKind::FamilyCardCopy => ("Fotokopi KK", "Copy of the family card"),
            DocumentKind::MovingLetter => (
                "Surat keterangan pindah (SKP/SKPWNI)",
                "Moving letter (SKP/SKPWNI)",
            ),
            DocumentKind::OverseasMovingLetter => (
                "Surat pindah luar negeri (SKPLN)",
                "Overseas moving letter (SKPLN)",
            ),
            DocumentKind::PoliceReport => (
                "Surat kehilangan dari kepolisian",
                "Police report of the loss",
            ),
            DocumentKind::OldCard => ("Kartu lama", "The old card"),
            DocumentKind::TravelDocument => {
                ("Dokumen perjalanan (paspor)", "Travel document (passport)")
            }
            DocumentKind::StayPermit => (
                "Kartu izin tinggal tetap (ITAP)",
                "Permanent stay permit (ITAP)",
            ),
            DocumentKind::CitizenshipDecree => {
                ("Surat keputusan kewarganegaraan", "Decree on citizenship")
            }
            DocumentKind::BirthCertificate => (
                "Akta kelahiran, asli dan fotokopi",
                "Birth certificate, original and copy",
            ),
            DocumentKind::ParentsCards => (
                "KK dan KTP orang tua atau wali",
                "Family card and KTP of parents or guardian",
            ),
            DocumentKind::TwoPhotos => ("Dua foto berwarna 2x3", "Two colour photos 2x3"),
            DocumentKind::ProofOfChange => ("Bukti perubahan data", "Proof of the change"),
        };
        language.pick([indonesian, english])
    }
}

words! {
    /// For whom a paper is needed.
    pub enum When {
        /// Everybody.
        Always = "always",
        /// Foreigners only.
        Foreigner = "foreigner",
        /// Citizens only.
        Citizen = "citizen",
        /// Children from the fifth birthday on.
        FromFive = "from-five",
        /// Only in the case that the paper itself names: one of several that may apply. Never blocks.
        IfItApplies = "if-it-applies",
    }
}

impl When {
    /// Whether the paper concerns this applicant.
    pub fn holds(self, applicant: &Applicant) -> bool {
        match self {
            When::Always | When::IfItApplies => true,
            When::Foreigner => applicant.citizenship.is_foreign(),
            When::Citizen => !applicant.citizenship.is_foreign(),
            When::FromFive => !applicant.is_under_five(),
        }
    }
}

/// One line of a service's list of papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Requirement {
    /// The paper.
    pub document: DocumentKind,
    /// For whom.
    pub when: When,
    /// Where the demand was seen.
    pub source: &'static str,
    /// How sure we are.
    pub certainty: Certainty,
}

impl Requirement {
    /// Whether a record cannot be complete without it. A desk may still go on: it notes that the paper is missing.
    pub fn is_mandatory(&self) -> bool {
        self.when != When::IfItApplies
    }
}
