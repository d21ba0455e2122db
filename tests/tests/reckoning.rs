//! Created = received: the real station and the real province, by line and by stick, through what happens to machines.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

use rekam_domain::{code::ErrorCode, status::RecordingStatus};
use rekam_protocol::{
    bundle::Shelf,
    documents::Receipt,
    ids::{PacketId, Serial, StationId},
    reckoning::{DayReckoned, Fault, Root, by_day, written},
    signed,
};
use rekam_province::{courier, intake::Intake};
use rekam_station::{
    clock::Clock as _,
    store::settings::Setting,
    sync::{Report, SyncError},
};
use rekam_tests::outpost::{Outpost, back_up, province_in};
use std::{fs, path::Path, sync::Arc};
use tempfile::TempDir;

/// An outpost in a folder that can be backed up, with so many records.
fn outpost(records: u32) -> (TempDir, Outpost) {
    let folder = tempfile::tempdir().unwrap();
    let mut outpost = Outpost::in_folder(folder.path()).unwrap();
    seal(&mut outpost, records);
    (folder, outpost)
}

fn seal(outpost: &mut Outpost, records: u32) -> Vec<PacketId> {
    (0..records).map(|_| outpost.seal(2_000).unwrap()).collect()
}

fn converse(outpost: &Outpost) -> Result<Report, SyncError> {
    let serving = outpost.serve().unwrap();
    outpost.desk.store().retry_now(None).unwrap();
    outpost.converse(&format!("http://{}", serving.address), |_| {})
}

fn at_the_province(outpost: &Outpost) -> (Vec<DayReckoned>, Vec<(u32, Fault)>) {
    let station = &outpost.desk.activation().station;
    let now = outpost.province.clock().now();
    let books = outpost.province.registry().books(station, now).unwrap();
    let account = books.account.unwrap();
    let key = outpost.desk.party().station_key.verifying_key();
    signed::verify::<rekam_protocol::reckoning::Account>(&account, &key).unwrap();
    let findings = books.reckoning.findings.iter();
    (
        by_day(&books.runs, &books.reckoning, 0),
        findings.map(|found| (found.serial, found.fault)).collect(),
    )
}

/// What both sides say of the only day: created, received, root; they must agree.
fn agreed(outpost: &Outpost) -> (u32, u32, Root) {
    let ours = outpost.desk.reckoned().unwrap();
    let (theirs, _) = at_the_province(outpost);
    assert_eq!(ours.days, theirs);
    assert_eq!(theirs.len(), 1);
    let day = &theirs[0];
    (day.created, day.received, day.root)
}

fn take_in(outpost: &Outpost, stick: &Path) -> courier::Taken {
    let intake = Intake::open(&outpost.province).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let taken = runtime.block_on(courier::take_in(&outpost.province, &intake, stick));
    taken.unwrap().pop().unwrap()
}

#[test]
fn both_sides_prove_that_what_was_created_was_received() {
    let (_folder, mut outpost) = outpost(3);
    let before = outpost.desk.reckoned().unwrap();
    assert_eq!((before.at, before.days[0].later), (None, 3));
    let report = converse(&outpost).unwrap();
    assert_eq!((report.received, report.missing), (3, Some(0)));
    assert_eq!(agreed(&outpost), (3, 3, Root::Same));

    seal(&mut outpost, 1);
    let since = outpost.desk.reckoned().unwrap();
    assert_eq!((since.days[0].later, since.days[0].root), (1, Root::Open));
    converse(&outpost).unwrap();
    assert_eq!(agreed(&outpost), (4, 4, Root::Same));
    assert!(at_the_province(&outpost).1.is_empty());
}

