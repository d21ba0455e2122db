//! `rekam queue`: what waits, and how far each packet has come.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::Args;
use rekam_station::clock::Clock;
use rekam_station::store::outbox::Progress;
use rekam_station::view::PacketView;
use std::sync::Arc;

/// Which packets.
#[derive(Debug, Args)]
pub(crate) struct Queue {
    #[command(flatten)]
    login: Login,
    /// Only packets after this serial number.
    #[arg(long, default_value_t = 0)]
    after: u32,
    /// At most so many.
    #[arg(long, default_value_t = 100)]
    limit: u32,
}

/// Shows the queue.
pub(crate) fn run(queue: &Queue, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (_station, desk) = queue.login.unlock(voice, clock)?;
    let packets = desk.queue(queue.after, queue.limit)?;
    desk.lock()?;
    voice.result(&packets, |packets| {
        if packets.is_empty() {
            return voice
                .pick("Antrean kosong.", "The queue is empty.")
                .to_owned();
        }
        packets
            .iter()
            .map(|packet| line(packet, voice))
            .collect::<Vec<_>>()
            .join("\n")
    })
}

fn line(packet: &PacketView, voice: Voice) -> String {
    let progress = match packet.progress {
        Progress::Queued => voice.pick("menunggu", "waiting").to_owned(),
        Progress::Sending => format!(
            "{} {}/{}",
            voice.pick("terkirim", "sent"),
            packet.offset,
            packet.length
        ),
        Progress::Received => voice.pick("diterima", "received").to_owned(),
    };
    let service = packet.service.as_deref().unwrap_or("canary");
    let status = packet.status.map_or("", |status| status.as_str());
    let last = packet
        .last_code
        .as_deref()
        .map(|code| format!(" [{code}]"))
        .unwrap_or_default();
    let mut line = format!(
        "{:>6}  {service:<7} {:>9} byte  {progress:<16} {status}{last}",
        packet.serial, packet.length
    );
    for other in &packet.recorded_twice {
        let (happened, advice) = (other.happened(voice.language), other.advice(voice.language));
        line.push_str(&format!("\n      ! {happened}\n        {advice}"));
    }
    line
}
