//! The camera on a real driver, in the virtual machine of `tests/camera-vm`; v4l2-ctl on the same camera is the peer.
//!
//! The machine is emulated, so that every figure is many times that of a real one: only the ratio to the peer carries over.

use crate::figures::Figures;
use anyhow::{Context as _, Result};
use std::path::Path;
use std::process::Command;

/// Boots the machine with the built programs; says so where it cannot.
#[expect(
    clippy::print_stdout,
    reason = "printing figures is what this program is for"
)]
pub(crate) fn measure(figures: &mut Figures, bins: &Path) -> Result<()> {
    let can = Command::new("qemu-system-x86_64").arg("--version").output();
    if can.is_err() {
        println!("camera: skipped, no QEMU");
        return Ok(());
    }
    let run = Command::new("tests/camera-vm/run")
        .arg("figures")
        .env("BINS", bins)
        .output()?;
    let said = String::from_utf8_lossy(&run.stdout);
    for line in said.lines().filter_map(|line| line.strip_prefix("figure ")) {
        let mut words = line.split_whitespace();
        let (name, value) = words
            .next()
            .zip(words.next())
            .context("a figure without a value")?;
        figures.add(name, value.parse()?, unit(words.next().unwrap_or_default()));
    }
    anyhow::ensure!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    Ok(())
}

fn unit(told: &str) -> &'static str {
    match told {
        "frames/s" => "frames/s",
        "ms/frame" => "ms/frame",
        _ => "ms",
    }
}
