use super::*;
use proptest::prelude::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// A synthetic resident, complete for a first KTP-el.
const RESIDENT: &[(Field, &str)] = &[
    (Field::Nik, "6171014505059901"),
    (Field::KkNumber, "6171010505159901"),
    (Field::FullName, "Dayang Contoh Sari"),
    (Field::Sex, "2"),
    (Field::BirthPlace, "Kota Pontianak"),
    (Field::BirthDate, "05-05-2005"),
    (Field::Citizenship, "1"),
    (Field::Religion, "1"),
    (Field::MaritalStatus, "1"),
    (Field::Occupation, "3"),
    (Field::Address, "Jalan Contoh 1"),
    (Field::Village, "6171011002"),
];

fn typed(changes: &[(Field, &str)]) -> BTreeMap<Field, String> {
    RESIDENT
        .iter()
        .chain(changes)
        .map(|(field, raw)| (*field, (*raw).to_owned()))
        .collect()
}

fn assembled(changes: &[(Field, &str)]) -> Biodata {
    Biodata::assemble(&typed(changes), Service::KtpNew, today()).unwrap()
}

fn warned(changes: &[(Field, &str)]) -> Vec<(Field, ErrorCode)> {
    assembled(changes).cross_warnings(today())
}

#[test]
fn a_complete_resident_is_assembled_without_a_word() {
    let biodata = assembled(&[]);
    assert_eq!(biodata.nik().as_str(), "6171014505059901");
    assert_eq!(biodata.full_name().as_str(), "DAYANG CONTOH SARI");
    assert_eq!(biodata.sex(), Sex::Female);
    assert_eq!(biodata.birth_date().to_string(), "2005-05-05");
    assert_eq!(
        (biodata.citizenship(), biodata.ever_married()),
        (Some(Citizenship::Indonesian), Some(false))
    );
    assert!(biodata.warnings(today()).is_empty());
    assert!(biodata.cross_warnings(today()).is_empty());
}

#[test]
fn every_wrong_and_every_missing_field_is_named_at_once() {
    let mut fields = typed(&[(Field::BirthDate, "30-02-2005"), (Field::Religion, "9")]);
    fields.remove(&Field::Address);
    fields.insert(Field::Occupation, "  ".to_owned());
    assert_eq!(
        Biodata::assemble(&fields, Service::KtpNew, today()).unwrap_err(),
        [
            (Field::BirthDate, ErrorCode::DateImpossible),
            (Field::Religion, ErrorCode::CodeNotInList),
            (Field::Occupation, ErrorCode::FieldRequired),
            (Field::Address, ErrorCode::FieldRequired),
        ],
    );
}

#[test]
fn a_service_that_asks_for_less_is_content_with_less() {
    let fields: BTreeMap<Field, String> = typed(&[])
        .into_iter()
        .filter(|(field, _)| form::IDENTITY.contains(field))
        .collect();
    assert!(Biodata::assemble(&fields, Service::KtpLost, today()).is_ok());
    assert!(Biodata::assemble(&fields, Service::KtpNew, today()).is_err());
}

#[test]
fn a_foreigner_is_asked_for_passport_and_stay_permit() {
    let wrong = Biodata::assemble(
        &typed(&[(Field::Citizenship, "2")]),
        Service::KtpNew,
        today(),
    )
    .unwrap_err();
    assert!(wrong.contains(&(Field::StayPermitNumber, ErrorCode::FieldRequired)));
}

#[test]
fn biodata_that_disagree_with_the_nik_warn_and_keep_the_nik() {
    let changes = [
        (Field::BirthDate, "06-05-2005"),
        (Field::Sex, "1"),
        (Field::Village, "61.12.01.2001"),
    ];
    let biodata = assembled(&changes);
    assert_eq!(biodata.nik().as_str(), "6171014505059901");
    assert_eq!(
        biodata.cross_warnings(today()),
        [
            (Field::BirthDate, ErrorCode::NikBirthDateDiffers),
            (Field::Sex, ErrorCode::NikSexDiffers),
            (Field::Village, ErrorCode::NikRegionDiffers),
            (Field::KkNumber, ErrorCode::KkRegionDiffers),
        ],
    );
}

/// What is changed of the resident, and the one warning that follows.
type Case = (&'static [(Field, &'static str)], Field, ErrorCode);

