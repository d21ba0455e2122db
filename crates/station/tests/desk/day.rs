//! A day at the counter: figures, close, slips, settings, and the pictures of papers.

use rekam_domain::biometric::ExceptionReason;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::DiscardReason;
use rekam_domain::service::{DocumentKind, Service};
use rekam_photo::Cut;
use rekam_protocol::digest::Digest;
use rekam_protocol::documents::Slip;
use rekam_protocol::ids::Serial;
use rekam_protocol::keys::SigningKey;
use rekam_protocol::slip;
use rekam_station::capture::Slot;
use rekam_station::desk::{Preferences, SlipFound};
use rekam_station::store::audit::Event;

use crate::office::{Office, PASSWORD, day, id, prepare_woman, seal_woman};

const PAPER: Slot = Slot::Document(DocumentKind::FamilyCardCopy);
const WHOLE: Cut = Cut {
    quarter_turns: 0,
    left: 0.0,
    top: 0.0,
    width: 1.0,
    height: 1.0,
};

/// A JPEG of a blank page.
fn page(width: u32, height: u32) -> Vec<u8> {
    let picture = rekam_photo::Picture::from_rgb(
        width,
        height,
        vec![250; usize::try_from(width * height * 3).unwrap()],
    );
    rekam_photo::paper(&picture.unwrap(), WHOLE).unwrap()
}

#[test]
fn a_day_counts_what_was_sealed_excepted_and_given_up_and_nothing_of_the_day_before() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let sealed = seal_woman(&desk);
    let draft = desk.start(Service::KiaNew).unwrap();
    desk.discard(draft, DiscardReason::Mistake).unwrap();

    let today = desk.day(None).unwrap();
    assert_eq!(today.day, day("2026-06-01"));
    assert_eq!(today.by_service(), [(Service::KtpNew, 1)]);
    assert_eq!(today.excepted, [(ExceptionReason::Device, 12)]);
    assert_eq!(today.discarded, [(DiscardReason::Mistake, 1)]);
    assert_eq!(today.waiting().count(), 1);
    assert_eq!(today.head, Some(desk.store().day_book_head().unwrap().head));
    assert_eq!(today.sealed[0].packet, sealed.packet);

    let before = desk.day(Some(day("2026-05-31"))).unwrap();
    assert!(before.sealed.is_empty() && before.excepted.is_empty() && before.discarded.is_empty());
    assert_eq!(before.head, None);
}

#[test]
fn a_supervisor_approves_a_day_of_others_and_what_comes_later_needs_another_word() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let today = day("2026-06-01");
    let word = || desk.countersign(&id("sp-1"), PASSWORD).unwrap();
    let code = |result: Result<(), rekam_station::Error>| result.map_err(|error| error.code());
    assert_eq!(
        code(desk.approve_day(today, &word())),
        Err(ErrorCode::PacketNotHere),
        "nothing was done"
    );
    let first = seal_woman(&desk);
    desk.approve_day(today, &word()).unwrap();
    let head = desk.store().day_book_head().unwrap().head;
    let approved = desk.approvals(today).unwrap();
    assert_eq!(approved.len(), 1);
    assert_eq!((approved[0].upto, approved[0].head), (first.serial, head));
    assert_eq!(approved[0].approver, id("sp-1"));

    // The same supervisor again, after one more record: the newest word stands.
    let canary = desk.seal_canary().unwrap().1;
    desk.approve_day(today, &word()).unwrap();
    let approved = desk.approvals(today).unwrap();
    assert_eq!((approved.len(), approved[0].upto), (1, canary.serial));
    assert_eq!(desk.approvals(day("2026-05-31")).unwrap(), []);
    desk.verify_chains().unwrap();
}

