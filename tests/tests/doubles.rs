//! Two stations that record the same resident offline: the province notices, and both hear of it.
#![expect(clippy::unwrap_used, reason = "a journey that cannot go on must fail")]

use rekam_domain::{code::Language, status::RecordingStatus};
use rekam_protocol::ids::Serial;
use rekam_province::{courier, intake::Intake};
use rekam_station::{clock::Clock as _, store::twice::OtherRecording, view::PacketView};
use rekam_tests::{
    outpost::{Outpost, PASSWORD},
    program,
};
use std::{path::Path, process::Command, time::Duration};
use tempfile::TempDir;

/// A van that records three residents, and a boat that has no line and meets the first of them on the next day.
fn van_and_boat() -> (Outpost, Outpost) {
    let mut van = Outpost::new().unwrap();
    let boat = van.colleague("6171-perahu-2").unwrap();
    let mut boat = boat.with_residents_of_the_first();
    for _ in 0..3 {
        van.seal(2_000).unwrap();
    }
    for clock in [&van.clock, &boat.clock] {
        clock.advance(Duration::from_secs(24 * 3600));
    }
    boat.seal(2_000).unwrap();
    van.province.clock().set(boat.clock.stamp().wall);
    (van, boat)
}

fn converse(outpost: &Outpost) -> u32 {
    let serving = outpost.serve().unwrap();
    outpost.desk.store().retry_now(None).unwrap();
    let url = format!("http://{}", serving.address);
    outpost.converse(&url, |_| {}).unwrap().recorded_twice
}

fn by_stick(outpost: &Outpost, stick: &Path) {
    outpost.desk.export(stick).unwrap();
    let intake = Intake::open(&outpost.province).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let taken = runtime.block_on(courier::take_in(&outpost.province, &intake, stick));
    assert!(taken.unwrap().iter().all(|taken| taken.refused.is_empty()));
    let back = outpost.desk.import(stick).unwrap();
    assert!(back.refused.is_empty(), "{:?}", back.refused);
}

/// What the queue says of the first record.
fn first(outpost: &Outpost) -> PacketView {
    outpost.desk.queue(0, 1).unwrap().remove(0)
}

fn told(outpost: &Outpost) -> Vec<(String, String, bool)> {
    let told = first(outpost).recorded_twice.into_iter();
    told.map(|other| (other.station, other.recorded_on.to_string(), other.stands))
        .collect()
}

/// What both must know in the end, whose record came first.
fn assert_both_know(van: &Outpost, boat: &Outpost) {
    assert_eq!(
        told(van),
        [("6171-perahu-2".to_owned(), "2026-06-02".to_owned(), true)]
    );
    assert_eq!(
        told(boat),
        [("6171-van-1".to_owned(), "2026-06-01".to_owned(), false)]
    );
    assert_ne!(first(van).status, Some(RecordingStatus::DuplicateRecord));
    assert_eq!(first(boat).status, Some(RecordingStatus::DuplicateRecord));
    // Whoever was recorded once has no such news, and no news names the resident.
    let others = van.desk.queue(1, 10).unwrap();
    assert!(others.iter().all(|row| row.recorded_twice.is_empty()));
    for language in [Language::Indonesian, Language::English] {
        let text = first(boat).recorded_twice[0].text(language);
        assert!(text.contains("Mobil Contoh (6171-van-1)"), "{text}");
        assert!(text.contains("01-06-2026"), "{text}");
        assert!(
            !text.contains("MELAWI") && !text.contains("617101"),
            "{text}"
        );
    }
}

