//! Cameras by way of the Linux kernel's own interface, Video4Linux2.
//!
//! What the driver says is taken at its word and checked: how many bytes of a buffer it filled, whether it marked the
//! frame as damaged, when it was taken, how many frames it skipped. No wait is longer than [`PULSE`].

mod knobs;
mod nodes;

use super::Binding;
use crate::error::CameraError;
use crate::feed::{Feed, Slot};
use crate::format::{Encoding, Mode, modes};
use crate::frame::Jpeg;
use crate::pace::FrameRate;
use crate::raw::Raw;
use crate::source::{Camera, Wish};
use knobs::Knobs;
use rustix::event::PollFlags;
use rustix::io::Errno;
use rustix::time::{ClockId, clock_gettime};
use std::io;
use std::time::{Duration, Instant};
use v4l::buffer::{Flags, Metadata, Type};
use v4l::io::mmap::Stream;
use v4l::io::traits::{CaptureStream, Stream as _};
use v4l::video::Capture as _;
use v4l::video::capture::Parameters;
use v4l::{Device, Format, FourCC, Fraction};

/// How often the reader's wishes are looked at while no frame comes, in milliseconds.
const PULSE: i32 = 150;
/// A camera that is silent for this long is closed and opened anew: many that hang are cured by that.
const GIVE_UP: Duration = Duration::from_secs(3);
/// Buffers that the driver fills in turn.
const BUFFERS: u32 = 4;
/// A frame's time stamp older than this is the driver's error.
const OLDEST: Duration = Duration::from_secs(2);

/// Cameras by way of Video4Linux2.
#[derive(Debug)]
pub(super) struct Video4Linux;

impl Binding for Video4Linux {
    fn list(&self) -> Result<Vec<Camera>, CameraError> {
        Ok(nodes::list())
    }

    fn capture(&self, slot: &Slot, camera: &Camera, wish: Wish) -> CameraError {
        match capture(slot, camera, wish) {
            Ok(trouble) => trouble,
            Err(error) => reason(&error),
        }
    }
}

/// Why it ended; an error where the driver says so itself.
fn capture(slot: &Slot, camera: &Camera, wish: Wish) -> io::Result<CameraError> {
    let device = Device::with_path(&camera.node)?;
    // After a reconnect the formats of the last listing may be another device's.
    let formats = nodes::formats(&device);
    for asked in modes(&formats, wish) {
        match start(&device, asked) {
            Ok((running, stream)) => {
                return Ok(stream_until_trouble(
                    slot, &device, camera, &running, stream,
                ));
            }
            Err(error) if says_more_than_this_mode(&error) => return Err(error),
            // Offered, and refused when it came to it: the next best.
            Err(_) => {}
        }
    }
    Ok(CameraError::Format)
}

fn stream_until_trouble(
    slot: &Slot,
    device: &Device,
    camera: &Camera,
    running: &Running,
    mut stream: Stream<'_>,
) -> CameraError {
    let mut knobs = Knobs::of(device);
    slot.opened(camera, Some(running.mode), knobs.read());
    let ended = pump(slot, running, &mut knobs, &mut stream);
    let stopped = stream.stop();
    if stopped.is_err_and(|error| !is(&error, Errno::NODEV)) {
        // Dropped, it would stop again and panic, and panic again on the way: that would end the program. A device that
        // cannot be stopped stays open instead.
        std::mem::forget(stream);
    }
    ended.unwrap_or_else(|error| reason(&error))
}

/// What the driver has agreed to.
struct Running {
    mode: Mode,
    stride: usize,
}

