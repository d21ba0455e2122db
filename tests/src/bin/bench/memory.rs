//! Memory of processes, sizes of programs, time of a cold build.

use crate::figures::Figures;
use anyhow::{Context as _, ensure};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

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

/// Runs a program to its end and gives the most memory that it was seen to hold, in bytes (Linux).
pub(crate) fn watched(program: &mut Command) -> anyhow::Result<(Output, u64)> {
    let child = program
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let watch = std::thread::spawn(move || {
        let mut peak = 0;
        // A process that has ended has no memory any more.
        while let Some(most) = high_water(&status) {
            peak = peak.max(most);
            std::thread::sleep(Duration::from_millis(2));
        }
        peak
    });
    let output = child.wait_with_output()?;
    let peak = watch
        .join()
        .map_err(|_| anyhow::anyhow!("the watch broke"))?;
    Ok((output, peak))
}

fn high_water(status: &str) -> Option<u64> {
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(1024 * kib)
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
