use super::*;
use crate::biometric::{ExceptionReason, Permanence};
use crate::citizenship::Citizenship;
use crate::service::{Applicant, Service};
use chrono::NaiveDate;
use proptest::prelude::*;

fn path(service: Service, birth_year: i32) -> Path {
    let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    service.path(&Applicant {
        birth_date: day(birth_year),
        citizenship: Citizenship::Indonesian,
        ever_married: false,
        on: day(2026),
    })
}

fn sites(step: Step) -> Event {
    Event::SitesDone {
        step,
        captured: Site::all().collect(),
        exceptions: Vec::new(),
        photographed: false,
    }
}

/// Everything that a first KTP-el needs, in order.
fn whole_way() -> Vec<Event> {
    vec![
        Event::Identified(Earlier::Never),
        Event::StepDone(Step::Data),
        Event::StepDone(Step::Photo),
        Event::PhotoApproved,
        Event::StepDone(Step::Signature),
        sites(Step::Fingers),
        sites(Step::Irises),
        Event::StepDone(Step::Documents),
        Event::StepDone(Step::ReadBack),
    ]
}

fn run(state: State, events: impl IntoIterator<Item = Event>) -> Result<State, Refusal> {
    events
        .into_iter()
        .try_fold(state, |state, event| state.step(event, Role::Operator))
}

fn machine(state: State, events: impl IntoIterator<Item = Event>) -> Result<State, Refusal> {
    events
        .into_iter()
        .try_fold(state, |state, event| state.step(event, Role::Station))
}

#[test]
fn a_first_ktp_goes_from_draft_to_the_centres_word() {
    let ready = run(State::open(&path(Service::KtpNew, 2000)), whole_way()).unwrap();
    let sealed = ready.step(Event::Seal, Role::Operator).unwrap();
    let line = [
        Event::Queue,
        Event::SendingStarted,
        Event::SendingStopped,
        Event::SendingStarted,
        Event::Receipted,
        Event::Reported(RecordingStatus::SentForEnrollment),
        Event::Reported(RecordingStatus::PrintReadyRecord),
    ];
    assert_eq!(
        machine(sealed, line),
        Ok(State::Reported(RecordingStatus::PrintReadyRecord))
    );
}

#[test]
fn nothing_can_be_sealed_while_any_single_event_of_the_way_is_missing() {
    for left_out in 0..whole_way().len() {
        let mut state = State::open(&path(Service::KtpNew, 2000));
        for (index, event) in whole_way().into_iter().enumerate() {
            if index != left_out {
                state = state.clone().step(event, Role::Operator).unwrap_or(state);
            }
        }
        assert!(
            state.step(Event::Seal, Role::Operator).is_err(),
            "without event {left_out}"
        );
    }
}

#[test]
fn fingers_wait_until_the_resident_approved_the_portrait() {
    let way = whole_way();
    let state = run(
        State::open(&path(Service::KtpNew, 2000)),
        way.into_iter().take(3),
    )
    .unwrap();
    assert_eq!(
        state.clone().step(sites(Step::Fingers), Role::Operator),
        Err(Refusal::PhotoNotApproved)
    );
    let approved = state.step(Event::PhotoApproved, Role::Operator).unwrap();
    assert!(approved.step(sites(Step::Fingers), Role::Operator).is_ok());
}

#[test]
fn a_new_portrait_must_be_approved_and_read_back_anew() {
    let ready = run(State::open(&path(Service::KtpNew, 2000)), whole_way()).unwrap();
    let retaken = ready
        .step(Event::StepDone(Step::Photo), Role::Operator)
        .unwrap();
    assert_eq!(
        retaken.clone().step(Event::Seal, Role::Operator),
        Err(Refusal::PhotoNotApproved)
    );
    let approved = retaken.step(Event::PhotoApproved, Role::Operator).unwrap();
    assert_eq!(
        approved.step(Event::Seal, Role::Operator),
        Err(Refusal::NotReadBack)
    );
}

