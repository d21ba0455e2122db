//! Fields against each other. Whatever disagrees only warns: the document in the resident's hand decides.

use crate::calendar::age_on;
use crate::code::ErrorCode;
use crate::field::{Field, FieldValue};
use crate::nik::{Nik, NikWarning};
use crate::sex::Sex;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Codes of the lists that the rules speak of.
mod code {
    pub(super) const HAS: &str = "2";
    pub(super) const HAS_NOT: &str = "1";
    pub(super) const BELIEF: &str = "7";
    pub(super) const NEVER_MARRIED: &str = "1";
    pub(super) const MARRIED: &str = "2";
    pub(super) const MARRIED_UNREGISTERED: &str = "3";
    pub(super) const DIVORCED: &str = "4";
    pub(super) const SPOUSE: [&str; 2] = ["2", "3"];
    pub(super) const NO_DISABILITY: &str = "7";
    pub(super) const DUAL: &str = "3";
}

/// From this age on two citizenships are unusual. Unconfirmed: UU 12/2006 is remembered as 18 and three years to choose.
const DUAL_UNTIL: u32 = 21;
/// Fewest years between a parent and a child that raise no question. Ours.
const PARENT_AGE: u32 = 12;

/// What is unusual about the fields together; fields that are still empty are not compared.
pub fn cross_warnings(
    values: &BTreeMap<Field, FieldValue>,
    on: NaiveDate,
) -> Vec<(Field, ErrorCode)> {
    let form = Form { values, on };
    let mut warnings: Vec<_> = nik_against_biodata(&form);
    warnings.extend(
        RULES
            .iter()
            .filter(|rule| (rule.unusual)(&form))
            .map(|rule| (rule.field, rule.warning)),
    );
    warnings
}

/// One rule: where it shows, what it says, and when.
struct Rule {
    field: Field,
    warning: ErrorCode,
    unusual: fn(&Form) -> bool,
}

macro_rules! rules {
    ($($field:ident, $warning:ident: $unusual:expr;)+) => {
        const RULES: &[Rule] = &[$(Rule { field: Field::$field, warning: ErrorCode::$warning, unusual: $unusual },)+];
    };
}

rules! {
    KkNumber, KkRegionDiffers: kk_of_elsewhere;
    BeliefOrganisation, BeliefOrganisationMissing: |form| form.is(Field::Religion, code::BELIEF) && !form.has(Field::BeliefOrganisation);
    BeliefOrganisation, BeliefOrganisationUnexpected: |form| form.differs(Field::Religion, code::BELIEF) && form.has(Field::BeliefOrganisation);
    MaritalStatus, MarriageNeedsSptjm: |form| form.is(Field::MaritalStatus, code::MARRIED_UNREGISTERED);
    MaritalStatus, MaritalStatusUnlikely: never_married_but_spouse;
    MarriageCertificate, MarriageCertificateMissing: |form| form.is(Field::MaritalStatus, code::MARRIED) && form.is(Field::MarriageCertificate, code::HAS_NOT);
    DivorceCertificate, DivorceCertificateMissing: |form| form.is(Field::MaritalStatus, code::DIVORCED) && form.is(Field::DivorceCertificate, code::HAS_NOT);
    BirthCertificateNumber, CertificateNumberMismatch: |form| form.is(Field::BirthCertificate, code::HAS_NOT) && form.has(Field::BirthCertificateNumber);
    MarriageCertificateNumber, CertificateNumberMismatch: |form| form.is(Field::MarriageCertificate, code::HAS_NOT) && form.has(Field::MarriageCertificateNumber);
    DivorceCertificateNumber, CertificateNumberMismatch: |form| form.is(Field::DivorceCertificate, code::HAS_NOT) && form.has(Field::DivorceCertificateNumber);
    MarriageDate, DatesOutOfOrder: |form| form.before(Field::MarriageDate, Field::BirthDate);
    DivorceDate, DatesOutOfOrder: |form| form.before(Field::DivorceDate, Field::MarriageDate) || form.before(Field::DivorceDate, Field::BirthDate);
    FirstArrivalDate, DatesOutOfOrder: |form| form.before(Field::FirstArrivalDate, Field::BirthDate);
    StayPermitExpiry, DatesOutOfOrder: |form| form.before(Field::StayPermitExpiry, Field::StayPermitIssued);
    Disability, DisabilityMismatch: disability_disagrees;
    MotherNik, ParentNikUnlikely: |form| parent_unlikely(form, Field::MotherNik, Sex::Female);
    FatherNik, ParentNikUnlikely: |form| parent_unlikely(form, Field::FatherNik, Sex::Male);
    Citizenship, DualCitizenshipOfAdult: |form| form.is(Field::Citizenship, code::DUAL) && form.age().is_some_and(|age| age >= DUAL_UNTIL);
}

