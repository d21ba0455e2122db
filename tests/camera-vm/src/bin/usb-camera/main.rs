//! `usb-camera`: a camera that does not exist, plugged into the kernel's USB.
//!
//! It speaks USB/IP over a pair of sockets with the kernel's `vhci-hcd`, and the kernel's own `uvcvideo` drives it like
//! any webcam: USB Video Class 1.0, one bulk endpoint, MJPEG. It needs root and the two modules. Commands on standard
//! input, one a line:
//!
//! | command | what happens |
//! | --- | --- |
//! | `stall`, `go` | frames stop, frames come again |
//! | `truncate N`, `mark N` | every Nth frame ends half-way, or carries the error bit; 0 for none |
//! | `hurry` | frames come as fast as they are taken |
//! | `unplug` | the cable is pulled; the program ends |

mod camera;
mod descriptors;
mod usbip;

use anyhow::{Context as _, Result};
use camera::{Camera, Fault};
use clap::Parser;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{self, BufRead as _, BufReader};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use usbip::{Port, Request};

#[derive(Debug, Parser)]
struct Plugged {
    /// The port of `vhci-hcd`, 0 to 7.
    #[arg(long, default_value_t = 0)]
    port: u8,
    /// The name it tells the kernel.
    #[arg(long, default_value = "Simulated Webcam")]
    label: String,
    /// A folder with a folder for each size, such as `640x480`, of JPEG pictures that are played in turn.
    #[arg(long)]
    frames: PathBuf,
    /// The sizes it offers; all that the folder has if none is named.
    #[arg(long, value_delimiter = ',')]
    sizes: Vec<String>,
    /// The time between two frames that it offers, in units of 100 nanoseconds.
    #[arg(long, value_delimiter = ',', default_value = "333333")]
    intervals: Vec<u32>,
    /// Sizes that it offers and then does not start.
    #[arg(long, value_delimiter = ',')]
    refuse: Vec<String>,
    /// Runs at its slowest rate whatever is asked.
    #[arg(long)]
    own_rate: bool,
}

fn main() -> Result<()> {
    let plugged = Plugged::parse();
    let mut camera = Camera::load(
        &plugged.frames,
        &plugged.sizes,
        plugged.intervals,
        &plugged.refuse,
    )?
    .called(plugged.label)
    .at_own_rate(plugged.own_rate);
    let mut port = Port::attach(plugged.port).context("vhci-hcd takes no device")?;
    let mut commands = BufReader::new(io::stdin());
    loop {
        let wait = camera.due().map_or(Duration::from_secs(1), |due| {
            due.saturating_duration_since(Instant::now())
        });
        let (asked, told) = readable(&port, wait)?;
        if told || !commands.buffer().is_empty() {
            let mut line = String::new();
            // Without anybody to command it, the cable is pulled.
            if commands.read_line(&mut line)? == 0 || line.trim() == "unplug" {
                return port.detach().context("the port does not let go");
            }
            command(&mut camera, line.trim())?;
        }
        if asked {
            match port.next()? {
                None => return Ok(()),
                Some(Request::Control {
                    sequence,
                    setup,
                    data,
                    wants,
                }) => {
                    port.answer(sequence, camera.control(setup, &data), wants)?;
                }
                Some(Request::Video { sequence, room }) => camera.asked(sequence, room),
                Some(Request::Unlink { sequence, of }) => {
                    port.unlinked(sequence, camera.forget(of))?;
                }
            }
        }
        while let Some((sequence, payload)) = camera.next_payload() {
            port.send(sequence, &payload)?;
        }
    }
}

fn command(camera: &mut Camera, line: &str) -> Result<()> {
    let (word, number) = line.split_once(' ').unwrap_or((line, "0"));
    let every = number.parse().with_context(|| line.to_owned())?;
    match word {
        "stall" => camera.stall(true),
        "go" => camera.stall(false),
        "truncate" => camera.fault(Fault::Truncated, every),
        "mark" => camera.fault(Fault::Marked, every),
        "hurry" => camera.hurry(),
        _ => anyhow::bail!("no such command: {line}"),
    }
    Ok(())
}

/// Whether the kernel asks something, and whether somebody commands something.
fn readable(port: &Port, wait: Duration) -> Result<(bool, bool)> {
    let stdin = io::stdin();
    let mut both = [
        PollFd::new(port, PollFlags::IN),
        PollFd::new(&stdin, PollFlags::IN),
    ];
    let wait = Timespec {
        tv_sec: wait.as_secs().try_into()?,
        tv_nsec: wait.subsec_nanos().into(),
    };
    poll(&mut both, Some(&wait))?;
    let [asked, told] = both.map(|one| !one.revents().is_empty());
    Ok((asked, told))
}
