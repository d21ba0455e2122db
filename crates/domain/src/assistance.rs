//! Who cannot sit, see or sign, and what stands in for it: a visit, a helper who is named, a thumb mark.
//!
//! Dukcapil asks that nobody is turned away and publishes no form for these cases. The words are ours
//! ([`Need::certainty`]); what was done goes into the record, so that it can be asked about later.

use crate::certainty::Certainty;
use crate::code::{ErrorCode, Language};
use crate::name::{NameStanding, PersonName};
use crate::role::{Permission, Role};
use crate::words::words;
use std::collections::BTreeSet;

words! {
    /// What the resident cannot do. In the order in which it is asked.
    pub enum Need {
        /// Sit upright before the camera: bed, wheelchair.
        Sit = "sit",
        /// See or read what is shown.
        See = "see",
        /// Sign.
        Sign = "sign",
    }
}

impl Need {
    /// The name to show.
    pub const fn label(self, language: Language) -> &'static str {
        language.pick(match self {
            Self::Sit => ["Tidak dapat duduk", "Cannot sit"],
            Self::See => ["Tidak dapat melihat", "Cannot see"],
            Self::Sign => ["Tidak dapat menandatangani", "Cannot sign"],
        })
    }

    /// What is done about it, in one sentence for the operator.
    pub const fn path(self, language: Language) -> &'static str {
        language.pick(match self {
            Self::Sit => [
                "Rekam di tempat tidur atau kursi roda. Yang tidak sesuai pada foto dikesampingkan dengan alasan \"tidak dapat duduk tegak\".",
                "Record in the bed or the wheelchair. What is not as it should be in the photo is set aside because the resident cannot sit upright.",
            ],
            Self::See => [
                "Bacakan semua data dan jelaskan fotonya; jawaban lisan adalah persetujuan. Mata yang netra dikecualikan.",
                "Read all data aloud and describe the photo; the spoken answer is the agreement. A blind eye is excepted.",
            ],
            Self::Sign => [
                "Cap jempol di kertas, lalu difoto, menggantikan tanda tangan.",
                "A thumb mark on paper, photographed, takes the place of the signature.",
            ],
        })
    }

    /// How sure we are that Dukcapil would choose these words and ways: they are ours.
    pub const fn certainty(self) -> Certainty {
        Certainty::Unconfirmed
    }
}

words! {
    /// Who somebody is to the resident.
    pub enum Kinship {
        /// Husband or wife.
        Spouse = "spouse",
        /// Father or mother.
        Parent = "parent",
        /// Son or daughter.
        Child = "child",
        /// Another relative.
        Relative = "relative",
        /// A neighbour.
        Neighbour = "neighbour",
        /// A nurse or carer.
        Carer = "carer",
        /// Somebody of the village's office.
        Official = "official",
    }
}

impl Kinship {
    /// The name to show.
    pub const fn label(self, language: Language) -> &'static str {
        language.pick(match self {
            Self::Spouse => ["Suami atau istri", "Husband or wife"],
            Self::Parent => ["Orang tua", "Parent"],
            Self::Child => ["Anak", "Child"],
            Self::Relative => ["Keluarga lain", "Other relative"],
            Self::Neighbour => ["Tetangga", "Neighbour"],
            Self::Carer => ["Perawat", "Nurse or carer"],
            Self::Official => ["Perangkat desa", "Village official"],
        })
    }
}

/// Who helps the resident. Debug shows nothing of them.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helper {
    /// Their name.
    pub name: PersonName,
    /// Who they are to the resident.
    pub kinship: Kinship,
}

impl Helper {
    /// Reads a helper as typed.
    ///
    /// # Errors
    /// [`AssistanceError::HelperName`].
    pub fn parse(name: &str, kinship: Kinship) -> Result<Self, AssistanceError> {
        let name = PersonName::parse(name, NameStanding::InSiak)
            .map_err(|_| AssistanceError::HelperName)?;
        Ok(Self { name, kinship })
    }
}

impl std::fmt::Debug for Helper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Helper(…)")
    }
}

