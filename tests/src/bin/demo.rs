//! `make run`: a demonstration station with its province, in a folder that stays.
//!
//! With a display the window opens on it. Without one, the same window is driven through three enrollments on a display of
//! its own, photographed, and a table of what the province received is printed.

#![expect(clippy::print_stdout, reason = "it tells what it does")]

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use fantoccini::key::Key;
use rekam_tests::window::{PASSWORD, Stage, TestStation, Window, desk};
use rekam_tests::{assets, program};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Residents of the list who are recorded in one run without a display.
const RESIDENTS: [&str; 3] = ["rizki", "dewi", "bagas"];
/// How often the province's vault looks for new packets.
const VAULT: Duration = Duration::from_secs(5);

/// A demonstration station with its province.
#[derive(Debug, Parser)]
struct Demo {
    /// The folder in which everything stands; made if missing, continued if not.
    #[arg(long, default_value = "target/run")]
    folder: PathBuf,
    /// Drive the window unseen even where there is a display.
    #[arg(long)]
    unseen: bool,
}

fn main() -> Result<()> {
    let demo = Demo::parse();
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    let station = TestStation::keep(&demo.folder, !has_camera())?;
    let serving = station.serve()?;
    if has_display && !demo.unseen {
        show(&station)?;
    } else {
        println!("rekam: no display: the window is driven unseen");
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(drive(&station))?;
    }
    drop(serving);
    table(&demo.folder)
}

/// Whether this machine has a camera; without one, a picture is replayed.
fn has_camera() -> bool {
    Path::new("/dev/video0").exists()
}

/// Opens the window, and has the province open what comes in until it is closed.
fn show(station: &TestStation) -> Result<()> {
    println!("rekam: the window opens; log in, and approve as the supervisor, with: {PASSWORD}");
    let mut window = Command::new(program("rekam-window"))
        .envs(station.environment())
        .spawn()?;
    while window.try_wait()?.is_none() {
        station.open_packets()?;
        std::thread::sleep(VAULT);
    }
    Ok(())
}

/// Records three residents of the list, as a clerk would, and waits for the receipts.
async fn drive(station: &TestStation) -> Result<()> {
    let stage = Stage::set()?;
    let mut window = Window::open(&stage, station).await?;
    window.photograph("demo-1-unlock")?;
    desk::log_in(&mut window).await?;
    window.at("today-next").await?;
    window.see("today-sealed").await?;
    window.photograph("demo-2-today")?;
    window.press(Key::Enter).await?;
    for name in RESIDENTS {
        if is_recorded(&mut window, name).await? {
            println!("rekam: {name} is recorded already");
            continue;
        }
        let before = window.keys;
        desk::record(&mut window, name).await?;
        window.photograph(&format!("demo-3-slip-{name}"))?;
        println!(
            "rekam: {name} is recorded with {} keys",
            window.keys - before
        );
        window.press(Key::Enter).await?;
    }
    window
        .until("document.querySelector('[data-testid=waiting]').innerText.includes('Semua')")
        .await?;
    station.open_packets()?;
    window.alt('3').await?;
    window.click("queue-send").await?;
    window.until("![...document.querySelectorAll('tbody tr')].some((row) => row.innerText.includes('Diterima provinsi'))").await?;
    window.photograph("demo-4-queue")?;
    println!(
        "rekam: pictures of the screens are in {}",
        stage.screens().display()
    );
    window.close().await
}

/// Whether the list shows somebody as recorded; the search is left empty.
async fn is_recorded(window: &mut Window, name: &str) -> Result<bool> {
    window.at("who-search").await?;
    window.type_in(name).await?;
    window.see("resident-0").await?;
    window
        .until("document.querySelectorAll('[role=option]').length === 1")
        .await?;
    let row = window.text("resident-0").await?;
    for _ in name.chars() {
        window.press(Key::Backspace).await?;
    }
    Ok(row.contains("sudah direkam"))
}

/// What came of it, from the station's own records and the province's register.
fn table(folder: &Path) -> Result<()> {
    let done = Command::new(program("rekam"))
        .args(["simulate", "--only-show", "--folder"])
        .arg(folder)
        .arg("--assets")
        .arg(assets())
        .status()
        .context("rekam does not start")?;
    if done.success() {
        Ok(())
    } else {
        bail!("a record has no verified receipt")
    }
}
