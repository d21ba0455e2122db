//! The power cut, simulated: some hundreds of the cuts that `make powercut` makes by the thousand.
//!
//! `REKAM_CUTS` says how many (default 400); `REKAM_SEED` replays a run that failed.
#![expect(clippy::expect_used, reason = "a journey that cannot go on must fail")]

use rekam_tests::powercut::{
    Chance,
    campaign::Recorded,
    disk::{Disk, Left},
    trace::Op,
};
use rekam_tests::skipped::skipped;
use std::{fs, path::Path, process::Command};

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().expect("a number"))
}

#[test]
fn whatever_a_power_cut_leaves_what_was_reported_done_is_there_and_work_goes_on() {
    let tracing = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    if !tracing.is_ok_and(|done| done.status.success()) {
        skipped("strace is missing or may not trace here, so no day can be recorded");
        return;
    }
    let seed = number("REKAM_SEED").unwrap_or_else(|| getrandom::u64().expect("randomness"));
    let cuts = usize::try_from(number("REKAM_CUTS").unwrap_or(400)).expect("a small number");
    println!("REKAM_CUTS={cuts} REKAM_SEED={seed}");
    let folder = tempfile::tempdir().expect("a folder");
    let day = Recorded::play(&rekam_tests::program("powercut"), folder.path()).expect("a day");
    assert!(day.syncs() > 100, "a day without syncs proves nothing");
    let outcome = day.cut(cuts, seed).expect("disks");
    assert_eq!(outcome.cuts(), cuts);
    assert!(
        outcome.broken.is_empty(),
        "seed {seed}: {:#?}",
        outcome.broken
    );
}

/// What is left of `folder/file` after these operations and a cut.
fn left_of(ops: &[Op], left: Left) -> Option<Vec<u8>> {
    let mut disk = Disk::default();
    for op in ops {
        disk.apply(op).expect("a whole trace");
    }
    let image = tempfile::tempdir().expect("a folder");
    disk.build(image.path(), "folder", left, &mut Chance(1))
        .expect("a disk");
    fs::read(image.path().join("folder/file")).ok()
}

fn written() -> Vec<Op> {
    let file = || Path::new("folder/file").to_owned();
    vec![
        Op::MakeFolder("folder".into()),
        Op::Create(file()),
        Op::Write(file(), 0, b"resident".to_vec()),
    ]
}

#[test]
fn bytes_without_a_sync_are_lost_and_so_is_a_name_without_one() {
    let mut ops = written();
    assert_eq!(left_of(&ops, Left::Nothing), None);
    assert_eq!(left_of(&ops, Left::Names), Some(vec![]));
    assert_eq!(left_of(&ops, Left::Lengths), Some(vec![0; 8]));
    assert_eq!(left_of(&ops, Left::Everything), Some(b"resident".to_vec()));
    for path in ["folder/file", "folder"] {
        ops.push(Op::Sync(path.into(), ops.len()));
        assert_eq!(
            left_of(&ops, Left::Nothing),
            None,
            "the folder's own name is not safe yet"
        );
    }
    ops.push(Op::Sync("".into(), ops.len()));
    assert_eq!(left_of(&ops, Left::Nothing), Some(b"resident".to_vec()));
}

#[test]
fn a_sync_covers_nothing_that_came_after_it_was_asked_for() {
    let mut ops = written();
    ops.push(Op::Sync("".into(), 3));
    ops.push(Op::Sync("folder".into(), 3));
    ops.push(Op::Sync("folder/file".into(), 2));
    assert_eq!(left_of(&ops, Left::Nothing), Some(vec![]));
}
