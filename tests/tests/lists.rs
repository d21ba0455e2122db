//! Messy lists of expected residents, made by a generator that knows what must come of them, taken in at a real desk.
//!
//! `REKAM_ROWS` says how many rows each dress has (default 6000).
#![expect(clippy::unwrap_used, reason = "a journey that cannot go on must fail")]

use std::collections::BTreeMap;

use rekam_domain::code::ErrorCode;
use rekam_station::desk::{List, WorklistReport};
use rekam_station::store::listed::ListFilter;
use rekam_tests::lists::{Dress, Known, Messy, csv, xlsx};
use rekam_tests::outpost::Outpost;

/// Rows in each dress.
fn rows() -> u32 {
    let text = std::env::var("REKAM_ROWS");
    text.map_or(6_000, |text| text.parse().unwrap())
}

fn reasons(report: &WorklistReport) -> BTreeMap<ErrorCode, u32> {
    report.reasons().into_iter().collect()
}

/// Takes the list in at a new desk: every figure of the report, and of the store behind it, is the one that the generator knows.
fn comes_to(known: &Known, bytes: &[u8]) {
    let outpost = Outpost::new().unwrap();
    let list = List {
        name: "kota",
        bytes,
        mapping: None,
        drop_gone: false,
    };
    let tried = outpost.desk.try_list(&list, &mut ()).unwrap();
    assert_eq!((tried.rows, tried.new), (known.rows, known.good));
    assert_eq!(reasons(&tried), known.refused);
    let remarks: BTreeMap<ErrorCode, u32> = tried.remarks.iter().copied().collect();
    assert_eq!(remarks, known.remarks);
    let taken = outpost.desk.take_in_list(&list, &mut ()).unwrap();
    assert_eq!(taken, tried, "a dry run says what will be");
    let count = |filter: ListFilter| outpost.desk.store().listed_count(&filter).unwrap();
    let all = count(ListFilter::default());
    assert_eq!(
        (all.expected, all.recorded_elsewhere),
        (known.good, known.recorded)
    );
    let bed_visit = count(ListFilter {
        bed_visit: true,
        ..ListFilter::default()
    });
    assert_eq!(bed_visit.expected, known.bed_visits);
    let no_village = count(ListFilter {
        village: Some(String::new()),
        ..ListFilter::default()
    });
    assert_eq!(no_village.expected, known.good - known.with_village);
    let born = count(ListFilter {
        born_by: Some("2100-01-01".parse().unwrap()),
        ..ListFilter::default()
    });
    assert_eq!(born.expected, known.with_birth_date);
    let again = outpost.desk.take_in_list(&list, &mut ()).unwrap();
    assert_eq!(
        (again.new, again.changed, again.same, again.gone),
        (0, 0, known.good, 0)
    );
    assert_eq!(reasons(&again), known.refused);
}

#[test]
fn a_messy_csv_comes_to_exactly_what_its_maker_knows_in_every_dress() {
    let messy = Messy::of(rows(), 7);
    // Every trouble is there, so none can be forgotten.
    assert!(
        messy.known.refused.len() == 9 && messy.known.remarks.len() == 4,
        "{:?}",
        messy.known
    );
    for dress in [Dress::Commas, Dress::Semicolons1252, Dress::Tabs] {
        comes_to(&messy.known, &csv(&messy, dress));
    }
}

#[test]
fn the_same_list_as_a_workbook_comes_to_the_same() {
    let messy = Messy::of(rows(), 7);
    comes_to(&messy.known, &xlsx(&messy).unwrap());
}

#[test]
fn another_seed_makes_another_list_that_comes_to_what_it_should() {
    let messy = Messy::of(rows() / 4, 61);
    assert_ne!(messy.known, Messy::of(rows() / 4, 7).known);
    assert_eq!(messy.known, Messy::of(rows() / 4, 61).known);
    comes_to(&messy.known, &csv(&messy, Dress::Semicolons1252));
}
