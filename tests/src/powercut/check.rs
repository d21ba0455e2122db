//! What must be found on a disk after a cut, by the real code.

use super::day::{self, State};
use crate::outpost::noon;
use anyhow::{Context as _, Result, ensure};
use rekam_protocol::{
    bundle::{self, Bundle, Shelf},
    digest::Digest,
    documents::KeyAnnouncement,
    ids::PacketId,
    signed,
};
use rekam_province::{Province, clock::Clock, province::ProvinceError};
use rekam_station::{
    activation::activate,
    clock::{Clock as _, TestClock},
};
use std::{fs, path::Path, sync::Arc};

/// What had been reported when the power went.
#[derive(Debug, Clone, Default)]
pub struct Reported {
    /// How the station stood after the last verb that had ended, and after the one that was under way.
    pub station: [Option<State>; 2],
    /// Packets that the hub had acknowledged.
    pub acknowledged: Vec<PacketId>,
    /// Whether the province existed.
    pub province: bool,
    /// Packets whose receipts had left the province.
    pub receipts: Vec<PacketId>,
    /// Whether everything that waited had been put on the stick.
    pub exported: bool,
}

/// The van: the station opens with everything that had been reported done, at most one verb more, and goes on.
///
/// # Errors
/// What is not so.
pub fn van(image: &Path, activation: &[u8], reported: &Reported) -> Result<()> {
    if reported.station[0].is_none() {
        // Cut off while it came into being: the technician does it again with the same file.
        let operator = day::operator()?;
        let now = TestClock::at(noon()).stamp();
        let again = activate(
            &day::station_in(image),
            &day::request(activation, &operator),
            &now,
        );
        again.context("activating again")?;
    }
    let desk = day::open(&day::station_in(image)).context("opening the station")?;
    desk.store()
        .verify_pages()
        .context("the pages of the database")?;
    let found = State::of(&desk).context("reading everything")?;
    let (day_book, audit) = desk.verify_chains().context("the chains")?;
    ensure!(day_book.serial == found.serial && audit.lines == found.audit);
    if let [Some(done), next] = &reported.station {
        let next = next.as_ref().unwrap_or(done);
        let is = |state: &State| (state.serial, state.drafts) == (found.serial, found.drafts);
        ensure!(
            is(done) || is(next),
            "found {found}, reported {done}, under way {next}"
        );
        ensure!(
            (done.received..=next.received).contains(&found.received),
            "receipts: {found}, {done}"
        );
        // The login of this moment wrote lines of its own.
        ensure!(found.audit > done.audit, "audit: {found}, {done}");
    }
    desk.seal_canary().context("going on")?;
    let now = TestClock::at(noon()).stamp();
    let due = desk.store().due(&now, u32::MAX)?;
    ensure!(
        due.len() == usize::try_from(found.serial - found.received)? + 1,
        "the outbox lost a row"
    );
    desk.verify_chains().context("the chains, going on")?;
    Ok(desk.lock()?)
}

/// The province: every packet whose receipt had left the house is there, and it takes in the stick that it was taking in.
///
/// # Errors
/// What is not so.
pub fn office(image: &Path, stick: &Path, packets: u32, reported: &Reported) -> Result<()> {
    let province = match Province::open_with(&day::province_in(image), Clock::by_hand(noon())) {
        Err(ProvinceError::Missing) if !reported.province => return Ok(()),
        other => Arc::new(other.context("opening the province")?),
    };
    for packet in &reported.receipts {
        let row = province
            .registry()
            .packet(packet)?
            .context("a receipt without a packet")?;
        ensure!(
            province.registry().receipt(packet)?.is_some(),
            "the receipt itself is gone"
        );
        let bytes = province
            .store()
            .read(&row.station, *packet)
            .context("a receipt without bytes")?;
        ensure!(
            Digest::of(&bytes) == row.digest,
            "other bytes than the receipt says"
        );
    }
    if reported.province {
        ensure!(
            day::take_in(&province, stick)? == packets,
            "a packet was not taken in again"
        );
    }
    Ok(())
}

/// The stick: its manifest names whole packets only, and is there once the export was reported done.
///
/// # Errors
/// What is not so.
pub fn stick(image: &Path, reported: &Reported) -> Result<()> {
    let mut manifests = 0;
    let shelves = fs::read_dir(bundle::all(&image.join(day::STICK)));
    for folder in shelves.into_iter().flatten().flatten() {
        let shelf = Shelf::at(folder.path());
        let (Ok(keys), Ok(manifest)) = (fs::read(shelf.announcement()), fs::read(shelf.manifest()))
        else {
            continue;
        };
        manifests += 1;
        let keys = signed::verify_with_own_key(&keys, |keys: &KeyAnnouncement| keys.station_key)?;
        let manifest: Bundle = signed::verify(&manifest, &keys.station_key)?;
        for bundled in manifest.packets {
            let bytes = fs::read(shelf.packet(bundled.packet)).unwrap_or_default();
            let is_whole = Digest::of(&bytes) == bundled.digest;
            ensure!(
                is_whole || shelf.receipt(bundled.packet).exists(),
                "a packet of the manifest is not whole"
            );
        }
    }
    ensure!(manifests == 1 || !reported.exported, "the export is gone");
    Ok(())
}