const DISAGREEMENTS: &[Case] = &[
    (
        &[(Field::Religion, "7")],
        Field::BeliefOrganisation,
        ErrorCode::BeliefOrganisationMissing,
    ),
    (
        &[(Field::BeliefOrganisation, "X")],
        Field::BeliefOrganisation,
        ErrorCode::BeliefOrganisationUnexpected,
    ),
    (
        &[(Field::MaritalStatus, "3")],
        Field::MaritalStatus,
        ErrorCode::MarriageNeedsSptjm,
    ),
    (
        &[(Field::FamilyRelation, "3")],
        Field::MaritalStatus,
        ErrorCode::MaritalStatusUnlikely,
    ),
    (
        &[(Field::MarriageDate, "01-01-2025")],
        Field::MaritalStatus,
        ErrorCode::MaritalStatusUnlikely,
    ),
    (
        &[
            (Field::MaritalStatus, "2"),
            (Field::MarriageCertificate, "1"),
        ],
        Field::MarriageCertificate,
        ErrorCode::MarriageCertificateMissing,
    ),
    (
        &[
            (Field::MaritalStatus, "4"),
            (Field::DivorceCertificate, "1"),
        ],
        Field::DivorceCertificate,
        ErrorCode::DivorceCertificateMissing,
    ),
    (
        &[
            (Field::BirthCertificate, "1"),
            (Field::BirthCertificateNumber, "X"),
        ],
        Field::BirthCertificateNumber,
        ErrorCode::CertificateNumberMismatch,
    ),
    (
        &[
            (Field::MaritalStatus, "2"),
            (Field::MarriageDate, "01-01-2001"),
        ],
        Field::MarriageDate,
        ErrorCode::DatesOutOfOrder,
    ),
    (
        &[(Field::HasDisability, "2")],
        Field::Disability,
        ErrorCode::DisabilityMismatch,
    ),
    (
        &[(Field::HasDisability, "1"), (Field::Disability, "2")],
        Field::Disability,
        ErrorCode::DisabilityMismatch,
    ),
    (
        &[(Field::MotherNik, "6171010505759901")],
        Field::MotherNik,
        ErrorCode::ParentNikUnlikely,
    ),
    (
        &[(Field::MotherNik, "6171014505059901")],
        Field::MotherNik,
        ErrorCode::ParentNikUnlikely,
    ),
    (
        &[(Field::FatherNik, "6171010505009901")],
        Field::FatherNik,
        ErrorCode::ParentNikUnlikely,
    ),
    (
        &[(Field::Citizenship, "3")],
        Field::Citizenship,
        ErrorCode::DualCitizenshipOfAdult,
    ),
];

#[test]
fn each_pair_of_fields_that_disagrees_warns_where_it_is_seen() {
    for (changes, field, warning) in DISAGREEMENTS {
        assert_eq!(warned(changes), [(*field, *warning)]);
    }
}

#[test]
fn a_usual_family_raises_no_question() {
    let usual = [
        (Field::MotherNik, "6171014505759901"),
        (Field::FatherNik, "6171010505709901"),
        (Field::MaritalStatus, "2"),
        (Field::FamilyRelation, "3"),
        (Field::MarriageCertificate, "2"),
        (Field::MarriageCertificateNumber, "12/2025"),
        (Field::MarriageDate, "01-01-2025"),
        (Field::HasDisability, "1"),
    ];
    assert_eq!(warned(&usual), []);
}

#[test]
fn biodata_travel_as_a_plain_map_and_stay_whole() {
    let biodata = assembled(&[]);
    let json = serde_json::to_value(&biodata).unwrap();
    assert_eq!(json["nik"]["value"], "6171014505059901");
    assert_eq!(json["religion"]["value"]["label"], "ISLAM");
    assert_eq!(
        serde_json::from_value::<Biodata>(json.clone()).unwrap(),
        biodata
    );
    for lacking in ["nik", "full-name", "sex", "birth-date"] {
        let mut cut = json.clone();
        cut.as_object_mut().unwrap().remove(lacking);
        assert!(serde_json::from_value::<Biodata>(cut).is_err(), "{lacking}");
    }
    assert_eq!(format!("{biodata:?}"), "Biodata(12 fields)");
}

proptest! {
    #[test]
    fn nothing_typed_makes_assembling_panic(
        fields in proptest::collection::btree_map(0usize..Field::ALL.len(), "\\PC{0,20}", 0..20),
        service in 0usize..Service::ALL.len(),
        complete: bool,
    ) {
        let mut all = if complete { typed(&[]) } else { BTreeMap::new() };
        all.extend(fields.into_iter().map(|(index, raw)| (Field::ALL[index], raw)));
        match Biodata::assemble(&all, Service::ALL[service], today()) {
            Ok(biodata) => {
                let _ = (biodata.warnings(today()), biodata.cross_warnings(today()), biodata.applicant(today()));
                let again: BTreeMap<Field, String> =
                    biodata.values().iter().map(|(field, value)| (*field, value.typed())).collect();
                prop_assert_eq!(Biodata::assemble(&again, Service::ALL[service], today()), Ok(biodata));
            }
            Err(wrong) => prop_assert!(!wrong.is_empty()),
        }
    }
}
