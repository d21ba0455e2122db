//! `rekam photo portrait FILE`: a picture to the portrait of a card.

use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_domain::background::Background;
use rekam_domain::citizenship::Citizenship;
use rekam_domain::code::ErrorCode;
use rekam_photo::{FaceModels, Photographer, PortraitSpec, Verdict};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What to do with a picture.
#[derive(Debug, Subcommand)]
pub(crate) enum Photo {
    /// Straighten and crop a picture to the portrait of a card (480x640 JPEG).
    Portrait(PortraitOf),
}

/// One picture.
#[derive(Debug, Args)]
pub(crate) struct PortraitOf {
    /// The picture, JPEG or PNG.
    file: PathBuf,
    /// The resident's year of birth: odd asks for a red background, even for a blue one. The background itself is not changed yet.
    #[arg(long)]
    birth_year: i32,
    /// The resident is a foreigner: the background is orange.
    #[arg(long)]
    foreigner: bool,
    /// Where to write the portrait.
    #[arg(long)]
    out: PathBuf,
    /// At most so many bytes.
    #[arg(long)]
    max_bytes: Option<usize>,
}

#[derive(Serialize)]
struct Made {
    verdict: Verdict,
    width: u16,
    height: u16,
    bytes: usize,
    quality: u8,
    inter_eye_px: f32,
    roll_deg: f32,
    invented_share: f32,
    background: Background,
    out: PathBuf,
}

/// Makes the portrait, or says what is wrong with the picture.
pub(crate) fn run(photo: &Photo, voice: Voice) -> Result<(), Failure> {
    let Photo::Portrait(asked) = photo;
    let made = make(asked)?;
    voice.result(&made, |made| {
        format!(
            "{}: {}x{}, {} byte, {} {}",
            made.out.display(),
            made.width,
            made.height,
            made.bytes,
            voice.pick("latar belakang", "background"),
            made.background
        )
    })
}

fn make(asked: &PortraitOf) -> Result<Made, Failure> {
    let bytes = read(&asked.file)?;
    let picture = rekam_photo::decode(&bytes)?;
    let photographer = Photographer::new(FaceModels::embedded()?);
    let assessment = photographer.assess(&picture)?;
    let mut spec = PortraitSpec::ktp();
    if let Some(bytes) = asked.max_bytes {
        spec = spec
            .with_byte_budget(bytes)
            .map_err(|_| Failure::of(ErrorCode::PortraitBudget))?;
    }
    let portrait = photographer.portrait(&picture, &assessment, &spec)?;
    std::fs::write(&asked.out, &portrait.jpeg)
        .map_err(|_| Failure::of(ErrorCode::FileUnwritable))?;
    let face = assessment.face();
    let citizenship = if asked.foreigner {
        Citizenship::Foreign
    } else {
        Citizenship::Indonesian
    };
    Ok(Made {
        verdict: assessment.verdict,
        width: portrait.width,
        height: portrait.height,
        bytes: portrait.jpeg.len(),
        quality: portrait.quality,
        inter_eye_px: face.map_or(0.0, |face| face.inter_eye_px),
        roll_deg: face.map_or(0.0, |face| face.roll_deg),
        invented_share: portrait.invented_share,
        background: Background::for_resident(asked.birth_year, citizenship),
        out: asked.out.clone(),
    })
}

/// Reads a file of the user's.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|_| Failure {
        detail: Some(path.display().to_string()),
        ..Failure::of(ErrorCode::FileUnreadable)
    })
}
