//! The photo, on one thread: what a frame of the live loop, a report, a capture and a portrait cost, in time and memory; with
//! AVX and without, beside the reference library and MediaPipe.
//!
//! Measured by the program itself on the sample portraits, so that nothing but the work counts. The first of each run
//! loads the networks and is left out.

use crate::figures::Figures;
use crate::memory::{mebibytes, watched};
use crate::peers::{self, MEDIAPIPE, OFIQ};
use anyhow::{Context as _, Result, ensure};
use rekam_photo::{HINT_FROM, Template, most_alike};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Frames of the still person at 1080p.
const FRAMES: usize = 60;
/// Portraits that are made; the median counts.
const PORTRAITS: usize = 7;
/// Faces that one is compared with.
const GALLERY: usize = 50_000;

/// The middle and the slow end of many times, in milliseconds.
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) p95: f64,
}

/// The spread of some times.
pub(crate) fn spread(times: impl Iterator<Item = f64>) -> Result<Spread> {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len() - 1));
    let (median, p95) = (times.get(times.len() / 2), at(95));
    let (median, p95) = median.zip(p95).context("nothing was measured")?;
    Ok(Spread {
        median: *median,
        p95: *p95,
    })
}

/// Runs the command line over the sample portraits, then the same built without AVX, then the peers.
#[expect(clippy::print_stderr, reason = "what is built or absent is said")]
pub(crate) fn measure(
    figures: &mut Figures,
    scratch: &Path,
    bins: &Path,
    out: &Path,
) -> Result<()> {
    let pictures = Pictures::laid_out(scratch)?;
    let rekam = bins.join("rekam");
    program(figures, "photo", &rekam, &pictures)?;
    one_to_many(figures)?;

    let folder = out.join("without-avx");
    eprintln!("building rekam without AVX into {}", folder.display());
    let built = Command::new("scripts/build-without-avx")
        .arg(&folder)
        .status();
    if built.is_ok_and(|built| built.success()) {
        let slow = folder.join("release/rekam");
        program(figures, "photo_without_avx", &slow, &pictures)?;
    } else {
        eprintln!("without AVX nothing is measured: it cannot be built here");
    }

    beside_mediapipe(figures, out, &pictures)?;
    beside_ofiq(figures, out, &rekam, &pictures)
}

/// The pictures that all programs are shown.
struct Pictures {
    scratch: PathBuf,
    /// 75 frames of 1280x720 in which a person sits down.
    clip: PathBuf,
    /// A person who sits still, 1920x1080.
    still: PathBuf,
    /// A good portrait of each person, 1920x1080.
    good: Vec<PathBuf>,
}

impl Pictures {
    fn laid_out(scratch: &Path) -> Result<Self> {
        let portraits = Path::new("assets/portraits");
        let still = scratch.join("still");
        std::fs::create_dir_all(&still)?;
        for number in 0..FRAMES {
            let frame = still.join(format!("{number:02}.jpg"));
            std::fs::copy(portraits.join("p01-good.jpg"), frame)?;
        }
        let good = (1..=8).map(|person| portraits.join(format!("p0{person}-good.jpg")));
        Ok(Self {
            scratch: scratch.to_owned(),
            clip: portraits.join("clip"),
            still,
            good: good.collect(),
        })
    }
}

/// All figures of one build of the program; their names begin with `name`.
fn program(figures: &mut Figures, name: &str, rekam: &Path, pictures: &Pictures) -> Result<()> {
    let mut peak = 0;
    let mut told = |arguments: Vec<OsString>| -> Result<Value> {
        let (said, most) = told(rekam, &arguments)?;
        peak = peak.max(most);
        Ok(said)
    };
    let clip = told(words(["live", "--least-px", "70"], [&pictures.clip]))?;
    add_spread(
        figures,
        &format!("{name}_live_720p"),
        &clip["frames"],
        "ms/frame",
    )?;
    let still = told(words(["live"], [&pictures.still]))?;
    add_spread(
        figures,
        &format!("{name}_live_1080p"),
        &still["frames"],
        "ms/frame",
    )?;
    let reports = told(words(["report"], &pictures.good))?;
    let report = add_spread(figures, &format!("{name}_report"), &reports, "ms")?;

    let out = pictures.scratch.join("portrait.jpg");
    let mut portrait = |name: &str, more: &[&str]| -> Result<f64> {
        let ask = ["portrait", "--birth-year", "1990"]
            .into_iter()
            .chain(more.iter().copied());
        let ask = words(ask, [&pictures.good[1], &PathBuf::from("--out"), &out]);
        let made = (0..PORTRAITS)
            .map(|_| told(ask.clone()))
            .collect::<Result<Vec<_>>>()?;
        let took = milliseconds(&Value::Array(made));
        let took = spread(took.into_iter())?;
        figures.add(name, took.median, "ms");
        Ok(took.median)
    };
    portrait(&format!("{name}_portrait"), &[])?;
    let replaced = portrait(
        &format!("{name}_portrait_replaced"),
        &["--replace-background"],
    )?;

    // What is computed once the burst is over: the chosen frame is decoded, judged from all sides and made a portrait.
    figures.add(
        &format!("{name}_chosen_to_portrait"),
        report.median + replaced,
        "ms",
    );
    let burst = burst(&clip["frames"])?;
    figures.add(
        &format!("{name}_clip_good_to_chosen_computing"),
        burst,
        "ms",
    );
    let waited = clip["good_to_chosen_ms"]
        .as_f64()
        .context("nothing was chosen")?;
    figures.add(
        &format!("{name}_clip_good_to_chosen"),
        waited,
        "ms of the clip",
    );
    let templates = pictures
        .good
        .windows(2)
        .map(|pair| {
            let compared = told(words(["compare"], pair))?;
            compared["template_milliseconds"][1]
                .as_f64()
                .context("no time")
        })
        .collect::<Result<Vec<_>>>()?;
    let embedding = spread(templates.into_iter())?;
    figures.add(&format!("{name}_embedding"), embedding.median, "ms");
    figures.add(&format!("{name}_memory"), mebibytes(peak), "MiB at most");
    Ok(())
}

