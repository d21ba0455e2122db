//! Taking in a messy list of a hundred thousand rows, beside the least that anybody must do with it: put the same cells into a
//! plain SQLite table, unencrypted, without looking at what stands in them.

use crate::figures::Figures;
use anyhow::{Context as _, Result, ensure};
use rekam_station::desk::List;
use rekam_tests::lists::{Dress, Messy, csv, xlsx};
use rekam_tests::outpost::Outpost;
use rusqlite::{Connection, params_from_iter};
use std::collections::BTreeMap;
use std::time::Instant;

/// Rows of the list.
const ROWS: u32 = 100_000;
const SEED: u64 = 61;

/// Measures reading, trying and taking in.
pub(crate) fn measure(figures: &mut Figures) -> Result<()> {
    let messy = Messy::of(ROWS, SEED);
    for (name, bytes) in [
        ("csv", csv(&messy, Dress::Semicolons1252)),
        ("xlsx", xlsx(&messy)?),
    ] {
        let outpost = Outpost::new()?;
        let list = List {
            name: "kota",
            bytes: &bytes,
            mapping: None,
            drop_gone: false,
        };
        let rate = |began: Instant| f64::from(ROWS) / began.elapsed().as_secs_f64();
        let began = Instant::now();
        let tried = outpost.desk.try_list(&list, &mut ())?;
        figures.add(&format!("list_{name}_dry_run"), rate(began), "rows/s");
        let reasons: BTreeMap<_, _> = tried.reasons().into_iter().collect();
        ensure!(
            tried.new == messy.known.good && messy.known.refused == reasons,
            "the list came to {reasons:?}, and its maker knows {:?}",
            messy.known.refused
        );
        let began = Instant::now();
        let taken = outpost.desk.take_in_list(&list, &mut ())?;
        figures.add(&format!("list_{name}_import"), rate(began), "rows/s");
        ensure!(taken == tried, "a dry run says what will be");
        let began = Instant::now();
        outpost.desk.take_in_list(&list, &mut ())?;
        figures.add(&format!("list_{name}_repeat"), rate(began), "rows/s");
    }
    let began = Instant::now();
    plain(&csv(&messy, Dress::Commas))?;
    figures.add(
        "peer_sqlite_csv_import",
        f64::from(ROWS) / began.elapsed().as_secs_f64(),
        "rows/s",
    );
    Ok(())
}

/// Every line into one table of texts, unencrypted, in one transaction; nothing is looked at. Cells are cut at commas.
fn plain(bytes: &[u8]) -> Result<()> {
    const WIDTH: usize = 17;
    let folder = tempfile::tempdir()?;
    let mut connection = Connection::open(folder.path().join("plain.sqlite"))?;
    let columns: Vec<String> = (0..WIDTH).map(|at| format!("c{at} TEXT")).collect();
    let holes: Vec<String> = (1..=WIDTH).map(|at| format!("?{at}")).collect();
    connection.execute_batch(&format!("CREATE TABLE list ({})", columns.join(", ")))?;
    let tx = connection.transaction()?;
    {
        let mut insert = tx.prepare(&format!("INSERT INTO list VALUES ({})", holes.join(", ")))?;
        for line in std::str::from_utf8(bytes).context("UTF-8")?.lines() {
            let cells = line.split(',').map(Some).chain(std::iter::repeat(None));
            insert.execute(params_from_iter(cells.take(WIDTH)))?;
        }
    }
    Ok(tx.commit()?)
}
