//! The cameras as the kernel's device tree (sysfs) has them.

use super::fourcc;
use crate::format::{Encoding, Format};
use crate::pace::FrameRate;
use crate::source::{Camera, CameraId};
use std::fs;
use std::io::ErrorKind;
use std::panic::catch_unwind;
use std::path::Path;
use v4l::frameinterval::FrameIntervalEnum;
use v4l::framesize::{FrameSizeEnum, Stepwise};
use v4l::video::Capture as _;
use v4l::{Device, Fraction};

const CLASS: &str = "/sys/class/video4linux";
/// Sizes that are looked for where a driver scales to any.
const USUAL_SIZES: [(u32, u32); 4] = [(1920, 1080), (1280, 720), (640, 480), (320, 240)];

/// The nodes that send pictures. Metadata nodes, encoders and devices that went away meanwhile are not among them.
pub(super) fn list() -> Vec<Camera> {
    let entries = fs::read_dir(CLASS).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut cameras: Vec<Camera> = names
        .filter(|name| name.strip_prefix("video").is_some_and(is_number))
        // What the binding cannot even describe hides no other camera.
        .filter_map(|name| catch_unwind(|| camera(&name)).ok().flatten())
        .collect();
    tell_apart(&mut cameras);
    cameras
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn camera(name: &str) -> Option<Camera> {
    let node = format!("/dev/{name}");
    let sys = Path::new(CLASS).join(name);
    let formats = match Device::with_path(&node) {
        Ok(device) => Some(formats(&device)).filter(|formats| !formats.is_empty())?,
        // One that may not be opened is a camera all the same: whoever chooses it is told so. Its first node is the one
        // with the pictures.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            let first = fs::read_to_string(sys.join("index")).ok()?;
            (first.trim() == "0").then(Vec::new)?
        }
        Err(_) => return None,
    };
    let label = fs::read_to_string(sys.join("name")).unwrap_or_default();
    let device = fs::canonicalize(sys.join("device")).ok()?;
    Some(Camera {
        id: CameraId::new(socket(&device.to_string_lossy())),
        label: Some(once(label.trim()))
            .filter(|label| !label.is_empty())
            .unwrap_or(name)
            .to_owned(),
        node,
        formats,
    })
}

/// `uvcvideo` puts the name of the function behind that of the device and cuts both to 31 bytes: where they are the same,
/// as with most webcams, `Integrated Camera: Integrated C` is `Integrated Camera`.
fn once(label: &str) -> &str {
    match label.split_once(": ") {
        Some((device, function)) if device.starts_with(function) => device,
        _ => label,
    }
}

/// Where a device is plugged in: its path in the device tree without the numbers of USB buses, which depend on the order
/// in which the kernel found them.
///
/// `/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2.4/1-2.4:1.0` is `pci0000:00/0000:00:14.0/usb-2.4:1.0`.
fn socket(path: &str) -> String {
    let path = path.trim_start_matches("/sys/devices/");
    let Some((above, below)) = path.split_once("/usb") else {
        return path.to_owned();
    };
    let interface = below.rsplit('/').next().unwrap_or(below);
    let port = interface
        .split_once('-')
        .map_or(interface, |(_, port)| port);
    format!("{above}/usb-{port}")
}

/// Several nodes of one device get the node's name behind their socket.
fn tell_apart(cameras: &mut [Camera]) {
    let ids: Vec<CameraId> = cameras.iter().map(|camera| camera.id.clone()).collect();
    for camera in cameras {
        if ids.iter().filter(|id| **id == camera.id).count() > 1 {
            camera.id = CameraId::new(format!("{}{}", camera.id.as_str(), camera.node));
        }
    }
}

/// What a device can send, of what Rekam can read.
pub(super) fn formats(device: &Device) -> Vec<Format> {
    let offered = device.enum_formats().unwrap_or_default();
    let mut formats = Vec::new();
    for encoding in [Encoding::Mjpeg, Encoding::Nv12, Encoding::Yuyv] {
        if !offered
            .iter()
            .any(|format| format.fourcc == fourcc(encoding))
        {
            continue;
        }
        let sizes = device.enum_framesizes(fourcc(encoding)).unwrap_or_default();
        for (width, height) in sizes.into_iter().flat_map(|size| usable_sizes(size.size)) {
            if let (Ok(narrow), Ok(low)) = (u16::try_from(width), u16::try_from(height)) {
                formats.push(Format {
                    encoding,
                    width: narrow,
                    height: low,
                    rates: rates(device, encoding, width, height),
                });
            }
        }
    }
    formats
}

