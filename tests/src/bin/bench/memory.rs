//! Memory of processes, sizes of programs, time of a cold build.

use crate::figures::Figures;
use anyhow::{Context as _, ensure};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Resident memory of a process, in MiB (Linux).
pub(crate) fn resident_mib(process: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("no VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

/// Bytes as MiB.
#[expect(
    clippy::cast_precision_loss,
    reason = "nothing here is larger than 2^52 bytes"
)]
pub(crate) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}

/// Sizes of the programs.
pub(crate) fn sizes(figures: &mut Figures, bins: &Path) -> anyhow::Result<()> {
    for program in ["rekam", "rekam-province"] {
        let bytes = std::fs::metadata(bins.join(program))?.len();
        figures.add(
            &format!("size_{}", program.replace('-', "_")),
            mebibytes(bytes),
            "MiB",
        );
    }
    Ok(())
}

/// Builds both programs from nothing, into a folder of its own.
pub(crate) fn cold_build(figures: &mut Figures, scratch: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    let done = Command::new("cargo")
        .args([
            "build",
            "--locked",
            "--release",
            "-p",
            "rekam-cli",
            "-p",
            "rekam-province",
        ])
        .env("CARGO_TARGET_DIR", scratch.join("cold"))
        .stderr(Stdio::null())
        .status()?;
    ensure!(done.success(), "the cold build failed");
    figures.add("cold_release_build", began.elapsed().as_secs_f64(), "s");
    Ok(())
}
