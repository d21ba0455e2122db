//! `rekam hub` and `rekam hand-over`: from station to station on a local network.

use super::courier;
use super::sync::blocking;
use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::Args;
use rekam_domain::code::ErrorCode;
use rekam_protocol::handover::PORT;
use rekam_protocol::ids::StationId;
use rekam_station::clock::Clock;
use rekam_station::handover::{HandedOver, Visit};
use serde::Serialize;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

/// Receives from colleagues until it is interrupted.
#[derive(Debug, Args)]
#[command(
    after_help = "JSON: first, on a line of its own, address, fingerprint; at the end the array of visits (from, at, offered, kept, is_here, code). \
    Bring what was received to the province with `rekam courier carry --received`."
)]
pub(crate) struct Hub {
    #[command(flatten)]
    login: Login,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value_t = SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT)))]
    listen: SocketAddr,
}

/// Hands everything that waits over, and takes receipts and news back.
#[derive(Debug, Args)]
#[command(
    after_help = "JSON: to (station, name, fingerprint), report (as of `courier import`), left. Twice is harmless; the packets stay in \
    the queue until the province's receipt has come."
)]
pub(crate) struct HandOver {
    #[command(flatten)]
    login: Login,
    /// The address that the receiving station shows.
    address: String,
    /// The station that must answer there; another one gets nothing.
    #[arg(long, value_name = "STATION")]
    to: Option<StationId>,
}

/// A hub that is open.
#[derive(Serialize)]
struct Opened {
    address: SocketAddr,
    fingerprint: String,
}

/// Receives.
pub(crate) fn hub(hub: &Hub, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (_, desk) = hub.login.unlock(voice, clock)?;
    let listener = TcpListener::bind(hub.listen).map_err(|_| Failure::of(ErrorCode::PortTaken))?;
    let open = desk.receive(listener)?;
    let opened = Opened {
        address: open.address(),
        fingerprint: open.fingerprint(),
    };
    voice.result(&opened, |opened| {
        format!(
            "{} {}  {} {}",
            voice.pick("Menerima di", "Receiving at"),
            opened.address,
            voice.pick("sidik kunci", "fingerprint"),
            opened.fingerprint
        )
    })?;
    blocking(tokio::signal::ctrl_c())?.map_err(|_| Failure::of(ErrorCode::Internal))?;
    let visits = open.visits();
    drop(open);
    desk.lock()?;
    voice.result(&visits, |visits| {
        let lines = visits.iter().map(|visit| visit_text(visit, voice));
        lines.collect::<Vec<_>>().join("\n")
    })
}

fn visit_text(visit: &Visit, voice: Voice) -> String {
    let told = format!(
        "{} {} ({}): {} {}",
        visit.from.station,
        visit.from.name,
        visit.from.fingerprint,
        visit.kept,
        voice.pick("paket diterima", "packets received")
    );
    match visit.code {
        Some(code) => format!("{told}; {}", code.text(voice.language)),
        None => told,
    }
}

/// Hands over.
pub(crate) fn hand_over(
    hand_over: &HandOver,
    voice: Voice,
    clock: Arc<dyn Clock>,
) -> Result<(), Failure> {
    let (_, desk) = hand_over.login.unlock(voice, clock)?;
    let handed = desk.hand_over(&hand_over.address, hand_over.to.as_ref())?;
    desk.lock()?;
    voice.result(&handed, |handed| text(handed, voice))
}

fn text(handed: &HandedOver, voice: Voice) -> String {
    format!(
        "{} {} {} ({} {})\n{}",
        voice.pick("Diserahkan kepada", "Handed over to"),
        handed.to.station,
        handed.to.name,
        voice.pick("sidik kunci", "fingerprint"),
        handed.to.fingerprint,
        courier::text(&handed.report, voice)
    )
}
