//! `rekam device`: finger and iris devices on this machine, and whose are believed.

use super::photo::read;
use super::sync::blocking;
use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::Subcommand;
use rekam_station::clock::Clock;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

/// What to do about devices.
#[derive(Debug, Subcommand)]
pub(crate) enum Device {
    /// List the devices that answer on this machine, and why one is not used.
    List {
        #[command(flatten)]
        login: Login,
    },
    /// Believe the devices of the makers whose certificates stand in a PEM file, and no others.
    Trust {
        #[command(flatten)]
        login: Login,
        /// The certificates, as the maker or who certifies makers published them.
        certificates: PathBuf,
    },
}

#[derive(Serialize)]
struct Shown {
    name: Option<String>,
    port: u16,
    placements: Vec<String>,
    trouble: Option<String>,
}

/// Does it.
pub(crate) fn run(device: &Device, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (Device::List { login } | Device::Trust { login, .. }) = device;
    let (_station, desk) = login.unlock(voice, clock)?;
    if let Device::Trust { certificates, .. } = device {
        desk.trust_devices(&read(certificates)?)?;
    }
    let found = blocking(desk.devices())??;
    desk.lock()?;
    let shown: Vec<Shown> = found
        .into_iter()
        .map(|device| Shown {
            name: device
                .name
                .map(|name| format!("{} {} {}", name.make, name.model, name.serial)),
            port: device.port,
            placements: device.placements.iter().map(ToString::to_string).collect(),
            trouble: device
                .trouble
                .map(|trouble| trouble.code().text(voice.language).to_owned()),
        })
        .collect();
    voice.result(&shown, |shown| {
        if shown.is_empty() {
            return voice
                .pick("Tidak ada alat yang menjawab", "No device answers")
                .to_owned();
        }
        let lines = shown.iter().map(|device| {
            format!(
                "{} {}: {}{}",
                device.port,
                device.name.as_deref().unwrap_or("?"),
                device.placements.join(", "),
                device.trouble.as_deref().unwrap_or_default()
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    })
}
