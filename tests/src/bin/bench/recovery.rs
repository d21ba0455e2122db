//! After a power cut: how long until the desk is open again on ten thousand packets, how long until all of them are read, and how
//! fast they leave. Beside plain SQLite, cut in the same moment with as many rows of the same size.

use crate::figures::{Figures, median, millis};
use anyhow::ensure;
use rekam_protocol::lockbox::Cost;
use rekam_station::{Station, clock::TestClock};
use rekam_tests::outpost::{Outpost, PASSWORD, back_up, noon};
use rusqlite::Connection;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

/// Packets at the desk: canaries, each a packet of some 3 kB with its line, its row of the queue and its line of the log.
const PACKETS: u32 = 10_000;
/// Bytes of a row of the peer.
const ROW: usize = 3_000;
/// Cuts.
const CUTS: usize = 5;

/// Measures.
pub(crate) fn measure(figures: &mut Figures, scratch: &Path) -> anyhow::Result<()> {
    let folder = scratch.join("recovery");
    std::fs::create_dir_all(&folder)?;
    let outpost = Outpost::in_folder(&folder)?;
    for _ in 0..PACKETS {
        outpost.desk.seal_canary()?;
    }
    // What the disk holds while everything is open is what a cut leaves.
    let cut = scratch.join("cut");
    let first = "sp-1".parse()?;
    let opened = after_cuts(&folder.join("station"), &cut, |copy| {
        let station = Station::open(copy, Arc::new(TestClock::at(noon())), Cost::LEAST)?;
        let desk = station.unlock(&first, PASSWORD)?;
        ensure!(desk.store().outbox_counts()?.waiting == PACKETS, "lost");
        Ok(())
    })?;
    figures.add("recovery_after_cut_10000", millis(opened), "ms");
    figures.add("peer_sqlite_recovery_10000", millis(plain(scratch)?), "ms");
    let scrub = median(3, || {
        ensure!(outpost.desk.scrub()?.is_whole(), "lost");
        Ok(())
    })?;
    figures.add("scrub_10000", millis(scrub), "ms");

    let serving = outpost.serve()?;
    let began = Instant::now();
    outpost.converse(&format!("http://{}", serving.address), |_| {})?;
    ensure!(outpost.desk.store().outbox_counts()?.waiting == 0, "left");
    figures.add(
        "drain_of_small_packets",
        f64::from(PACKETS) / began.elapsed().as_secs_f64(),
        "packets/s",
    );
    Ok(())
}

/// As many rows in plain SQLite, cut and opened again.
fn plain(scratch: &Path) -> anyhow::Result<Duration> {
    let home = scratch.join("plain-home");
    std::fs::create_dir_all(&home)?;
    let peer = Connection::open(home.join("peer.sqlite"))?;
    peer.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, bytes BLOB);",
    )?;
    let mut insert = peer.prepare("INSERT INTO t (bytes) VALUES (?1)")?;
    for _ in 0..PACKETS {
        insert.execute([vec![7_u8; ROW]])?;
    }
    after_cuts(&home, &scratch.join("plain-cut"), |copy| {
        let again = Connection::open(copy.join("peer.sqlite"))?;
        let rows: u32 = again.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?;
        ensure!(rows == PACKETS, "lost");
        Ok(())
    })
}

/// The median time of opening what a cut leaves of a folder; each cut is a copy, made while the folder is in use.
fn after_cuts(
    home: &Path,
    cut: &Path,
    open: impl Fn(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<Duration> {
    let mut times = Vec::with_capacity(CUTS);
    for _ in 0..CUTS {
        if cut.exists() {
            std::fs::remove_dir_all(cut)?;
        }
        back_up(home, cut)?;
        let began = Instant::now();
        open(cut)?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times[CUTS / 2])
}