#[test]
fn nobody_approves_a_day_on_which_they_sealed_a_record() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    seal_woman(&desk);
    desk.lock().unwrap();
    let desk = office.unlock("op-1").unwrap();
    let word = desk.countersign(&id("sp-1"), PASSWORD).unwrap();
    let refused = desk.approve_day(day("2026-06-01"), &word).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::OwnApproval);
    assert_eq!(desk.approvals(day("2026-06-01")).unwrap(), []);
}

#[test]
fn a_day_ends_at_midnight_of_the_counter_and_not_of_greenwich() {
    let office = Office::open();
    // 23:30 in Pontianak.
    office
        .clock
        .set_wall("2026-06-01T16:30:00Z".parse().unwrap());
    let desk = office.unlock("sp-1").unwrap();
    seal_woman(&desk);
    office
        .clock
        .set_wall("2026-06-01T17:30:00Z".parse().unwrap());
    assert_eq!(desk.day(None).unwrap().day, day("2026-06-02"));
    assert!(desk.day(None).unwrap().sealed.is_empty());
    assert_eq!(desk.day(Some(day("2026-06-01"))).unwrap().sealed.len(), 1);
}

#[test]
fn what_waits_is_known_by_its_oldest() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    assert_eq!(desk.store().outbox_counts().unwrap().waiting_since, None);
    seal_woman(&desk);
    let since = desk.store().outbox_counts().unwrap().waiting_since;
    assert_eq!(since, Some("2026-06-01T02:00:00Z".parse().unwrap()));
}

#[test]
fn a_slip_is_signed_by_the_station_and_names_no_resident() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let sealed = seal_woman(&desk);
    let (slip, text) = desk.slip(sealed.packet).unwrap();
    assert_eq!((slip.serial, slip.digest), (sealed.serial, sealed.digest));
    let key = desk.party().station_key.verifying_key();
    assert_eq!(slip::read(&text, &slip.station, &key), Ok(slip.clone()));
    let canary = desk.seal_canary().unwrap().1;
    assert_eq!(
        desk.slip(canary.packet).unwrap_err().code(),
        ErrorCode::PacketNotHere
    );
}

#[test]
fn a_slip_finds_its_record_again_and_no_other() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let sealed = seal_woman(&desk);
    let canary = desk.seal_canary().unwrap().1;
    let (slip, text) = desk.slip(sealed.packet).unwrap();
    for asked in [&format!(" {text}\n"), &sealed.serial.get().to_string()] {
        let SlipFound::Here(found) = desk.find_by_slip(asked).unwrap() else {
            panic!("a record of this station is here");
        };
        assert_eq!(found.packet, sealed.packet.to_string());
    }
    let key = &desk.party().station_key;
    let elsewhere = Slip {
        station: "6171-van-9".parse().unwrap(),
        ..slip.clone()
    };
    let altered = Slip {
        digest: Digest::of(b"another packet"),
        ..slip.clone()
    };
    let unknown = Slip {
        serial: Serial::new(99).unwrap(),
        ..slip.clone()
    };
    let forged = slip::write(&slip, &SigningKey::generate().unwrap()).unwrap();
    let written = |slip: &Slip| slip::write(slip, key).unwrap();
    for (text, code) in [
        ("bukan bukti".to_owned(), ErrorCode::SlipUnreadable),
        (text[..text.len() / 2].to_owned(), ErrorCode::SlipUnreadable),
        (String::new(), ErrorCode::SlipUnreadable),
        (written(&elsewhere), ErrorCode::SlipOtherStation),
        (written(&altered), ErrorCode::SlipNotGenuine),
        (forged, ErrorCode::SlipNotGenuine),
        (written(&unknown), ErrorCode::PacketNotHere),
        ("99".to_owned(), ErrorCode::PacketNotHere),
        ("0".to_owned(), ErrorCode::PacketNotHere),
        (canary.serial.get().to_string(), ErrorCode::PacketNotHere),
    ] {
        assert_eq!(desk.find_by_slip(&text).unwrap_err().code(), code, "{text}");
    }
}

