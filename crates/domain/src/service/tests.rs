use super::*;
use crate::citizenship::Citizenship;
use chrono::NaiveDate;
use proptest::prelude::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn applicant(birth_date: NaiveDate) -> Applicant {
    Applicant {
        birth_date,
        citizenship: Citizenship::Indonesian,
        ever_married: false,
        on: day(2026, 11, 23),
    }
}

fn papers(path: &Path) -> Vec<DocumentKind> {
    path.documents
        .iter()
        .map(|requirement| requirement.document)
        .collect()
}

#[test]
fn the_form_lists_the_same_services_in_the_same_order() {
    let form: Vec<&str> = ListId::Service
        .list()
        .items
        .iter()
        .map(|item| item.code.as_str())
        .collect();
    assert_eq!(
        form,
        Service::ALL
            .iter()
            .map(|service| service.as_str())
            .collect::<Vec<_>>()
    );
    assert_eq!(Service::KtpNew.label(Language::Indonesian), "KTP-el BARU");
}

#[test]
fn a_first_ktp_takes_every_step_in_order() {
    assert_eq!(
        Service::KtpNew.path(&applicant(day(2009, 1, 1))).steps,
        Step::ALL
    );
    assert_eq!(
        Service::KtpNew.prior_recording(),
        PriorRecording::MustNotExist
    );
}

#[test]
fn a_child_has_a_photo_from_the_fifth_birthday_on() {
    let before = Service::KiaNew.path(&applicant(day(2021, 11, 24)));
    let after = Service::KiaNew.path(&applicant(day(2021, 11, 23)));
    assert!(!before.needs(Step::Photo) && after.needs(Step::Photo));
    assert!(!papers(&before).contains(&DocumentKind::TwoPhotos));
    assert!(papers(&after).contains(&DocumentKind::TwoPhotos));
}

#[test]
fn a_reprint_captures_nothing_and_starts_from_an_earlier_recording() {
    for service in [
        Service::KtpLost,
        Service::KtpDamaged,
        Service::KtpOutsideDomicile,
    ] {
        let path = service.path(&applicant(day(1990, 1, 1)));
        assert_eq!(path.prior, PriorRecording::MustExist);
        assert!(
            !path.needs(Step::Photo) && !path.needs(Step::Fingers) && !path.needs(Step::Irises)
        );
    }
    assert!(
        papers(&Service::KtpLost.path(&applicant(day(1990, 1, 1))))
            .contains(&DocumentKind::PoliceReport)
    );
}

#[test]
fn a_foreigner_shows_passport_and_stay_permit() {
    let foreigner = Applicant {
        citizenship: Citizenship::Foreign,
        ..applicant(day(1990, 1, 1))
    };
    let path = Service::KtpNew.path(&foreigner);
    assert!(papers(&path).contains(&DocumentKind::StayPermit));
    assert!(
        !papers(&Service::KtpNew.path(&applicant(day(1990, 1, 1))))
            .contains(&DocumentKind::StayPermit)
    );
}

#[test]
fn no_demand_is_called_certain_without_a_source() {
    for requirement in Service::ALL
        .iter()
        .flat_map(|service| service.requirements())
    {
        let named = requirement.source != "no source seen";
        assert_eq!(
            named,
            requirement.certainty == crate::certainty::Certainty::Confirmed,
            "{}",
            requirement.document
        );
    }
}

#[test]
fn every_paper_has_a_name_in_both_languages() {
    for kind in DocumentKind::ALL {
        assert!(
            !kind.label(Language::Indonesian).is_empty()
                && !kind.label(Language::English).is_empty()
        );
    }
}

proptest! {
    #[test]
    fn no_child_service_ever_asks_for_fingers_or_irises(days in 0i64..60_000, index in 0usize..17, foreign: bool) {
        let service = Service::ALL[index];
        let citizenship = if foreign { Citizenship::Foreign } else { Citizenship::Indonesian };
        let birth_date = day(1900, 1, 1) + chrono::Duration::days(days);
        let path = service.path(&Applicant { citizenship, ..applicant(birth_date) });
        if service.is_for_children() {
            prop_assert!(!path.needs(Step::Fingers) && !path.needs(Step::Irises));
        }
        prop_assert_eq!(path.steps.first(), Some(&Step::Who));
        prop_assert_eq!(path.steps.last(), Some(&Step::ReadBack));
        prop_assert!(path.steps.is_sorted(), "steps come in the order of the desk");
    }
}