fn start(device: &Device, asked: Mode) -> io::Result<(Running, Stream<'_>)> {
    let (width, height) = (u32::from(asked.width), u32::from(asked.height));
    let format = device.set_format(&Format::new(width, height, fourcc(asked.encoding)))?;
    if format.fourcc != fourcc(asked.encoding) {
        return Err(io::ErrorKind::Unsupported.into());
    }
    let size = |side| u16::try_from(side).map_err(|_| io::ErrorKind::Unsupported);
    let running = Running {
        mode: Mode {
            width: size(format.width)?,
            height: size(format.height)?,
            rate: agree_on_rate(device, asked.rate),
            ..asked
        },
        stride: usize::try_from(format.stride).unwrap_or_default(),
    };
    let mut stream = Stream::with_buffers(device, Type::VideoCapture, BUFFERS)?;
    // The stream's first `next` queues buffer 0 and would wait without an end; so the others are queued and started here.
    (1..)
        .take_while(|&buffer| CaptureStream::queue(&mut stream, buffer).is_ok())
        .count();
    stream.start()?;
    Ok((running, stream))
}

/// A camera that knows no rates, or refuses this one, sends at its own.
fn agree_on_rate(device: &Device, asked: FrameRate) -> FrameRate {
    let (numerator, denominator) = asked.interval_fraction();
    let wanted = Parameters::new(Fraction::new(numerator, denominator));
    let agreed = device.set_params(&wanted).or_else(|_| device.params());
    agreed
        .ok()
        .and_then(|agreed| FrameRate::new(agreed.interval.denominator, agreed.interval.numerator))
        .unwrap_or(asked)
}

/// Publishes frames until the reader stops, the camera falls silent, or the driver fails.
fn pump(
    slot: &Slot,
    running: &Running,
    knobs: &mut Knobs<'_>,
    stream: &mut Stream<'_>,
) -> io::Result<CameraError> {
    let handle = stream.handle();
    let mut heard = Instant::now();
    let mut first = true;
    let mut last = None;
    let mut seen = None;
    while !slot.is_stopping() {
        if let Some(wanted) = slot.wanted_since(&mut seen) {
            knobs.turn(&wanted);
            slot.controls(knobs.read());
        }
        match handle.poll(READABLE, PULSE) {
            Ok(0) if heard.elapsed() > if first { Feed::OPEN_LIMIT } else { GIVE_UP } => {
                return Ok(if first {
                    CameraError::NoAnswer
                } else {
                    CameraError::Stalled
                });
            }
            Ok(0) => continue,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
            Ok(_) => {}
        }
        let (buffer, about) = stream.next()?;
        heard = Instant::now();
        first = false;
        if let Some(last) = last.replace(about.sequence) {
            slot.skipped(between(last, about.sequence));
        }
        match picture(running, buffer, about) {
            Some(jpeg) => slot.publish(jpeg, captured_at(about)),
            None => slot.damaged(),
        }
    }
    Ok(CameraError::Lost)
}

/// The picture in a buffer, if the driver holds it for whole and it is.
fn picture(running: &Running, buffer: &[u8], about: &Metadata) -> Option<Jpeg> {
    if about.flags.contains(Flags::ERROR) {
        return None;
    }
    let raw = Raw {
        encoding: running.mode.encoding,
        width: running.mode.width,
        height: running.mode.height,
        stride: running.stride,
        bytes: buffer.get(..usize::try_from(about.bytesused).ok()?)?,
    };
    raw.to_jpeg()
}

/// Frames that the driver counted between two that it handed over.
fn between(last: u32, next: u32) -> u64 {
    let gap = next.wrapping_sub(last).wrapping_sub(1);
    // A stream that began again counts from 0: no gap of thousands of millions.
    if gap < u32::MAX / 2 { gap.into() } else { 0 }
}

/// When the driver took the frame, if it stamps by the clock that `Instant` reads.
fn captured_at(about: &Metadata) -> Instant {
    let now = Instant::now();
    let age = || {
        if !about.flags.contains(Flags::TIMESTAMP_MONOTONIC) {
            return None;
        }
        let stamp = Duration::from_secs(u64::try_from(about.timestamp.sec).ok()?)
            + Duration::from_micros(u64::try_from(about.timestamp.usec).ok()?);
        let clock = Duration::try_from(clock_gettime(ClockId::Monotonic)).ok()?;
        clock.checked_sub(stamp).filter(|age| *age < OLDEST)
    };
    age().and_then(|age| now.checked_sub(age)).unwrap_or(now)
}

