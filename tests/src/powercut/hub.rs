//! A colleague's station that receives on the local network: its part of the day, and what must be found on its disk.

use super::day;
use crate::outpost::{noon, order_of};
use anyhow::{Context as _, Result, ensure};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{bundle::Shelf, ids::PacketId};
use rekam_province::{Province, admin};
use rekam_station::{
    Desk,
    activation::activate,
    clock::{Clock as _, TestClock},
    handover::{HandedOver, Hub},
};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The colleague's disk.
pub const HUB: &str = "hub";
/// The stick by which it hears of the other station; no cut reaches it.
const OWN_STICK: &str = "hub-stick";

/// What is reported when two stations know each other, and one receives.
pub const RECEIVES: &str = "hub-receives";
/// What is reported, with their ids, when packets were acknowledged.
pub const ACKNOWLEDGED: &str = "acknowledged";

/// Where the colleague's station stands.
pub fn station_in(folder: &Path) -> PathBuf {
    folder.join(HUB).join("home/station")
}

/// The colleague is activated and tells the province its key by a stick of its own.
///
/// # Errors
/// Whatever goes wrong: nothing may.
pub fn activated(folder: &Path, province: &Arc<Province>) -> Result<Desk> {
    let first = day::operator()?;
    let file = admin::add_station(province, &order_of("6171-van-2", &first)?)?;
    let now = TestClock::at(noon()).stamp();
    activate(&station_in(folder), &day::request(&file, &first), &now)?;
    let desk = day::open(&station_in(folder))?;
    let stick = folder.join(OWN_STICK);
    fs::create_dir(&stick)?;
    desk.export(&stick)?;
    day::take_in(province, &stick)?;
    desk.import(&stick)?;
    Ok(desk)
}

/// A desk that receives.
///
/// # Errors
/// What the desk says.
pub fn receiving(desk: &Desk) -> Result<Hub> {
    Ok(desk.receive(TcpListener::bind("127.0.0.1:0")?)?)
}

/// Hands over what waits, and reports what was acknowledged.
///
/// # Errors
/// What the desk says.
pub fn hand_over(
    van: &Desk,
    hub: &Hub,
    say: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<HandedOver> {
    let waiting = waiting(van)?;
    let handed = van.hand_over(&hub.address().to_string(), None)?;
    ensure!(handed.report.left == 0 && handed.report.refused.is_empty());
    let ids: Vec<String> = waiting.iter().map(ToString::to_string).collect();
    say(&format!("{ACKNOWLEDGED} {}", ids.join(" ")))?;
    say(&day::State::of(van)?.to_string())?;
    Ok(handed)
}

fn waiting(desk: &Desk) -> Result<Vec<PacketId>> {
    let rows = desk.store().queue(0, u32::MAX)?.into_iter();
    let waiting = rows.filter(|row| row.receipt.is_none());
    Ok(waiting.map(|row| row.packet).collect())
}

/// The hub, beside a giver whose power stayed on: what was acknowledged and has no receipt yet lies there whole, and the next call
/// brings the rest.
///
/// # Errors
/// What is not so.
pub fn check(image: &Path, acknowledged: &[PacketId]) -> Result<()> {
    let desk = day::open(&station_in(image)).context("opening the hub's station")?;
    desk.store().verify_pages().context("its pages")?;
    desk.verify_chains().context("its chains")?;
    let van = day::open(&day::station_in(image)).context("opening the giver")?;
    let shelf = Shelf::of(&desk.shelves(), &van.activation().station);
    let waiting = waiting(&van)?;
    for packet in acknowledged.iter().filter(|one| waiting.contains(one)) {
        ensure!(
            is_kept(&van, &shelf, *packet)?,
            "an acknowledged packet is gone"
        );
    }
    let hub = receiving(&desk).context("receiving again")?;
    calling_again(&van, &hub)?;
    for packet in self::waiting(&van)? {
        ensure!(
            is_kept(&van, &shelf, packet)?,
            "a packet is not here after the next call"
        );
    }
    drop(hub);
    van.lock()?;
    desk.seal_canary().context("going on")?;
    Ok(desk.lock()?)
}

/// Whether a packet lies on the shelf as the giver has it, or its receipt does.
fn is_kept(van: &Desk, shelf: &Shelf, packet: PacketId) -> Result<bool> {
    let kept = fs::read(shelf.packet(packet)).unwrap_or_default();
    Ok(shelf.receipt(packet).exists() || kept == van.store().packet(packet)?)
}

/// The beginning of one packet may have been torn: the hub says so once, and takes it from its first byte at the next call.
fn calling_again(van: &Desk, hub: &Hub) -> Result<()> {
    let address = hub.address().to_string();
    match van.hand_over(&address, None) {
        Err(torn) if torn.code() == ErrorCode::PacketDigest => {
            van.hand_over(&address, None).context("the call after")?;
        }
        called => drop(called.context("calling again")?),
    }
    Ok(())
}
