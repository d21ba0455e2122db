//! `kill -9` at random moments of the simulated day: afterwards one quiet run brings every resident to the province exactly once.
//!
//! `REKAM_KILLS` says how often (default 12); `REKAM_SEED` replays a run that failed.
#![expect(clippy::expect_used, reason = "a journey that cannot go on must fail")]

use rekam_tests::{json, residents_at_the_province, simulate};
use std::collections::BTreeSet;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Kills in one folder before the quiet run: a day that is cut again and again, not only once.
const KILLS_IN_A_FOLDER: u32 = 6;

/// Numbers from a seed (SplitMix64), so that a failing run can be replayed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable)
        .ok()
        .map(|text| text.parse().expect("a number"))
}

#[test]
fn after_any_number_of_kills_each_resident_is_at_the_province_exactly_once() {
    let kills = u32::try_from(number("REKAM_KILLS").unwrap_or(12)).expect("a small number");
    let seed = number("REKAM_SEED").unwrap_or_else(|| getrandom::u64().expect("randomness"));
    println!("REKAM_KILLS={kills} REKAM_SEED={seed}");
    let mut chance = Chance(seed);
    let whole_day = undisturbed_day();
    let mut done = 0;
    while done < kills {
        let folder = tempfile::tempdir().expect("a folder");
        for _ in 0..KILLS_IN_A_FOLDER.min(kills - done) {
            let after = Duration::from_millis(chance.below(whole_day));
            done += u32::from(killed(folder.path(), after, chance.below(3) == 0));
        }
        let rows = json(&simulate(folder.path()).output().expect("rekam runs"));
        let rows = rows.as_array().expect("a table");
        assert!(
            rows.iter().all(|row| row["receipt_verified"] == true),
            "{rows:?}"
        );
        let residents = residents_at_the_province(folder.path());
        let distinct: BTreeSet<&String> = residents.iter().collect();
        assert_eq!(
            (residents.len(), distinct.len()),
            (6, 6),
            "seed {seed}: {residents:?}"
        );
    }
    println!("{done} kills, every resident exactly once");
}

/// How long a day takes here, in milliseconds: kills fall anywhere in it.
fn undisturbed_day() -> u64 {
    let folder = tempfile::tempdir().expect("a folder");
    let began = Instant::now();
    json(&simulate(folder.path()).output().expect("rekam runs"));
    u64::try_from(began.elapsed().as_millis()).expect("a short day")
}

/// Starts a day and kills it: the whole group, or the station alone so that its province notices by itself.
/// Says whether there was still something to kill.
fn killed(folder: &Path, after: Duration, station_only: bool) -> bool {
    let mut command = simulate(folder);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    let mut day = command.spawn().expect("rekam runs");
    sleep(after);
    if day.try_wait().expect("a child can be asked").is_some() {
        return false;
    }
    let whom = if station_only {
        day.id().to_string()
    } else {
        format!("-{}", day.id())
    };
    let kill = Command::new("kill")
        .args(["-9", "--", &whom])
        .status()
        .expect("kill runs");
    assert!(kill.success());
    day.wait().expect("a child ends");
    true
}