#[test]
fn a_province_restored_from_a_backup_gets_again_what_it_forgot_and_its_first_receipt_is_kept() {
    let (folder, mut outpost) = outpost(2);
    converse(&outpost).unwrap();
    let backup = tempfile::tempdir().unwrap();
    back_up(
        &folder.path().join("province"),
        &backup.path().join("province"),
    )
    .unwrap();
    seal(&mut outpost, 3);
    assert_eq!(converse(&outpost).unwrap().received, 3);
    outpost
        .desk
        .store()
        .set_number(Setting::FeedCursor, 7)
        .unwrap();

    outpost.province = province_in(backup.path()).unwrap();
    let report = converse(&outpost).unwrap();
    assert_eq!(
        (report.forgotten, report.received, report.missing),
        (3, 3, Some(0))
    );
    assert_eq!(agreed(&outpost), (5, 5, Root::Same));
    assert!(at_the_province(&outpost).1.is_empty(), "nothing is wrong");
    let store = outpost.desk.store();
    assert_eq!(store.number(Setting::FeedCursor).unwrap(), Some(0));
    let aside = store.receipts_laid_aside(Serial::new(4).unwrap()).unwrap();
    let key = outpost.province.signing_key().verifying_key();
    let first: Receipt = signed::verify(&aside[0], &key).unwrap();
    assert_eq!(first.serial.get(), 4);
    outpost.desk.verify_chains().unwrap();

    let report = converse(&outpost).unwrap();
    assert_eq!((report.forgotten, report.received), (0, 0));
}

#[test]
fn what_the_province_forgot_and_the_station_no_longer_keeps_is_named_by_number() {
    let (folder, mut outpost) = outpost(1);
    converse(&outpost).unwrap();
    let backup = tempfile::tempdir().unwrap();
    back_up(
        &folder.path().join("province"),
        &backup.path().join("province"),
    )
    .unwrap();
    let packets = seal(&mut outpost, 2);
    converse(&outpost).unwrap();
    let (store, mut now) = (outpost.desk.store(), outpost.clock.stamp());
    let printed = RecordingStatus::PrintReadyRecord;
    store
        .record_status(packets[0], printed, None, now.wall, &now)
        .unwrap();
    now.wall += chrono::TimeDelta::days(31);
    assert_eq!(store.prune(&now).unwrap(), packets[..1]);

    outpost.province = province_in(backup.path()).unwrap();
    let report = converse(&outpost).unwrap();
    assert_eq!(
        (report.forgotten, report.received, report.missing),
        (1, 1, Some(1))
    );
    assert_eq!(agreed(&outpost), (3, 2, Root::Open));
    let reckoned = outpost.desk.reckoned().unwrap();
    assert_eq!(
        (written(&reckoned.lost), written(&reckoned.again)),
        ("2".to_owned(), String::new())
    );
    let row = outpost.desk.store().outbox_row(packets[0]).unwrap();
    assert!(
        row.receipt.is_some(),
        "the receipt proves that the province had it"
    );
}

#[test]
fn a_copy_of_a_station_is_named_on_both_sides_and_gets_no_receipt_for_a_number_that_is_taken() {
    let (folder, mut outpost) = outpost(2);
    converse(&outpost).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    back_up(folder.path(), elsewhere.path()).unwrap();
    seal(&mut outpost, 2);
    converse(&outpost).unwrap();

    let mut copy = Outpost::in_folder(elsewhere.path()).unwrap();
    copy.province = Arc::clone(&outpost.province);
    // The copy shows fewer records than the province has seen.
    converse(&copy).unwrap();
    let (_, findings) = at_the_province(&copy);
    assert_eq!(findings, [(2, Fault::DayBookBack)]);
    let findings = copy.desk.reckoned().unwrap().findings;
    assert!(
        findings
            .iter()
            .any(|found| found.fault == Fault::StationCopy)
    );

    let other = seal(&mut copy, 3);
    let report = converse(&copy).unwrap();
    assert_eq!(report.received, 1, "only the number that was free");
    let store = copy.desk.store();
    for packet in &other[..2] {
        let row = store.outbox_row(*packet).unwrap();
        assert_eq!(
            (row.receipt, row.last_code.as_deref()),
            (None, Some(ErrorCode::PacketSerialTaken.as_str()))
        );
    }
    let (_, findings) = at_the_province(&copy);
    for expected in [
        (3, Fault::StationCopy),
        (4, Fault::StationCopy),
        (5, Fault::DayBookForked),
    ] {
        assert!(findings.contains(&expected), "{expected:?} {findings:?}");
    }
    let reckoned = copy.desk.reckoned().unwrap();
    assert_eq!((reckoned.days[0].received, reckoned.again.len()), (3, 0));
    assert!(
        reckoned
            .findings
            .iter()
            .any(|found| found.fault == Fault::DayBookForked)
    );
    // And the machine that was copied hears of it too.
    converse(&outpost).unwrap();
    assert!(!outpost.desk.reckoned().unwrap().findings.is_empty());
}

