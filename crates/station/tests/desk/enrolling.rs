//! From the first question to the seal.

use std::collections::BTreeSet;

use rekam_domain::biometric::BiometricException;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::{DiscardReason, Earlier};
use rekam_domain::field::Field;
use rekam_domain::service::{DocumentKind, Service, Step};
use rekam_protocol::packet::{AttachmentRole, Content, Envelope, PacketKind};
use rekam_station::Desk;
use rekam_station::capture::Slot;
use rekam_station::store::audit::{Event, Standing};

use crate::office::{
    CHILD, Office, PASSWORD, WOMAN, announced_key, except_all, fill, id, portray, prepare_woman,
    read_back, seal_woman,
};

#[test]
fn a_sealed_record_opens_at_the_province_with_every_field_and_capture() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let sealed = seal_woman(&desk);
    assert_eq!(sealed.slip.as_ref().unwrap().name, "SITI CONTOH KAPUAS");

    let bytes = desk.store().packet(sealed.packet).unwrap();
    let envelope = Envelope::parse(&bytes).unwrap();
    envelope
        .verify(&desk.party().station_key.verifying_key())
        .unwrap();
    assert_eq!(envelope.digest(), sealed.digest);
    assert_eq!(
        (envelope.header().serial.get(), envelope.header().kind),
        (1, PacketKind::Record)
    );
    let opened = envelope.open(&office.opening).unwrap();
    let announced = announced_key(&office, &desk, "op-1");
    let (manifest, attachments) = opened.verify_operator(&announced).unwrap();
    assert_eq!(manifest.operator, id("op-1"));
    let Content::Record(record) = manifest.content else {
        panic!("a record was sealed")
    };
    assert_eq!(record.fields.len(), WOMAN.len());
    assert_eq!(record.exceptions.len(), 12);
    assert_eq!(record.photo_approval.unwrap().tries, 1);
    let roles: Vec<AttachmentRole> = attachments
        .iter()
        .map(|attachment| attachment.role)
        .collect();
    assert!(
        roles.contains(&AttachmentRole::PhotoOriginal) && roles.contains(&AttachmentRole::Portrait)
    );
    assert_eq!(attachments.len(), 4);
}

#[test]
fn after_the_seal_nothing_of_the_resident_stays_at_the_desk() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    read_back(&desk, draft);
    desk.seal(draft).unwrap();
    assert!(desk.drafts().unwrap().is_empty());
    for gone in [
        desk.fields(draft).unwrap_err().code(),
        desk.captured(draft, Slot::Portrait).unwrap_err().code(),
        desk.read_back(draft).unwrap_err().code(),
        desk.put_field(draft, Field::FullName, "LAIN")
            .unwrap_err()
            .code(),
        desk.seal(draft).unwrap_err().code(),
    ] {
        assert_eq!(gone, ErrorCode::DraftUnknown);
    }
    assert_eq!(
        desk.queue(0, 10).unwrap().len(),
        1,
        "sealing twice is impossible"
    );
    let shown = format!("{:?}", desk.queue(0, 10).unwrap());
    assert!(!shown.contains("SITI") && !shown.contains("6171014505059901"));
}

#[test]
fn an_incomplete_draft_is_not_sealed_and_says_what_is_missing() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    let refused = desk.seal(draft).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::DraftIncomplete);
    let steps: Vec<Step> = refused
        .missing()
        .iter()
        .map(|missing| missing.step)
        .collect();
    for step in [
        Step::Who,
        Step::Data,
        Step::Photo,
        Step::Signature,
        Step::Fingers,
        Step::Irises,
        Step::Documents,
        Step::ReadBack,
    ] {
        assert!(steps.contains(&step), "{step}");
    }
    assert_eq!(desk.drafts().unwrap().len(), 1);
}

#[test]
fn a_child_under_five_needs_no_photo_and_no_fingers() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KiaNew).unwrap();
    desk.identify(draft, Earlier::Never).unwrap();
    fill(&desk, draft, CHILD);
    for paper in [
        DocumentKind::FormF102,
        DocumentKind::BirthCertificate,
        DocumentKind::ParentsCards,
    ] {
        desk.note_paper(draft, paper, Standing::Seen).unwrap();
    }
    read_back(&desk, draft);
    let view = desk.draft(draft).unwrap();
    assert!(view.missing.is_empty(), "{:?}", view.missing);
    desk.seal(draft).unwrap();
}

#[test]
fn what_is_typed_wrong_is_kept_as_typed_and_blocks_only_the_seal() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    for (field, raw, code) in [
        (Field::Nik, "61710145050599", ErrorCode::NikLength),
        (Field::BirthDate, "2005-02-30", ErrorCode::DateImpossible),
        (Field::FullName, &"SITI ".repeat(13), ErrorCode::NameTooLong),
    ] {
        let report = desk.put_field(draft, field, raw).unwrap();
        assert_eq!(report.errors, [code]);
        assert_eq!(desk.fields(draft).unwrap()[&field].raw, raw);
    }
    assert_eq!(
        desk.seal(draft).unwrap_err().code(),
        ErrorCode::DraftIncomplete
    );
}

