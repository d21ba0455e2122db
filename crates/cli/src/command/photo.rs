//! `rekam photo portrait FILE`: a picture to the portrait of a card. `rekam photo report FILE...`: what is measured in it.

mod compare;
mod live;
mod report;

use crate::say::{Failure, Voice};
use clap::{Args, Subcommand, ValueEnum};
use rekam_domain::background::Background;
use rekam_domain::citizenship::Citizenship;
use rekam_domain::code::ErrorCode;
use rekam_photo::{Behind, FaceModels, Photographer, PortraitSpec, Verdict};
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
    /// Say how alike the faces of two pictures are, and from where on the desk would give a hint.
    Compare {
        /// One picture, JPEG or PNG.
        one: PathBuf,
        /// The other.
        other: PathBuf,
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
    /// A picture of the same place in which nobody sits: cloth of the card's colour stays and only its hue is turned,
    /// any other is told from the person more finely.
    #[arg(long, requires = "replace_background")]
    empty: Option<PathBuf>,
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
    behind: Behind,
    out: PathBuf,
    milliseconds: f64,
}

/// Makes the portrait, or says what is wrong with the picture.
pub(crate) fn run(photo: &Photo, voice: Voice) -> Result<(), Failure> {
    let asked = match photo {
        Photo::Portrait(asked) => asked,
        Photo::Report { files } => return report::run(files, voice),
        Photo::Compare { one, other } => return compare::run(one, other, voice),
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
    let cloth = match &asked.empty {
        Some(empty) => Some(photographer.learn_cloth(&rekam_photo::decode(&read(empty)?)?)?),
        None => None,
    };
    let began = Instant::now();
    let portrait = match &cloth {
        Some(cloth) => photographer.portrait_before(cloth, &picture, &assessment, &spec)?,
        None => photographer.portrait(&picture, &assessment, &spec)?,
    };
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
        behind: portrait.behind,
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
