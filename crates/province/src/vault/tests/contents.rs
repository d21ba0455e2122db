//! What a record may hold beside its fields: captured fingers and eyes, changes of elements, marks, and the
//! picture of what is excepted.

use super::*;
use rekam_domain::assistance::{Assistance, Helper, Kinship, Need};
use rekam_domain::change::Change;
use rekam_protocol::digest::Digest;
use rekam_protocol::packet::{Attachment, AttachmentRole, BiometricCapture};
use rekam_protocol::series::{MEDIA_TYPE, Point, Series, Tool};

#[test]
fn captured_fingers_are_those_that_are_attached_and_never_a_childs() {
    let finger = |bytes: &[u8]| Attachment {
        role: AttachmentRole::Finger,
        media_type: "application/octet-stream".into(),
        bytes: bytes.to_vec(),
    };
    let named = |bytes: &[u8]| BiometricCapture {
        site: Site::Finger(Finger::RightThumb),
        digest: Digest::of(bytes),
        quality: 74,
        tries: 1,
        device: "uji".into(),
        limits: "uji".into(),
    };
    let captured = |service, biometrics: Vec<BiometricCapture>, attached: &[&[u8]]| {
        let mut captured = record(service, fields(&[]));
        captured.biometrics = biometrics;
        let mut sealing = Sealing::new(1, Content::Record(Box::new(captured)));
        sealing
            .attachments
            .extend(attached.iter().map(|bytes| finger(bytes)));
        sealing
    };
    let world = World::new();
    world.receive(&captured(
        Service::KtpNew,
        vec![named(b"thumb")],
        &[b"thumb"],
    ));
    assert_eq!(world.open().processing, 1);
    let wrong = [
        captured(Service::KtpNew, vec![named(b"thumb")], &[]),
        captured(Service::KtpNew, vec![], &[b"thumb"]),
        captured(
            Service::KtpNew,
            vec![named(b"thumb"), named(b"thumb")],
            &[b"thumb"],
        ),
        captured(Service::KtpLost, vec![named(b"thumb")], &[b"thumb"]),
    ];
    for sealing in wrong {
        assert_eq!(refusal(&sealing), "record-incomplete");
    }
    let child = [
        (Field::Nik, "6171014505199901"),
        (Field::BirthDate, "05-05-2019"),
    ];
    let mut of_child = record(Service::KiaNew, fields(&child));
    of_child.biometrics = vec![named(b"thumb")];
    let mut sealing = Sealing::new(1, Content::Record(Box::new(of_child)));
    sealing.attachments.push(finger(b"thumb"));
    assert_eq!(refusal(&sealing), "record-incomplete");
}

#[test]
fn changes_of_elements_fit_the_service_and_the_fields() {
    let change = |field, proof| Change::new(field, "lama", proof).unwrap();
    let changed = |service, changes: Vec<Change>| {
        let mut changed = record(service, fields(&[]));
        changed.photo_approval = None;
        changed.changes = changes;
        Sealing {
            attachments: Vec::new(),
            ..Sealing::new(1, Content::Record(Box::new(changed)))
        }
    };
    let name = || change(Field::FullName, "Akta 1");
    let world = World::new();
    world.receive(&changed(Service::DataChange, vec![name()]));
    assert_eq!(world.open().processing, 1);
    for wrong in [
        changed(Service::KtpLost, vec![name()]),
        changed(Service::DataChange, vec![name(), name()]),
        changed(Service::DataChange, vec![change(Field::Hamlet, "Surat")]),
    ] {
        assert_eq!(refusal(&wrong), "record-incomplete");
    }
}

fn attached(role: AttachmentRole, media_type: &str, bytes: &[u8]) -> Attachment {
    Attachment {
        role,
        media_type: media_type.into(),
        bytes: bytes.to_vec(),
    }
}

fn with(change: impl FnOnce(&mut Record), attachments: Vec<Attachment>) -> Sealing {
    let mut record = record(Service::KtpNew, fields(&[]));
    change(&mut record);
    let mut sealing = Sealing::new(1, Content::Record(Box::new(record)));
    sealing.attachments.extend(attachments);
    sealing
}

fn taken(sealing: &Sealing) {
    let world = World::new();
    world.receive(sealing);
    assert_eq!(world.open().processing, 1);
}

#[test]
fn what_is_excepted_and_can_be_seen_is_shown_in_one_picture() {
    let except = |reason| {
        move |record: &mut Record| {
            let thumb = Site::Finger(Finger::RightThumb);
            let asked = BiometricException::ask(thumb, reason, Permanence::Temporary, "");
            record.exceptions = vec![asked.unwrap().approve("sup-1", Role::Supervisor).unwrap()];
        }
    };
    let photo = || {
        attached(
            AttachmentRole::ExceptionPhoto,
            "image/jpeg",
            b"face and palms",
        )
    };
    let injured = || except(ExceptionReason::Injured);
    taken(&with(injured(), vec![photo()]));
    taken(&with(except(ExceptionReason::Device), vec![]));
    taken(&with(except(ExceptionReason::Device), vec![photo()]));
    let text = attached(AttachmentRole::ExceptionPhoto, "text/plain", b"hands");
    for wrong in [
        with(injured(), vec![]),
        with(injured(), vec![photo(), photo()]),
        with(injured(), vec![text]),
        with(|_| {}, vec![photo()]),
    ] {
        assert_eq!(refusal(&wrong), "record-incomplete");
    }
}