#[test]
fn a_stick_carries_the_account_there_and_the_reckoning_back() {
    let (_folder, mut outpost) = outpost(3);
    let stick = tempfile::tempdir().unwrap();
    outpost.desk.export(stick.path()).unwrap();
    let shelf = Shelf::of(stick.path(), &outpost.desk.activation().station);
    let second = outpost.desk.queue(1, 1).unwrap()[0].packet.parse().unwrap();
    fs::remove_file(shelf.packet(second)).unwrap();
    let taken = take_in(&outpost, stick.path());
    assert_eq!((taken.received, taken.missing), (2, 1));
    outpost.desk.import(stick.path()).unwrap();
    assert_eq!(agreed(&outpost), (3, 2, Root::Open));
    assert_eq!(written(&outpost.desk.reckoned().unwrap().again), "2");

    seal(&mut outpost, 1);
    outpost.desk.export(stick.path()).unwrap();
    assert_eq!(take_in(&outpost, stick.path()).missing, 0);
    outpost.desk.import(stick.path()).unwrap();
    assert_eq!(agreed(&outpost), (4, 4, Root::Same));
}

#[test]
fn what_a_province_forgot_goes_again_on_a_stick_too() {
    let (folder, mut outpost) = outpost(1);
    converse(&outpost).unwrap();
    let backup = tempfile::tempdir().unwrap();
    back_up(
        &folder.path().join("province"),
        &backup.path().join("province"),
    )
    .unwrap();
    seal(&mut outpost, 1);
    converse(&outpost).unwrap();
    outpost.province = province_in(backup.path()).unwrap();
    let stick = tempfile::tempdir().unwrap();
    for (forgotten, sent) in [(1, 0), (0, 1)] {
        assert_eq!(outpost.desk.export(stick.path()).unwrap().records, sent);
        take_in(&outpost, stick.path());
        let back = outpost.desk.import(stick.path()).unwrap();
        assert_eq!((back.forgotten, back.refused.len()), (forgotten, 0));
    }
    assert_eq!(agreed(&outpost), (2, 2, Root::Same));
}

#[test]
fn an_old_stick_that_comes_late_alarms_nobody_and_takes_nothing_back() {
    let (_folder, mut outpost) = outpost(1);
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    outpost.desk.export(old.path()).unwrap();
    seal(&mut outpost, 2);
    outpost.desk.export(new.path()).unwrap();
    take_in(&outpost, new.path());
    outpost.desk.import(new.path()).unwrap();
    let station: StationId = outpost.desk.activation().station.clone();
    outpost
        .province
        .clock()
        .set(outpost.clock.stamp().wall + chrono::TimeDelta::hours(3));
    assert_eq!(take_in(&outpost, old.path()).refused, []);
    assert!(Shelf::of(old.path(), &station).reckoning().exists());
    outpost.desk.import(old.path()).unwrap();
    assert_eq!(outpost.desk.store().outbox_counts().unwrap().waiting, 0);
    assert_eq!(agreed(&outpost), (3, 3, Root::Same));
    assert!(at_the_province(&outpost).1.is_empty());
}
