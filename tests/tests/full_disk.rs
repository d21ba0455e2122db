//! A disk that fills up, for real: a small file system of its own, mounted where nobody else sees it.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

use std::fs::{self, File};
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use chrono::TimeDelta;
use rekam_domain::code::ErrorCode;
use rekam_protocol::bundle::Shelf;
use rekam_province::courier::{self, Taken};
use rekam_province::intake::Intake;
use rekam_station::handover::shelved;
use rekam_tests::outpost::Outpost;
use rekam_tests::skipped::skipped;

/// Set in the copy of this test that has a small disk; names its folder.
const SMALL_DISK: &str = "REKAM_SMALL_DISK";

/// Writes a file until the disk has no byte left.
fn fill(disk: &Path, name: &str) {
    let mut file = File::create(disk.join(name)).unwrap();
    let piece = vec![1; 65_536];
    while file.write_all(&piece).is_ok() {}
}

#[test]
fn on_a_full_disk_the_person_at_the_desk_is_finished_nobody_new_begins_and_nothing_is_lost() {
    on_a_small_disk("110m", fill_up);
}

#[test]
fn a_hub_without_room_says_so_and_acknowledges_nothing() {
    on_a_small_disk("110m", hand_over_to_a_hub_without_room);
}

#[test]
fn a_full_stick_delivers_what_finds_room_and_the_next_round_brings_the_rest() {
    on_a_small_disk("1m", carry_in_rounds);
}

#[test]
fn on_a_stick_without_a_byte_left_the_last_packets_make_room_for_the_manifest_and_packets_for_their_receipts()
 {
    on_a_small_disk("1m", carry_to_the_last_byte);
}

/// Runs a test again in a process of its own that has a small disk.
fn on_a_small_disk(size: &str, run: fn(&Path)) {
    if let Some(disk) = std::env::var_os(SMALL_DISK) {
        return run(Path::new(&disk));
    }
    let disk = tempfile::tempdir().unwrap();
    let test = std::thread::current().name().unwrap().to_owned();
    let mounted = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c"])
        .arg("mount -t tmpfs -o size=$1 none \"$0\" || exit 77; shift; exec \"$@\"")
        .arg(disk.path())
        .arg(size)
        .arg(std::env::current_exe().unwrap())
        .args([test.as_str(), "--exact", "--nocapture"])
        .env(SMALL_DISK, disk.path())
        .status();
    let ended = mounted.map(|ended| ended.code());
    if matches!(ended, Ok(Some(1 | 77)) | Err(_)) && !may_mount() {
        skipped("no small disk can be mounted here");
        return;
    }
    assert!(matches!(ended, Ok(Some(0))), "{ended:?}");
}

/// Whether a file system of one's own can be mounted here at all.
fn may_mount() -> bool {
    let tried = Command::new("unshare")
        .args([
            "--map-root-user",
            "--mount",
            "mount",
            "-t",
            "tmpfs",
            "none",
            "/mnt",
        ])
        .status();
    tried.is_ok_and(|tried| tried.success())
}

fn fill_up(disk: &Path) {
    let mut outpost = Outpost::in_folder(disk).unwrap();
    outpost.seal(300_000).unwrap();
    let at_the_desk = outpost.begin(300_000).unwrap();
    fill(disk, "others");

    // Not one byte is left, and the person who was begun is sealed all the same.
    outpost.desk.seal(at_the_desk).unwrap();
    let refused = outpost.begin(300_000).unwrap_err();
    let refused = refused.downcast::<rekam_station::Error>().unwrap();
    assert_eq!(refused.code(), ErrorCode::DiskFull);

    // Then somebody takes the rest too: what is typed is refused, what is sealed stays whole.
    fill(disk, "more");
    outpost.desk.verify_chains().unwrap();
    assert_eq!(outpost.desk.store().queue(0, 10).unwrap().len(), 2);
    drop(outpost);
    for filler in ["others", "more"] {
        fs::remove_file(disk.join(filler)).unwrap();
    }

    let mut outpost = Outpost::in_folder(disk).unwrap();
    outpost.desk.verify_chains().unwrap();
    assert_eq!(outpost.desk.store().queue(0, 10).unwrap().len(), 2);
    let serving = outpost.serve().unwrap();
    let report = outpost
        .converse(&format!("http://{}", serving.address), |_| {})
        .unwrap();
    assert_eq!((report.received, report.waiting), (2, 0));
    outpost.begin(300_000).unwrap();
}

