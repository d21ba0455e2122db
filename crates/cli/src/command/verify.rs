//! `rekam verify PACKET`: what anybody may know of a packet, and whether it is genuine.

use super::photo::read;
use crate::say::{Failure, Voice};
use clap::Args;
use rekam_domain::code::ErrorCode;
use rekam_protocol::keys::VerifyingKey;
use rekam_protocol::packet::{Envelope, Header};
use serde::Serialize;
use std::path::PathBuf;

/// A packet file, and the key to check it with.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The packet.
    packet: PathBuf,
    /// The station's public key, 64 hexadecimal digits, as `rekam unlock --json` and the province show it.
    #[arg(long)]
    station_key: String,
}

#[derive(Serialize)]
struct Genuine {
    header: Header,
    digest: String,
    bytes: u64,
    head: String,
}

/// Shows the header of a genuine packet; a packet that is not genuine is a failure.
pub(crate) fn run(verify: &Verify, voice: Voice) -> Result<(), Failure> {
    let key = hex_key(&verify.station_key).ok_or(Failure::of(ErrorCode::StationKeyText))?;
    let envelope = Envelope::parse(&read(&verify.packet)?)?;
    envelope.verify(&key)?;
    let genuine = Genuine {
        header: envelope.header().clone(),
        digest: envelope.digest().to_string(),
        bytes: envelope.length(),
        head: envelope.head().to_string(),
    };
    voice.result(&genuine, |genuine| {
        format!(
            "{}: {} {}, {} {}, {} byte\nSHA-256 {}",
            voice.pick("Paket asli", "Genuine packet"),
            voice.pick("stasiun", "station"),
            genuine.header.station,
            voice.pick("nomor", "serial"),
            genuine.header.serial,
            genuine.bytes,
            genuine.digest
        )
    })
}

fn hex_key(text: &str) -> Option<VerifyingKey> {
    let digits = text.as_bytes().chunks_exact(2);
    if text.len() != 64 {
        return None;
    }
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    VerifyingKey::from_slice(&bytes?).ok()
}
