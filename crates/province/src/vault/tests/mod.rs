mod contents;
mod world;

use super::*;
use chrono::TimeDelta;
use rekam_domain::{
    aside::{Aside, AsideReason},
    biometric::{BiometricException, ExceptionReason, Finger, Permanence, Site},
    field::Field,
    role::Role,
    service::Service,
};
use rekam_protocol::{
    documents::News,
    keys::SigningKey,
    packet::{Content, DoubleOverride, PhotoAside, Record},
};
use serde_bytes::ByteArray;
use world::{Sealing, WOMAN, World, fields, first_card, noon, packet_id, record, van};

fn content(service: Service, changes: &[(Field, &str)]) -> Content {
    Content::Record(Box::new(record(service, fields(changes))))
}

/// Receives one packet, opens it, and gives the reason for which the station is told that it failed.
fn refusal(sealing: &Sealing) -> String {
    let world = World::new();
    world.receive(sealing);
    let weeks_later = noon() + TimeDelta::days(8);
    assert_eq!(
        world.open_at(weeks_later),
        Summary {
            refused: 1,
            ..Summary::default()
        }
    );
    assert!(
        world.registry.residents().unwrap().is_empty(),
        "nothing of it enters the register"
    );
    let (status, reason) = world.told().remove(0);
    assert_eq!(status, "ENROLL_FAILURE_AT_REGIONAL");
    reason.unwrap()
}

fn refusal_of(change: impl FnOnce(&mut Record)) -> String {
    let mut record = record(Service::KtpNew, fields(&[]));
    change(&mut record);
    refusal(&Sealing::new(1, Content::Record(Box::new(record))))
}

#[test]
fn a_good_record_is_written_to_the_register_with_what_its_manifest_says() {
    let world = World::new();
    world.receive(&Sealing::new(1, first_card()));
    assert_eq!(
        world.open(),
        Summary {
            processing: 1,
            ..Summary::default()
        }
    );
    let resident = world.registry.residents().unwrap().remove(0);
    assert_eq!(
        (
            resident.nik.as_str(),
            resident.full_name.as_str(),
            resident.sex.as_str()
        ),
        (WOMAN, "DAYANG CONTOH SARI", "2")
    );
    assert_eq!(
        (
            resident.birth_date.as_str(),
            resident.village.as_deref(),
            resident.packet
        ),
        ("2005-05-05", Some("6171011002"), packet_id(1))
    );
    let row = world.registry.enrollments().unwrap().remove(0);
    assert_eq!(
        (
            row.service.as_str(),
            row.operator.as_str(),
            row.status.as_str()
        ),
        ("KTP-A", "op-1", "PROCESSING")
    );
    assert_eq!((row.family.as_str(), row.opened_at), ("ktp", noon()));
    let photo: serde_json::Value = serde_json::from_str(&row.photo.unwrap()).unwrap();
    assert_eq!(photo["approval"]["tries"], 2);
    assert_eq!(photo["aside"], serde_json::json!([]));
    assert_eq!(world.told(), [("PROCESSING".to_owned(), None)]);
}

#[test]
fn a_canary_is_answered_with_the_nonce_that_stood_inside() {
    let world = World::new();
    let nonce = ByteArray::new([6; 16]);
    world.receive(&Sealing::new(1, Content::Canary { nonce }));
    assert_eq!(
        world.open(),
        Summary {
            canaries: 1,
            ..Summary::default()
        }
    );
    let entry = world.registry.feed(&van(), 0, 9).unwrap().remove(0);
    assert_eq!(entry.news, News::CanaryOpened { nonce });
}

#[test]
fn a_technician_may_test_the_way_and_not_record() {
    let technician = |content| Sealing {
        named: "tech-1",
        signer: SigningKey::from_seed(&[13; 32]),
        ..Sealing::new(1, content)
    };
    let world = World::new();
    world.receive(&technician(Content::Canary {
        nonce: ByteArray::new([6; 16]),
    }));
    assert_eq!(world.open().canaries, 1);
    assert_eq!(refusal(&technician(first_card())), "role-not-allowed");
}

#[test]
fn the_same_person_recorded_twice_for_one_card_is_a_double() {
    let world = World::new();
    world.receive(&Sealing::new(1, first_card()));
    world.receive(&Sealing::new(
        2,
        content(Service::KtpNew, &[(Field::FullName, "Nama Lain")]),
    ));
    assert_eq!(
        world.open(),
        Summary {
            processing: 1,
            doubles: 1,
            ..Summary::default()
        }
    );
    let double = world.registry.doubles().unwrap().remove(0);
    assert_eq!((double.packet, double.first), (packet_id(2), packet_id(1)));
    assert_eq!(
        world.registry.residents().unwrap()[0].full_name,
        "DAYANG CONTOH SARI"
    );
    let last = world.told().pop().unwrap();
    assert_eq!(
        last,
        (
            "DUPLICATE_RECORD".to_owned(),
            Some("recorded-twice".to_owned())
        )
    );
}