/// Why what was noted cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssistanceError {
    /// The helper has no name that can be written.
    #[error("the helper's name cannot be written")]
    HelperName,
    /// Nothing that the resident cannot do, a visit to who can sit, or neither mark nor helper of who cannot sign.
    #[error("what was noted contradicts itself")]
    Contradicts,
    /// Only a supervisor lets a record go without signature and thumb mark.
    #[error("only a supervisor lets a record go without any mark")]
    NotAllowed,
}

impl AssistanceError {
    /// The code that a person is shown.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::HelperName => ErrorCode::HelperName,
            Self::Contradicts => ErrorCode::AssistanceContradicts,
            Self::NotAllowed => ErrorCode::ExceptionNeedsSupervisor,
        }
    }
}

/// What stands under the record for the resident's own hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The signature.
    Signature,
    /// The thumb mark of who cannot sign.
    Thumb,
    /// Nothing: a helper stands for it, and a supervisor approved.
    Nothing,
}

/// What a resident cannot do, and who or what stands in for it. It is health data: Debug shows nothing of it.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Assistance(Written);

/// An [`Assistance`] as it is written down.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    cannot: BTreeSet<Need>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    visit: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    helper: Option<Helper>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unmarked_approver: Option<String>,
}

impl Assistance {
    /// What the resident cannot do, whether the team came to the bed, and who helps.
    ///
    /// # Errors
    /// [`AssistanceError::Contradicts`] where there is nothing that the resident cannot do, or a visit to who can sit.
    pub fn new(
        cannot: BTreeSet<Need>,
        visit: bool,
        helper: Option<Helper>,
    ) -> Result<Self, AssistanceError> {
        Self::try_from(Written {
            cannot,
            visit,
            helper,
            unmarked_approver: None,
        })
    }

    /// Lets the record go with neither signature nor thumb mark, in the name of the helper. `approver` is the id of the
    /// supervisor who lets it.
    ///
    /// # Errors
    /// [`AssistanceError::NotAllowed`], [`AssistanceError::Contradicts`].
    pub fn unmarked(self, approver: &str, role: Role) -> Result<Self, AssistanceError> {
        if !role.may(Permission::ApproveException) {
            return Err(AssistanceError::NotAllowed);
        }
        Self::try_from(Written {
            unmarked_approver: Some(approver.to_owned()),
            ..self.0
        })
    }

    /// What the resident cannot do.
    pub const fn cannot(&self) -> &BTreeSet<Need> {
        &self.0.cannot
    }

    /// Whether the team came to the resident's bed.
    pub const fn visit(&self) -> bool {
        self.0.visit
    }

    /// Who helps.
    pub const fn helper(&self) -> Option<&Helper> {
        self.0.helper.as_ref()
    }

    /// Who approved that there is neither signature nor thumb mark.
    pub fn unmarked_approver(&self) -> Option<&str> {
        self.0.unmarked_approver.as_deref()
    }

    /// What stands under a record, with or without assistance.
    pub fn mark(of: Option<&Self>) -> Mark {
        match of {
            Some(assistance) if assistance.0.unmarked_approver.is_some() => Mark::Nothing,
            Some(assistance) if assistance.0.cannot.contains(&Need::Sign) => Mark::Thumb,
            Some(_) | None => Mark::Signature,
        }
    }
}

impl TryFrom<Written> for Assistance {
    type Error = AssistanceError;

    fn try_from(written: Written) -> Result<Self, AssistanceError> {
        let has = |need| written.cannot.contains(&need);
        let witnessed = written.helper.is_some() && has(Need::Sign);
        let unmarked = written.unmarked_approver.as_deref();
        let sound = !written.cannot.is_empty()
            && (!written.visit || has(Need::Sit))
            && unmarked.is_none_or(|approver| witnessed && !approver.trim().is_empty());
        if sound {
            Ok(Self(written))
        } else {
            Err(AssistanceError::Contradicts)
        }
    }
}

impl From<Assistance> for Written {
    fn from(assistance: Assistance) -> Self {
        assistance.0
    }
}

