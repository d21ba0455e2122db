//! The fields of a resident: every column of F-1.01, the lines of its head that the desk needs, NIK and KK number.
//!
//! [`Field`] names them, `rows` describes them, [`check()`] judges what is typed into one, [`FieldValue`] is what is
//! kept.

mod check;
mod rows;
mod value;

pub use check::{FieldReport, check, check_for};
pub use value::FieldValue;

use crate::code::Language;
use crate::lists::ListId;
use crate::words::words;

words! {
    /// One field. Columns are those of F-1.01 (Permendagri 109/2019 layout); column 1 is the line number of the form.
    pub enum Field {
        /// NIK; on no line of F-1.01, since it is given afterwards.
        Nik = "nik",
        /// KK number.
        KkNumber = "kk-number",
        /// Column 2.
        FullName = "full-name",
        /// Column 3.
        TitleBefore = "title-before",
        /// Column 4.
        TitleAfter = "title-after",
        /// Column 5.
        PassportNumber = "passport-number",
        /// Column 6.
        PassportExpiry = "passport-expiry",
        /// Column 7.
        SponsorName = "sponsor-name",
        /// Column 8.
        SponsorType = "sponsor-type",
        /// Column 9.
        SponsorAddress = "sponsor-address",
        /// Column 10.
        Sex = "sex",
        /// Column 11.
        BirthPlace = "birth-place",
        /// Column 12.
        BirthDate = "birth-date",
        /// Column 13.
        Citizenship = "citizenship",
        /// Column 14, number of the decree that made the person a citizen.
        CitizenshipDecree = "citizenship-decree",
        /// Column 15, has or has not.
        BirthCertificate = "birth-certificate",
        /// Column 16.
        BirthCertificateNumber = "birth-certificate-number",
        /// Column 17.
        BloodType = "blood-type",
        /// Column 18.
        Religion = "religion",
        /// Column 19, name of the organisation of belief.
        BeliefOrganisation = "belief-organisation",
        /// Column 20.
        MaritalStatus = "marital-status",
        /// Column 21, has or has not.
        MarriageCertificate = "marriage-certificate",
        /// Column 22.
        MarriageCertificateNumber = "marriage-certificate-number",
        /// Column 23.
        MarriageDate = "marriage-date",
        /// Column 24, has or has not.
        DivorceCertificate = "divorce-certificate",
        /// Column 25.
        DivorceCertificateNumber = "divorce-certificate-number",
        /// Column 26.
        DivorceDate = "divorce-date",
        /// Column 27, relation to the head of the family.
        FamilyRelation = "family-relation",
        /// Column 28, has or has not.
        HasDisability = "has-disability",
        /// Column 29.
        Disability = "disability",
        /// Column 30.
        Education = "education",
        /// Column 31.
        Occupation = "occupation",
        /// Column 32, number of ITAS or ITAP.
        StayPermitNumber = "stay-permit-number",
        /// Column 33.
        StayPermitPlace = "stay-permit-place",
        /// Column 34.
        StayPermitIssued = "stay-permit-issued",
        /// Column 35.
        StayPermitExpiry = "stay-permit-expiry",
        /// Column 36.
        FirstArrivalPlace = "first-arrival-place",
        /// Column 37.
        FirstArrivalDate = "first-arrival-date",
        /// Column 38.
        MotherNik = "mother-nik",
        /// Column 39.
        MotherName = "mother-name",
        /// Column 40.
        FatherNik = "father-nik",
        /// Column 41.
        FatherName = "father-name",
        /// Head of the form, line 1: name of the head of the family.
        HeadName = "head-name",
        /// Head of the form, line 2.
        Address = "address",
        /// Head of the form, line 3.
        PostalCode = "postal-code",
        /// Head of the form, line 4.
        Rt = "rt",
        /// Head of the form, line 5.
        Rw = "rw",
        /// Head of the form, line 7.
        Phone = "phone",
        /// Head of the form, line 8.
        Email = "email",
        /// Head of the form, lines 9 to 12 in one code of ten digits.
        Village = "village",
        /// Head of the form, line 13: dusun or kampung.
        Hamlet = "hamlet",
    }
}

/// What may be typed into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    /// A NIK.
    Nik,
    /// A KK number.
    Kk,
    /// A person's name; the rules for new names apply where the person has no NIK yet.
    Name {
        /// Whether it is the resident's own name, which alone may be refused as a new name.
        own: bool,
    },
    /// A place of birth.
    BirthPlace,
    /// A day up to the day of recording.
    PastDate,
    /// The last day of validity of a paper: past days only warn.
    Expiry,
    /// A value of a list.
    Coded {
        /// The list.
        list: ListId,
    },
    /// Free text.
    Text {
        /// Most characters.
        longest: usize,
    },
    /// Digits, filled up with zeros on the left: RT, RW, postal code.
    Digits {
        /// How many are kept.
        count: usize,
        /// Fewest that may be typed.
        fewest: usize,
    },
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// Code of a village.
    Village,
}

/// Where a field stands on F-1.01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the table of family members.
    Column(u8),
    /// In the head of the form.
    Head(u8),
    /// Nowhere on F-1.01.
    Elsewhere,
}

impl Field {
    /// Where the field stands on F-1.01.
    pub fn place(self) -> Place {
        self.row().place
    }

    /// Column number of the table of F-1.01, 2 to 41.
    pub fn column(self) -> Option<u8> {
        match self.place() {
            Place::Column(number) => Some(number),
            Place::Head(_) | Place::Elsewhere => None,
        }
    }

    /// What may be typed.
    pub fn kind(self) -> Kind {
        self.row().kind
    }

    /// Whether the desk shows the field at once; the others open on demand.
    pub fn is_core(self) -> bool {
        self.row().core
    }

    /// Name of the field on the form, for a person.
    pub fn label(self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.row().indonesian,
            Language::English => self.row().english,
        }
    }
}

#[cfg(test)]
mod tests;
