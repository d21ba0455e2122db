//! The window as its user waits for it: start, memory, preview, keystroke; and what one enrollment costs in keys.
//!
//! Driven through WebDriver on an unseen display, so a start holds the driver's own part as well.

use crate::figures::{Figures, millis};
use crate::memory::mebibytes;
use anyhow::{Context as _, Result};
use fantoccini::key::Key;
use rekam_tests::window::{Place, Stage, TestStation, Window, desk, missing_tools};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Warm starts; the median counts.
const STARTS: usize = 5;
/// How long frames and processor time are counted.
const WATCHED: Duration = Duration::from_secs(5);
/// Keystrokes that are timed; the median counts.
const STROKES: usize = 11;

/// Measures it where the tools are.
#[expect(clippy::print_stderr, reason = "what is not measured is said")]
pub(crate) fn measure(figures: &mut Figures, bins: &Path, dist: &Path) -> Result<()> {
    figures.add(
        "size_rekam_window",
        mebibytes(std::fs::metadata(bins.join("rekam-window"))?.len()),
        "MiB",
    );
    figures.add("size_ui_bundle", mebibytes(folder_size(dist)?), "MiB");
    let missing = missing_tools();
    if !missing.is_empty() {
        eprintln!(
            "the window is not measured, not installed: {}",
            missing.join(", ")
        );
        return Ok(());
    }
    let stage = Stage::set()?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            starts(figures, &stage).await?;
            preview(figures, &stage, "1280x720", "720p").await?;
            preview(figures, &stage, "1920x1080", "1080p").await?;
            one_enrollment(figures, &stage).await
        })
}

/// From the start of the program to a page that takes keys.
#[expect(clippy::print_stderr, reason = "what is not measured is said")]
async fn starts(figures: &mut Figures, stage: &Stage) -> Result<()> {
    let station = TestStation::make(Place::Ready)?;
    // Only root may empty the page cache; without that there is no cold start to speak of.
    if std::fs::write("/proc/sys/vm/drop_caches", "3").is_ok() {
        let window = Window::open(stage, &station).await?;
        figures.add("window_start_cold", millis(window.started), "ms");
        window.close().await?;
    } else {
        eprintln!("window_start_cold is not measured: the page cache cannot be emptied here");
    }
    let mut warm = Vec::new();
    for _ in 0..STARTS {
        let window = Window::open(stage, &station).await?;
        warm.push(window.started);
        if warm.len() == STARTS {
            tokio::time::sleep(Duration::from_secs(2)).await;
            figures.add("window_memory_idle", memory(&window)?, "MiB PSS");
        }
        window.close().await?;
    }
    warm.sort_unstable();
    figures.add("window_start_warm", millis(warm[STARTS / 2]), "ms");
    Ok(())
}

/// Frames on the page, processor time and memory while the camera's picture is shown.
async fn preview(figures: &mut Figures, stage: &Stage, size: &str, name: &str) -> Result<()> {
    let station = TestStation::make(Place::Ready)?;
    let picture = station.camera().join("p02-good.jpg");
    let resized = Command::new("convert")
        .arg(&picture)
        .args(["-resize", size])
        .arg(&picture)
        .status()?;
    anyhow::ensure!(resized.success(), "no picture of {size}");
    let mut window = Window::open(stage, &station).await?;
    desk::log_in(&mut window).await?;
    window.alt('6').await?;
    window.click("camera-test").await?;
    window
        .until("document.querySelector('.mirror img')?.naturalWidth > 0")
        .await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    window
        .run(
            "window.framesSeen = 0;
             document.querySelector('.mirror img').addEventListener('load', () => (window.framesSeen += 1))",
            &[],
        )
        .await?;
    let (began, before) = (Instant::now(), processor_seconds(&window)?);
    tokio::time::sleep(WATCHED).await;
    let frames = window.run("return window.framesSeen", &[]).await?;
    let seconds = began.elapsed().as_secs_f64();
    let used = processor_seconds(&window)? - before;
    let frames = frames.as_f64().context("a number of frames")?;
    figures.add(
        &format!("preview_{name}_rate"),
        frames / seconds,
        "frames/s",
    );
    figures.add(
        &format!("preview_{name}_cpu"),
        100.0 * used / seconds,
        "% of a core",
    );
    figures.add(
        &format!("preview_{name}_memory"),
        memory(&window)?,
        "MiB PSS",
    );
    window.close().await
}

/// Keys for one resident of the list, and the time from a keystroke to a stored and judged field.
async fn one_enrollment(figures: &mut Figures, stage: &Stage) -> Result<()> {
    let station = TestStation::make(Place::Ready)?;
    let mut window = Window::open(stage, &station).await?;
    desk::log_in(&mut window).await?;
    window.at("today-next").await?;
    window.press(Key::Enter).await?;
    window.at("who-search").await?;
    let before = (window.keys, window.clicks);
    desk::record(&mut window, "dewi").await?;
    figures.add(
        "enrollment_keys",
        f64::from(window.keys - before.0),
        "key presses beside the name",
    );
    figures.add(
        "enrollment_strokes",
        f64::from(window.clicks - before.1),
        "strokes of the resident's pen",
    );
    window.press(Key::Enter).await?;
    desk::begin_with(&mut window, "andreas").await?;
    window.click("step-data").await?;
    window.see("field-address").await?;
    window
        .run(
            "const said = document.querySelector('[data-testid=save-state]');
             const field = document.querySelector('[data-testid=field-address]');
             window.waits = []; let typed = null;
             field.addEventListener('input', () => (typed = performance.now()));
             new MutationObserver(() => {
               if (typed !== null && said.innerText === arguments[0]) { window.waits.push(performance.now() - typed); typed = null; }
             }).observe(said, { characterData: true, childList: true, subtree: true });
             field.focus()",
            &[json!("Tersimpan")],
        )
        .await?;
    for stroke in 1..=STROKES {
        window.type_in("x").await?;
        window
            .until(&format!("window.waits.length >= {stroke}"))
            .await?;
    }
    let waits = window
        .run("return window.waits.sort((a, b) => a - b)", &[])
        .await?;
    let median = waits[STROKES / 2].as_f64().context("a time")?;
    figures.add("keystroke_to_stored_and_judged", median, "ms");
    window.close().await
}

/// Memory of all the window's processes, shared pages counted once (Linux).
fn memory(window: &Window) -> Result<f64> {
    let mut kib = 0;
    for process in window.processes() {
        // A process that has just ended has no memory any more.
        let rollup =
            std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        let number = line.and_then(|line| {
            line.trim()
                .trim_end_matches("kB")
                .trim()
                .parse::<u64>()
                .ok()
        });
        kib += number.unwrap_or_default();
    }
    Ok(mebibytes(kib * 1024))
}

/// Processor time of all the window's processes so far (Linux, 100 ticks a second).
fn processor_seconds(window: &Window) -> Result<f64> {
    let mut ticks = 0;
    for process in window.processes() {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // Behind the name in brackets, user and system time are the 12th and 13th words.
        let words: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let time = |at: usize| {
            words
                .get(at)
                .and_then(|word| word.parse::<u32>().ok())
                .unwrap_or_default()
        };
        ticks += time(11) + time(12);
    }
    Ok(f64::from(ticks) / 100.0)
}

fn folder_size(folder: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in std::fs::read_dir(folder).context("the interface is not built: run `make ui`")? {
        let entry = entry?;
        size += if entry.file_type()?.is_dir() {
            folder_size(&entry.path())?
        } else {
            entry.metadata()?.len()
        };
    }
    Ok(size)
}