#[test]
fn a_childs_card_a_first_card_and_two_lost_ones_are_no_doubles() {
    let world = World::new();
    let services = [
        Service::KiaNew,
        Service::KtpNew,
        Service::KtpLost,
        Service::KtpLost,
        Service::DataChange,
    ];
    for (number, service) in (1..).zip(services) {
        world.receive(&Sealing::new(number, content(service, &[])));
    }
    assert_eq!(
        world.open(),
        Summary {
            processing: 5,
            ..Summary::default()
        }
    );
}

#[test]
fn every_service_counts_to_a_family_and_only_first_cards_record_anew() {
    let anew: Vec<Service> = Service::ALL
        .iter()
        .copied()
        .filter(|service| record::records_anew(*service))
        .collect();
    assert_eq!(anew, [Service::KtpNew, Service::KiaNew]);
    assert_eq!(record::family(Service::KiaLost).as_str(), "kia");
    assert_eq!(record::family(Service::KkNew).as_str(), "other");
}

#[test]
fn a_second_run_does_nothing() {
    let world = World::new();
    world.receive(&Sealing::new(1, first_card()));
    world.open();
    let told = world.told();
    assert_eq!(world.open(), Summary::default());
    assert_eq!(world.told(), told);
}

#[test]
fn a_manifest_must_be_signed_by_an_operator_of_the_activation_under_that_name() {
    let sealing = |named, seed| Sealing {
        named,
        signer: SigningKey::from_seed(&[seed; 32]),
        ..Sealing::new(1, first_card())
    };
    assert_eq!(refusal(&sealing("op-1", 99)), "operator-key-unknown");
    assert_eq!(refusal(&sealing("op-9", 11)), "operator-unknown");
    assert_eq!(refusal(&sealing("sup-1", 11)), "packet-operator-unknown");
}

#[test]
fn a_packet_of_another_station_key_or_for_another_province_is_refused() {
    let foreign = Sealing {
        station: SigningKey::from_seed(&[99; 32]),
        ..Sealing::new(1, first_card())
    };
    assert_eq!(refusal(&foreign), "packet-not-genuine");
    let elsewhere = Sealing {
        to: OpeningKey::from_seed(&[4; 32]).unwrap(),
        ..Sealing::new(1, first_card())
    };
    assert_eq!(refusal(&elsewhere), "packet-other-province");
}

#[test]
fn an_operators_key_may_be_announced_a_few_days_after_the_packet() {
    let world = World::new();
    let early = Sealing {
        signer: SigningKey::from_seed(&[99; 32]),
        ..Sealing::new(1, first_card())
    };
    world.receive(&early);
    assert_eq!((world.open().left, world.told().len()), (1, 0));
    world.announce_key("op-1", 99);
    assert_eq!(world.open().processing, 1);
}

#[test]
fn a_bad_packet_does_not_stop_those_behind_it() {
    let world = World::new();
    for number in 1..=2 {
        let altered = Sealing::new(number, first_card());
        let mut bytes = altered.bytes();
        let place = usize::from(number) * 200;
        bytes[place] ^= 1;
        world.receive_bytes(&altered, bytes);
    }
    world.receive_bytes(&Sealing::new(3, first_card()), Vec::new());
    world.receive(&Sealing::new(4, first_card()));
    assert_eq!(
        world.open(),
        Summary {
            processing: 1,
            refused: 3,
            ..Summary::default()
        }
    );
    let told = world.told();
    assert!(told[..3].iter().all(|(status, reason)| {
        status == "ENROLL_FAILURE_AT_REGIONAL" && reason.as_deref() != Some("packet-altered")
    }));
    assert_eq!(told[3].0, "PROCESSING");
}

#[test]
fn a_packet_that_the_disk_lost_or_changed_waits_until_it_is_restored() {
    let world = World::new();
    world.receive(&Sealing::new(1, first_card()));
    let bytes = world.disk.borrow_mut().remove(&packet_id(1)).unwrap();
    let left = Summary {
        left: 1,
        ..Summary::default()
    };
    assert_eq!(world.open(), left);
    let mut changed = bytes.clone();
    changed[100] ^= 1;
    world.disk.borrow_mut().insert(packet_id(1), changed);
    assert_eq!(world.open_at(noon() + TimeDelta::days(99)), left);
    assert!(world.told().is_empty());
    world.disk.borrow_mut().insert(packet_id(1), bytes);
    assert_eq!(world.open().processing, 1);
}

#[test]
fn a_record_without_a_required_field_or_with_an_impossible_value_is_refused() {
    assert_eq!(
        refusal_of(|record| drop(record.fields.remove(&Field::Nik))),
        "record-incomplete"
    );
    assert_eq!(
        refusal_of(|record| drop(record.fields.remove(&Field::Religion))),
        "record-incomplete"
    );
    let other = fields(&[])[&Field::Occupation].clone();
    assert_eq!(
        refusal_of(|record| drop(record.fields.insert(Field::Religion, other))),
        "record-incomplete"
    );
    let tomorrow = rekam_domain::field::FieldValue::Date("2026-12-24".parse().unwrap());
    assert_eq!(
        refusal_of(|record| drop(record.fields.insert(Field::BirthDate, tomorrow))),
        "record-incomplete"
    );
}