impl std::fmt::Debug for Assistance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Assistance(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn needs(words: &[&str]) -> BTreeSet<Need> {
        words.iter().map(|word| word.parse().unwrap()).collect()
    }

    fn helper() -> Helper {
        Helper::parse("anak contoh", Kinship::Child).unwrap()
    }

    #[test]
    fn a_visit_is_for_who_cannot_sit_and_nothing_is_no_need() {
        let refused = |cannot: &[&str], visit| Assistance::new(needs(cannot), visit, None);
        assert_eq!(refused(&[], false), Err(AssistanceError::Contradicts));
        assert_eq!(refused(&["see"], true), Err(AssistanceError::Contradicts));
        assert!(refused(&["sit"], true).unwrap().visit());
    }

    #[test]
    fn who_cannot_sign_gives_a_thumb_mark_and_goes_without_only_with_helper_and_supervisor() {
        assert_eq!(Assistance::mark(None), Mark::Signature);
        let blind = Assistance::new(needs(&["see"]), false, None).unwrap();
        assert_eq!(Assistance::mark(Some(&blind)), Mark::Signature);
        let signs_not = |helper| Assistance::new(needs(&["sign"]), false, helper).unwrap();
        assert_eq!(Assistance::mark(Some(&signs_not(None))), Mark::Thumb);
        let approve = |one: Assistance, role| one.unmarked("sup-1", role);
        assert_eq!(
            approve(signs_not(None), Role::Supervisor),
            Err(AssistanceError::Contradicts)
        );
        assert_eq!(
            approve(signs_not(Some(helper())), Role::Operator),
            Err(AssistanceError::NotAllowed)
        );
        let gone = approve(signs_not(Some(helper())), Role::Supervisor).unwrap();
        assert_eq!(Assistance::mark(Some(&gone)), Mark::Nothing);
        assert_eq!(gone.unmarked_approver(), Some("sup-1"));
    }

    #[test]
    fn what_is_read_is_held_to_the_same_rules_and_hidden_from_logs() {
        let read = |json: &str| serde_json::from_str::<Assistance>(json);
        for wrong in [
            r#"{"cannot":[]}"#,
            r#"{"cannot":["see"],"visit":true}"#,
            r#"{"cannot":["sign"],"unmarked-approver":"sup-1"}"#,
            r#"{"cannot":["see"],"age":1}"#,
            r#"{"cannot":["see"],"helper":{"name":"1234","kinship":"child"}}"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let plain = r#"{"cannot":["sit","see"],"visit":true,"helper":{"name":"ANAK CONTOH","kinship":"child"}}"#;
        let read = read(plain).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), plain);
        assert_eq!(
            format!("{read:?} {:?}", helper()),
            "Assistance(…) Helper(…)"
        );
        assert_eq!(
            Helper::parse("  ", Kinship::Child),
            Err(AssistanceError::HelperName)
        );
    }

    proptest! {
        #[test]
        fn whatever_is_noted_is_sound_or_refused_and_no_record_goes_unmarked_without_two_people(
            cannot in proptest::collection::btree_set(proptest::sample::select(Need::ALL), 0..=3),
            visit in any::<bool>(),
            helped in any::<bool>(),
            approver in "[a-z0-9-]{0,8}| {0,2}",
            role in proptest::sample::select(Role::ALL),
        ) {
            let helper = helped.then(helper);
            let noted = Assistance::new(cannot.clone(), visit, helper.clone());
            let sound = !cannot.is_empty() && (!visit || cannot.contains(&Need::Sit));
            prop_assert_eq!(noted.is_ok(), sound);
            let signs = !cannot.contains(&Need::Sign);
            // What is read is held to the same rules as what is noted.
            let written = |approver: Option<String>| {
                let written = Written { cannot: cannot.clone(), visit, helper: helper.clone(), unmarked_approver: approver };
                serde_json::from_str::<Assistance>(&serde_json::to_string(&written).unwrap())
            };
            prop_assert_eq!(written(None).ok(), noted.clone().ok());
            let two = helped && !signs && !approver.trim().is_empty();
            prop_assert_eq!(written(Some(approver.clone())).is_ok(), sound && two);
            if let Ok(noted) = noted {
                prop_assert_eq!(Assistance::mark(Some(&noted)) == Mark::Signature, signs);
                let gone = noted.unmarked(&approver, role);
                prop_assert_eq!(gone.is_ok(), two && role.may(Permission::ApproveException));
                if let Ok(gone) = gone {
                    prop_assert_eq!(Assistance::mark(Some(&gone)), Mark::Nothing);
                    prop_assert_eq!(written(Some(approver)).unwrap(), gone);
                }
            }
        }
    }
}
