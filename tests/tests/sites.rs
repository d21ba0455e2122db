//! Fingers and eyes at the desk, captured by a device that is not there: the best try stays, and nothing of a child is asked for.
#![expect(clippy::unwrap_used, reason = "a desk that cannot be asked must fail")]

use std::collections::BTreeSet;

use rekam_domain::biometric::Placement;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::service::{Service, Step};
use rekam_station::clock::{Clock as _, SystemClock};
use rekam_station::facts::Part;
use rekam_station::store::audit::Event;
use rekam_tests::assets;
use rekam_tests::outpost::Outpost;
use rekam_tests::sbi::{Plan, Simulator};
use rekam_tests::window::{OPERATOR, Place, TestStation};
use serde_json::json;

fn waits<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

/// A grown woman (NIK serial 99xx, issued to nobody).
const ADULT: [(Field, &str); 11] = [
    (Field::Nik, "6171014505059901"),
    (Field::FullName, "SITI CONTOH KAPUAS"),
    (Field::Sex, "2"),
    (Field::BirthPlace, "KOTA PONTIANAK"),
    (Field::BirthDate, "2005-05-05"),
    (Field::Citizenship, "1"),
    (Field::Religion, "1"),
    (Field::MaritalStatus, "1"),
    (Field::Occupation, "1"),
    (Field::Address, "JALAN CONTOH NOMOR 1"),
    (Field::Village, "6171011002"),
];

#[test]
fn the_best_try_of_each_finger_is_kept_and_what_is_excepted_is_not_asked_for() {
    let simulator = Simulator::begin_in_range(Plan::farmer(7));
    let outpost = Outpost::new().unwrap();
    let desk = &outpost.desk;
    desk.trust_devices(&simulator.pem()).unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    desk.identify(draft, Earlier::Never).unwrap();
    for (field, raw) in ADULT {
        desk.put_field(draft, field, raw).unwrap();
    }
    // Certificates are good by today's calendar, and an outpost lives in another month.
    outpost.clock.set_wall(SystemClock::new().stamp().wall);
    let open = |step: Step| -> Vec<String> {
        let missing = desk.draft(draft).unwrap().missing;
        let of_step = missing.iter().filter(|missing| missing.step == step);
        of_step
            .filter_map(|missing| match missing.what {
                Some(Part::Site(site)) => Some(site.to_string()),
                Some(Part::Field(_) | Part::Document(_)) | None => None,
            })
            .collect()
    };
    assert_eq!(open(Step::Fingers).len(), 10);

    waits(desk.capture_placement(draft, Placement::RightFour)).unwrap();
    assert!(
        open(Step::Fingers).contains(&"right-index".to_owned()),
        "a worn finger is tried again"
    );
    for _ in 0..2 {
        waits(desk.capture_placement(draft, Placement::RightFour)).unwrap();
    }
    for placement in [Placement::LeftFour, Placement::Thumbs, Placement::Irises] {
        waits(desk.capture_placement(draft, placement)).unwrap();
    }
    assert_eq!(open(Step::Fingers), ["left-little"]);
    assert_eq!(open(Step::Irises), Vec::<String>::new());

    let listed = desk.captures(draft).unwrap();
    let slots: BTreeSet<String> = listed.iter().map(|one| one.slot.to_string()).collect();
    assert_eq!(slots.len(), 11);
    assert!(slots.contains("site/right-thumb") && slots.contains("site/left-eye"));
    let log = desk.audit(0, 1_000).unwrap();
    let tried = log
        .iter()
        .filter(|line| matches!(line.event, Event::SitesTried { .. }));
    assert_eq!(tried.count(), 6);
}

#[test]
fn no_device_is_even_asked_for_a_childs_fingers() {
    let simulator = Simulator::begin_in_range(Plan::whole(7));
    let outpost = Outpost::new().unwrap();
    let desk = &outpost.desk;
    desk.trust_devices(&simulator.pem()).unwrap();
    let draft = desk.start(Service::KiaNew).unwrap();
    let refused = waits(desk.capture_placement(draft, Placement::Thumbs)).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::BiometricNotAllowed);
    assert!(desk.captures(draft).unwrap().is_empty());
}

#[test]
fn without_a_device_that_is_trusted_the_desk_says_so_and_keeps_nothing() {
    let simulator = Simulator::begin_in_range(Plan::whole(7));
    let outpost = Outpost::new().unwrap();
    let desk = &outpost.desk;
    let draft = desk.start(Service::KtpNew).unwrap();
    let refused = waits(desk.capture_placement(draft, Placement::Thumbs)).unwrap_err();
    assert!(
        [ErrorCode::DeviceAbsent, ErrorCode::DeviceUntrusted].contains(&refused.code()),
        "{refused:?}"
    );
    assert!(desk.captures(draft).unwrap().is_empty());
    drop(simulator);
}

#[test]
fn the_command_line_captures_with_tries_excepts_with_a_photo_and_takes_a_thumb_mark() {
    let simulator = Simulator::begin_in_range(Plan::farmer(7));
    let station = TestStation::make(Place::Ready).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("makers.pem"), simulator.pem()).unwrap();
    station
        .rekam(&["device", "trust", "--operator", "sup-1", &at("makers.pem")])
        .unwrap();
    let portrait = assets()
        .join("portraits/p02-good.jpg")
        .display()
        .to_string();
    let mark = assets().join("demo/signature.png").display().to_string();
    let mut fields: std::collections::BTreeMap<_, _> = ADULT.into_iter().collect();
    fields.insert(Field::KkNumber, "6171010101159901");
    let mut sitting = json!({
        "service": "KTP-A",
        "recorded-before": "never",
        "fields": fields,
        "capture": ["right-four", "left-four", "thumbs", "irises"],
        "assistance": { "cannot": ["sign"], "helper": { "name": "Anak Contoh", "kinship": "child" } },
        "papers": { "f-1-02": "seen", "family-card-copy": "seen" },
    });
    let enroll = |sitting: &serde_json::Value, more: &[&str]| {
        std::fs::write(at("sitting.json"), sitting.to_string()).unwrap();
        let biodata = at("sitting.json");
        let mut arguments = vec!["enroll", "--operator", OPERATOR, "--biodata", &biodata];
        arguments.extend(["--portrait", &portrait, "--resident-agrees"]);
        arguments.extend(more);
        station.rekam(&arguments)
    };
    let refused = enroll(&sitting, &[]).unwrap_err().to_string();
    assert!(refused.contains("draft-incomplete"), "{refused}");
    let tried = simulator.last_request().unwrap();
    assert_eq!(tried["bio"][0]["type"], "Iris");

    sitting["exceptions"] = json!([
        { "sites": ["left-little"], "reason": "missing", "permanence": "permanent" }
    ]);
    let word = at("word");
    std::fs::write(&word, rekam_tests::window::PASSWORD).unwrap();
    let word = ["--approver", "sup-1", "--approver-password-file", &word];
    let refused = enroll(&sitting, &word).unwrap_err().to_string();
    assert!(refused.contains("draft-incomplete"), "{refused}");
    let marks = ["--thumb-mark", &mark, "--exception-photo", &portrait];
    let sealed = enroll(&sitting, &[&word[..], &marks].concat()).unwrap();
    let sealed: serde_json::Value = serde_json::from_slice(&sealed).unwrap();
    assert_eq!(sealed["serial"], 1);
}