#[test]
fn a_first_card_needs_a_portrait_that_the_resident_approved() {
    assert_eq!(
        refusal_of(|record| record.photo_approval = None),
        "record-incomplete"
    );
    let bare = |approved| {
        let mut bare = record(Service::KtpNew, fields(&[]));
        bare.photo_approval = bare.photo_approval.filter(|_| approved);
        Sealing {
            attachments: Vec::new(),
            ..Sealing::new(1, Content::Record(Box::new(bare)))
        }
    };
    assert_eq!(refusal(&bare(true)), "record-incomplete");
    assert_eq!(refusal(&bare(false)), "record-incomplete");
}

fn eyes_aside(fault: &str) -> PhotoAside {
    PhotoAside {
        fault: fault.to_owned(),
        because: Aside::new(AsideReason::Eyes, "").unwrap(),
    }
}

#[test]
fn what_was_set_aside_in_the_photo_and_refused_by_the_resident_stays_in_the_register() {
    let mut aside = record(Service::KtpNew, fields(&[]));
    aside.photo_approval.as_mut().unwrap().refusals = 1;
    // A fault that a newer station sees and this program does not know.
    aside.photo_aside = vec![eyes_aside("eyes-closed"), eyes_aside("new-fault")];
    let world = World::new();
    world.receive(&Sealing::new(1, Content::Record(Box::new(aside))));
    assert_eq!(world.open().processing, 1);
    let row = world.registry.enrollments().unwrap().remove(0);
    let photo: serde_json::Value = serde_json::from_str(&row.photo.unwrap()).unwrap();
    assert_eq!(photo["approval"]["refusals"], 1);
    assert_eq!(
        photo["aside"][0],
        serde_json::json!({ "fault": "eyes-closed", "because": { "reason": "eyes" } })
    );
}

#[test]
fn what_is_set_aside_has_a_name_stands_once_and_belongs_to_a_photo() {
    for names in [&["eyes-closed", "eyes-closed"][..], &[""], &["Eyes <b>"]] {
        let refused = refusal_of(|record| {
            record.photo_aside = names.iter().map(|name| eyes_aside(name)).collect();
        });
        assert_eq!(refused, "record-incomplete", "{names:?}");
    }
    let mut child = record(
        Service::KiaNew,
        fields(&[
            (Field::BirthDate, "05-05-2023"),
            (Field::Nik, "6171014505239901"),
        ]),
    );
    child.photo_approval = None;
    child.photo_aside = vec![eyes_aside("eyes-closed")];
    let bare = Sealing {
        attachments: Vec::new(),
        ..Sealing::new(1, Content::Record(Box::new(child)))
    };
    assert_eq!(refusal(&bare), "record-incomplete");
}

#[test]
fn a_child_of_three_needs_no_portrait_and_a_child_of_seven_does() {
    let child = |born: &str, nik: &str| {
        let changes = [(Field::BirthDate, born), (Field::Nik, nik)];
        let mut child = record(Service::KiaNew, fields(&changes));
        child.photo_approval = None;
        Sealing {
            attachments: Vec::new(),
            ..Sealing::new(1, Content::Record(Box::new(child)))
        }
    };
    let world = World::new();
    world.receive(&child("05-05-2023", "6171014505239901"));
    assert_eq!(world.open().processing, 1);
    assert_eq!(
        refusal(&child("05-05-2019", "6171014505199901")),
        "record-incomplete"
    );
}

#[test]
fn an_exception_counts_when_a_supervisor_of_the_station_approved_it() {
    let excepted = |approver: &str| {
        let thumb = BiometricException::ask(
            Site::Finger(Finger::ALL[0]),
            ExceptionReason::Worn,
            Permanence::Permanent,
            "",
        );
        let thumb = thumb.unwrap().approve(approver, Role::Supervisor).unwrap();
        let mut excepted = record(Service::KtpNew, fields(&[]));
        excepted.exceptions.push(thumb);
        Sealing::new(1, Content::Record(Box::new(excepted)))
    };
    let world = World::new();
    world.receive(&excepted("sup-1"));
    assert_eq!(world.open().processing, 1);
    assert_eq!(refusal(&excepted("op-1")), "own-approval");
    assert_eq!(refusal(&excepted("tech-1")), "exception-needs-supervisor");
    assert_eq!(refusal(&excepted("sup-9")), "exception-needs-supervisor");
}

#[test]
fn a_second_recording_is_decided_by_a_supervisor_of_the_station() {
    let decision = DoubleOverride {
        reason: "uji".into(),
        approver: "tech-1".parse().unwrap(),
    };
    assert_eq!(
        refusal_of(|record| record.double_override = Some(decision)),
        "exception-needs-supervisor"
    );
}