#[test]
fn a_change_after_the_read_back_must_be_read_back_again() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    let shown = desk.read_back(draft).unwrap().shown;
    desk.put_field(draft, Field::Address, "JALAN LAIN NOMOR 2")
        .unwrap();
    assert_eq!(
        desk.agree_read_back(draft, shown).unwrap_err().code(),
        ErrorCode::ReadBackChanged
    );
    read_back(&desk, draft);
    desk.put_field(draft, Field::Address, "JALAN CONTOH NOMOR 3")
        .unwrap();
    let refused = desk.seal(draft).unwrap_err();
    assert_eq!(
        refused
            .missing()
            .iter()
            .map(|missing| missing.code)
            .collect::<Vec<_>>(),
        [ErrorCode::ReadBackChanged]
    );
    read_back(&desk, draft);
    desk.seal(draft).unwrap();
}

#[test]
fn a_new_portrait_must_be_approved_again_and_the_old_one_is_logged() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    portray(&desk, draft, b"another portrait");
    let missing = desk.draft(draft).unwrap().missing;
    assert!(
        missing
            .iter()
            .any(|missing| missing.code == ErrorCode::PhotoNotApproved)
    );
    desk.approve_photo(draft).unwrap();
    desk.lock().unwrap();
    let supervisor = office.unlock("sp-1").unwrap();
    let log = supervisor.audit(0, 1_000).unwrap();
    let count = |wanted: fn(&Event) -> bool| log.iter().filter(|line| wanted(&line.event)).count();
    assert_eq!(
        count(|event| matches!(event, Event::CaptureReplaced { .. })),
        2
    );
    assert_eq!(
        count(|event| matches!(event, Event::PhotoApproved { tries: 2, .. })),
        1
    );
}

#[test]
fn a_second_record_of_the_same_nik_needs_a_supervisors_decision() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let first = seal_woman(&desk);
    let nik = rekam_domain::nik::Nik::parse("6171014505059901").unwrap();
    assert_eq!(
        desk.doubles(&nik, Service::KtpLost).unwrap(),
        [first.serial]
    );
    assert!(desk.doubles(&nik, Service::KkNew).unwrap().is_empty());

    let draft = prepare_woman(&desk);
    read_back(&desk, draft);
    assert_eq!(
        desk.seal(draft).unwrap_err().code(),
        ErrorCode::AlreadyRecordedHere
    );
    let word = desk.countersign(&id("sp-1"), PASSWORD).unwrap();
    assert_eq!(
        desk.allow_double(draft, "  ", &word).unwrap_err().code(),
        ErrorCode::ReasonEmpty
    );
    desk.allow_double(draft, "diminta ulang oleh provinsi", &word)
        .unwrap();
    let sealed = desk.seal(draft).unwrap();
    assert_eq!(sealed.serial.get(), 2);
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
    assert_eq!(record.double_override.unwrap().approver, id("sp-1"));
}

#[test]
fn who_was_recorded_before_gets_no_first_card() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    assert_eq!(
        desk.identify(draft, Earlier::Recorded).unwrap_err().code(),
        ErrorCode::RecordedBefore
    );
    let draft = desk.start(Service::KtpLost).unwrap();
    assert_eq!(
        desk.identify(draft, Earlier::Never).unwrap_err().code(),
        ErrorCode::NeverRecorded
    );
}

#[test]
fn an_exception_needs_a_supervisor_and_a_reason_that_fits() {
    use rekam_domain::biometric::{ExceptionReason, Eye, Permanence, Site};
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    assert_eq!(
        desk.countersign(&id("op-1"), PASSWORD).unwrap_err().code(),
        ErrorCode::OwnApproval
    );
    let word = desk.countersign(&id("sp-1"), PASSWORD).unwrap();
    let eye = [Site::Eye(Eye::Left)];
    let worn = (ExceptionReason::Worn, Permanence::Permanent);
    let refused = desk.except(draft, &eye, worn, "", &word).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ExceptionReasonDoesNotFit);
    except_all(&desk, draft);
    desk.withdraw_exception(draft, eye[0]).unwrap();
    let missing = desk.draft(draft).unwrap().missing;
    assert_eq!(
        missing
            .iter()
            .filter(|missing| missing.step == Step::Irises)
            .count(),
        1
    );
}

#[test]
fn nobody_approves_what_they_record_even_when_the_desk_changes_hands() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    assert_eq!(
        desk.countersign(&id("sp-1"), PASSWORD).unwrap_err().code(),
        ErrorCode::OwnApproval
    );
    assert_eq!(desk.approvers(), [id("sp-2")]);
    desk.lock().unwrap();

    // sp-1 approves at a colleague's desk, then takes over the desk and the draft.
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    let approved = |desk: &Desk| -> BTreeSet<String> {
        let exceptions = desk.read_back(draft).unwrap().exceptions;
        let approver = |exception: &BiometricException| exception.approver().map(str::to_owned);
        exceptions.iter().filter_map(approver).collect()
    };
    assert_eq!(approved(&desk), BTreeSet::from(["sp-1".to_owned()]));
    desk.lock().unwrap();
    let desk = office.unlock("sp-1").unwrap();
    read_back(&desk, draft);
    assert_eq!(desk.seal(draft).unwrap_err().code(), ErrorCode::OwnApproval);

    // Another supervisor's word, and the record goes.
    except_all(&desk, draft);
    assert_eq!(approved(&desk), BTreeSet::from(["sp-2".to_owned()]));
    read_back(&desk, draft);
    desk.seal(draft).unwrap();
}

