//! `rekam unlock`: log in once and show how the station stands.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::Args;
use rekam_station::clock::Clock;
use rekam_station::view::StandingView;
use serde::Serialize;
use std::sync::Arc;

/// Who logs in.
#[derive(Debug, Args)]
pub(crate) struct Unlock {
    #[command(flatten)]
    login: Login,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    standing: StandingView,
    /// The station's public key, to check packets with.
    station_key: String,
}

/// Shows the station at a glance.
pub(crate) fn run(unlock: &Unlock, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (_station, desk) = unlock.login.unlock(voice, clock)?;
    let key = desk.party().station_key.verifying_key().to_bytes();
    let station_key = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let shown = Shown {
        standing: desk.standing()?,
        station_key,
    };
    desk.lock()?;
    voice.result(&shown, |shown| text(&shown.standing, voice))
}

fn text(standing: &StandingView, voice: Voice) -> String {
    [
        format!(
            "{} ({}), {} {}",
            standing.station_name, standing.station, standing.operator, standing.role
        ),
        format!(
            "{}: {}",
            voice.pick("Draf terbuka", "Open drafts"),
            standing.drafts
        ),
        format!(
            "{}: {}",
            voice.pick("Menunggu terkirim", "Waiting to be sent"),
            standing.waiting
        ),
        format!(
            "{}: {}",
            voice.pick("Sudah diterima provinsi", "Received by the province"),
            standing.received
        ),
        format!(
            "{}: {}",
            voice.pick("Diska cukup untuk (orang)", "Disk for (people)"),
            standing.disk_for
        ),
        format!(
            "{}: {} ({})",
            voice.pick("Buku harian", "Day-book"),
            standing.day_book,
            standing.day_book_head
        ),
    ]
    .join("\n")
}
