//! What a record may hold beside its fields: captured fingers and eyes, and changes of elements.

use super::*;
use rekam_domain::change::Change;
use rekam_protocol::digest::Digest;
use rekam_protocol::packet::{Attachment, AttachmentRole, BiometricCapture};

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
