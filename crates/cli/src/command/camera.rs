//! `rekam camera list | test | snap | watch`: the camera at the counter, without a window and without a station.

use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_camera::{
    AtTheEnd, CameraError, CameraId, Device, Feed, FieldOfView, Frame, FrameRate, FrameSource,
    Pattern, Replay, State, Vitals, Wish,
};
use rekam_domain::code::ErrorCode;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long the first frame may take, and any frame of a burst.
const PATIENCE: Duration = Duration::from_secs(8);
/// How often the state is looked at.
const GLANCE: Duration = Duration::from_millis(50);

/// Where pictures come from, and what to do with them.
#[derive(Debug, Args)]
pub(crate) struct Camera {
    /// A folder of JPEG pictures instead of a device.
    #[arg(long, global = true, conflicts_with_all = ["pattern", "by_nokhwa"])]
    replay: Option<PathBuf>,
    /// A moving test card instead of a device.
    #[arg(long, global = true)]
    pattern: bool,
    /// Talk to the devices by way of nokhwa, as on Windows and macOS.
    #[arg(long, global = true)]
    by_nokhwa: bool,
    /// The camera's id as `list` shows it; the first without.
    #[arg(long, global = true)]
    id: Option<String>,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show the cameras, and what each can send.
    List,
    /// Watch the picture for some seconds and say how good the camera is, and how far away a resident may sit.
    Test {
        /// How long to watch.
        #[arg(long, default_value_t = 5)]
        seconds: u8,
        /// The angle in degrees that the picture's width spans; 70 where nobody has measured it.
        #[arg(long)]
        field_of_view: Option<f32>,
    },
    /// Take a picture, or a burst with exposure held. Only whole pictures are kept.
    Snap {
        /// Where to write it; the pictures of a burst get a number before the ending.
        file: PathBuf,
        /// How many to take, one after the other.
        #[arg(long, default_value_t = 1)]
        frames: u8,
    },
    /// Say how the camera is doing, whenever that changes.
    Watch {
        /// How long; without, until it is interrupted.
        #[arg(long)]
        seconds: Option<u32>,
    },
}

#[derive(Serialize)]
struct Tested {
    #[serde(flatten)]
    vitals: Vitals,
    width: u32,
    height: u32,
    frames_per_second: f64,
    longest_gap_ms: u128,
    field_of_view: f32,
    field_is_measured: bool,
    farthest_cm: f32,
    better_cm: f32,
}

#[derive(Serialize)]
struct Snapped {
    files: Vec<PathBuf>,
    width: u32,
    height: u32,
}

#[derive(Serialize)]
struct Seen {
    ms: u128,
    state: State,
    code: Option<ErrorCode>,
}

/// Does what is asked of the camera.
pub(crate) fn run(camera: &Camera, voice: Voice) -> Result<(), Failure> {
    match &camera.what {
        What::List => list(camera, voice),
        What::Test {
            seconds,
            field_of_view,
        } => test(camera, *seconds, *field_of_view, voice),
        What::Snap { file, frames } => snap(camera, file, *frames, voice),
        What::Watch { seconds } => watch(camera, *seconds, voice),
    }
}

impl Camera {
    fn source(&self) -> Box<dyn FrameSource> {
        match &self.replay {
            Some(folder) => Box::new(Replay::new(folder, FrameRate::THIRTY, AtTheEnd::Loop)),
            None if self.pattern => Box::new(Pattern),
            None if self.by_nokhwa => Box::new(Device::by_nokhwa()),
            None => Box::new(Device::new()),
        }
    }

    fn open(&self) -> Result<Feed, Failure> {
        let source = self.source();
        let id = match &self.id {
            Some(id) => CameraId::new(id),
            None => source
                .list()?
                .into_iter()
                .next()
                .map(|first| first.id)
                .ok_or(CameraError::NotFound)?,
        };
        Ok(source.open(&id, Wish::default())?)
    }
}

fn list(camera: &Camera, voice: Voice) -> Result<(), Failure> {
    let cameras = camera.source().list()?;
    if cameras.is_empty() {
        return Err(CameraError::NotFound.into());
    }
    voice.result(&cameras, |cameras| {
        let mut lines = Vec::new();
        for camera in cameras {
            lines.push(format!("{}  ({})", camera.label, camera.node));
            lines.push(format!("  {}", camera.id.as_str()));
            for format in &camera.formats {
                let rates: Vec<String> = format.rates.iter().map(ToString::to_string).collect();
                lines.push(format!(
                    "  {}x{} {}  {} /s",
                    format.width,
                    format.height,
                    format.encoding,
                    rates.join(", ")
                ));
            }
        }
        lines.join("\n")
    })
}

/// The next frame, which must be a picture that can be decoded to its end.
fn whole_frame(feed: &Feed, after: u64) -> Result<(Frame, rekam_photo::Picture), Failure> {
    let frame = feed
        .newer_than(after, PATIENCE)
        .ok_or_else(|| Failure::from(feed.trouble().unwrap_or(CameraError::NoAnswer)))?;
    let picture = rekam_photo::decode(frame.jpeg.bytes())?;
    Ok((frame, picture))
}