fn kk_of_elsewhere(form: &Form) -> bool {
    let Some(FieldValue::Kk(kk)) = form.values.get(&Field::KkNumber) else {
        return false;
    };
    form.village()
        .is_some_and(|village| village.get(..4) != kk.prefix().get(..4))
}

fn never_married_but_spouse(form: &Form) -> bool {
    let traces = form.has(Field::MarriageDate)
        || form.has(Field::DivorceDate)
        || form.is(Field::MarriageCertificate, code::HAS)
        || code::SPOUSE
            .iter()
            .any(|spouse| form.is(Field::FamilyRelation, spouse));
    form.is(Field::MaritalStatus, code::NEVER_MARRIED) && traces
}

fn disability_disagrees(form: &Form) -> bool {
    let named = form.differs(Field::Disability, code::NO_DISABILITY);
    (form.is(Field::HasDisability, code::HAS) && !named)
        || (form.is(Field::HasDisability, code::HAS_NOT) && named)
}

/// The resident's own NIK, the NIK of the other sex, or of somebody hardly older than the resident.
fn parent_unlikely(form: &Form, field: Field, sex: Sex) -> bool {
    let Some(parent) = form.nik(field) else {
        return false;
    };
    let too_young = form
        .date(Field::BirthDate)
        .is_some_and(|child| age_on(parent.birth_date(form.on), child) < PARENT_AGE);
    form.nik(Field::Nik) == Some(parent) || parent.sex() != sex || too_young
}

fn nik_against_biodata(form: &Form) -> Vec<(Field, ErrorCode)> {
    let Some(nik) = form.nik(Field::Nik) else {
        return Vec::new();
    };
    let sex = form.code(Field::Sex).and_then(|code| code.parse().ok());
    nik.differences(form.date(Field::BirthDate), sex, form.village())
        .into_iter()
        .map(|warning| (shown_at(warning), warning.code()))
        .collect()
}

fn shown_at(warning: NikWarning) -> Field {
    match warning {
        NikWarning::BirthDateDiffers => Field::BirthDate,
        NikWarning::SexDiffers => Field::Sex,
        NikWarning::RegionDiffers => Field::Village,
        NikWarning::RegionRetired | NikWarning::RegionUnknown | NikWarning::CenturyAmbiguous => {
            Field::Nik
        }
    }
}

/// The fields as the rules read them.
struct Form<'a> {
    values: &'a BTreeMap<Field, FieldValue>,
    on: NaiveDate,
}

impl Form<'_> {
    fn has(&self, field: Field) -> bool {
        self.values.contains_key(&field)
    }

    fn code(&self, field: Field) -> Option<&str> {
        if let Some(FieldValue::Coded(value)) = self.values.get(&field) {
            Some(value.code())
        } else {
            None
        }
    }

    fn is(&self, field: Field, code: &str) -> bool {
        self.code(field) == Some(code)
    }

    /// Answered, and otherwise.
    fn differs(&self, field: Field, code: &str) -> bool {
        self.code(field).is_some_and(|answer| answer != code)
    }

    fn date(&self, field: Field) -> Option<NaiveDate> {
        if let Some(FieldValue::Date(date)) = self.values.get(&field) {
            Some(*date)
        } else {
            None
        }
    }

    fn before(&self, earlier: Field, later: Field) -> bool {
        self.date(earlier)
            .zip(self.date(later))
            .is_some_and(|(earlier, later)| earlier < later)
    }

    fn nik(&self, field: Field) -> Option<&Nik> {
        if let Some(FieldValue::Nik(nik)) = self.values.get(&field) {
            Some(nik)
        } else {
            None
        }
    }

    fn village(&self) -> Option<&str> {
        if let Some(FieldValue::Village { code, .. }) = self.values.get(&Field::Village) {
            Some(code)
        } else {
            None
        }
    }

    fn age(&self) -> Option<u32> {
        self.date(Field::BirthDate)
            .map(|birth| age_on(birth, self.on))
    }
}
