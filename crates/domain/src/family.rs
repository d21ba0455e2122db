//! The members of a family card (KK) against each other. Whatever disagrees only warns: the card in the resident's hand
//! decides, and what is known of a family at the desk is seldom all of it.
//!
//! Relations are those of the list SHDK (F-1.01 column 27). Which combinations are unusual is inferred from what the
//! relations mean; no source gives the Directorate General's own checks.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::code::ErrorCode;
use crate::field::{Field, FieldValue};
use crate::nik::Nik;
use crate::sex::Sex;
use crate::words::words;

words! {
    /// Relation to the head of the family (list `shdk`). The stored word is the code of the list.
    pub enum Relation {
        /// KEPALA KELUARGA.
        Head = "1",
        /// SUAMI.
        Husband = "2",
        /// ISTRI.
        Wife = "3",
        /// ANAK.
        Child = "4",
        /// MENANTU.
        ChildInLaw = "5",
        /// CUCU.
        Grandchild = "6",
        /// ORANG TUA.
        Parent = "7",
        /// MERTUA.
        ParentInLaw = "8",
        /// FAMILI LAIN.
        OtherRelative = "9",
        /// PEMBANTU.
        Helper = "10",
        /// LAINNYA.
        Other = "11",
    }
}

/// Codes of marital statuses (list `status_kawin`) that say: married now.
const MARRIED: [&str; 2] = ["2", "3"];

/// What the rules read of a member. What is not known is compared with nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// Relation to the head.
    pub relation: Option<Relation>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// Whether the marital status says: married now, registered or not.
    pub married: Option<bool>,
    /// The member's NIK.
    pub nik: Option<Nik>,
    /// The mother's NIK.
    pub mother: Option<Nik>,
    /// The father's NIK.
    pub father: Option<Nik>,
}

impl std::fmt::Debug for Member {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Member({:?})", self.relation)
    }
}

impl Member {
    /// A member, by the fields of F-1.01.
    #[must_use]
    pub fn of(values: &BTreeMap<Field, FieldValue>) -> Self {
        let code = |field| match values.get(&field) {
            Some(FieldValue::Coded(value)) => Some(value.code()),
            Some(_) | None => None,
        };
        let nik = |field| match values.get(&field) {
            Some(FieldValue::Nik(nik)) => Some(nik.clone()),
            Some(_) | None => None,
        };
        Self {
            relation: code(Field::FamilyRelation).and_then(|code| code.parse().ok()),
            sex: code(Field::Sex).and_then(|code| code.parse().ok()),
            born: match values.get(&Field::BirthDate) {
                Some(FieldValue::Date(born)) => Some(*born),
                Some(_) | None => None,
            },
            married: code(Field::MaritalStatus).map(|code| MARRIED.contains(&code)),
            nik: nik(Field::Nik),
            mother: nik(Field::MotherNik),
            father: nik(Field::FatherNik),
        }
    }

    fn is(&self, relation: Relation) -> bool {
        self.relation == Some(relation)
    }

    fn is_spouse(&self) -> bool {
        self.is(Relation::Husband) || self.is(Relation::Wife)
    }

    /// Whether this member was born on a later day; unknown days are no reason for a warning.
    fn is_younger_than(&self, other: &Self) -> bool {
        let born = self.born.zip(other.born);
        born.is_none_or(|(this, other)| this > other)
    }
}

/// Something unusual, and the members whom it is about, by their places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FamilyWarning {
    /// What.
    pub code: ErrorCode,
    /// Who, in the order in which the members were given.
    pub members: Vec<usize>,
}

/// What is unusual about the known members of one family card.
#[must_use]
pub fn family_warnings(members: &[Member]) -> Vec<FamilyWarning> {
    let mut warnings: Vec<_> = heads(members).into_iter().collect();
    warnings.extend(spouses(members));
    warnings.extend(ages(members));
    warnings
}

fn places(members: &[Member], which: impl Fn(&Member) -> bool) -> Vec<usize> {
    let all = members.iter().enumerate();
    all.filter(|(_, member)| which(member))
        .map(|(at, _)| at)
        .collect()
}

/// One head, where more than one member is known and each relation is.
fn heads(members: &[Member]) -> Option<FamilyWarning> {
    let heads = places(members, |member| member.is(Relation::Head));
    let all_known = members.iter().all(|member| member.relation.is_some());
    match heads.len() {
        0 if members.len() > 1 && all_known => Some(FamilyWarning {
            code: ErrorCode::FamilyHeadMissing,
            members: Vec::new(),
        }),
        0 | 1 => None,
        2.. => Some(FamilyWarning {
            code: ErrorCode::FamilyTwoHeads,
            members: heads,
        }),
    }
}

