//! The proof of letter 400.8.1.2/13999 (11 October 2024): that the resident approved the photo, when, after how many tries
//! and refusals, and what was set aside in it, can be shown at the station and at the province.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot be set up must fail"
)]

use rekam_domain::{
    aside::AsideReason,
    enrollment::Earlier,
    field::Field,
    service::{DocumentKind, Service},
};
use rekam_protocol::packet::{Content, Envelope, Record};
use rekam_station::store::audit::{Event, Standing};
use rekam_tests::{
    assets,
    outpost::{Outpost, PASSWORD},
    window::{OPERATOR, Place, TestStation},
};

/// A synthetic child of seven: a photo, and no fingers.
const CHILD: [(Field, &str); 10] = [
    (Field::Nik, "6171011004189903"),
    (Field::KkNumber, "6171010101159901"),
    (Field::FullName, "ANAK CONTOH SEKADAU"),
    (Field::Sex, "1"),
    (Field::BirthPlace, "KOTA PONTIANAK"),
    (Field::BirthDate, "2018-04-10"),
    (Field::Citizenship, "1"),
    (Field::Religion, "1"),
    (Field::Address, "JALAN CONTOH NOMOR 1"),
    (Field::Village, "6171011002"),
];

fn portrait(name: &str) -> Vec<u8> {
    std::fs::read(assets().join("portraits").join(name)).unwrap()
}

/// What the province finds in a packet that it received.
fn opened_at_the_province(outpost: &Outpost, packet: rekam_protocol::ids::PacketId) -> Record {
    let province = &outpost.province;
    let station = &outpost.desk.activation().station;
    let bytes = province.store().read(station, packet).unwrap();
    let key = province.opening_key(PASSWORD).unwrap();
    let opened = Envelope::parse(&bytes).unwrap().open(&key).unwrap();
    let announced = province.registry().station(station).unwrap().unwrap();
    let (manifest, _) = opened
        .verify_operator(&announced.operators[0].keys[0])
        .unwrap();
    match manifest.content {
        Content::Record(record) => *record,
        Content::Canary { .. } => panic!("a record was sent"),
    }
}

#[test]
fn the_province_can_show_when_and_after_how_many_photos_and_refusals_the_resident_approved() {
    let outpost = Outpost::new().unwrap();
    let desk = &outpost.desk;
    let draft = desk.start(Service::KiaNew).unwrap();
    desk.identify(draft, Earlier::Never).unwrap();
    for (field, raw) in CHILD {
        assert_eq!(desk.put_field(draft, field, raw).unwrap().errors, []);
    }
    for paper in [
        DocumentKind::FormF102,
        DocumentKind::BirthCertificate,
        DocumentKind::ParentsCards,
    ] {
        desk.note_paper(draft, paper, Standing::Seen).unwrap();
    }
    // Two that the child does not want, one without a portrait, and one with closed eyes that has to do.
    for _ in 0..2 {
        desk.take_photo(draft, &portrait("p07-good.jpg")).unwrap();
        desk.refuse_photo(draft).unwrap();
    }
    desk.take_photo(draft, &portrait("p02-too-far.jpg"))
        .unwrap();
    let taken = desk
        .take_photo(draft, &portrait("defects/p02-eyes-closed.jpg"))
        .unwrap();
    desk.set_aside(draft, &taken.faults, AsideReason::Child, "")
        .unwrap();
    outpost.clock.advance(std::time::Duration::from_secs(180));
    desk.approve_photo(draft).unwrap();
    desk.agree_read_back(draft, desk.read_back(draft).unwrap().shown)
        .unwrap();
    let sealed = desk.seal(draft).unwrap();

    // At the station, the log.
    let log = desk.audit(0, 1_000).unwrap();
    let happened = |is: &dyn Fn(&Event) -> bool| log.iter().filter(|line| is(&line.event)).count();
    assert_eq!(
        happened(&|event| matches!(event, Event::PhotoTaken { .. })),
        4
    );
    assert_eq!(
        happened(&|event| matches!(event, Event::PhotoRefused { .. })),
        2
    );
    assert_eq!(
        happened(
            &|event| matches!(event, Event::PhotoFaultsSetAside { reason: AsideReason::Child, faults, .. } if faults == &["eyes-closed"])
        ),
        1
    );
    let approved = log
        .iter()
        .find(|line| matches!(line.event, Event::PhotoApproved { tries: 4, .. }))
        .unwrap();

    // At the province, what the vault opens and what the register keeps.
    let serving = outpost.serve().unwrap();
    let url = format!("http://{}", serving.address);
    assert_eq!(outpost.converse(&url, |_| {}).unwrap().received, 1);
    let record = opened_at_the_province(&outpost, sealed.packet);
    let approval = record.photo_approval.unwrap();
    assert_eq!((approval.tries, approval.refusals), (4, 2));
    assert_eq!(approval.at, approved.at);
    assert_eq!(record.photo_aside[0].fault, "eyes-closed");
    assert_eq!(record.photo_aside[0].because.reason(), AsideReason::Child);
    let key = outpost.province.opening_key(PASSWORD).unwrap();
    assert_eq!(outpost.province.open_waiting(&key).unwrap().processing, 1);
    let row = outpost.province.registry().enrollments().unwrap().remove(0);
    let kept: serde_json::Value = serde_json::from_str(&row.photo.unwrap()).unwrap();
    assert_eq!(kept["approval"]["tries"], 4);
    assert_eq!(kept["approval"]["refusals"], 2);
    assert_eq!(
        kept["approval"]["at"]["wall"],
        serde_json::json!(approval.at.wall)
    );
    assert_eq!(kept["aside"][0]["because"]["reason"], "child");
}

#[test]
fn the_command_line_records_a_photo_with_faults_only_when_the_sitting_says_why() {
    let station = TestStation::make(Place::Ready).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let biodata = folder.path().join("sitting.json");
    let mut sitting = serde_json::json!({
        "service": Service::KiaNew,
        "recorded-before": "never",
        "fields": CHILD.iter().copied().collect::<std::collections::BTreeMap<_, _>>(),
        "papers": { "f-1-02": "seen", "birth-certificate": "seen", "parents-cards": "seen" },
    });
    let photo = assets().join("portraits/defects/p02-eyes-closed.jpg");
    let enroll = |sitting: &serde_json::Value| {
        std::fs::write(&biodata, sitting.to_string()).unwrap();
        station.rekam(&[
            "enroll",
            "--operator",
            OPERATOR,
            "--biodata",
            &biodata.display().to_string(),
            "--portrait",
            &photo.display().to_string(),
            "--resident-agrees",
        ])
    };
    let refused = enroll(&sitting).unwrap_err().to_string();
    assert!(refused.contains("photo-faults-open"), "{refused}");
    sitting["photo-aside"] = serde_json::json!({ "reason": "other" });
    let refused = enroll(&sitting).unwrap_err().to_string();
    assert!(refused.contains("biodata-file"), "{refused}");
    sitting["photo-aside"] = serde_json::json!({ "reason": "child" });
    let sealed: serde_json::Value = serde_json::from_slice(&enroll(&sitting).unwrap()).unwrap();
    assert_eq!(sealed["serial"], 1);
}
