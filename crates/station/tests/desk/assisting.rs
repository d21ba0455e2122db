//! Who cannot sit, see or sign; how a signature was written; and the picture of what is excepted.

use rekam_domain::assistance::{Assistance, Helper, Kinship, Need};
use rekam_domain::biometric::{ExceptionReason, Finger, Permanence, Site};
use rekam_domain::code::ErrorCode;
use rekam_domain::service::Step;
use rekam_protocol::packet::{AttachmentRole, Content, Envelope, Record};
use rekam_protocol::series::{Point, Series, Tool};
use rekam_station::Desk;
use rekam_station::capture::Slot;
use rekam_station::store::drafts::DraftId;

use crate::office::{
    Office, a_supervisors_word, announced_key, except_all, prepare_woman, read_back,
};

fn cannot(needs: &[Need]) -> Assistance {
    let helper = Helper::parse("anak contoh", Kinship::Child).unwrap();
    Assistance::new(needs.iter().copied().collect(), false, Some(helper)).unwrap()
}

fn missing(desk: &Desk, draft: DraftId, step: Step) -> Vec<ErrorCode> {
    let missing = desk.draft(draft).unwrap().missing;
    let of_step = missing.iter().filter(|one| one.step == step);
    of_step.map(|one| one.code).collect()
}

/// What the province finds in the packet of a draft that is ready.
fn sealed(office: &Office, desk: &Desk, draft: DraftId) -> (Record, Vec<AttachmentRole>) {
    read_back(desk, draft);
    let packet = desk.seal(draft).unwrap().packet;
    let bytes = desk.store().packet(packet).unwrap();
    let opened = Envelope::parse(&bytes).unwrap().open(&office.opening);
    let key = announced_key(office, desk, "op-1");
    let (manifest, attachments) = opened.unwrap().verify_operator(&key).unwrap();
    let record = match manifest.content {
        Content::Record(record) => Some(*record),
        Content::Canary { .. } => None,
    };
    (
        record.unwrap(),
        attachments.iter().map(|one| one.role).collect(),
    )
}

#[test]
fn who_cannot_sign_gives_a_thumb_mark_and_only_that_is_sealed() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    desk.assist(draft, Some(cannot(&[Need::Sign, Need::See])), None)
        .unwrap();
    assert_eq!(
        missing(&desk, draft, Step::Signature),
        [ErrorCode::ThumbMarkMissing],
        "a signature is none of who cannot sign"
    );
    desk.capture(draft, Slot::ThumbMark, "image/jpeg", b"thumb")
        .unwrap();
    assert_eq!(missing(&desk, draft, Step::Signature), []);
    let (record, roles) = sealed(&office, &desk, draft);
    let assistance = record.assistance.unwrap();
    assert!(assistance.cannot().contains(&Need::See));
    assert_eq!(assistance.helper().unwrap().name.as_str(), "ANAK CONTOH");
    assert!(roles.contains(&AttachmentRole::ThumbMark));
    assert!(!roles.contains(&AttachmentRole::Signature));
}

#[test]
fn without_any_mark_a_helper_is_named_and_a_second_person_approves() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    let word = a_supervisors_word(&desk);
    let alone = Assistance::new([Need::Sign].into(), false, None).unwrap();
    let refused = desk.assist(draft, Some(alone), Some(&word)).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::AssistanceContradicts);
    desk.assist(draft, Some(cannot(&[Need::Sign])), Some(&word))
        .unwrap();
    assert_eq!(missing(&desk, draft, Step::Signature), []);
    let (record, roles) = sealed(&office, &desk, draft);
    assert_eq!(
        record.assistance.unwrap().unmarked_approver(),
        Some(word.approver().as_str())
    );
    assert!(!roles.contains(&AttachmentRole::Signature));
    assert!(!roles.contains(&AttachmentRole::ThumbMark));
}

#[test]
fn what_was_noted_is_read_back_and_can_be_taken_back() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    read_back(&desk, draft);
    assert_eq!(missing(&desk, draft, Step::ReadBack), []);
    desk.assist(draft, Some(cannot(&[Need::Sit])), None)
        .unwrap();
    assert_eq!(
        missing(&desk, draft, Step::ReadBack),
        [ErrorCode::ReadBackChanged]
    );
    desk.assist(draft, None, None).unwrap();
    assert_eq!(missing(&desk, draft, Step::ReadBack), []);
    let (record, roles) = sealed(&office, &desk, draft);
    assert_eq!(record.assistance, None);
    assert!(roles.contains(&AttachmentRole::Signature));
}

#[test]
fn how_a_signature_was_written_goes_with_its_picture_and_into_the_packet() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    let point = |x, t, f| Point { x, y: 100, t, f };
    let stroke = || vec![vec![point(10, 0, 400), point(14, 8, 600)]];
    let keep = |strokes| desk.keep_series(draft, (900, 300), Tool::Pen, strokes);
    let refused = keep(vec![vec![point(901, 0, 0)]]).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::SignatureSeries);
    keep(stroke()).unwrap();
    let series = || desk.captured(draft, Slot::SignatureSeries).unwrap();
    let written = Series::read(&series().unwrap().bytes).unwrap();
    assert_eq!(written.strokes(), stroke());

    desk.capture(draft, Slot::Signature, "image/png", b"another")
        .unwrap();
    assert_eq!(series(), None, "another signature was written otherwise");
    keep(stroke()).unwrap();
    let (_, roles) = sealed(&office, &desk, draft);
    assert!(roles.contains(&AttachmentRole::SignatureSeries));
}

#[test]
fn a_missing_finger_is_shown_in_a_photo_that_goes_with_its_exception() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    let thumb = Site::Finger(Finger::RightThumb);
    let gone = (ExceptionReason::Missing, Permanence::Permanent);
    let word = a_supervisors_word(&desk);
    desk.except(draft, &[thumb], gone, "", &word).unwrap();
    assert_eq!(
        missing(&desk, draft, Step::Fingers),
        [ErrorCode::ExceptionPhotoMissing]
    );
    assert_eq!(missing(&desk, draft, Step::Irises), []);
    desk.capture(draft, Slot::ExceptionPhoto, "image/jpeg", b"face and palms")
        .unwrap();
    assert_eq!(missing(&desk, draft, Step::Fingers), []);
    let (record, roles) = sealed(&office, &desk, draft);
    assert_eq!(record.exceptions.len(), 12);
    assert!(roles.contains(&AttachmentRole::ExceptionPhoto));

    let other = desk.start(rekam_domain::service::Service::KtpNew).unwrap();
    except_all(&desk, other);
    assert_eq!(
        missing(&desk, other, Step::Fingers),
        [],
        "a scanner that is not there shows in no picture"
    );
}