fn usable_sizes(size: FrameSizeEnum) -> Vec<(u32, u32)> {
    match size {
        FrameSizeEnum::Discrete(size) => vec![(size.width, size.height)],
        FrameSizeEnum::Stepwise(steps) => USUAL_SIZES
            .into_iter()
            .filter(|size| is_on(&steps, *size))
            .collect(),
    }
}

fn is_on(steps: &Stepwise, (width, height): (u32, u32)) -> bool {
    let on = |value: u32, min: u32, max: u32, step: u32| {
        (min..=max).contains(&value) && (value - min).is_multiple_of(step.max(1))
    };
    on(width, steps.min_width, steps.max_width, steps.step_width)
        && on(
            height,
            steps.min_height,
            steps.max_height,
            steps.step_height,
        )
}

/// Fastest first. Of a range, its ends and what is usual within.
fn rates(device: &Device, encoding: Encoding, width: u32, height: u32) -> Vec<FrameRate> {
    let intervals = device
        .enum_frameintervals(fourcc(encoding), width, height)
        .unwrap_or_default();
    let mut rates: Vec<FrameRate> = intervals
        .into_iter()
        .flat_map(|interval| match interval.interval {
            FrameIntervalEnum::Discrete(interval) => vec![rate(interval)],
            FrameIntervalEnum::Stepwise(range) => {
                let (fastest, slowest) = (rate(range.min), rate(range.max));
                let usual = [30, 25, 15]
                    .map(FrameRate::whole)
                    .into_iter()
                    .filter(|usual| {
                        fastest.is_none_or(|fastest| *usual < fastest)
                            && slowest.is_none_or(|slowest| *usual > slowest)
                    });
                [fastest, slowest]
                    .into_iter()
                    .chain(usual.map(Some))
                    .collect()
            }
        })
        .flatten()
        .collect();
    rates.sort_unstable();
    rates.dedup();
    rates.reverse();
    rates
}

fn rate(interval: Fraction) -> Option<FrameRate> {
    FrameRate::new(interval.denominator, interval.numerator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_has_one_name_whatever_the_number_of_its_bus() {
        for (path, name) in [
            (
                "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0",
                "pci0000:00/0000:00:14.0/usb-2:1.0",
            ),
            (
                "/sys/devices/pci0000:00/0000:00:14.0/usb3/3-2/3-2.4/3-2.4:1.0",
                "pci0000:00/0000:00:14.0/usb-2.4:1.0",
            ),
            ("/sys/devices/platform/vivid.0", "platform/vivid.0"),
        ] {
            assert_eq!(socket(path), name);
        }
    }

    #[test]
    fn a_name_said_twice_is_said_once() {
        for (told, label) in [
            ("Integrated Camera: Integrated C", "Integrated Camera"),
            ("HD Pro Webcam C920", "HD Pro Webcam C920"),
            ("Conference: Speaker", "Conference: Speaker"),
        ] {
            assert_eq!(once(told), label);
        }
    }

    #[test]
    fn two_nodes_of_one_device_get_ids_of_their_own() {
        let camera = |id: &str, node: &str| Camera {
            id: CameraId::new(id),
            label: "Twin".to_owned(),
            node: node.to_owned(),
            formats: Vec::new(),
        };
        let mut cameras = [
            camera("a", "/dev/video0"),
            camera("b", "/dev/video1"),
            camera("a", "/dev/video2"),
        ];
        tell_apart(&mut cameras);
        let ids = cameras.map(|camera| camera.id.as_str().to_owned());
        assert_eq!(ids, ["a/dev/video0", "b", "a/dev/video2"]);
    }

    #[test]
    fn only_nodes_with_a_number_are_looked_at() {
        assert!(is_number("12"));
        assert!(!is_number("") && !is_number("-codec") && !is_number("1a"));
    }

    #[test]
    fn sizes_of_a_scaler_are_the_usual_ones_within_its_steps() {
        let steps = Stepwise {
            min_width: 320,
            max_width: 1280,
            step_width: 16,
            min_height: 240,
            max_height: 720,
            step_height: 8,
        };
        assert_eq!(
            usable_sizes(FrameSizeEnum::Stepwise(steps)),
            [(1280, 720), (640, 480), (320, 240)]
        );
    }
}
