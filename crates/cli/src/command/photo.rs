//! `rekam photo portrait FILE`: a picture to the portrait of a card. `rekam photo report FILE...`: what is measured in it.

mod live;

use crate::say::{Failure, Voice};
use clap::{Args, Subcommand, ValueEnum};
use rekam_domain::background::Background;
use rekam_domain::citizenship::Citizenship;
use rekam_domain::code::ErrorCode;
use rekam_photo::{
    FaceModels, Fault, Landmarks, Measured, Photographer, PortraitSpec, Traits, Verdict,
};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to do with a picture.
#[derive(Debug, Subcommand)]
pub(crate) enum Photo {
    /// Straighten and crop a picture to the portrait of a card (480x640 JPEG).
    Portrait(PortraitOf),
    /// Say what is measured in pictures: the verdict with all that is wrong, and the components of ISO/IEC 29794-5 that are not learned.
    Report {
        /// The pictures, JPEG or PNG.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Follow a person through the pictures of a folder, in the order of their names: the instruction for each, and the
    /// picture that is chosen in the end.
    Live {
        /// The folder with pictures, JPEG or PNG.
        folder: PathBuf,
        /// Pictures a second.
        #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..=120))]
        fps: u16,
        /// Pixels between the eyes from which on a face is near enough. Less than 90 makes no card: for practice.
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(20..=400))]
        least_px: u16,
    },
}

/// What a portrait is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum For {
    /// 480x640, the master.
    Card,
    /// A print of 2x3 cm at 300 dpi.
    #[value(name = "2x3")]
    SmallPrint,
    /// A print of 4x6 cm at 300 dpi.
    #[value(name = "4x6")]
    LargePrint,
    /// 120x160 in 2 KB.
    Chip,
}

/// One picture.
#[derive(Debug, Args)]
pub(crate) struct PortraitOf {
    /// The picture, JPEG or PNG.
    file: PathBuf,
    /// The resident's year of birth: odd asks for a red background, even for a blue one.
    #[arg(long)]
    birth_year: i32,
    /// The resident is a foreigner: the background is orange.
    #[arg(long)]
    foreigner: bool,
    /// Where to write the portrait.
    #[arg(long)]
    out: PathBuf,
    /// What it is for.
    #[arg(long = "for", value_enum, default_value_t = For::Card)]
    purpose: For,
    /// Put the colour of the card behind the person; without it, the background stays as the camera saw it.
    #[arg(long)]
    replace_background: bool,
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
    milliseconds: f64,
}

/// Makes the portrait, or says what is wrong with the picture.
pub(crate) fn run(photo: &Photo, voice: Voice) -> Result<(), Failure> {
    let asked = match photo {
        Photo::Portrait(asked) => asked,
        Photo::Report { files } => return report(files, voice),
        Photo::Live {
            folder,
            fps,
            least_px,
        } => return live::run(folder, *fps, *least_px, voice),
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
    faults: Vec<Fault>,
    traits: Option<Traits>,
    backdrop: Option<rekam_photo::Backdrop>,
    landmarks: Option<Landmarks>,
    milliseconds: f64,
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
        faults: Vec::new(),
        traits: None,
        backdrop: None,
        landmarks: None,
        milliseconds: 0.0,
    };
    if let Err(failure) = measure(photographer, &mut reported) {
        reported.code = Some(failure.code);
    }
    reported.milliseconds = milliseconds(began);
    reported
}

fn measure(photographer: &Photographer, reported: &mut Reported) -> Result<(), Failure> {
    let picture = rekam_photo::decode(&read(&reported.file)?)?;
    (reported.width, reported.height) = (picture.width(), picture.height());
    let assessment = photographer.assess(&picture)?;
    reported.verdict = Some(assessment.verdict);
    reported.code = assessment.verdict.code();
    if let Some(face) = assessment.face() {
        let given = photographer.given(&picture, &assessment)?;
        let measured = rekam_photo::report(&picture, &face.landmarks, &given);
        reported.components = measured.unwrap_or_default();
        reported.faults = photographer.faults(&picture, &assessment)?;
        reported.traits = photographer.traits(&picture, &assessment)?;
        reported.backdrop = photographer.backdrop(&picture, &assessment)?;
        reported.landmarks = Some(face.landmarks.clone());
    }
    Ok(())
}

fn shown(report: &Reported, voice: Voice) -> String {
    let good = voice.pick("dapat dipakai", "acceptable");
    let wrong: Vec<&str> = report
        .faults
        .iter()
        .map(|fault| fault.instruction(voice.language))
        .collect();
    let verdict = match (report.code, wrong.is_empty()) {
        (Some(code), true) => code.text(voice.language).to_owned(),
        (None, true) => good.to_owned(),
        (_, false) => wrong.join("; "),
    };
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
    let citizenship = if asked.foreigner {
        Citizenship::Foreign
    } else {
        Citizenship::Indonesian
    };
    let background = Background::for_resident(asked.birth_year, citizenship);
    let mut spec = match asked.purpose {
        For::Card => PortraitSpec::ktp(),
        For::SmallPrint => PortraitSpec::print_2x3(),
        For::LargePrint => PortraitSpec::print_4x6(),
        For::Chip => PortraitSpec::chip(),
    };
    if asked.replace_background {
        spec = spec.with_background(background.rgb());
    }
    if let Some(bytes) = asked.max_bytes {
        spec = spec
            .with_byte_budget(bytes)
            .map_err(|_| Failure::of(ErrorCode::PortraitBudget))?;
    }
    let began = Instant::now();
    let portrait = photographer.portrait(&picture, &assessment, &spec)?;
    let milliseconds = milliseconds(began);
    std::fs::write(&asked.out, &portrait.jpeg)
        .map_err(|_| Failure::of(ErrorCode::FileUnwritable))?;
    let face = assessment.face();
    Ok(Made {
        verdict: assessment.verdict,
        width: portrait.width,
        height: portrait.height,
        bytes: portrait.jpeg.len(),
        quality: portrait.quality,
        inter_eye_px: face.map_or(0.0, |face| face.inter_eye_px),
        roll_deg: face.map_or(0.0, |face| face.roll_deg),
        invented_share: portrait.invented_share,
        background,
        out: asked.out.clone(),
        milliseconds,
    })
}

/// What was needed since then.
fn milliseconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

/// Reads a file of the user's.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|_| Failure {
        detail: Some(path.display().to_string()),
        ..Failure::of(ErrorCode::FileUnreadable)
    })
}
