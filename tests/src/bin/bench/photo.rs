//! The photo, on one thread: what a frame of the live loop, a report and a portrait cost.
//!
//! Measured by the program itself on the sample portraits, so that nothing but the work counts. The first of each run
//! loads the networks and is left out.

use crate::figures::Figures;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Runs the command line over the sample portraits.
pub(crate) fn measure(figures: &mut Figures, scratch: &Path, bins: &Path) -> Result<()> {
    let portraits = Path::new("assets/portraits");
    let rekam = bins.join("rekam");
    let clip = told(
        &rekam,
        &[
            "live".as_ref(),
            portraits.join("clip").as_ref(),
            "--least-px".as_ref(),
            "70".as_ref(),
        ],
    )?;
    figures.add("photo_live_720p", median(&clip["frames"])?, "ms/frame");
    let still = scratch.join("still");
    std::fs::create_dir_all(&still)?;
    for number in 0..40 {
        std::fs::copy(
            portraits.join("p01-good.jpg"),
            still.join(format!("{number:02}.jpg")),
        )?;
    }
    let still = told(&rekam, &["live".as_ref(), still.as_ref()])?;
    figures.add("photo_live_1080p", median(&still["frames"])?, "ms/frame");
    let good: Vec<_> = (1..=8)
        .map(|person| portraits.join(format!("p0{person}-good.jpg")))
        .collect();
    let mut arguments: Vec<&std::ffi::OsStr> = vec!["report".as_ref()];
    arguments.extend(good.iter().map(|path| path.as_os_str()));
    figures.add("photo_report", median(&told(&rekam, &arguments)?)?, "ms");
    let (out, picture) = (scratch.join("portrait.jpg"), portraits.join("p02-good.jpg"));
    for (name, replaces) in [("photo_portrait", false), ("photo_portrait_replaced", true)] {
        let mut arguments: Vec<&std::ffi::OsStr> = vec![
            "portrait".as_ref(),
            picture.as_ref(),
            "--birth-year".as_ref(),
            "1990".as_ref(),
            "--out".as_ref(),
            out.as_ref(),
        ];
        if replaces {
            arguments.push("--replace-background".as_ref());
        }
        let made: Vec<Value> = (0..5)
            .map(|_| told(&rekam, &arguments))
            .collect::<Result<_>>()?;
        figures.add(name, median(&Value::Array(made))?, "ms");
    }
    Ok(())
}

fn told(rekam: &Path, arguments: &[&std::ffi::OsStr]) -> Result<Value> {
    let output = Command::new(rekam)
        .args(["photo", "--json"])
        .args(arguments)
        .env("RTEN_NUM_THREADS", "1")
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The median of what each took, without the first.
fn median(runs: &Value) -> Result<f64> {
    let runs = runs.as_array().context("no list")?;
    let mut times: Vec<f64> = runs
        .iter()
        .skip(1)
        .filter_map(|run| run["milliseconds"].as_f64())
        .collect();
    times.sort_by(f64::total_cmp);
    times
        .get(times.len() / 2)
        .copied()
        .context("nothing was measured")
}
