//! The outbox, as sync uses it.

use chrono::TimeDelta;
use rekam_domain::code::ErrorCode;
use rekam_domain::status::RecordingStatus;
use rekam_station::Desk;
use rekam_station::clock::Clock as _;
use rekam_station::seal::Sealed;
use rekam_station::store::outbox::Progress;
use rekam_station::store::settings::Setting;

use crate::office::{Office, seal_woman};

fn sealed_one() -> (Office, Desk, Sealed) {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let sealed = seal_woman(&desk);
    (office, desk, sealed)
}

#[test]
fn a_row_is_marked_failed_before_it_is_tried() {
    let (office, desk, sealed) = sealed_one();
    let now = office.clock.stamp();
    assert_eq!(
        desk.store().due(&now, 10).unwrap()[0].progress,
        Progress::Queued
    );
    let row = desk
        .store()
        .mark_trying(sealed.packet, now.wall + TimeDelta::seconds(60))
        .unwrap();
    assert_eq!((row.progress, row.attempts), (Progress::Sending, 1));
    assert_eq!(
        row.last_code.as_deref(),
        Some(ErrorCode::SendInterrupted.as_str())
    );
    assert!(
        desk.store().due(&now, 10).unwrap().is_empty(),
        "a power cut now leaves a failed try behind"
    );
    office.clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(
        desk.store().due(&office.clock.stamp(), 10).unwrap().len(),
        1
    );
}

#[test]
fn a_try_written_under_a_wrong_clock_is_due_at_once() {
    let (office, desk, sealed) = sealed_one();
    let wrong = office.clock.stamp().wall + TimeDelta::days(3_650);
    desk.store().mark_trying(sealed.packet, wrong).unwrap();
    assert_eq!(
        desk.store().due(&office.clock.stamp(), 10).unwrap().len(),
        1
    );
}

#[test]
fn bytes_are_read_in_ranges_and_the_offset_goes_no_further_than_the_packet() {
    let (_office, desk, sealed) = sealed_one();
    let whole = desk.store().packet(sealed.packet).unwrap();
    let (head, tail) = (
        desk.store().packet_bytes(sealed.packet, 0..100).unwrap(),
        desk.store()
            .packet_bytes(sealed.packet, 100..u64::MAX)
            .unwrap(),
    );
    assert_eq!([head, tail].concat(), whole);
    assert!(
        desk.store()
            .packet_bytes(sealed.packet, sealed.length..sealed.length + 5)
            .unwrap()
            .is_empty()
    );
    desk.store().record_offset(sealed.packet, 100).unwrap();
    assert_eq!(desk.store().outbox_row(sealed.packet).unwrap().offset, 100);
    assert!(
        desk.store()
            .record_offset(sealed.packet, sealed.length + 1)
            .is_err()
    );
    assert_eq!(
        desk.store().outbox_counts().unwrap().waiting_bytes,
        sealed.length - 100
    );
}

#[test]
fn the_first_receipt_stays_and_ends_the_sending() {
    let (office, desk, sealed) = sealed_one();
    let now = office.clock.stamp();
    desk.store()
        .record_receipt(sealed.packet, b"first", &now)
        .unwrap();
    desk.store()
        .record_receipt(sealed.packet, b"second", &now)
        .unwrap();
    let row = desk.store().outbox_row(sealed.packet).unwrap();
    assert_eq!(
        (row.progress, row.receipt.as_deref()),
        (Progress::Received, Some(&b"first"[..]))
    );
    assert!(desk.store().due(&now, 10).unwrap().is_empty());
    assert!(
        desk.store().mark_trying(sealed.packet, now.wall).is_err(),
        "what was received is not tried again"
    );
}

#[test]
fn packets_leave_only_after_receipt_and_final_status_and_the_days_of_keeping() {
    let (office, desk, sealed) = sealed_one();
    let (store, later) = (desk.store(), TimeDelta::days(31));
    office.clock.set_trusted(true);
    let now = office.clock.stamp();
    let far = |from: &rekam_protocol::time::Stamp| {
        let mut at = from.clone();
        at.wall += later;
        at
    };
    assert!(store.prune(&far(&now)).unwrap().is_empty(), "no receipt");
    store
        .record_receipt(sealed.packet, b"receipt", &now)
        .unwrap();
    store
        .record_status(
            sealed.packet,
            RecordingStatus::BioCaptured,
            None,
            now.wall,
            &now,
        )
        .unwrap();
    assert!(
        store.prune(&far(&now)).unwrap().is_empty(),
        "no final status"
    );
    let final_status = *RecordingStatus::ALL
        .iter()
        .find(|status| status.is_final())
        .unwrap();
    store
        .record_status(sealed.packet, final_status, None, now.wall, &now)
        .unwrap();
    assert!(
        store.prune(&now).unwrap().is_empty(),
        "the days are not over"
    );
    let mut doubtful = far(&now);
    doubtful.trusted = false;
    assert!(
        store.prune(&doubtful).unwrap().is_empty(),
        "a clock that nobody confirmed"
    );
    assert_eq!(store.prune(&far(&now)).unwrap(), [sealed.packet]);
    assert!(store.prune(&far(&now)).unwrap().is_empty());
    assert_eq!(
        store.packet(sealed.packet).unwrap_err().code(),
        ErrorCode::PacketGone
    );
    assert_eq!(
        store.outbox_row(sealed.packet).unwrap().receipt.as_deref(),
        Some(&b"receipt"[..]),
        "the receipt stays"
    );
    desk.verify_chains().unwrap();
}

#[test]
fn the_feed_cursor_and_other_settings_stay() {
    let (_office, desk, _) = sealed_one();
    assert_eq!(desk.store().number(Setting::FeedCursor).unwrap(), None);
    desk.store().set_number(Setting::FeedCursor, 42).unwrap();
    assert_eq!(desk.store().number(Setting::FeedCursor).unwrap(), Some(42));
}

#[test]
fn the_head_of_any_line_can_be_compared_with_the_provinces() {
    let (_office, desk, sealed) = sealed_one();
    let (_, canary) = desk.seal_canary().unwrap();
    let head = desk.store().day_book_head().unwrap();
    assert_eq!(head.serial, canary.serial.get());
    assert_eq!(
        desk.store().day_book_head_at(head.serial).unwrap(),
        Some(head)
    );
    assert_ne!(
        desk.store()
            .day_book_head_at(sealed.serial.get())
            .unwrap()
            .unwrap()
            .head,
        head.head
    );
    assert_eq!(desk.store().day_book_head_at(0).unwrap().unwrap().serial, 0);
    assert_eq!(desk.store().day_book_head_at(3).unwrap(), None);
}
