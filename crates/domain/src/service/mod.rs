//! The services of form F-1.02, and what each asks of a resident: **as data**, read by station and screens alike.
//!
//! The letters are the printed form's (Permendagri 109/2019 layout); the combined words such as KTP-A are ours. The table
//! stands in `rows`, the papers in `document`, the steps for one applicant come from [`Service::path`].

mod document;
mod path;
mod rows;

pub use document::{DocumentKind, Requirement, When};
pub(crate) use path::KIA_PHOTO_AGE;
pub use path::{Applicant, Path};

use crate::code::Language;
use crate::lists::ListId;
use crate::words::words;

words! {
    /// One service of F-1.02.
    pub enum Service {
        /// First KTP-el.
        KtpNew = "KTP-A",
        /// KTP-el after moving in.
        KtpMovedIn = "KTP-B",
        /// KTP-el in place of a lost one.
        KtpLost = "KTP-C1",
        /// KTP-el in place of a damaged one.
        KtpDamaged = "KTP-C2",
        /// KTP-el of a foreigner whose ITAP was extended.
        KtpStayPermitExtended = "KTP-D",
        /// KTP-el after a change of citizenship.
        KtpCitizenshipChanged = "KTP-E",
        /// KTP-el printed away from home: lost or damaged, recorded before, no data change (Permendagri 8/2016 art. 15).
        KtpOutsideDomicile = "KTP-F",
        /// KTP-el of a transmigrant.
        KtpTransmigration = "KTP-G",
        /// First KIA.
        KiaNew = "KIA-A",
        /// KIA in place of a lost one.
        KiaLost = "KIA-B1",
        /// KIA in place of a damaged one.
        KiaDamaged = "KIA-B2",
        /// KIA of a foreign child whose ITAP was extended.
        KiaStayPermitExtended = "KIA-C",
        /// KIA for another reason.
        KiaOther = "KIA-D",
        /// First family card.
        KkNew = "KK-A",
        /// Family card with changed data.
        KkChanged = "KK-B",
        /// Family card in place of a lost or damaged one.
        KkLost = "KK-C",
        /// Change of data of KK, KTP-el or KIA, with F-1.06.
        DataChange = "UBAH",
    }
}

words! {
    /// The paper or card that a service ends in.
    pub enum Product {
        /// Identity card of who is 17 or was ever married.
        Ktp = "ktp",
        /// Identity card of a child.
        Kia = "kia",
        /// Family card.
        Kk = "kk",
        /// Whatever is changed: no card of its own.
        Data = "data",
    }
}

words! {
    /// One step at the desk, in the order in which they are taken.
    pub enum Step {
        /// Find the resident; ask "pernah rekam di mana pun?"; look for a local double.
        Who = "who",
        /// Fill in or check the fields of F-1.01.
        Data = "data",
        /// Take the portrait; the resident approves it (letter 400.8.1.2/13999/Dukcapil, 11 October 2024).
        Photo = "photo",
        /// The resident's signature.
        Signature = "signature",
        /// Ten fingers, each captured or excepted. Never of children.
        Fingers = "fingers",
        /// Two irises, each captured or excepted. Never of children.
        Irises = "irises",
        /// Papers, photographed or noted.
        Documents = "documents",
        /// Everything shown again from the stored bytes; the resident agrees.
        ReadBack = "read-back",
    }
}

words! {
    /// Whether the person must have been recorded before: one person, one recording for life.
    pub enum PriorRecording {
        /// Never recorded; a second recording becomes a DUPLICATE_RECORD and blocks the card.
        MustNotExist = "must-not-exist",
        /// Recorded; nothing biometric is captured again.
        MustExist = "must-exist",
        /// Makes no difference.
        Irrelevant = "irrelevant",
    }
}

impl Service {
    /// The name of the service on the form.
    pub fn label(self, language: Language) -> &'static str {
        ListId::Service
            .item(self.as_str())
            .map_or(self.as_str(), |item| item.label(language))
    }

    /// What the service ends in.
    pub fn product(self) -> Product {
        self.row().product
    }

    /// Whether an earlier recording is needed, forbidden, or of no matter.
    pub fn prior_recording(self) -> PriorRecording {
        self.row().prior
    }

    /// All papers that the service may ask for; [`Service::path`] picks those of one applicant.
    pub fn requirements(self) -> &'static [Requirement] {
        self.row().requirements
    }

    /// Whether the service is for children: no fingerprints and no irises, ever.
    pub fn is_for_children(self) -> bool {
        self.product() == Product::Kia
    }
}

#[cfg(test)]
mod tests;
