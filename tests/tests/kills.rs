//! `kill -9` at random moments of the real programs: afterwards one quiet run brings everything to the province exactly once,
//! and the station's database and chains are whole.
//!
//! `REKAM_KILLS` says how often for each of the four (default 4); `REKAM_SEED` replays a run that failed.
#![expect(clippy::expect_used, reason = "a journey that cannot go on must fail")]
#![expect(
    clippy::print_stdout,
    reason = "a seed that fails must be known, a toll is what a campaign is for"
)]

use rekam_station::clock::SystemClock;
use rekam_station::{Desk, Station};
use rekam_tests::powercut::Chance;
use rekam_tests::window::{OPERATOR, PASSWORD, Place, TestStation};
use rekam_tests::{json, program, residents_at_the_province, simulate};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Kills in one folder before the quiet run: a day that is cut again and again, not only once.
const KILLS_IN_A_FOLDER: u32 = 6;
/// Packets that a courier carries through the kills.
const CARRIED: usize = 12;

/// Whom a kill hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Station,
    Province,
    Both,
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable)
        .ok()
        .map(|text| text.parse().expect("a number"))
}

/// How many kills, and the chance that places them.
fn campaign(of: &str) -> (u32, u64, Chance) {
    let kills = u32::try_from(number("REKAM_KILLS").unwrap_or(4)).expect("a small number");
    let seed = number("REKAM_SEED").unwrap_or_else(|| getrandom::u64().expect("randomness"));
    println!("{of}: REKAM_KILLS={kills} REKAM_SEED={seed}");
    (kills, seed, Chance(seed))
}

#[test]
fn after_any_number_of_kills_of_the_station_each_resident_is_at_the_province_exactly_once() {
    kill_days(Victim::Station);
}

#[test]
fn after_any_number_of_kills_of_the_province_each_resident_is_at_the_province_exactly_once() {
    kill_days(Victim::Province);
}

#[test]
fn after_any_number_of_kills_of_both_each_resident_is_at_the_province_exactly_once() {
    kill_days(Victim::Both);
}

fn kill_days(victim: Victim) {
    let (kills, seed, mut chance) = campaign(&format!("{victim:?}"));
    let whole_day = undisturbed_day();
    let mut done = 0;
    while done < kills {
        let folder = tempfile::tempdir().expect("a folder");
        for _ in 0..KILLS_IN_A_FOLDER.min(kills - done) {
            let after = Duration::from_millis(chance.below(whole_day));
            done += u32::from(killed(folder.path(), after, victim));
        }
        let rows = json(&after_any_wait(folder.path()));
        let rows = rows.as_array().expect("a table");
        assert!(
            rows.iter().all(|row| row["receipt_verified"] == true),
            "seed {seed}: {rows:?}"
        );
        let residents = residents_at_the_province(folder.path());
        let distinct: BTreeSet<&String> = residents.iter().collect();
        assert_eq!(
            (residents.len(), distinct.len()),
            (6, 6),
            "seed {seed}: {residents:?}"
        );
        let desk = desk(&folder.path().join("station"));
        desk.store().verify_pages().expect("a whole database");
        let (day_book, _) = desk.verify_chains().expect("whole chains");
        assert_eq!(day_book.serial as usize, rows.len(), "seed {seed}");
    }
    println!("{done} kills of {victim:?}, every resident exactly once, every chain whole");
}

/// A day to its end. Kills that fell into the check of a password are charged as wrong ones, and then the login waits.
fn after_any_wait(folder: &Path) -> Output {
    loop {
        let ended = simulate(folder).output().expect("rekam runs");
        let said = [&ended.stdout[..], &ended.stderr[..]].map(String::from_utf8_lossy);
        if !said.iter().any(|text| text.contains("login-wait")) {
            return ended;
        }
        sleep(Duration::from_secs(10));
    }
}

/// How long a day takes here, in milliseconds: kills fall anywhere in it.
fn undisturbed_day() -> u64 {
    let folder = tempfile::tempdir().expect("a folder");
    let began = Instant::now();
    json(&simulate(folder.path()).output().expect("rekam runs"));
    u64::try_from(began.elapsed().as_millis()).expect("a short day")
}

