//! What is unusual about a NIK. A warning asks for a second look at a document; the NIK stays as it is.

use super::Nik;
use crate::code::ErrorCode;
use crate::region::PrefixStanding;
use crate::sex::Sex;
use chrono::NaiveDate;

/// An unusual NIK (Dukcapil: a NIK is never changed because it disagrees with birth date or region).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NikWarning {
    /// The kecamatan of first registration has another code today.
    RegionRetired,
    /// No list that we have knows the first six digits.
    RegionUnknown,
    /// Both 19yy and 20yy give a living person.
    CenturyAmbiguous,
    /// The date of birth of the biodata is not the one in the NIK.
    BirthDateDiffers,
    /// The sex of the biodata is not the one in the NIK.
    SexDiffers,
    /// The NIK was first registered in another kabupaten or kota than the address: the person moved.
    RegionDiffers,
}

impl NikWarning {
    /// The code that a person is shown.
    pub fn code(self) -> ErrorCode {
        match self {
            NikWarning::RegionRetired => ErrorCode::NikRegionRetired,
            NikWarning::RegionUnknown => ErrorCode::NikRegionUnknown,
            NikWarning::CenturyAmbiguous => ErrorCode::NikCenturyAmbiguous,
            NikWarning::BirthDateDiffers => ErrorCode::NikBirthDateDiffers,
            NikWarning::SexDiffers => ErrorCode::NikSexDiffers,
            NikWarning::RegionDiffers => ErrorCode::NikRegionDiffers,
        }
    }
}

impl Nik {
    /// What is unusual about the number alone, on this day.
    pub fn warnings(&self, on: NaiveDate) -> Vec<NikWarning> {
        let region = match self.region_standing() {
            PrefixStanding::Current(_) => None,
            PrefixStanding::Retired(_) => Some(NikWarning::RegionRetired),
            PrefixStanding::Unknown => Some(NikWarning::RegionUnknown),
        };
        let century = self
            .written_birth_date()
            .is_ambiguous(on)
            .then_some(NikWarning::CenturyAmbiguous);
        region.into_iter().chain(century).collect()
    }

    /// What the biodata say otherwise. `region_code` is the code of the address, down to at least the kabupaten.
    ///
    /// What is not known yet is not compared. With a known date of birth the century needs no guess.
    pub fn differences(
        &self,
        birth: Option<NaiveDate>,
        sex: Option<Sex>,
        region_code: Option<&str>,
    ) -> Vec<NikWarning> {
        let kabkota = self.part(0, 4);
        [
            birth
                .filter(|known| !self.written_birth_date().agrees_with(*known))
                .map(|_| NikWarning::BirthDateDiffers),
            sex.filter(|known| *known != self.sex())
                .map(|_| NikWarning::SexDiffers),
            region_code
                .filter(|code| code.get(..4) != Some(kabkota))
                .map(|_| NikWarning::RegionDiffers),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
