//! `kill -9`, for real: this test binary starts itself as a worker, kills it at odd moments, and counts what it promised.
//!
//! The worker writes a line to a ledger only after a verb returned `Ok`. Whatever stands in the ledger must be there.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rekam_domain::field::Field;
use rekam_protocol::ids::PacketId;
use rekam_station::Desk;

use crate::office::{Office, PASSWORD, a_supervisors_word, id, prepare_woman, read_back};

const FOLDER: &str = "REKAM_TEST_STATION";
const KILLS: u64 = 25;

fn office_in(folder: PathBuf) -> Office {
    let mut office = Office::issue();
    office.folder = folder;
    office.activation.lease.records = 1_000_000;
    office
}

fn ledger(folder: &Path) -> PathBuf {
    folder.with_extension("ledger")
}

/// Not a test of its own: the worker that is killed. Without its variable it has nothing to do.
#[test]
fn worker() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let office = office_in(folder.clone());
    let mut ledger = OpenOptions::new()
        .create(true)
        .append(true)
        .open(ledger(&folder))
        .unwrap();
    let mut promise = |line: String| ledger.write_all(format!("{line}\n").as_bytes()).unwrap();
    office.activate().unwrap();
    promise("activated".to_owned());
    let station = office.station();
    if !station.operators().contains(&id("op-1")) {
        let desk = station.unlock(&id("sp-1"), PASSWORD).unwrap();
        desk.admit(&id("op-1"), PASSWORD).unwrap();
        desk.lock().unwrap();
    }
    let desk = station.unlock(&id("op-1"), PASSWORD).unwrap();
    loop {
        for left in desk.store().drafts().unwrap() {
            finish(&desk, left.id, &mut promise);
        }
        let draft = prepare_woman(&desk);
        promise(format!("typed {draft}"));
        finish(&desk, draft, &mut promise);
    }
}

/// Takes a draft to the seal, wherever the last worker was killed; one that was hardly begun is left lying.
fn finish(desk: &Desk, draft: PacketId, promise: &mut dyn FnMut(String)) {
    let word = a_supervisors_word(desk);
    desk.allow_double(draft, "uji matikan paksa", &word)
        .unwrap();
    read_back(desk, draft);
    if let Ok(sealed) = desk.seal(draft) {
        promise(format!("sealed {draft} {}", sealed.serial));
    }
}

#[test]
fn kill_minus_nine_at_any_moment_loses_nothing_that_was_promised() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("station");
    for round in 0..KILLS {
        let mut worker = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::worker", "--nocapture"])
            .env(FOLDER, &folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Odd moments: from the first steps of activation to well into the work.
        std::thread::sleep(Duration::from_millis(7 + round * 31 % 400));
        worker.kill().unwrap();
        worker.wait().unwrap();
    }
    let office = office_in(folder.clone());
    let ledger = std::fs::read_to_string(ledger(&folder)).unwrap_or_default();
    assert!(
        ledger.contains("activated"),
        "the machine was too slow for even one activation"
    );
    let desk = office.unlock("sp-1").unwrap();
    let (day_book, _) = desk.verify_chains().unwrap();
    let queue = desk.queue(0, u32::MAX).unwrap();
    assert_eq!(
        queue.len(),
        usize::try_from(day_book.serial).unwrap(),
        "one packet per line of the day-book"
    );
    let sealed: BTreeSet<String> = queue.iter().map(|packet| packet.packet.clone()).collect();
    assert_eq!(sealed.len(), queue.len(), "nobody is sealed twice");
    for packet in &queue {
        desk.store().packet(packet.packet.parse().unwrap()).unwrap();
    }
    for line in ledger.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["activated"] => {}
            ["sealed", draft, serial] => {
                let packet = queue.iter().find(|packet| packet.packet == *draft).unwrap();
                assert_eq!(packet.serial.to_string(), *serial);
            }
            ["typed", draft] if sealed.contains(*draft) => {}
            ["typed", draft] => {
                let fields = desk.fields(draft.parse().unwrap()).unwrap();
                assert_eq!(fields[&Field::FullName].raw, "SITI CONTOH KAPUAS");
            }
            _ => unreachable!("the worker writes three kinds of lines"),
        }
    }
}
