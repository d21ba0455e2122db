//! `rekam scrub`: reads every page and every packet, and rescues what can be read of a damaged store.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::Args;
use rekam_domain::code::ErrorCode;
use rekam_station::clock::Clock;
use rekam_station::store::salvage::Salvage;
use rekam_station::store::scrub::Scrubbed;
use serde::Serialize;
use std::sync::Arc;

/// Who looks.
#[derive(Debug, Args)]
pub(crate) struct Scrub {
    #[command(flatten)]
    login: Login,
}

#[derive(Serialize)]
struct Shown {
    found: Scrubbed,
    /// What a rescue came to, where one was needed now or before.
    rescued: Option<Salvage>,
}

/// Scrubs; the exit code is 1 if packets are lost.
pub(crate) fn run(scrub: &Scrub, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (station, desk) = scrub.login.unlock(voice, clock)?;
    // Before the scrub, which forgets it where all is whole.
    let mut rescued = desk.store().last_salvage()?;
    let mut found = desk.scrub()?;
    if found.pages_whole {
        desk.lock()?;
    } else {
        voice.note(voice.pick(
            "Basis data rusak. Isinya sedang diselamatkan, jangan matikan komputer.",
            "The database is damaged. What it holds is being rescued; do not turn the computer off.",
        ));
        rescued = Some(desk.rescue()?);
        let desk = scrub.login.unlock_at(&station, voice)?;
        found = desk.scrub()?;
        desk.lock()?;
    }
    let shown = Shown { found, rescued };
    voice.result(&shown, |shown| text(shown, voice))?;
    if shown.found.lost.is_empty() {
        Ok(())
    } else {
        Err(Failure::told(ErrorCode::StoreSalvaged))
    }
}

fn text(shown: &Shown, voice: Voice) -> String {
    let mut lines = vec![format!(
        "{} {}",
        shown.found.whole,
        voice.pick("paket utuh", "packets whole")
    )];
    if let Some(rescued) = &shown.rescued {
        lines.push(format!(
            "{}: {}",
            voice.pick(
                "Basis data pernah rusak dan diselamatkan; halaman rusak",
                "The database was damaged and rescued; damaged pages"
            ),
            rescued.pages
        ));
    }
    let numbers = |serials: &[u32]| {
        let texts = serials.iter().map(ToString::to_string);
        texts.collect::<Vec<_>>().join(", ")
    };
    if !shown.found.healed.is_empty() {
        lines.push(format!(
            "{}: {}",
            voice.pick(
                "Dipulihkan dari salinan, nomor",
                "Healed from the second copy, serial"
            ),
            numbers(&shown.found.healed)
        ));
    }
    if !shown.found.received.is_empty() {
        lines.push(format!(
            "{}: {}",
            voice.pick(
                "Rusak di sini, tetapi sudah diterima provinsi, nomor",
                "Damaged here, but the province has them, serial"
            ),
            numbers(&shown.found.received)
        ));
    }
    if !shown.found.lost.is_empty() {
        lines.push(format!(
            "{}: {}",
            voice.pick(
                "HILANG, warganya harus direkam ulang, nomor",
                "LOST, their residents must be recorded again, serial"
            ),
            numbers(&shown.found.lost)
        ));
    }
    lines.join("\n")
}