#[test]
fn whatever_changes_after_the_reading_back_must_be_read_back_again() {
    for event in [
        Event::StepDone(Step::Data),
        Event::StepDone(Step::Documents),
        sites(Step::Fingers),
    ] {
        let ready = run(State::open(&path(Service::KtpNew, 2000)), whole_way()).unwrap();
        let changed = ready.step(event, Role::Operator).unwrap();
        assert_eq!(
            changed.step(Event::Seal, Role::Operator),
            Err(Refusal::NotReadBack)
        );
    }
}

#[test]
fn who_was_recorded_before_is_not_recorded_again_and_who_was_not_has_no_reprint() {
    let new = State::open(&path(Service::KtpNew, 2000));
    let reprint = State::open(&path(Service::KtpLost, 2000));
    let asked = |state: &State, earlier| {
        state
            .clone()
            .step(Event::Identified(earlier), Role::Operator)
    };
    assert_eq!(asked(&new, Earlier::Recorded), Err(Refusal::RecordedBefore));
    assert_eq!(asked(&reprint, Earlier::Never), Err(Refusal::NeverRecorded));
    assert!(asked(&new, Earlier::Unknown).is_ok() && asked(&reprint, Earlier::Recorded).is_ok());
}

#[test]
fn a_missing_finger_needs_an_approved_exception() {
    let thumb = "right-thumb".parse::<Site>().unwrap();
    let captured: BTreeSet<Site> = Site::all().filter(|site| *site != thumb).collect();
    let asked = BiometricException::ask(thumb, ExceptionReason::Missing, Permanence::Permanent, "")
        .unwrap();
    let state = run(
        State::open(&path(Service::KtpNew, 2000)),
        whole_way().into_iter().take(5),
    )
    .unwrap();
    let done = |exception: &BiometricException, photographed| Event::SitesDone {
        step: Step::Fingers,
        captured: captured.clone(),
        exceptions: vec![exception.clone()],
        photographed,
    };
    let after = |exception: &BiometricException, photographed| {
        let event = done(exception, photographed);
        state.clone().step(event, Role::Operator).map(|_| ())
    };
    assert_eq!(after(&asked, true), Err(Refusal::SitesOutstanding));
    let approved = asked.approve("sup-1", Role::Supervisor).unwrap();
    assert_eq!(
        after(&approved, false),
        Err(Refusal::ExceptionPhotoMissing),
        "what can be seen is shown"
    );
    assert_eq!(after(&approved, true), Ok(()));
    let worn = BiometricException::ask(thumb, ExceptionReason::Worn, Permanence::Permanent, "")
        .and_then(|worn| worn.approve("sup-1", Role::Supervisor))
        .unwrap();
    assert_eq!(
        after(&worn, false),
        Ok(()),
        "worn ridges show in no picture"
    );
}

#[test]
fn a_child_has_no_fingers_taken_and_a_small_child_no_photo() {
    let small = run(
        State::open(&path(Service::KiaNew, 2023)),
        [Event::Identified(Earlier::Never)],
    )
    .unwrap();
    assert_eq!(
        small.clone().step(sites(Step::Fingers), Role::Operator),
        Err(Refusal::StepNotInPath)
    );
    assert_eq!(
        small
            .clone()
            .step(Event::StepDone(Step::Photo), Role::Operator),
        Err(Refusal::StepNotInPath)
    );
    let rest = [Step::Data, Step::Documents, Step::ReadBack].map(Event::StepDone);
    assert_eq!(
        run(small, rest.into_iter().chain([Event::Seal])),
        Ok(State::Sealed)
    );
}

#[test]
fn a_child_that_turns_out_older_needs_a_photo_and_another_reading_back() {
    let events = [Event::Identified(Earlier::Never)].into_iter();
    let steps = [Step::Data, Step::Documents, Step::ReadBack].map(Event::StepDone);
    let ready = run(
        State::open(&path(Service::KiaNew, 2023)),
        events.chain(steps),
    )
    .unwrap();
    let older = ready
        .step(
            Event::PathChanged(path(Service::KiaNew, 2015)),
            Role::Operator,
        )
        .unwrap();
    assert_eq!(
        older.step(Event::Seal, Role::Operator),
        Err(Refusal::StepsMissing)
    );
}