fn test(camera: &Camera, seconds: u8, degrees: Option<f32>, voice: Voice) -> Result<(), Failure> {
    let field = match degrees {
        Some(degrees) => {
            FieldOfView::new(degrees).ok_or_else(|| Failure::of(ErrorCode::FieldOfView))?
        }
        None => FieldOfView::USUAL,
    };
    let feed = camera.open()?;
    let (first, picture) = whole_frame(&feed, 0)?;
    let (began, mut last, mut gap) = (Instant::now(), first.clone(), Duration::ZERO);
    while began.elapsed() < Duration::from_secs(seconds.into()) {
        let next = feed
            .newer_than(last.sequence, PATIENCE)
            .ok_or_else(|| Failure::from(feed.trouble().unwrap_or(CameraError::Stalled)))?;
        gap = gap.max(next.captured_at.saturating_duration_since(last.captured_at));
        last = next;
    }
    let frames = u32::try_from(last.sequence - first.sequence).unwrap_or(u32::MAX);
    let width = u16::try_from(picture.width()).unwrap_or(u16::MAX);
    let tested = Tested {
        vitals: feed.vitals(),
        width: picture.width(),
        height: picture.height(),
        frames_per_second: (f64::from(frames) / began.elapsed().as_secs_f64() * 10.0).round()
            / 10.0,
        longest_gap_ms: gap.as_millis(),
        field_of_view: field.degrees(),
        field_is_measured: degrees.is_some(),
        farthest_cm: field.farthest_cm(width, rekam_photo::MIN_INTER_EYE_PX),
        better_cm: field.farthest_cm(width, rekam_photo::BETTER_INTER_EYE_PX),
    };
    voice.result(&tested, |tested| told(tested, voice))
}

fn told(tested: &Tested, voice: Voice) -> String {
    let label = tested
        .vitals
        .camera
        .as_ref()
        .map_or("", |camera| &camera.label);
    let mode = tested
        .vitals
        .mode
        .map(|mode| mode.to_string())
        .unwrap_or_default();
    let pictures = format!(
        "{} {}, {} {}, {} ms {}",
        tested.frames_per_second,
        voice.pick("gambar per detik", "frames a second"),
        tested.vitals.damaged + tested.vitals.skipped,
        voice.pick("rusak atau terlewat", "damaged or skipped"),
        tested.longest_gap_ms,
        voice.pick("jeda terpanjang", "longest gap"),
    );
    let chair = format!(
        "{} {} cm, {} {} cm ({} {}°)",
        voice.pick("Kursi paling jauh", "Chair at most at"),
        tested.farthest_cm,
        voice.pick("lebih baik sampai", "better up to"),
        tested.better_cm,
        if tested.field_is_measured {
            voice.pick("sudut pandang", "field of view")
        } else {
            voice.pick(
                "sudut pandang belum diukur, dianggap",
                "field of view not measured, taken as",
            )
        },
        tested.field_of_view,
    );
    format!(
        "{label}\n{}x{} {mode}\n{pictures}\n{chair}",
        tested.width, tested.height
    )
}

fn snap(camera: &Camera, file: &Path, frames: u8, voice: Voice) -> Result<(), Failure> {
    let feed = camera.open()?;
    let (mut last, mut picture) = whole_frame(&feed, 0)?;
    let mut taken = vec![last.clone()];
    if frames > 1 {
        let _held = feed.hold_exposure();
        while taken.len() < usize::from(frames) {
            (last, picture) = whole_frame(&feed, last.sequence)?;
            taken.push(last.clone());
        }
    }
    let mut files = Vec::new();
    for (number, frame) in (1..).zip(&taken) {
        let path = numbered(file, number, taken.len());
        std::fs::write(&path, frame.jpeg.bytes()).map_err(|_| Failure {
            detail: Some(path.display().to_string()),
            ..Failure::of(ErrorCode::FileUnwritable)
        })?;
        files.push(path);
    }
    let snapped = Snapped {
        files,
        width: picture.width(),
        height: picture.height(),
    };
    voice.result(&snapped, |snapped| {
        let files: Vec<String> = snapped
            .files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        format!("{}: {}x{}", files.join("\n"), snapped.width, snapped.height)
    })
}

/// `photo.jpg` for one picture, `photo-01.jpg` and so on for a burst.
fn numbered(file: &Path, number: usize, of: usize) -> PathBuf {
    if of == 1 {
        return file.to_owned();
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-{number:02}.{ending}"))
}

fn watch(camera: &Camera, seconds: Option<u32>, voice: Voice) -> Result<(), Failure> {
    let feed = camera.open()?;
    let began = Instant::now();
    let mut shown = None;
    while seconds.is_none_or(|seconds| began.elapsed() < Duration::from_secs(seconds.into())) {
        let now = (feed.state(), feed.trouble());
        if shown != Some(now) {
            shown = Some(now);
            let seen = Seen {
                ms: began.elapsed().as_millis(),
                state: now.0,
                code: now.1.map(|trouble| trouble.code()),
            };
            voice.result(&seen, |seen| {
                let why = seen.code.map_or("", |code| code.text(voice.language));
                format!("{:>8} ms  {:?}  {why}", seen.ms, seen.state)
                    .trim_end()
                    .to_owned()
            })?;
        }
        if feed.has_ended() {
            break;
        }
        std::thread::sleep(GLANCE);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_a_burst_get_numbers() {
        assert_eq!(
            numbered(Path::new("a/photo.jpg"), 1, 1),
            Path::new("a/photo.jpg")
        );
        assert_eq!(
            numbered(Path::new("a/photo.jpg"), 3, 8),
            Path::new("a/photo-03.jpg")
        );
    }
}
