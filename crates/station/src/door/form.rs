//! F-1.01 as people say it: the fields in groups, each as it stands.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rekam_domain::citizenship::Citizenship;
use rekam_domain::code::{ErrorCode, Language};
use rekam_domain::field::{self, Field, FieldValue};
use rekam_domain::form::required;
use rekam_domain::resident::cross_warnings;
use rekam_domain::service::Service;

use super::{FieldView, FormGroup, Label};
use crate::store::drafts::TypedField;

/// One group: a stable word, its title in both languages, its fields in the order in which they are asked.
struct Group {
    id: &'static str,
    indonesian: &'static str,
    english: &'static str,
    fields: &'static [Field],
}

const GROUPS: &[Group] = &[
    Group {
        id: "person",
        indonesian: "Diri",
        english: "Person",
        fields: &[
            Field::Nik,
            Field::KkNumber,
            Field::FullName,
            Field::TitleBefore,
            Field::TitleAfter,
            Field::Sex,
            Field::BirthPlace,
            Field::BirthDate,
            Field::BloodType,
            Field::Religion,
            Field::BeliefOrganisation,
            Field::Education,
            Field::Occupation,
        ],
    },
    Group {
        id: "home",
        indonesian: "Alamat",
        english: "Address",
        fields: &[
            Field::Address,
            Field::Rt,
            Field::Rw,
            Field::Hamlet,
            Field::Village,
            Field::PostalCode,
            Field::Phone,
            Field::Email,
        ],
    },
    Group {
        id: "family",
        indonesian: "Keluarga",
        english: "Family",
        fields: &[
            Field::HeadName,
            Field::FamilyRelation,
            Field::MotherNik,
            Field::MotherName,
            Field::FatherNik,
            Field::FatherName,
        ],
    },
    Group {
        id: "marriage",
        indonesian: "Perkawinan",
        english: "Marriage",
        fields: &[
            Field::MaritalStatus,
            Field::MarriageCertificate,
            Field::MarriageCertificateNumber,
            Field::MarriageDate,
            Field::DivorceCertificate,
            Field::DivorceCertificateNumber,
            Field::DivorceDate,
        ],
    },
    Group {
        id: "citizenship",
        indonesian: "Kewarganegaraan dan akta",
        english: "Citizenship and certificates",
        fields: &[
            Field::Citizenship,
            Field::CitizenshipDecree,
            Field::BirthCertificate,
            Field::BirthCertificateNumber,
            Field::PassportNumber,
            Field::PassportExpiry,
            Field::StayPermitNumber,
            Field::StayPermitPlace,
            Field::StayPermitIssued,
            Field::StayPermitExpiry,
            Field::FirstArrivalPlace,
            Field::FirstArrivalDate,
            Field::SponsorName,
            Field::SponsorType,
            Field::SponsorAddress,
        ],
    },
    Group {
        id: "disability",
        indonesian: "Disabilitas",
        english: "Disability",
        fields: &[Field::HasDisability, Field::Disability],
    },
];

/// The typed fields of one draft, judged once: alone and against each other.
pub(super) struct Form {
    reports: BTreeMap<Field, (String, field::FieldReport)>,
    across: Vec<(Field, ErrorCode)>,
    required: BTreeSet<Field>,
}

impl Form {
    pub(super) fn of(typed: &BTreeMap<Field, TypedField>, service: Service, on: NaiveDate) -> Self {
        let reports: BTreeMap<_, _> = typed
            .iter()
            .filter(|(_, typed)| !typed.raw.trim().is_empty())
            .map(|(name, typed)| {
                let report = field::check(*name, &typed.raw, on);
                (*name, (typed.raw.clone(), report))
            })
            .collect();
        let values: BTreeMap<Field, FieldValue> = reports
            .iter()
            .filter_map(|(name, (_, report))| Some((*name, report.value.clone()?)))
            .collect();
        let citizenship = match values.get(&Field::Citizenship) {
            Some(FieldValue::Coded(value)) => value.code().parse().ok(),
            Some(_) | None => None,
        };
        Self {
            across: cross_warnings(&values, on),
            required: required(service, citizenship.unwrap_or(Citizenship::Indonesian))
                .into_iter()
                .collect(),
            reports,
        }
    }

    /// All fields in their groups.
    pub(super) fn groups(&self) -> Vec<FormGroup> {
        GROUPS
            .iter()
            .map(|group| FormGroup {
                id: group.id.to_owned(),
                label: Label {
                    id: group.indonesian.to_owned(),
                    en: group.english.to_owned(),
                },
                fields: group.fields.iter().map(|name| self.field(*name)).collect(),
            })
            .collect()
    }

    /// All fields in the order in which they are asked, with the word of their group.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'static str, FieldView)> {
        GROUPS.iter().flat_map(|group| {
            let fields = group.fields.iter();
            fields.map(|name| (group.id, self.field(*name)))
        })
    }

    /// What is unusual, field by field.
    pub(super) fn warnings(&self) -> impl Iterator<Item = (Field, ErrorCode)> {
        let alone = self.reports.iter().flat_map(|(name, (_, report))| {
            let warnings = report.warnings.iter();
            warnings.map(|warning| (*name, *warning))
        });
        alone.chain(self.across.iter().copied())
    }

    /// The value of a field, where what was typed is one.
    pub(super) fn value(&self, name: Field) -> Option<&FieldValue> {
        self.reports.get(&name)?.1.value.as_ref()
    }

    /// One field as it stands.
    pub(super) fn field(&self, name: Field) -> FieldView {
        let typed = self.reports.get(&name);
        let report = typed.map(|(_, report)| report);
        let mut warnings = report.map_or_else(Vec::new, |report| report.warnings.clone());
        let across = self.across.iter().filter(|(other, _)| *other == name);
        warnings.extend(across.map(|(_, warning)| *warning));
        warnings.dedup();
        FieldView {
            field: name,
            label: Label::of(|language| name.label(language).to_owned()),
            kind: name.kind(),
            column: name.column(),
            core: name.is_core(),
            required: self.required.contains(&name),
            raw: typed.map_or_else(String::new, |(raw, _)| raw.clone()),
            errors: report.map_or_else(Vec::new, |report| report.errors.clone()),
            warnings,
            shown: report.and_then(|report| report.value.as_ref()).map(shown),
        }
    }
}

/// A value as people read it.
pub(super) fn shown(value: &FieldValue) -> Label {
    Label::of(|language: Language| value.shown(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_asked_in_exactly_one_group() {
        let mut asked: Vec<Field> = GROUPS
            .iter()
            .flat_map(|group| group.fields)
            .copied()
            .collect();
        asked.sort_unstable();
        assert_eq!(asked, Field::ALL);
    }
}