#[test]
fn a_sealed_record_cannot_be_changed_by_anybody() {
    let events = [
        Event::StepDone(Step::Data),
        Event::Seal,
        Event::Discard(DiscardReason::Mistake),
        Event::PhotoApproved,
    ];
    for state in [
        State::Sealed,
        State::Queued,
        State::Sending,
        State::Received,
    ] {
        for event in &events {
            assert_eq!(
                state.clone().step(event.clone(), Role::Supervisor),
                Err(Refusal::AlreadySealed)
            );
        }
    }
}

#[test]
fn roles_keep_to_their_rows() {
    let draft = State::open(&path(Service::KtpNew, 2000));
    assert_eq!(
        draft.clone().step(Event::Seal, Role::Technician),
        Err(Refusal::RoleNotAllowed)
    );
    assert_eq!(
        State::Sealed.step(Event::Queue, Role::Operator),
        Err(Refusal::RoleNotAllowed)
    );
    assert_eq!(
        draft.step(Event::Seal, Role::Station),
        Err(Refusal::RoleNotAllowed)
    );
}

#[test]
fn only_a_failure_is_sent_again() {
    let again = |status| State::Reported(status).step(Event::SendAgain, Role::Operator);
    assert_eq!(
        again(RecordingStatus::EnrollFailureAtCentral),
        Ok(State::Queued)
    );
    assert_eq!(
        again(RecordingStatus::DuplicateRecord),
        Err(Refusal::NotInThisState)
    );
    assert_eq!(
        again(RecordingStatus::PrintReadyRecord),
        Err(Refusal::NotInThisState)
    );
}

#[test]
fn a_receipt_that_comes_twice_or_by_stick_is_harmless() {
    assert_eq!(
        machine(State::Queued, [Event::Receipted, Event::Receipted]),
        Ok(State::Received)
    );
}

#[test]
fn a_state_is_stored_and_read_back_whole() {
    let state = run(
        State::open(&path(Service::KtpNew, 2000)),
        whole_way().into_iter().take(4),
    )
    .unwrap();
    let json = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<State>(&json).unwrap(), state);
}

fn any_event() -> impl Strategy<Value = Event> {
    let step = || (0..Step::ALL.len()).prop_map(|index| Step::ALL[index]);
    let earlier = (0..Earlier::ALL.len()).prop_map(|index| Earlier::ALL[index]);
    let site_count = 0usize..=12;
    let status = (0..RecordingStatus::ALL.len()).prop_map(|index| RecordingStatus::ALL[index]);
    prop_oneof![
        4 => step().prop_map(Event::StepDone),
        1 => step().prop_map(Event::StepReopened),
        2 => earlier.prop_map(Event::Identified),
        2 => Just(Event::PhotoApproved),
        2 => (step(), site_count).prop_map(|(step, skip)| Event::SitesDone {
            step,
            captured: Site::all().skip(skip).collect(),
            exceptions: Vec::new(),
            photographed: false,
        }),
        2 => (any::<bool>()).prop_map(|fingers| sites(if fingers { Step::Fingers } else { Step::Irises })),
        1 => Just(Event::Seal),
        1 => status.prop_map(Event::Reported),
        1 => Just(Event::Receipted),
        1 => Just(Event::Queue),
    ]
}

proptest! {
    #[test]
    fn no_row_of_events_seals_a_draft_that_lacks_a_required_step(
        service in 0usize..Service::ALL.len(),
        birth_year in 1950i32..2026,
        events in proptest::collection::vec(any_event(), 0..60),
        guided: bool,
    ) {
        let path = path(Service::ALL[service], birth_year);
        let mut state = State::open(&path);
        // Half of the rows begin with the whole way, so that many do reach the seal.
        let way = if guided { whole_way() } else { Vec::new() };
        for event in way.into_iter().chain(events) {
            let before = state.clone();
            match state.clone().step(event, Role::Supervisor) {
                Ok(next) => state = next,
                Err(_) => prop_assert_eq!(&state, &before),
            }
            if let (State::Draft(draft), State::Sealed) = (&before, &state) {
                for step in &path.steps {
                    prop_assert!(draft.is_done(*step), "sealed without {}", step);
                }
                prop_assert!(!path.needs(Step::Photo) || draft.is_photo_approved());
            }
        }
    }
}