/// A spouse belongs to a head of the other sex, and both are married; a wife of the head has no husband in the family.
fn spouses(members: &[Member]) -> Option<FamilyWarning> {
    let spouses = places(members, Member::is_spouse);
    let heads = || members.iter().filter(|member| member.is(Relation::Head));
    let says_unmarried = |member: &Member| member.married == Some(false);
    let husbands = places(members, |member| member.is(Relation::Husband)).len();
    let wives = spouses.len() - husbands;
    let own_sex = |spouse: &Member| {
        let sex = if spouse.is(Relation::Husband) {
            Sex::Male
        } else {
            Sex::Female
        };
        let is_other = |known: Option<Sex>, wanted| known.is_some_and(|known| known != wanted);
        is_other(spouse.sex, sex) || heads().any(|head| head.sex == Some(sex))
    };
    let mut of_spouses = spouses.iter().filter_map(|at| members.get(*at));
    let is_unusual = husbands > 1
        || (husbands > 0 && wives > 0)
        || of_spouses.any(|spouse| says_unmarried(spouse) || own_sex(spouse))
        || (!spouses.is_empty() && heads().any(says_unmarried));
    is_unusual.then(|| FamilyWarning {
        code: ErrorCode::FamilySpouses,
        members: places(members, |member| {
            member.is(Relation::Head) || member.is_spouse()
        }),
    })
}

