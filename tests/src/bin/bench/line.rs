//! The shaped line, in short: what `make line` measures, ended after [`SECONDS`].

use crate::figures::Figures;
use anyhow::ensure;
use std::path::Path;
use std::process::Command;

/// Not all contenders are done by then: shares of the line count what was received until then.
const SECONDS: &str = "75";

/// Measures if this machine has what it takes; `tests/line/run` says so if not.
pub(crate) fn measure(figures: &mut Figures, bins: &Path, out: &Path) -> anyhow::Result<()> {
    let run = Path::new(env!("CARGO_MANIFEST_DIR")).join("line/run");
    let folder = out.join("line");
    let found = folder.join("line.json");
    if found.exists() {
        std::fs::remove_file(&found)?;
    }
    let done = Command::new(run)
        .arg(bins.join("line"))
        .arg(&folder)
        .arg(SECONDS)
        .status()?;
    ensure!(done.success(), "tests/line/run failed");
    if !found.exists() {
        return Ok(());
    }
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(found)?)?;
    for row in &rows {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let words = |text: String| -> String {
            let known = |letter: char| {
                if letter.is_ascii_alphanumeric() {
                    letter.to_ascii_lowercase()
                } else {
                    '_'
                }
            };
            text.replace(", ", "_").chars().map(known).collect()
        };
        let name = format!(
            "line_{}_{}",
            words(text("line")).replace("__", "_"),
            words(text("by"))
        );
        if let Some(share) = row["share"].as_f64() {
            figures.add(&format!("{name}_share"), share * 100.0, "%");
        }
        if let Some(waste) = row["waste"].as_f64() {
            figures.add(&format!("{name}_beside_records"), waste * 100.0, "%");
        }
    }
    Ok(())
}
