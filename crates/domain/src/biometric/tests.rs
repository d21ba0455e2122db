use super::*;
use crate::citizenship::Citizenship;
use crate::role::Role;
use crate::service::{Applicant, Service};
use chrono::NaiveDate;
use proptest::prelude::*;

const THUMB: Site = Site::Finger(Finger::RightThumb);
const EYE: Site = Site::Eye(Eye::Left);

fn missing(site: Site) -> BiometricException {
    BiometricException::ask(site, ExceptionReason::Missing, Permanence::Permanent, "").unwrap()
}

#[test]
fn there_are_ten_fingers_and_two_eyes_and_each_reads_back_from_its_word() {
    assert_eq!(Site::all().count(), 12);
    for site in Site::all() {
        assert_eq!(site.as_str().parse(), Ok(site));
        let json = serde_json::to_string(&site).unwrap();
        assert_eq!(serde_json::from_str::<Site>(&json).unwrap(), site);
    }
    assert_eq!(Finger::LeftLittle.position(), 10);
}

#[test]
fn nobodys_finger_is_blind_and_no_bandage_is_for_life() {
    let blind = BiometricException::ask(THUMB, ExceptionReason::Blind, Permanence::Permanent, "");
    assert_eq!(blind, Err(ExceptionError::ReasonDoesNotFit));
    let bandage =
        BiometricException::ask(THUMB, ExceptionReason::Injured, Permanence::Permanent, "");
    assert_eq!(bandage, Err(ExceptionError::NeverPermanent));
    assert!(
        BiometricException::ask(EYE, ExceptionReason::Blind, Permanence::Permanent, "").is_ok()
    );
}

#[test]
fn only_a_supervisor_with_a_name_approves() {
    assert_eq!(
        missing(THUMB).approve("op-1", Role::Operator),
        Err(ExceptionError::NotAllowed)
    );
    assert_eq!(
        missing(THUMB).approve(" ", Role::Supervisor),
        Err(ExceptionError::NoApprover)
    );
    let approved = missing(THUMB).approve("sup-1", Role::Supervisor).unwrap();
    assert_eq!(approved.approver(), Some("sup-1"));
}

#[test]
fn fingers_are_done_when_each_is_captured_or_left_out_with_approval() {
    let captured: BTreeSet<Site> = Site::all()
        .filter(|site| *site != THUMB && *site != EYE)
        .collect();
    assert_eq!(outstanding(Step::Fingers, &captured, &[]), [THUMB]);
    assert_eq!(
        outstanding(Step::Fingers, &captured, &[missing(THUMB)]),
        [THUMB],
        "asked for is not approved"
    );
    let approved = missing(THUMB).approve("sup-1", Role::Supervisor).unwrap();
    assert!(outstanding(Step::Fingers, &captured, &[approved]).is_empty());
    assert_eq!(outstanding(Step::Irises, &captured, &[]), [EYE]);
}

#[test]
fn a_childs_finger_is_refused_before_anything_is_stored() {
    let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let child = Applicant {
        birth_date: day(2019),
        citizenship: Citizenship::Indonesian,
        ever_married: false,
        on: day(2026),
    };
    for site in Site::all() {
        assert_eq!(
            may_capture(&Service::KiaNew.path(&child), site),
            Err(NotCaptured)
        );
    }
    let adult = Applicant {
        birth_date: day(1990),
        ..child
    };
    assert!(may_capture(&Service::KtpNew.path(&adult), THUMB).is_ok());
}

#[test]
fn a_note_is_short_and_the_debug_form_tells_no_reason() {
    let long = "a".repeat(201);
    let refused =
        BiometricException::ask(THUMB, ExceptionReason::Worn, Permanence::Temporary, &long);
    assert_eq!(refused, Err(ExceptionError::Note));
    assert!(!format!("{:?}", missing(THUMB)).contains("Missing"));
}

#[test]
fn an_exception_travels_whole() {
    let approved = missing(EYE).approve("sup-1", Role::Supervisor).unwrap();
    let json = serde_json::to_string(&approved).unwrap();
    assert_eq!(
        serde_json::from_str::<BiometricException>(&json).unwrap(),
        approved
    );
}