#[test]
fn pictures_that_would_not_fit_into_a_packet_are_refused_before_they_are_stored() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    let nine_megabytes = vec![0; 9 * 1024 * 1024];
    let slot = Slot::Document(DocumentKind::OldCard);
    desk.capture(draft, slot, "image/jpeg", &nine_megabytes)
        .unwrap();
    desk.capture(draft, slot, "image/jpeg", &nine_megabytes)
        .unwrap();
    let refused = desk
        .capture(draft, Slot::Signature, "image/png", &nine_megabytes)
        .unwrap_err();
    assert_eq!(refused.code(), ErrorCode::RecordTooLarge);
    assert!(desk.captured(draft, Slot::Signature).unwrap().is_none());
}

#[test]
fn a_discarded_draft_is_gone_and_its_reason_is_logged() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let draft = prepare_woman(&desk);
    desk.discard(draft, DiscardReason::ResidentLeft).unwrap();
    assert_eq!(
        desk.draft(draft).unwrap_err().code(),
        ErrorCode::DraftUnknown
    );
    let last = desk.audit(0, 1_000).unwrap().pop().unwrap();
    assert_eq!(
        last.event,
        Event::DraftDiscarded {
            draft,
            reason: DiscardReason::ResidentLeft
        }
    );
}

#[test]
fn the_lease_refuses_new_enrollments_but_lets_open_ones_be_finished() {
    let office = Office::open_with(|activation| activation.lease.records = 2);
    let desk = office.unlock("sp-1").unwrap();
    let draft = prepare_woman(&desk);
    desk.start(Service::KiaNew).unwrap();
    assert_eq!(
        desk.start(Service::KiaNew).unwrap_err().code(),
        ErrorCode::LeaseUsedUp
    );
    office
        .clock
        .set_wall("2027-01-02T02:00:00Z".parse().unwrap());
    assert_eq!(
        desk.start(Service::KiaNew).unwrap_err().code(),
        ErrorCode::LeaseOver
    );
    office
        .clock
        .set_wall("2026-01-02T02:00:00Z".parse().unwrap());
    assert_eq!(
        desk.start(Service::KiaNew).unwrap_err().code(),
        ErrorCode::LeaseNotYet
    );
    office
        .clock
        .set_wall("2027-01-02T02:00:00Z".parse().unwrap());
    read_back(&desk, draft);
    desk.seal(draft).unwrap();
}

#[test]
fn a_canary_takes_the_road_of_every_record() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    seal_woman(&desk);
    let (nonce, sealed) = desk.seal_canary().unwrap();
    assert_eq!(sealed.serial.get(), 2);
    assert_eq!(desk.canary_answered(&nonce).unwrap(), Some(false));
    let bytes = desk.store().packet(sealed.packet).unwrap();
    let opened = Envelope::parse(&bytes)
        .unwrap()
        .open(&office.opening)
        .unwrap();
    let (manifest, _) = opened
        .verify_operator(&announced_key(&office, &desk, "op-1"))
        .unwrap();
    let Content::Canary { nonce: answer } = manifest.content else {
        panic!("a canary was sealed")
    };
    let now = desk.party().clock.stamp();
    assert!(
        !desk.store().record_canary_answer(&[0; 16], &now).unwrap(),
        "a made-up answer counts for nothing"
    );
    assert!(desk.store().record_canary_answer(&answer, &now).unwrap());
    assert_eq!(desk.canary_answered(&nonce).unwrap(), Some(true));
    assert_eq!(desk.standing().unwrap().canary_answered, Some(true));
    assert_eq!(desk.canary_answered(&[0; 16]).unwrap(), None);
}

#[test]
fn a_technician_touches_no_resident() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let draft = prepare_woman(&desk);
    desk.admit(&id("tek-1"), PASSWORD).unwrap();
    desk.lock().unwrap();
    let desk = office.unlock("tek-1").unwrap();
    for refused in [
        desk.start(Service::KtpNew).unwrap_err().code(),
        desk.drafts().unwrap_err().code(),
        desk.fields(draft).unwrap_err().code(),
        desk.captured(draft, Slot::Portrait).unwrap_err().code(),
        desk.seal(draft).unwrap_err().code(),
        desk.discard(draft, DiscardReason::Mistake)
            .unwrap_err()
            .code(),
        desk.audit(0, 1).unwrap_err().code(),
    ] {
        assert_eq!(refused, ErrorCode::RoleNotAllowed);
    }
    desk.seal_canary().unwrap();
}