#[test]
fn two_stations_that_recorded_the_same_resident_both_hear_of_it_over_the_line() {
    let (van, boat) = van_and_boat();
    for outpost in [&van, &boat] {
        assert_eq!(converse(outpost), 0);
        outpost.open_at_the_province().unwrap();
    }
    assert_eq!((converse(&van), converse(&boat)), (1, 1));
    assert_both_know(&van, &boat);
    // It is told once; a station that reads its feed again keeps it once.
    assert_eq!((converse(&van), converse(&boat)), (0, 0));
    let cursor = rekam_station::store::settings::Setting::FeedCursor;
    boat.desk.store().set_number(cursor, 0).unwrap();
    assert_eq!(converse(&boat), 1);
    assert_both_know(&van, &boat);
}

#[test]
fn two_stations_that_recorded_the_same_resident_both_hear_of_it_by_stick() {
    let (van, boat) = van_and_boat();
    let stick = tempfile::tempdir().unwrap();
    for outpost in [&van, &boat] {
        by_stick(outpost, stick.path());
        outpost.open_at_the_province().unwrap();
    }
    by_stick(&van, stick.path());
    by_stick(&boat, stick.path());
    assert_both_know(&van, &boat);
    let kept: Vec<OtherRecording> = boat.desk.store().other_recordings(Serial::FIRST).unwrap();
    assert_eq!(kept.len(), 1);
}

/// What `rekam queue` says at a station that nobody else uses, line by line.
fn queue(folder: &TempDir, language: &str) -> Vec<String> {
    let done = Command::new(program("rekam"))
        .args(["queue", "--operator", "sp-1", "--lang", language])
        .env("REKAM_HOME", folder.path().join("station"))
        .env("REKAM_PASSWORD", PASSWORD)
        .output()
        .unwrap();
    assert!(done.status.success());
    let said = String::from_utf8(done.stdout).unwrap();
    said.lines().map(str::to_owned).collect()
}

#[test]
fn the_queue_says_under_a_doubled_record_what_happened_and_what_to_do() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let mut van = Outpost::in_folder(folders[0].path()).unwrap();
    let boat = van.colleague_in(folders[1].path(), "6171-perahu-2");
    let mut boat = boat.unwrap().with_residents_of_the_first();
    for _ in 0..2 {
        van.seal(2_000).unwrap();
    }
    boat.seal(2_000).unwrap();
    for outpost in [&boat, &van] {
        converse(outpost);
        outpost.open_at_the_province().unwrap();
    }
    assert_eq!((converse(&van), converse(&boat)), (1, 1));
    drop((van, boat));

    let [van, boat] = &folders;
    let said = queue(van, "id");
    assert!(said[0].contains("DUPLICATE_RECORD"), "{said:?}");
    let other =
        "! Warga yang sama direkam juga di Mobil Contoh (6171-perahu-2) tanggal 01-06-2026.";
    assert_eq!(said[1].trim(), other);
    // The boat recorded no earlier, but its packet came first: whose slip is meant must not hang on a date.
    let advice = "Rekaman dari sana yang dipakai sampai Dukcapil memutuskan. Jangan rekam lagi. \
        Warga menanyakan kartunya dengan bukti dari sana; bila datanya berbeda, hubungi dinas.";
    assert_eq!(said[2].trim(), advice);
    assert!(said[3].contains("diterima") && said.len() == 4, "{said:?}");

    let said = queue(boat, "en");
    let other = "! The same resident was recorded at Mobil Contoh (6171-van-1) on 01-06-2026.";
    assert_eq!(said[1].trim(), other);
    let advice = "The record of this station stands; there is nothing to do.";
    assert_eq!((said[2].trim(), said.len()), (advice, 3));
}

#[test]
fn whose_packet_came_first_stands_whoever_recorded_first() {
    let (van, boat) = van_and_boat();
    converse(&boat);
    boat.open_at_the_province().unwrap();
    converse(&van);
    van.open_at_the_province().unwrap();
    assert_eq!((converse(&van), converse(&boat)), (1, 1));
    assert!(!told(&van)[0].2 && told(&boat)[0].2);
    assert_eq!(first(&van).status, Some(RecordingStatus::DuplicateRecord));
}