#[test]
fn settings_are_kept_and_a_desk_that_never_locks_is_refused() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    assert_eq!(desk.preferences().unwrap(), Preferences::default());
    let liked = Preferences {
        camera: Some("/dev/video2".to_owned()),
        cameras: std::collections::BTreeMap::new(),
        mirror: false,
        automatic: true,
        background: rekam_station::desk::BackgroundWay::Matte,
        voice: true,
        idle_minutes: 15,
        data_budget_mb: Some(50),
    };
    desk.set_preferences(&liked).unwrap();
    for budget in [0, 100_001] {
        let wrong = Preferences {
            data_budget_mb: Some(budget),
            ..liked.clone()
        };
        let refused = desk.set_preferences(&wrong).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::DataBudget);
    }
    for minutes in [0, 61] {
        let wrong = Preferences {
            idle_minutes: minutes,
            ..liked.clone()
        };
        let refused = desk.set_preferences(&wrong).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::IdleMinutes);
    }
    desk.lock().unwrap();
    assert_eq!(office.unlock("sp-1").unwrap().preferences().unwrap(), liked);
}

#[test]
fn a_locked_station_shows_the_names_of_the_last_login() {
    let office = Office::open();
    let plate = office.station().plate();
    assert_eq!(plate.station_name.as_deref(), Some("Mobil Pontianak 1"));
    assert_eq!(plate.operators.get(&id("op-1")).unwrap(), "op-1");
}

#[test]
fn a_vault_of_before_the_names_still_opens() {
    let office = Office::open();
    let path = office.root().join("desk/vault.json");
    let mut vault: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    vault.as_object_mut().unwrap().remove("plate").unwrap();
    std::fs::write(&path, serde_json::to_vec(&vault).unwrap()).unwrap();
    let station = office.station();
    assert_eq!(station.plate().station_name, None);
    drop(station.unlock(&id("op-1"), PASSWORD).unwrap());
    assert!(station.plate().station_name.is_some());
}

#[test]
fn the_picture_of_a_paper_is_turned_and_cut_in_its_place() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let draft = prepare_woman(&desk);
    desk.capture(draft, PAPER, "image/jpeg", &page(800, 400))
        .unwrap();
    let cut = Cut {
        quarter_turns: 1,
        top: 0.5,
        height: 0.5,
        ..WHOLE
    };
    desk.cut_paper(draft, DocumentKind::FamilyCardCopy, cut)
        .unwrap();
    let kept = desk.captured(draft, PAPER).unwrap().unwrap();
    let picture = rekam_photo::decode(&kept.bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (400, 400));

    let nothing = Cut {
        width: 0.0,
        ..WHOLE
    };
    let refused = desk.cut_paper(draft, DocumentKind::FamilyCardCopy, nothing);
    assert_eq!(refused.unwrap_err().code(), ErrorCode::PaperCut);
    let absent = desk.cut_paper(draft, DocumentKind::FormF101, WHOLE);
    assert_eq!(absent.unwrap_err().code(), ErrorCode::NotInThisState);
    assert_eq!(desk.captured(draft, PAPER).unwrap().unwrap(), kept);
}

#[test]
fn a_capture_that_is_taken_out_is_gone_and_logged() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let draft = prepare_woman(&desk);
    desk.remove_capture(draft, PAPER).unwrap();
    desk.remove_capture(draft, PAPER).unwrap();
    assert_eq!(desk.captured(draft, PAPER).unwrap(), None);
    let removed = |line: &rekam_station::store::audit::AuditLine| matches!(&line.event, Event::CaptureRemoved { slot, .. } if *slot == PAPER.to_string());
    let lines = desk.audit(0, 1000).unwrap();
    assert_eq!(lines.iter().filter(|line| removed(line)).count(), 1);
    assert_eq!(
        desk.remove_capture(draft, Slot::Portrait)
            .unwrap_err()
            .code(),
        ErrorCode::NotInThisState,
        "a portrait is only replaced"
    );
}
