//! The power cut, simulated: `powercut day FOLDER` plays the day that is recorded; `powercut run CUTS SEED` cuts it.

use anyhow::{Context as _, Result, bail, ensure};
use rekam_tests::powercut::{campaign::Recorded, day};
use std::{
    io::{Write as _, stdout},
    path::Path,
};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["day", folder] => day::play(Path::new(folder), &mut |words| {
            let mut out = stdout().lock();
            // One write, so that it is one line of the trace.
            out.write_all(format!("{words}\n").as_bytes())?;
            Ok(out.flush()?)
        }),
        ["run", cuts, seed] => run(cuts.parse()?, seed.parse()?),
        _ => bail!("day FOLDER, or run CUTS SEED"),
    }
}

#[expect(clippy::print_stdout, reason = "the outcome is what was asked for")]
fn run(cuts: usize, seed: u64) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let program = std::env::current_exe().context("this program has no path")?;
    let recorded = Recorded::play(&program, folder.path())?;
    println!("operations {}", recorded.operations());
    println!("syncs {}", recorded.syncs());
    let outcome = recorded.cut(cuts, seed)?;
    for ((disk, left), count) in &outcome.whole {
        println!("whole {disk} {left} {count}");
    }
    let mut missed = 0;
    for (disk, moments) in recorded.moments()? {
        let hit = outcome.moments.iter().filter(|(hit, _)| *hit == disk);
        let hit = hit.count();
        println!("moments {disk} {hit} of {}", moments.len());
        missed += moments.len() - hit;
    }
    for broken in &outcome.broken {
        println!("broken {broken}");
    }
    println!(
        "cuts {} broken {} seed {seed}",
        outcome.cuts(),
        outcome.broken.len()
    );
    ensure!(
        outcome.broken.is_empty(),
        "a disk did not hold what it must"
    );
    let every = outcome.moments.len() + missed;
    ensure!(
        missed == 0 || cuts < every,
        "a moment was not cut although there were cuts enough"
    );
    Ok(())
}
