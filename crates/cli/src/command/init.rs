//! `rekam init`: an activation file and a password make this machine a station.

use super::photo::read;
use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::Args;
use rekam_protocol::digest::Digest;
use rekam_protocol::lockbox::Cost;
use rekam_station::activation::{Request, activate};
use rekam_station::clock::Clock;
use serde::Serialize;
use std::path::PathBuf;

/// The file, and who is the first at the machine.
#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    first: Login,
    /// The activation file of the province.
    #[arg(long)]
    activation: PathBuf,
    /// Fingerprint of the province's key, as the province told it by another way (64 hexadecimal digits).
    #[arg(long)]
    fingerprint: Option<Digest>,
}

#[derive(Serialize)]
struct Made {
    station: String,
    fingerprint: String,
    fingerprint_compared: bool,
    new: bool,
}

/// Activates the station; running it again is harmless.
pub(crate) fn run(init: &Init, voice: Voice, clock: &dyn Clock) -> Result<(), Failure> {
    let file = read(&init.activation)?;
    let password = init.first.password(voice)?;
    let request = Request {
        activation: &file,
        expected: init.fingerprint,
        first: &init.first.operator,
        password: &password,
        cost: Cost::RECOMMENDED,
    };
    let activated = activate(&init.first.at.home, &request, &clock.stamp())?;
    let made = Made {
        station: activated.station.to_string(),
        fingerprint: activated.fingerprint.to_string(),
        fingerprint_compared: init.fingerprint.is_some(),
        new: activated.new,
    };
    voice.result(&made, |made| {
        let standing = if made.new {
            voice.pick("aktif", "activated")
        } else {
            voice.pick("sudah aktif", "active already")
        };
        let compare = if made.fingerprint_compared {
            ""
        } else {
            voice.pick(
                "\nCocokkan sidik kunci provinsi ini lewat telepon sebelum merekam.",
                "\nCompare this fingerprint of the province's key by phone before you record.",
            )
        };
        format!(
            "{} {}: {standing}\n{}{compare}",
            voice.pick("Stasiun", "Station"),
            made.station,
            made.fingerprint
        )
    })
}
