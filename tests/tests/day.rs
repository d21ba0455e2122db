//! One simulated day with the real programs: from a portrait to the province's receipt.

#![expect(clippy::expect_used, reason = "a journey that cannot go on must fail")]

use rekam_tests::sbi::{Plan, Simulator};
use rekam_tests::{json, program, province, residents_at_the_province, simulate};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

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
    require_created_is_received(folder.path());

    let again = json(&simulate(folder.path()).output().expect("rekam runs"));
    assert_eq!(again, first, "a second run continues and breaks nothing");
    let mut residents = residents_at_the_province(folder.path());
    residents.sort();
    residents.dedup();
    assert_eq!(residents.len(), RESIDENTS);
}

/// `rekam reckon`: what was created and what the province has received of it, the canary too, as the province signed it.
fn require_created_is_received(folder: &Path) {
    let password = folder.join("password");
    // The simulation's own.
    std::fs::write(&password, "sungai kapuas contoh\n").expect("a file");
    let mut rekam = Command::new(program("rekam"));
    let reckoned = rekam
        .args(["reckon", "--json", "--operator", "op-1", "--home"])
        .arg(folder.join("station"))
        .arg("--password-file")
        .arg(&password)
        .output();
    let reckoned = json(&reckoned.expect("rekam runs"));
    assert!(reckoned["at"].is_string(), "{reckoned}");
    let days = reckoned["days"].as_array().expect("days");
    let all = |what: &str| -> u64 { days.iter().filter_map(|day| day[what].as_u64()).sum() };
    let sealed = RESIDENTS as u64 + 1;
    assert_eq!((all("created"), all("received")), (sealed, sealed));
    assert!(days.iter().all(|day| day["root"] == "same"), "{reckoned}");
    for nothing in ["findings", "again", "lost"] {
        assert_eq!(reckoned[nothing], Value::Array(Vec::new()), "{reckoned}");
    }
    // The province says the same of its own books.
    let books = province(folder, &["reckon"]);
    assert_eq!(
        (&books[0]["created"], &books[0]["held"]),
        (&Value::from(sealed), &Value::from(sealed)),
        "{books}"
    );
}

#[test]
fn with_devices_the_same_day_captures_fingers_and_eyes_without_a_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let simulator = Simulator::begin_in_range(Plan::whole(7));
    let certificates = folder.path().join("makers.pem");
    std::fs::write(&certificates, simulator.pem()).expect("a file");
    let mut command = simulate(folder.path());
    command.arg("--devices").arg(&certificates);
    let rows = json(&command.output().expect("rekam runs"));
    let rows = rows.as_array().expect("a table");
    let recorded = rows.iter().filter(|row| row["service"] != "canary");
    assert!(
        recorded.clone().all(|row| row["status"] == "PROCESSING"),
        "{rows:?}"
    );
    assert_eq!(recorded.count(), RESIDENTS);
    let asked = simulator.last_request().expect("a device was asked");
    assert_eq!(asked["bio"][0]["type"], "Iris");
    // The last who gave fingers has one blind eye and two fingers less.
    assert_eq!(asked["bio"][0]["exception"][0], "Left");
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
