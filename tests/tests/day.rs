//! One simulated day with the real programs: from a portrait to the province's receipt.

use rekam_tests::{json, residents_at_the_province, simulate};
use serde_json::Value;

const RESIDENTS: usize = 6;

#[test]
fn every_resident_is_recorded_sent_opened_and_receipted_and_a_second_run_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = json(&simulate(folder.path()).output().expect("rekam runs"));
    let rows = first.as_array().expect("a table");
    assert_eq!(rows.len(), RESIDENTS + 1, "six residents and a canary");
    for row in rows {
        assert_eq!(row["receipt_verified"], true, "{row}");
    }
    let statuses: Vec<&Value> = rows
        .iter()
        .filter(|row| row["service"] != "canary")
        .map(|row| &row["status"])
        .collect();
    assert!(
        statuses.iter().all(|status| **status == "PROCESSING"),
        "{statuses:?}"
    );
    let canary = rows
        .iter()
        .find(|row| row["service"] == "canary")
        .expect("a canary");
    assert_eq!(canary["status"], "CANARY_OPENED");

    let again = json(&simulate(folder.path()).output().expect("rekam runs"));
    assert_eq!(again, first, "a second run continues and breaks nothing");
    let mut residents = residents_at_the_province(folder.path());
    residents.sort();
    residents.dedup();
    assert_eq!(residents.len(), RESIDENTS);
}

#[test]
fn the_province_is_cut_off_in_mid_upload_and_the_upload_goes_on_from_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let command = simulate(folder.path());
    // Without --json, so that the story is told.
    let arguments: Vec<_> = command
        .get_args()
        .filter(|argument| *argument != "--json")
        .map(ToOwned::to_owned)
        .collect();
    let done = std::process::Command::new(command.get_program())
        .args(arguments)
        .output()
        .expect("rekam runs");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{told}");
    assert!(
        told.contains("province cut off in the middle of #"),
        "{told}"
    );
}