#[test]
fn the_likely_reason_follows_who_sits_there_and_what_works() {
    for step in [Step::Fingers, Step::Irises] {
        assert_eq!(
            ExceptionReason::likely(step, false, false),
            ExceptionReason::Device
        );
        assert_eq!(
            ExceptionReason::likely(step, false, true),
            ExceptionReason::Missing
        );
    }
    let blind = |works| ExceptionReason::likely(Step::Irises, true, works);
    assert_eq!([blind(true), blind(false)], [ExceptionReason::Blind; 2]);
    assert_eq!(
        ExceptionReason::likely(Step::Fingers, true, true),
        ExceptionReason::Missing,
        "who cannot see has fingers"
    );
    for step in [Step::Fingers, Step::Irises] {
        for (see, works) in [(false, false), (false, true), (true, false), (true, true)] {
            let likely = ExceptionReason::likely(step, see, works);
            let mut sites = Site::all().filter(|site| site.step() == step);
            assert!(
                sites.all(|site| likely.fits(site)),
                "{likely:?} at {step:?}"
            );
        }
    }
}

#[test]
fn a_step_is_complete_when_all_is_captured_or_left_out_and_what_shows_is_shown() {
    let all: BTreeSet<Site> = Site::all().collect();
    let stand = |without: &[Site], exceptions: &[BiometricException], photographed| {
        let captured = all.iter().filter(|site| !without.contains(site)).copied();
        let stand = SitesStand::of(THUMB.step(), &captured.collect(), exceptions, photographed);
        (stand.outstanding, stand.shows, stand.complete)
    };
    assert_eq!(stand(&[], &[], false), (vec![], false, true));
    assert_eq!(stand(&[THUMB], &[], false), (vec![THUMB], false, false));
    let approved = [missing(THUMB).approve("sup-1", Role::Supervisor).unwrap()];
    assert_eq!(stand(&[THUMB], &approved, false), (vec![], true, false));
    assert_eq!(stand(&[THUMB], &approved, true), (vec![], true, true));
    let other = [missing(EYE).approve("sup-1", Role::Supervisor).unwrap()];
    assert_eq!(
        stand(&[], &other, false),
        (vec![], false, true),
        "another step's"
    );
}

proptest! {
    #[test]
    fn an_exception_fits_its_site_passes_when_it_can_and_counts_by_a_supervisors_name_alone(
        site in proptest::sample::select(Site::all().collect::<Vec<_>>()),
        reason in proptest::sample::select(ExceptionReason::ALL),
        permanence in proptest::sample::select(Permanence::ALL),
        note in "\\PC{0,210}|.{0,20}",
        approver in "[a-z0-9-]{0,8}| {0,2}",
        role in proptest::sample::select(Role::ALL),
    ) {
        let trimmed = note.trim();
        let sound = reason.fits(site)
            && (permanence == Permanence::Temporary || reason.may_last())
            && crate::typed_text::length(trimmed) <= exception::LONGEST_NOTE
            && crate::typed_text::tidy(trimmed).is_some();
        let asked = BiometricException::ask(site, reason, permanence, &note);
        prop_assert_eq!(asked.is_ok(), sound);
        if let Ok(asked) = asked {
            prop_assert!(!asked.is_approved(), "asked for is not approved");
            prop_assert_eq!((asked.site(), asked.reason(), asked.note()), (site, reason, trimmed));
            prop_assert_eq!(format!("{asked:?}"), format!("BiometricException({site}, …)"));
            let approved = asked.clone().approve(&approver, role);
            let counts = role == Role::Supervisor && !approver.trim().is_empty();
            prop_assert_eq!(approved.is_ok(), counts);
            if let Ok(approved) = approved {
                prop_assert_eq!(approved.approver(), Some(approver.trim()));
                let written = serde_json::to_string(&approved).unwrap();
                prop_assert_eq!(serde_json::from_str::<BiometricException>(&written).unwrap(), approved);
            }
        }
    }
}
