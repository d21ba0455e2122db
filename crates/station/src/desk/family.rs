//! The family card of a resident at the desk: who is on it as far as is known here, and what is unusual about them together.

use std::collections::{BTreeMap, BTreeSet};

use rekam_domain::family::{FamilyWarning, Member, family_warnings};
use rekam_domain::field::{self, Field, FieldValue};
use rekam_domain::kk::KkNumber;
use rekam_domain::role::Permission;
use rekam_protocol::ids::Serial;

use super::Desk;
use crate::error::Error;
use crate::store::drafts::DraftId;

/// Members of one family that are looked at.
const MOST_MEMBERS: u32 = 50;

/// What is known here of a family card.
#[derive(Clone, PartialEq, Eq)]
pub struct Family {
    /// Its number.
    pub number: KkNumber,
    /// The resident at the desk first, then other drafts, then residents of the lists.
    pub members: Vec<FamilyMember>,
    /// What is unusual; it never keeps anybody from being recorded.
    pub warnings: Vec<FamilyWarning>,
}

impl std::fmt::Debug for Family {
    /// Shows nothing about the residents.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Family({} members)", self.members.len())
    }
}

/// One of its members.
#[derive(Clone, PartialEq, Eq)]
pub struct FamilyMember {
    /// The open draft; nothing for somebody whom only a list names.
    pub draft: Option<DraftId>,
    /// Under which numbers this station recorded them.
    pub recorded_here: Vec<Serial>,
    /// The fields that can be read.
    pub values: BTreeMap<Field, FieldValue>,
}

impl std::fmt::Debug for FamilyMember {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FamilyMember")
    }
}

impl Desk {
    /// The family of a draft, by the number of the family card that stands in it; nothing without a number that can be one.
    /// Members whose packets are sealed are known by the lists alone.
    ///
    /// # Errors
    /// `draft-unknown`, `role-not-allowed`, or what the store says.
    pub fn family(&self, draft: DraftId) -> Result<Option<Family>, Error> {
        self.may(Permission::Record)?;
        let first = self.drafted(draft)?;
        let Some(number) = number_of(&first) else {
            return Ok(None);
        };
        let mut members = vec![first];
        for other in self.store.drafts()? {
            let member = self.drafted(other.id)?;
            if other.id != draft && number_of(&member).as_ref() == Some(&number) {
                members.push(member);
            }
        }
        let known: BTreeSet<String> = members.iter().filter_map(digits_of_nik).collect();
        let listed = self
            .store
            .listed_of_family(number.as_str(), MOST_MEMBERS)?
            .into_iter()
            .filter(|(listed, _)| listed.nik.as_ref().is_none_or(|nik| !known.contains(nik)));
        members.extend(listed.map(|(listed, recorded_here)| FamilyMember {
            draft: None,
            recorded_here,
            values: self.readable(&listed.fields),
        }));
        let as_members: Vec<Member> = members
            .iter()
            .map(|member| Member::of(&member.values))
            .collect();
        Ok(Some(Family {
            number,
            warnings: family_warnings(&as_members),
            members,
        }))
    }

    fn drafted(&self, draft: DraftId) -> Result<FamilyMember, Error> {
        let typed = self.store.fields(draft)?.into_iter();
        let typed = typed.map(|(name, typed)| (name, typed.raw)).collect();
        Ok(FamilyMember {
            draft: Some(draft),
            recorded_here: Vec::new(),
            values: self.readable(&typed),
        })
    }

    fn readable(&self, fields: &BTreeMap<Field, String>) -> BTreeMap<Field, FieldValue> {
        let each = fields.iter();
        each.filter_map(|(name, raw)| Some((*name, field::check(*name, raw, self.today()).value?)))
            .collect()
    }
}

fn number_of(member: &FamilyMember) -> Option<KkNumber> {
    match member.values.get(&Field::KkNumber) {
        Some(FieldValue::Kk(number)) => Some(number.clone()),
        Some(_) | None => None,
    }
}

fn digits_of_nik(member: &FamilyMember) -> Option<String> {
    match member.values.get(&Field::Nik) {
        Some(FieldValue::Nik(nik)) => Some(nik.as_str().to_owned()),
        Some(_) | None => None,
    }
}
