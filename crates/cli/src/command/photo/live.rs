//! `rekam photo live FOLDER`: what the desk would have said, picture by picture.

use crate::say::{Failure, Voice};
use rekam_domain::code::ErrorCode;
use rekam_photo::{FaceModels, Fault, Live, Photographer};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[derive(Serialize)]
struct Followed {
    frames: Vec<Looked>,
    /// The picture to make the portrait of.
    chosen: Option<PathBuf>,
    /// From the first picture in which all was well to the last of the burst, as the folder's time goes.
    good_to_chosen_ms: Option<u128>,
}

#[derive(Serialize)]
struct Looked {
    file: PathBuf,
    at_ms: u128,
    instruction: Option<Fault>,
    faults: Vec<Fault>,
    good_for_ms: u128,
    burst: bool,
    /// What decoding and looking took.
    milliseconds: f64,
}

/// Follows the pictures, or says which of them cannot be read.
pub(super) fn run(folder: &Path, fps: u16, least_px: u16, voice: Voice) -> Result<(), Failure> {
    let files = pictures(folder)?;
    let photographer = Photographer::new(FaceModels::embedded()?);
    let mut live = Live::with_least_px(f32::from(least_px));
    let mut followed = Followed {
        frames: Vec::new(),
        chosen: None,
        good_to_chosen_ms: None,
    };
    let mut good_since = None;
    for (number, file) in (0_u32..).zip(&files) {
        let at = Duration::from_secs(1) * number / u32::from(fps);
        let began = Instant::now();
        let picture = rekam_photo::decode(&super::read(file)?)?;
        let seen = live.look(&photographer, &picture, at)?;
        if followed.chosen.is_none() {
            good_since = if seen.faults.is_empty() {
                good_since.or(Some(at))
            } else {
                good_since
            };
        }
        if let Some(chosen) = seen.chosen.and_then(|number| usize::try_from(number).ok()) {
            followed.chosen = files.get(chosen).cloned();
            followed.good_to_chosen_ms =
                good_since.map(|since: Duration| at.saturating_sub(since).as_millis());
        }
        followed.frames.push(Looked {
            file: file.clone(),
            at_ms: at.as_millis(),
            instruction: seen.instruction,
            faults: seen.faults,
            good_for_ms: seen.good_for.as_millis(),
            burst: seen.burst,
            milliseconds: super::milliseconds(began),
        });
    }
    voice.result(&followed, |followed| shown(followed, voice))
}

fn pictures(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = || Failure {
        detail: Some(folder.display().to_string()),
        ..Failure::of(ErrorCode::FileUnreadable)
    };
    let entries = std::fs::read_dir(folder).map_err(|_| unreadable())?;
    let is_picture = |path: &PathBuf| {
        let end = path
            .extension()
            .and_then(|end| end.to_str())
            .unwrap_or_default();
        ["jpg", "jpeg", "png"].contains(&end.to_ascii_lowercase().as_str())
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(is_picture)
        .collect();
    files.sort();
    if files.is_empty() {
        Err(unreadable())
    } else {
        Ok(files)
    }
}

/// A line for each change of the instruction.
fn shown(followed: &Followed, voice: Voice) -> String {
    let mut lines = Vec::new();
    let mut last = None;
    for frame in &followed.frames {
        if last != Some(frame.instruction) {
            let well = voice.pick("bagus, tahan", "good, hold still");
            let text = frame
                .instruction
                .map_or(well, |fault| fault.instruction(voice.language));
            lines.push(format!("{:>6} ms  {text}", frame.at_ms));
            last = Some(frame.instruction);
        }
    }
    let chosen = followed
        .chosen
        .as_ref()
        .map(|file| file.display().to_string());
    let none = voice
        .pick("tidak ada gambar yang terpilih", "no picture was chosen")
        .to_owned();
    lines.push(chosen.unwrap_or(none));
    lines.join("\n")
}
