//! F-1.06: elements of the family card that change, each with what stood there before and what shows the change. What stands
//! there from now on is the field itself.
//!
//! Which elements may change: Permendagri 108/2019 art. 15(1) and (2), read at pasal.id. The blood type stands on the KTP-el only
//! (UU 24/2013 art. 64). A NIK never changes, not even with sex or birth date (art. 15(3); PP 40/2019 art. 30(2)), and a new
//! KK number is given by the province.

use crate::code::ErrorCode;
use crate::field::Field;
use crate::service::{DocumentKind, Service};
use crate::typed_text;

/// Most characters of what stood there before: the longest field of F-1.01.
const LONGEST_BEFORE: usize = 160;
/// Most characters of what shows the change.
const LONGEST_PROOF: usize = 100;

/// The elements, in the order of the article.
const ELEMENTS: &[Field] = &[
    Field::FullName,
    Field::TitleBefore,
    Field::TitleAfter,
    Field::HeadName,
    Field::Sex,
    Field::BirthPlace,
    Field::BirthDate,
    Field::Religion,
    Field::BeliefOrganisation,
    Field::Education,
    Field::Occupation,
    Field::MaritalStatus,
    Field::FamilyRelation,
    Field::Citizenship,
    Field::CitizenshipDecree,
    Field::PassportNumber,
    Field::PassportExpiry,
    Field::StayPermitNumber,
    Field::StayPermitPlace,
    Field::StayPermitIssued,
    Field::StayPermitExpiry,
    Field::MotherName,
    Field::FatherName,
    Field::Address,
    Field::PostalCode,
    Field::Rt,
    Field::Rw,
    Field::Village,
    Field::Hamlet,
    Field::BloodType,
];

impl Field {
    /// Whether F-1.06 changes it.
    pub fn is_element(self) -> bool {
        ELEMENTS.contains(&self)
    }
}

impl Service {
    /// The elements that the service changes, in the order of the article: none for a service without F-1.06.
    pub fn elements(self) -> &'static [Field] {
        let asks = |document| {
            self.requirements()
                .iter()
                .any(|paper| paper.document == document)
        };
        if asks(DocumentKind::FormF106) {
            ELEMENTS
        } else {
            &[]
        }
    }
}

/// Why a change is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// F-1.06 does not change this field.
    #[error("F-1.06 does not change this field")]
    NotAnElement,
    /// What stood there before is too long or unprintable.
    #[error("what stood there before is too long or unprintable")]
    Before,
    /// What shows the change is missing, too long or unprintable.
    #[error("what shows the change is missing, too long or unprintable")]
    Proof,
}

impl ChangeError {
    /// The code that a person is shown.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::NotAnElement => ErrorCode::ChangeNotAnElement,
            Self::Before => ErrorCode::TextTooLong,
            Self::Proof => ErrorCode::ChangeProof,
        }
    }
}

/// One element that changes. What stood there is about the resident, so the Debug form shows the field only.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Change {
    field: Field,
    before: String,
    proof: String,
}

/// A [`Change`] as it is written down.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    field: Field,
    before: String,
    proof: String,
}

impl Change {
    /// A change of `field`. `before` is what the old paper says, in capitals as fields are, and empty where it says nothing; `proof` names
    /// the document that shows the change, with its number.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub fn new(field: Field, before: &str, proof: &str) -> Result<Self, ChangeError> {
        if !field.is_element() {
            return Err(ChangeError::NotAnElement);
        }
        let before = typed_text::tidy(before).ok_or(ChangeError::Before)?;
        if typed_text::length(&before) > LONGEST_BEFORE {
            return Err(ChangeError::Before);
        }
        let proof = typed_text::tidy(proof).ok_or(ChangeError::Proof)?;
        if proof.is_empty() || typed_text::length(&proof) > LONGEST_PROOF {
            return Err(ChangeError::Proof);
        }
        Ok(Self {
            field,
            before,
            proof,
        })
    }

    /// The element.
    pub const fn field(&self) -> Field {
        self.field
    }

    /// What the old paper says; may be empty.
    pub fn before(&self) -> &str {
        &self.before
    }

    /// What shows the change.
    pub fn proof(&self) -> &str {
        &self.proof
    }
}

impl TryFrom<Written> for Change {
    type Error = ChangeError;

    fn try_from(written: Written) -> Result<Self, ChangeError> {
        Self::new(written.field, &written.before, &written.proof)
    }
}

impl From<Change> for Written {
    fn from(change: Change) -> Self {
        Self {
            field: change.field,
            before: change.before,
            proof: change.proof,
        }
    }
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Change({}, …)", self.field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_nik_and_a_family_card_number_never_change() {
        for field in [Field::Nik, Field::KkNumber, Field::MotherNik] {
            let refused = Change::new(field, "6171014505059901", "Akta 1");
            assert_eq!(refused, Err(ChangeError::NotAnElement), "{field}");
        }
    }

    #[test]
    fn a_change_names_what_shows_it() {
        let married = Change::new(Field::MaritalStatus, "  belum  kawin ", " Akta 12/2026 ");
        let married = married.unwrap();
        assert_eq!(
            (married.before(), married.proof()),
            ("BELUM KAWIN", "AKTA 12/2026")
        );
        assert_eq!(format!("{married:?}"), "Change(marital-status, …)");
        let none = Change::new(Field::Hamlet, "", "Surat pengantar");
        assert_eq!(none.unwrap().before(), "", "nothing stood there");
        for (before, proof, error) in [
            ("lama", " ", ChangeError::Proof),
            ("lama", &"a".repeat(101), ChangeError::Proof),
            (&"a".repeat(161), "Akta", ChangeError::Before),
            ("a\u{202e}b", "Akta", ChangeError::Before),
        ] {
            assert_eq!(Change::new(Field::Address, before, proof), Err(error));
        }
    }

    #[test]
    fn only_services_with_f106_change_elements() {
        for service in Service::ALL {
            let changes = matches!(service, Service::KkChanged | Service::DataChange);
            assert_eq!(!service.elements().is_empty(), changes, "{service}");
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_reads_back_as_it_is(index in 0usize..30, before in "\\PC{0,40}", proof in "\\PC{0,40}") {
            if let Ok(change) = Change::new(ELEMENTS[index], &before, &proof) {
                let json = serde_json::to_string(&change).unwrap();
                prop_assert_eq!(serde_json::from_str::<Change>(&json).unwrap(), change);
            }
        }
    }
}