/// `POLLIN`, in the type that `poll` of the binding takes.
const READABLE: i16 = PollFlags::IN.bits().cast_signed();

fn fourcc(encoding: Encoding) -> FourCC {
    FourCC::new(match encoding {
        Encoding::Mjpeg => b"MJPG",
        Encoding::Nv12 => b"NV12",
        Encoding::Yuyv => b"YUYV",
    })
}

fn is(error: &io::Error, number: Errno) -> bool {
    error.raw_os_error() == Some(number.raw_os_error())
}

/// Whether another mode would fail for the same reason.
fn says_more_than_this_mode(error: &io::Error) -> bool {
    [CameraError::Busy, CameraError::Denied].contains(&reason(error))
        || is(error, Errno::NODEV)
        || is(error, Errno::NOENT)
}

/// What an error of the kernel means for the desk.
fn reason(error: &io::Error) -> CameraError {
    if is(error, Errno::BUSY) {
        CameraError::Busy
    } else if is(error, Errno::ACCESS) || is(error, Errno::PERM) {
        CameraError::Denied
    } else {
        CameraError::Lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_reasons_are_understood() {
        for (number, expected) in [
            (Errno::BUSY, CameraError::Busy),
            (Errno::ACCESS, CameraError::Denied),
            (Errno::PERM, CameraError::Denied),
            (Errno::NODEV, CameraError::Lost),
            (Errno::IO, CameraError::Lost),
        ] {
            assert_eq!(reason(&number.into()), expected);
        }
    }

    #[test]
    fn gaps_are_counted_and_a_new_count_is_no_gap() {
        for (last, next, gap) in [
            (4, 5, 0),
            (4, 8, 3),
            (u32::MAX, 0, 0),
            (900, 0, 0),
            (4, 4, 0),
        ] {
            assert_eq!(between(last, next), gap, "{last} to {next}");
        }
    }

    fn about(bytesused: u32, flags: Flags) -> Metadata {
        Metadata {
            bytesused,
            flags,
            ..Metadata::default()
        }
    }

    #[test]
    fn a_frame_ends_where_the_driver_says_and_not_where_an_older_one_did() {
        let running = Running {
            mode: Mode {
                encoding: Encoding::Mjpeg,
                width: 2,
                height: 2,
                rate: FrameRate::THIRTY,
            },
            stride: 0,
        };
        // A cut picture, and behind it what an older frame left in the buffer.
        let buffer = [0xFF, 0xD8, 0xFF, 0xFE, 0, 2, 0xFF, 0xD9];
        assert!(picture(&running, &buffer, &about(8, Flags::empty())).is_some());
        assert!(picture(&running, &buffer, &about(6, Flags::empty())).is_none());
        assert!(picture(&running, &buffer, &about(8, Flags::ERROR)).is_none());
        assert!(picture(&running, &buffer, &about(99, Flags::empty())).is_none());
        assert!(picture(&running, &buffer, &about(0, Flags::empty())).is_none());
    }

    #[test]
    fn a_stamp_of_another_clock_or_of_the_future_is_not_believed() {
        let ago = |flags, sec| {
            Instant::now()
                - captured_at(&Metadata {
                    flags,
                    timestamp: v4l::Timestamp::new(sec, 0),
                    ..Metadata::default()
                })
        };
        for (flags, sec) in [
            (Flags::empty(), 1),
            (Flags::TIMESTAMP_MONOTONIC, 0),
            (Flags::TIMESTAMP_MONOTONIC, i64::MAX / 4),
        ] {
            assert!(ago(flags, sec) < OLDEST);
        }
    }
}