/// Who is born before a parent: by the relation to the head, or because a member's NIK is written as the parent's.
fn ages(members: &[Member]) -> Vec<FamilyWarning> {
    let mut warnings = Vec::new();
    for (at, member) in members.iter().enumerate() {
        for (of, elder) in members.iter().enumerate() {
            let written = [&member.mother, &member.father];
            let is_written = elder.nik.is_some() && written.contains(&&elder.nik);
            let is_elder = match (member.relation, elder.relation) {
                (Some(Relation::Child | Relation::Grandchild), Some(Relation::Head))
                | (Some(Relation::Head), Some(Relation::Parent)) => true,
                (Some(_) | None, Some(_) | None) => is_written,
            };
            if at != of && is_elder && !member.is_younger_than(elder) {
                let mut pair = vec![at, of];
                pair.sort_unstable();
                warnings.push(FamilyWarning {
                    code: ErrorCode::FamilyAges,
                    members: pair,
                });
            }
        }
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn member(relation: Relation, sex: Sex, born: &str) -> Member {
        Member {
            relation: Some(relation),
            sex: Some(sex),
            born: Some(day(born)),
            ..Member::default()
        }
    }

    fn couple() -> Vec<Member> {
        let married = |member| Member {
            married: Some(true),
            ..member
        };
        vec![
            married(member(Relation::Head, Sex::Male, "1975-01-01")),
            married(member(Relation::Wife, Sex::Female, "1978-01-01")),
        ]
    }

    fn codes(members: &[Member]) -> Vec<ErrorCode> {
        let warnings = family_warnings(members);
        warnings.into_iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn the_words_of_relations_are_the_codes_of_the_list() {
        let list = crate::lists::ListId::FamilyRelation.list();
        let codes: Vec<&str> = list.items.iter().map(|item| item.code.as_str()).collect();
        let words: Vec<&str> = Relation::ALL.iter().map(|one| one.as_str()).collect();
        assert_eq!(words, codes);
    }

    #[test]
    fn a_family_has_one_head_once_all_relations_are_known() {
        let child = || member(Relation::Child, Sex::Female, "2010-01-01");
        assert_eq!(codes(&[child()]), [], "one member is no family yet");
        assert_eq!(codes(&[child(), child()]), [ErrorCode::FamilyHeadMissing]);
        assert_eq!(codes(&[child(), Member::default()]), []);
        let head = || member(Relation::Head, Sex::Male, "1975-01-01");
        assert_eq!(codes(&[head(), child()]), []);
        assert_eq!(
            codes(&[head(), child(), head()]),
            [ErrorCode::FamilyTwoHeads]
        );
    }

    #[test]
    fn a_spouse_fits_the_head_or_raises_a_question() {
        assert_eq!(codes(&couple()), []);
        let mut second_wife = couple();
        second_wife.push(member(Relation::Wife, Sex::Female, "1985-01-01"));
        assert_eq!(codes(&second_wife), []);
        let changes: [fn(&mut Vec<Member>); 6] = [
            |family| family[0].married = Some(false),
            |family| family[1].married = Some(false),
            |family| family[0].sex = Some(Sex::Female),
            |family| family[1].sex = Some(Sex::Male),
            |family| family.push(member(Relation::Husband, Sex::Male, "1970-01-01")),
            |family| {
                *family = vec![
                    member(Relation::Head, Sex::Female, "1975-01-01"),
                    member(Relation::Husband, Sex::Male, "1970-01-01"),
                    member(Relation::Husband, Sex::Male, "1971-01-01"),
                ];
            },
        ];
        for (at, change) in changes.iter().enumerate() {
            let mut family = couple();
            change(&mut family);
            assert_eq!(codes(&family), [ErrorCode::FamilySpouses], "{at}");
        }
    }

    #[test]
    fn nobody_is_older_than_a_parent() {
        let mut family = couple();
        family.push(member(Relation::Child, Sex::Male, "1974-12-31"));
        let warnings = family_warnings(&family);
        assert_eq!(warnings[0].code, ErrorCode::FamilyAges);
        assert_eq!(warnings[0].members, [0, 2]);
        family[2].born = Some(day("1998-01-01"));
        assert_eq!(codes(&family), []);
        // A stepchild may be older than the wife, but nobody is older than who is written as the mother.
        family[2].born = Some(day("1976-01-01"));
        assert_eq!(codes(&family), []);
        let mother: Nik = Nik::parse("6171014101789901").unwrap();
        family[1].nik = Some(mother.clone());
        family[2].mother = Some(mother);
        assert_eq!(codes(&family), [ErrorCode::FamilyAges]);
        let mut with_parent = couple();
        with_parent.push(member(Relation::Parent, Sex::Female, "1990-01-01"));
        assert_eq!(codes(&with_parent), [ErrorCode::FamilyAges]);
    }

    fn anybody() -> impl Strategy<Value = Member> {
        let relation = proptest::option::of(proptest::sample::select(Relation::ALL));
        let sex = proptest::option::of(proptest::sample::select(Sex::ALL));
        let born = proptest::option::of(0i64..30_000);
        let married = proptest::option::of(any::<bool>());
        (relation, sex, born, married).prop_map(|(relation, sex, born, married)| Member {
            relation,
            sex,
            born: born.map(|days| day("1940-01-01") + TimeDelta::days(days)),
            married,
            ..Member::default()
        })
    }

    proptest! {
        #[test]
        fn a_sound_family_of_any_size_raises_no_question(
            gaps in proptest::collection::vec(5_500i64..15_000, 0..12),
            woman in any::<bool>(),
        ) {
            let mut family = couple();
            if woman {
                family[0].sex = Some(Sex::Female);
                family[1] = Member { sex: Some(Sex::Male), relation: Some(Relation::Husband), ..family[1].clone() };
            }
            let head = family[0].born.unwrap();
            family.extend(gaps.iter().map(|gap| Member {
                born: Some(head + TimeDelta::days(*gap)),
                ..member(Relation::Child, Sex::Male, "2000-01-01")
            }));
            prop_assert_eq!(family_warnings(&family), []);
        }

        #[test]
        fn the_order_of_the_members_changes_nothing(family in proptest::collection::vec(anybody(), 0..8)) {
            let mut there = codes(&family);
            let mut back = codes(&family.iter().rev().cloned().collect::<Vec<_>>());
            there.sort_unstable();
            back.sort_unstable();
            prop_assert_eq!(there, back);
        }

        #[test]
        fn what_is_not_known_is_no_reason_to_warn(count in 0usize..8, family in proptest::collection::vec(anybody(), 0..4)) {
            prop_assert_eq!(family_warnings(&vec![Member::default(); count]), []);
            // Another member of whom nothing is known adds no warning.
            let before = codes(&family);
            let mut more = family;
            more.push(Member::default());
            for code in codes(&more) {
                prop_assert!(before.contains(&code), "{}", code);
            }
        }

        #[test]
        fn every_warning_names_members_that_are_there(family in proptest::collection::vec(anybody(), 0..8)) {
            for warning in family_warnings(&family) {
                prop_assert!(warning.members.iter().all(|at| *at < family.len()));
                prop_assert!(warning.members.is_sorted());
            }
        }
    }
}
