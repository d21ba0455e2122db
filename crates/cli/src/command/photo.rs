//! `rekam photo portrait FILE`: a picture to the portrait of a card. `rekam photo report FILE...`: what is measured in it.

use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_domain::background::Background;
use rekam_domain::citizenship::Citizenship;
use rekam_domain::code::ErrorCode;
use rekam_photo::{FaceModels, Landmarks, Measured, Photographer, PortraitSpec, Verdict};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to do with a picture.
#[derive(Debug, Subcommand)]
pub(crate) enum Photo {
    /// Straighten and crop a picture to the portrait of a card (480x640 JPEG).
    Portrait(PortraitOf),
    /// Say what is measured in pictures: the verdict, and the components of ISO/IEC 29794-5 that are geometry alone.
    Report {
        /// The pictures, JPEG or PNG.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
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
    let asked = match photo {
        Photo::Portrait(asked) => asked,
        Photo::Report { files } => return report(files, voice),
    };
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

#[derive(Serialize)]
struct Reported {
    file: PathBuf,
    verdict: Option<Verdict>,
    code: Option<ErrorCode>,
    width: u32,
    height: u32,
    components: Vec<Measured>,
    landmarks: Option<Landmarks>,
    milliseconds: u128,
}

/// One entry for each picture; one that cannot be read or decoded says why and stops none of the others.
fn report(files: &[PathBuf], voice: Voice) -> Result<(), Failure> {
    let photographer = Photographer::new(FaceModels::embedded()?);
    let reports: Vec<Reported> = files
        .iter()
        .map(|file| reported(&photographer, file))
        .collect();
    voice.result(&reports, |reports| {
        let texts: Vec<String> = reports.iter().map(|report| shown(report, voice)).collect();
        texts.join("\n")
    })
}

fn reported(photographer: &Photographer, file: &Path) -> Reported {
    let began = Instant::now();
    let mut reported = Reported {
        file: file.to_owned(),
        verdict: None,
        code: None,
        width: 0,
        height: 0,
        components: Vec::new(),
        landmarks: None,
        milliseconds: 0,
    };
    if let Err(failure) = measure(photographer, &mut reported) {
        reported.code = Some(failure.code);
    }
    reported.milliseconds = began.elapsed().as_millis();
    reported
}

fn measure(photographer: &Photographer, reported: &mut Reported) -> Result<(), Failure> {
    let picture = rekam_photo::decode(&read(&reported.file)?)?;
    (reported.width, reported.height) = (picture.width(), picture.height());
    let assessment = photographer.assess(&picture)?;
    reported.verdict = Some(assessment.verdict);
    reported.code = assessment.verdict.code();
    if let Some(face) = assessment.face() {
        let measured = rekam_photo::report(&face.landmarks, picture.width(), picture.height());
        reported.components = measured.unwrap_or_default();
        reported.landmarks = Some(face.landmarks.clone());
    }
    Ok(())
}

fn shown(report: &Reported, voice: Voice) -> String {
    let good = voice.pick("dapat dipakai", "acceptable");
    let verdict = report.code.map_or(good, |code| code.text(voice.language));
    let mut lines = vec![format!("{}: {verdict}", report.file.display())];
    for measured in &report.components {
        let meaning = measured.component.meaning(voice.language);
        let advice = if measured.score < 50 {
            measured.component.advice(voice.language)
        } else {
            ""
        };
        lines.push(
            format!(
                "  {:>3}  {meaning} ({:.2})  {advice}",
                measured.score, measured.native
            )
            .trim_end()
            .to_owned(),
        );
    }
    lines.join("\n")
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
