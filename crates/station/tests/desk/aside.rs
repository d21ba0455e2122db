//! What is not as it should be in a photo: put right, or set aside with a reason that goes into the record.

use rekam_domain::aside::AsideReason;
use rekam_domain::code::ErrorCode;
use rekam_domain::service::Service;
use rekam_photo::Fault;
use rekam_protocol::packet::{Content, Envelope};
use rekam_station::Desk;
use rekam_station::store::audit::Event;
use rekam_station::store::drafts::DraftId;

use crate::office::{Office, announced_key, prepare_woman, read_back};
use crate::photographing::picture;

/// The faults of the photo that have no reason yet.
fn open_faults(desk: &Desk, draft: DraftId) -> Vec<Fault> {
    let faults = desk.photo_faults(draft).unwrap();
    let open = faults.into_iter().filter(|(_, aside)| aside.is_none());
    open.map(|(fault, _)| fault).collect()
}

fn missing(desk: &Desk, draft: DraftId) -> Vec<ErrorCode> {
    let missing = desk.draft(draft).unwrap().missing;
    missing.iter().map(|missing| missing.code).collect()
}

#[test]
fn a_photo_is_approved_only_when_every_fault_is_put_right_or_set_aside() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    let approved = |desk: &Desk| desk.approve_photo(draft).map_err(|error| error.code());
    desk.take_photo(draft, &picture("defects/p02-eyes-closed.jpg"))
        .unwrap();
    let faults = open_faults(&desk, draft);
    assert!(faults.contains(&Fault::EyesClosed), "{faults:?}");
    assert_eq!(approved(&desk), Err(ErrorCode::PhotoFaultsOpen));
    assert!(missing(&desk, draft).contains(&ErrorCode::PhotoFaultsOpen));

    let aside = |faults: &[Fault], reason, note: &str| {
        desk.set_aside(draft, faults, reason, note)
            .map_err(|error| error.code())
    };
    assert_eq!(
        aside(&faults, AsideReason::Other, " "),
        Err(ErrorCode::ReasonEmpty)
    );
    assert_eq!(
        aside(&[Fault::Glasses], AsideReason::Eyes, ""),
        Err(ErrorCode::NotInThisState),
        "the photo has no such fault"
    );
    assert_eq!(approved(&desk), Err(ErrorCode::PhotoFaultsOpen));
    aside(&faults, AsideReason::Other, "operasi mata kemarin").unwrap();
    approved(&desk).unwrap();
    read_back(&desk, draft);
    assert_eq!(missing(&desk, draft), []);
}

#[test]
fn a_reason_survives_a_power_cut_and_goes_with_the_photo_it_was_given_for() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    let closed = picture("defects/p02-eyes-closed.jpg");
    desk.take_photo(draft, &closed).unwrap();
    let faults = open_faults(&desk, draft);
    desk.set_aside(draft, &faults, AsideReason::Eyes, "")
        .unwrap();
    let (_copy, after) = office.after_power_cut("op-1");
    assert_eq!(open_faults(&after, draft), []);
    assert_eq!(after.photo_faults(draft).unwrap().len(), faults.len());

    // One that gives no portrait leaves photo and reason as they were.
    desk.take_photo(draft, &picture("p02-too-far.jpg")).unwrap();
    assert_eq!(open_faults(&desk, draft), []);
    desk.take_photo(draft, &closed).unwrap();
    assert_eq!(open_faults(&desk, draft), faults);
    desk.take_photo(draft, &picture("p02-good.jpg")).unwrap();
    assert!(desk.photo_faults(draft).unwrap().is_empty());
    desk.approve_photo(draft).unwrap();
}

#[test]
fn a_face_that_is_too_near_is_no_portrait_whatever_the_reason() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    let taken = desk
        .take_photo(draft, &picture("defects/p01-too-near.jpg"))
        .unwrap();
    assert!(taken.faults.contains(&Fault::TooNear));
    assert_eq!(taken.wrong, Some(ErrorCode::PhotoFaceNearEdge));
    assert!(desk.photo_faults(draft).unwrap().is_empty());
}

#[test]
fn another_reason_after_the_read_back_must_be_read_back_again() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    desk.take_photo(draft, &picture("defects/p02-eyes-closed.jpg"))
        .unwrap();
    let faults = open_faults(&desk, draft);
    let aside = |reason| desk.set_aside(draft, &faults, reason, "").unwrap();
    aside(AsideReason::Child);
    desk.approve_photo(draft).unwrap();
    read_back(&desk, draft);
    aside(AsideReason::Eyes);
    assert_eq!(missing(&desk, draft), [ErrorCode::ReadBackChanged]);
}

#[test]
fn tries_refusals_and_reasons_are_in_the_sealed_manifest_and_in_the_log_and_the_note_is_not_in_the_log()
 {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    desk.refuse_photo(draft).unwrap();
    desk.take_photo(draft, &picture("defects/p02-eyes-closed.jpg"))
        .unwrap();
    desk.set_aside(
        draft,
        &open_faults(&desk, draft),
        AsideReason::Other,
        "operasi mata kemarin",
    )
    .unwrap();
    desk.approve_photo(draft).unwrap();
    read_back(&desk, draft);
    let sealed = desk.seal(draft).unwrap();
    let bytes = desk.store().packet(sealed.packet).unwrap();
    let opened = Envelope::parse(&bytes)
        .unwrap()
        .open(&office.opening)
        .unwrap();
    let (manifest, _) = opened
        .verify_operator(&announced_key(&office, &desk, "op-1"))
        .unwrap();
    let Content::Record(record) = manifest.content else {
        panic!("a record was sealed")
    };
    let approval = record.photo_approval.unwrap();
    assert_eq!((approval.tries, approval.refusals), (2, 1));
    let aside = &record.photo_aside[0];
    assert_eq!(
        (aside.fault.as_str(), aside.because.note()),
        ("eyes-closed", "operasi mata kemarin")
    );

    desk.lock().unwrap();
    let log = office.unlock("sp-1").unwrap().audit(0, 1_000).unwrap();
    let at = |wanted: fn(&Event) -> bool| {
        let line = log.iter().rfind(|line| wanted(&line.event));
        line.unwrap_or_else(|| panic!("not in the log"))
    };
    let approved = at(|event| matches!(event, Event::PhotoApproved { tries: 2, .. }));
    assert_eq!(approved.at, approval.at);
    at(|event| matches!(event, Event::PhotoRefused { tries: 1, .. }));
    let noted = at(|event| matches!(event, Event::PhotoFaultsSetAside { .. }));
    let noted = format!("{:?}", noted.event);
    assert!(
        noted.contains("eyes-closed") && noted.contains("Other"),
        "{noted}"
    );
    assert!(!format!("{log:?}").contains("operasi"));
}