/// One face compared with 50,000 others in memory, on one thread, as the double hint compares them.
fn one_to_many(figures: &mut Figures) -> Result<()> {
    let mut seed = 1_u32;
    let mut template = || {
        let mut numbers = [0.0_f32; Template::BYTES / 4];
        for number in &mut numbers {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *number = (seed >> 8) as f32 / 8_388_608.0 - 1.0;
        }
        let length = numbers.iter().map(|each| each * each).sum::<f32>().sqrt();
        let bytes: Vec<u8> = numbers
            .iter()
            .flat_map(|each| (each / length).to_le_bytes())
            .collect();
        Template::from_bytes(&bytes)
    };
    let face = template()?;
    let gallery = (0..GALLERY)
        .map(|_| template())
        .collect::<Result<Vec<_>, _>>()?;
    let times = (0..20).map(|_| {
        let began = Instant::now();
        std::hint::black_box(most_alike(&face, &gallery, HINT_FROM));
        began.elapsed().as_secs_f64() * 1000.0
    });
    figures.add("photo_one_to_50000", spread(times)?.median, "ms");
    Ok(())
}

/// What the frames cost from the first good one of the burst's run to its last.
fn burst(frames: &Value) -> Result<f64> {
    let frames = frames.as_array().context("no frames")?;
    let is = |frame: &Value| frame["burst"].as_bool().unwrap_or(false);
    let last = frames.iter().rposition(is).context("no burst")?;
    let first = frames[..last]
        .iter()
        .rposition(|frame| frame["instruction"] != Value::Null)
        .map_or(0, |at| at + 1);
    Ok(frames[first..=last]
        .iter()
        .filter_map(|frame| frame["milliseconds"].as_f64())
        .sum())
}

fn beside_mediapipe(figures: &mut Figures, out: &Path, pictures: &Pictures) -> Result<()> {
    for (name, folder) in [("720p", &pictures.clip), ("1080p", &pictures.still)] {
        let mut frames: Vec<PathBuf> = std::fs::read_dir(folder)?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == "jpg"))
            .collect();
        frames.sort();
        let Some(said) = MEDIAPIPE.said(out, &frames) else {
            return Ok(());
        };
        let took = peers::times(&said)?;
        let peer = format!("peer_mediapipe_mesh_{name}");
        figures.add(&peer, took.median, "ms/frame");
        figures.add(&format!("{peer}_p95"), took.p95, "ms/frame");
        let peak = said["peak_mib"].as_f64().context("no memory")?;
        figures.add(&format!("{peer}_memory"), peak, "MiB at most");
    }
    Ok(())
}

fn beside_ofiq(figures: &mut Figures, out: &Path, rekam: &Path, pictures: &Pictures) -> Result<()> {
    let (reports, _) = told(rekam, &words(["report"], &pictures.good))?;
    let file = pictures.scratch.join("reports.json");
    std::fs::write(&file, serde_json::to_vec(&reports)?)?;
    let make = PathBuf::from("crates/photo/tests/golden/make.py");
    if let Some(said) = OFIQ.said(out, &[make, file]) {
        let took = peers::times(&said)?;
        figures.add("peer_ofiq_not_learned", took.median, "ms");
        figures.add("peer_ofiq_not_learned_p95", took.p95, "ms");
    }
    Ok(())
}

fn add_spread(
    figures: &mut Figures,
    name: &str,
    runs: &Value,
    unit: &'static str,
) -> Result<Spread> {
    let spread = spread(milliseconds(runs).into_iter().skip(1))?;
    figures.add(name, spread.median, unit);
    figures.add(&format!("{name}_p95"), spread.p95, unit);
    Ok(spread)
}

fn milliseconds(runs: &Value) -> Vec<f64> {
    let runs = runs.as_array().map(Vec::as_slice).unwrap_or_default();
    runs.iter()
        .filter_map(|run| run["milliseconds"].as_f64())
        .collect()
}

fn words<'a>(
    words: impl IntoIterator<Item = &'a str>,
    paths: impl IntoIterator<Item = &'a PathBuf>,
) -> Vec<OsString> {
    let words = words.into_iter().map(OsString::from);
    words
        .chain(paths.into_iter().map(|path| path.clone().into_os_string()))
        .collect()
}

/// What the program says, and the most memory that it took, in bytes.
fn told(rekam: &Path, arguments: &[OsString]) -> Result<(Value, u64)> {
    let mut command = Command::new(rekam);
    command
        .args(["photo", "--json"])
        .args(arguments)
        .env("RTEN_NUM_THREADS", "1");
    let (output, peak) = watched(&mut command)?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{errors}");
    Ok((serde_json::from_slice(&output.stdout)?, peak))
}