/// A hub leaves its own residents 200 MB, and this disk has not so many.
fn hand_over_to_a_hub_without_room(disk: &Path) {
    let mut far = Outpost::new().unwrap();
    let van = far.colleague_in(disk, "6171-van-2").unwrap();
    let serving = far.serve().unwrap();
    for outpost in [&far, &van] {
        let clock = far.province.clock();
        clock.set(clock.now() + TimeDelta::seconds(1));
        let url = format!("http://{}", serving.address);
        outpost.converse(&url, |_| ()).unwrap();
    }
    far.seal(300_000).unwrap();
    let hub = van.desk.receive(TcpListener::bind("127.0.0.1:0").unwrap());
    let hub = hub.unwrap();
    let address = hub.address().to_string();
    let refused = far.desk.hand_over(&address, None).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::HubFull);
    // Nor where not even the manifest finds room.
    fill(disk, "others");
    let refused = far.desk.hand_over(&address, None).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::HubFull);
    assert_eq!(hub.visits()[0].kept, 0);
    assert_eq!(shelved(&van.desk.shelves()).waiting, 0);
    assert_eq!(far.desk.store().outbox_counts().unwrap().waiting, 1);
}

fn take_in(outpost: &Outpost, stick: &Path) -> Taken {
    let intake = Intake::open(&outpost.province).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let taken = runtime.block_on(courier::take_in(&outpost.province, &intake, stick));
    taken.unwrap().pop().unwrap()
}

/// Files on the outpost's shelf whose names end so.
fn files(outpost: &Outpost, stick: &Path, kind: &str) -> u32 {
    let shelf = Shelf::of(stick, &outpost.desk.activation().station);
    let all = fs::read_dir(shelf.folder())
        .unwrap()
        .map(|file| file.unwrap().path());
    let found = all.filter(|path| path.extension().is_some_and(|found| found == kind));
    found.count().try_into().unwrap()
}

fn waiting(outpost: &Outpost) -> u32 {
    outpost.desk.store().outbox_counts().unwrap().waiting
}

/// Twenty records of a hundred thousand bytes, and a short one behind them.
fn carry_in_rounds(stick: &Path) {
    let mut outpost = Outpost::new().unwrap();
    for _ in 0..20 {
        outpost.seal(100_000).unwrap();
    }
    outpost.seal(1_000).unwrap();
    let mut rounds = 0;
    while waiting(&outpost) > 0 {
        let before = waiting(&outpost);
        let out = outpost.desk.export(stick).unwrap();
        assert!(out.records > 0);
        assert_eq!(out.records + out.left, before);
        assert_eq!(files(&outpost, stick, "pkt"), out.records);
        assert_eq!(files(&outpost, stick, "new"), 0);
        let taken = take_in(&outpost, stick);
        assert_eq!((taken.received, &taken.refused), (out.records, &vec![]));
        let back = outpost.desk.import(stick).unwrap();
        assert_eq!((back.receipts, back.refused), (out.records, vec![]));
        assert_eq!(waiting(&outpost), out.left);
        if rounds == 0 {
            let rows = outpost.desk.store().queue(20, 1).unwrap();
            assert!(rows[0].receipt.is_some(), "the short one finds room");
        }
        rounds += 1;
    }
    assert!(rounds > 1, "this stick is not small");

    // A larger stick takes all at once.
    let large = tempfile::tempdir().unwrap();
    for _ in 0..20 {
        outpost.seal(100_000).unwrap();
    }
    assert!(outpost.desk.export(stick).unwrap().left > 0);
    let out = outpost.desk.export(large.path()).unwrap();
    assert_eq!((out.records, out.left), (20, 0));
    assert_eq!(take_in(&outpost, large.path()).received, 20);
}

/// Packets of one page each, on a stick that others have left forty pages.
fn carry_to_the_last_byte(stick: &Path) {
    const PAGE: u64 = 4096;
    let outpost = Outpost::new().unwrap();
    for _ in 0..60 {
        outpost.desk.seal_canary().unwrap();
    }
    fill(stick, "others");
    let full = outpost.desk.export(stick).unwrap_err();
    assert_eq!(full.code(), ErrorCode::StickFull);
    let others = File::options()
        .write(true)
        .open(stick.join("others"))
        .unwrap();
    let length = others.metadata().unwrap().len();
    others.set_len(length - 40 * PAGE).unwrap();

    let out = outpost.desk.export(stick).unwrap();
    assert_eq!(out.records + out.left, 60);
    assert!((30..39).contains(&out.records), "{out:?}");
    assert_eq!(files(&outpost, stick, "pkt"), out.records);

    // What the manifest names is delivered, even where there is no room for anything more.
    fill(stick, "more");
    let taken = take_in(&outpost, stick);
    let shelf = outpost.desk.activation().station.to_string();
    assert_eq!(taken.received, out.records);
    assert_eq!(taken.refused, [(shelf, ErrorCode::StickFull)]);
    assert_eq!(files(&outpost, stick, "rcp"), out.records);
    assert_eq!(files(&outpost, stick, "new"), 0);
    assert_eq!(outpost.desk.import(stick).unwrap().receipts, out.records);
    assert_eq!(waiting(&outpost), out.left);
}
