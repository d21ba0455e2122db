//! Figures, printed as they come and written at the end.

use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};

/// All figures of a run.
#[derive(Default)]
pub(crate) struct Figures(Vec<(String, f64, &'static str)>);

impl Figures {
    /// Keeps and prints one figure.
    #[expect(
        clippy::print_stdout,
        reason = "printing figures is what this program is for"
    )]
    pub(crate) fn add(&mut self, name: &str, value: f64, unit: &'static str) {
        println!("{name} {value:.3} {unit}");
        self.0.push((name.to_owned(), value, unit));
    }

    /// Writes `figures.json`.
    pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        let all: Vec<_> = self
            .0
            .iter()
            .map(|(name, value, unit)| json!({"name": name, "value": value, "unit": unit}))
            .collect();
        Ok(std::fs::write(
            folder.join("figures.json"),
            serde_json::to_vec_pretty(&all)?,
        )?)
    }
}

/// The median time of `runs` calls.
pub(crate) fn median(
    runs: usize,
    mut call: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<Duration> {
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let began = Instant::now();
        call()?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    times
        .get(runs / 2)
        .copied()
        .ok_or_else(|| anyhow::anyhow!("no runs"))
}

/// Milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