/// Starts a day and kills whom it is about. Says whether there was still something to kill.
fn killed(folder: &Path, after: Duration, victim: Victim) -> bool {
    let mut day = quietly(&mut simulate(folder));
    sleep(after);
    if day.try_wait().expect("a child can be asked").is_some() {
        return false;
    }
    let station = day.id().to_string();
    let whom = match victim {
        Victim::Station => vec![station.clone()],
        // The province of a day is its child; there is none while nothing is asked of it.
        Victim::Province => children(&station),
        Victim::Both => vec![format!("-{station}")],
    };
    let hit = !whom.is_empty() && kill(&whom);
    if victim == Victim::Province && !hit {
        kill(&[format!("-{station}")]);
    }
    day.wait().expect("a child ends");
    hit
}

fn quietly(command: &mut Command) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    command.spawn().expect("the program runs")
}

fn kill(whom: &[String]) -> bool {
    let kill = Command::new("kill").args(["-9", "--"]).args(whom).status();
    kill.expect("kill runs").success()
}

fn children(of: &str) -> Vec<String> {
    let listed = fs::read_to_string(format!("/proc/{of}/task/{of}/children"));
    let listed = listed.unwrap_or_default();
    listed.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn after_any_number_of_kills_of_a_couriers_stick_each_packet_is_at_the_province_exactly_once() {
    let (kills, seed, mut chance) = campaign("Courier");
    let station = TestStation::make(Place::Ready).expect("a station");
    for _ in 0..CARRIED {
        desk(&station.home()).seal_canary().expect("a packet");
    }
    let stick = tempfile::tempdir().expect("a stick");
    let steps = [export, take_in, import].map(|step| step(&station, stick.path()));
    let mut lengths = [0; 3];
    for (length, mut step) in lengths.iter_mut().zip(steps) {
        let began = Instant::now();
        step.output().expect("the program runs");
        *length = u64::try_from(began.elapsed().as_millis()).expect("a short step");
    }
    for _ in 0..CARRIED {
        desk(&station.home()).seal_canary().expect("a packet");
    }
    let mut hit = 0;
    while hit < kills {
        let at = usize::try_from(chance.below(3)).expect("one of three");
        let mut step = [export, take_in, import][at](&station, stick.path());
        let mut running = quietly(&mut step);
        sleep(Duration::from_millis(chance.below(lengths[at])));
        if running.try_wait().expect("a child can be asked").is_none() {
            hit += u32::from(kill(&[running.id().to_string()]));
        }
        running.wait().expect("a child ends");
        // A try of a password that was cut off counts as a wrong one: somebody logs in, as after a real cut.
        let desk = desk(&station.home());
        if hit.is_multiple_of(10) {
            // Or everything would have arrived long before the last kill.
            desk.seal_canary().expect("a packet");
        }
    }
    for step in [export, take_in, import] {
        let done = step(&station, stick.path())
            .output()
            .expect("the program runs");
        assert!(
            done.status.success(),
            "seed {seed}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
    let desk = desk(&station.home());
    let sealed = desk.store().day_book_head().expect("a head").serial;
    let counts = desk.store().outbox_counts().expect("counts");
    assert_eq!(
        (counts.waiting, counts.received),
        (0, sealed),
        "seed {seed}"
    );
    let listed = json(
        &province(&station, &["admin", "list"])
            .arg("--json")
            .output()
            .expect("an answer"),
    );
    assert_eq!(
        listed.as_array().expect("a list").len(),
        sealed as usize,
        "seed {seed}"
    );
    desk.store().verify_pages().expect("a whole database");
    desk.verify_chains().expect("whole chains");
    println!("{hit} kills of the courier, {sealed} packets exactly once");
}

fn desk(home: &Path) -> Desk {
    let cost = rekam_protocol::lockbox::Cost::RECOMMENDED;
    let opened = Station::open(home, Arc::new(SystemClock::new()), cost).expect("a station");
    opened
        .unlock(&OPERATOR.parse().expect("an id"), PASSWORD)
        .expect("a desk")
}

fn export(station: &TestStation, stick: &Path) -> Command {
    courier(station, "export", stick)
}

fn import(station: &TestStation, stick: &Path) -> Command {
    courier(station, "import", stick)
}

fn courier(station: &TestStation, what: &str, stick: &Path) -> Command {
    let mut command = Command::new(program("rekam"));
    command
        .args(["courier", what, "--operator", OPERATOR, "--home"])
        .arg(station.home())
        .arg(stick)
        .env("REKAM_PASSWORD", PASSWORD);
    command
}

fn take_in(station: &TestStation, stick: &Path) -> Command {
    let mut command = province(station, &["import"]);
    command.arg(stick);
    command
}

fn province(station: &TestStation, arguments: &[&str]) -> Command {
    let mut command = Command::new(program("rekam-province"));
    command
        .arg("--folder")
        .arg(station.province_folder())
        .args(arguments);
    command
}