#[test]
fn a_thumb_mark_is_of_who_cannot_sign_and_no_mark_at_all_is_approved_by_a_second_person() {
    let helper = || Helper::parse("Anak Contoh", Kinship::Child).unwrap();
    let cannot = |need: Need| Assistance::new([need].into(), false, Some(helper())).unwrap();
    let note =
        |assistance: Assistance| move |record: &mut Record| record.assistance = Some(assistance);
    let thumb = || attached(AttachmentRole::ThumbMark, "image/jpeg", b"thumb");
    let signature = || attached(AttachmentRole::Signature, "image/png", b"signature");
    let unmarked = |by: &str| cannot(Need::Sign).unmarked(by, Role::Supervisor).unwrap();
    taken(&with(note(cannot(Need::Sign)), vec![thumb()]));
    taken(&with(note(cannot(Need::See)), vec![signature()]));
    taken(&with(note(unmarked("sup-1")), vec![]));
    for wrong in [
        with(|_| {}, vec![thumb()]),
        with(note(cannot(Need::See)), vec![thumb()]),
        with(note(cannot(Need::Sign)), vec![]),
        with(note(cannot(Need::Sign)), vec![thumb(), signature()]),
        with(note(unmarked("sup-1")), vec![thumb()]),
        with(|_| {}, vec![signature(), signature()]),
    ] {
        assert_eq!(refusal(&wrong), "record-incomplete");
    }
    let own = with(note(unmarked("op-1")), vec![]);
    assert_eq!(refusal(&own), "own-approval");
    let nobody = with(note(unmarked("tech-1")), vec![]);
    assert_eq!(refusal(&nobody), "exception-needs-supervisor");
}

#[test]
fn who_was_helped_and_how_and_what_was_left_out_stays_in_the_register() {
    let helper = Helper::parse("Anak Contoh", Kinship::Child).unwrap();
    let cannot = [Need::Sit, Need::Sign].into();
    let assistance = Assistance::new(cannot, true, Some(helper)).unwrap();
    let excepted = |site: &str| {
        let site = site.parse::<Site>().unwrap();
        BiometricException::ask(site, ExceptionReason::Device, Permanence::Temporary, "")
            .unwrap()
            .approve("sup-1", Role::Supervisor)
            .unwrap()
    };
    let helped = with(
        |record| {
            record.assistance = Some(assistance.clone());
            record.exceptions = ["right-thumb", "left-little", "left-eye"]
                .map(excepted)
                .to_vec();
        },
        vec![attached(AttachmentRole::ThumbMark, "image/jpeg", b"thumb")],
    );
    let world = World::new();
    world.receive(&helped);
    assert_eq!(world.open().processing, 1);
    let row = world.registry.enrollments().unwrap().remove(0);
    let kept = row.assisted.clone().unwrap();
    assert_eq!((kept.fingers, kept.eyes), (2, 1));
    assert_eq!(kept.assistance.as_ref(), Some(&assistance));
    let told = kept.told();
    assert_eq!(
        told.to_string(),
        "sit+sign, visit, child, thumb, 2 fingers, 1 eyes"
    );
    let shown = format!("{row:?} {kept:?} {}", serde_json::to_string(&told).unwrap());
    assert!(!shown.to_lowercase().contains("anak contoh"), "{shown}");

    let world = World::new();
    world.receive(&with(|_| {}, vec![]));
    assert_eq!(world.open().processing, 1);
    assert_eq!(world.registry.enrollments().unwrap()[0].assisted, None);
}

#[test]
fn how_a_signature_was_written_is_within_its_limits_and_names_the_signature() {
    let series = |picture: &[u8]| {
        let point = |x, t| Point {
            x,
            y: 20,
            t,
            f: 500,
        };
        let strokes = vec![vec![point(10, 0), point(12, 8)]];
        let series = Series::new(Digest::of(picture), (900, 300), Tool::Pen, strokes);
        series.unwrap().to_bytes().unwrap()
    };
    let written = |bytes: &[u8]| attached(AttachmentRole::SignatureSeries, MEDIA_TYPE, bytes);
    let signature = || attached(AttachmentRole::Signature, "image/png", b"signature");
    let good = series(b"signature");
    taken(&with(|_| {}, vec![signature(), written(&good)]));
    let cut = &good[..good.len() - 1];
    for wrong in [
        vec![written(&good)],
        vec![signature(), written(&series(b"another"))],
        vec![signature(), written(cut)],
        vec![signature(), written(&good), written(&good)],
    ] {
        assert_eq!(refusal(&with(|_| {}, wrong)), "record-incomplete");
    }
}
