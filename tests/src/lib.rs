//! What journeys share: where the programs are, and how a simulated day is run.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a journey that cannot begin must fail"
)]

pub mod chaos;
pub mod liar;
pub mod lists;
pub mod outpost;
pub mod people;
pub mod powercut;
pub mod relay;
pub mod sbi;
pub mod skipped;
pub mod window;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// One of the programs, built beside this test by `cargo build --workspace --bins`.
pub fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a test knows where it is");
    let folder = here.ancestors().find(|folder| folder.join(name).is_file());
    folder
        .unwrap_or_else(|| {
            panic!("{name} is not built: run `cargo build --workspace --bins` first")
        })
        .join(name)
}

/// The repository's `assets`.
pub fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("assets")
}

/// `rekam simulate` in a folder, not yet started.
pub fn simulate(folder: &Path) -> Command {
    let mut command = Command::new(program("rekam"));
    command
        .args(["simulate", "--json", "--lang", "en", "--folder"])
        .arg(folder)
        .arg("--assets")
        .arg(assets());
    command
}

/// `rekam-province ... --json` on the simulated province.
pub fn province(folder: &Path, arguments: &[&str]) -> Value {
    let mut command = Command::new(program("rekam-province"));
    let done = command
        .arg("--folder")
        .arg(folder.join("province"))
        .args(arguments)
        .arg("--json")
        .output();
    json(&done.expect("the province's program runs"))
}

/// What a program answered, as JSON.
pub fn json(done: &Output) -> Value {
    let said = String::from_utf8_lossy(&done.stdout);
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{}: {said}{errors}", done.status);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("no JSON ({error}): {said}"))
}

/// The residents that the province holds, by NIK, each as often as it holds them.
pub fn residents_at_the_province(folder: &Path) -> Vec<String> {
    let listed = province(folder, &["admin", "list"]);
    let packets = listed.as_array().expect("a list");
    packets
        .iter()
        .filter_map(|packet| packet["nik"].as_str().map(str::to_owned))
        .collect()
}
