//! A trip by the command line: planned, looked over, closed, and reported.
#![expect(clippy::expect_used, reason = "a journey that cannot go on must fail")]

use std::process::{Command, Output};

use rekam_station::clock::{Clock as _, SystemClock};
use rekam_station::lease::day_at_the_desk;
use rekam_tests::window::{OPERATOR, PASSWORD, Place, TestStation};
use rekam_tests::{json, program};
use serde_json::Value;

fn rekam(station: &TestStation, arguments: &[&str]) -> Output {
    let mut command = Command::new(program("rekam"));
    command.args(["--json", "--lang", "en"]).args(arguments);
    command
        .args(["--operator", OPERATOR, "--home"])
        .arg(station.home());
    command
        .env("REKAM_PASSWORD", PASSWORD)
        .output()
        .expect("rekam runs")
}

#[test]
fn a_trip_is_planned_looked_over_closed_and_reported_by_the_command_line() {
    let station = TestStation::make(Place::Ready).expect("a station");
    let none = rekam(&station, &["trip", "look"]);
    assert!(!none.status.success());
    let said: Value = serde_json::from_slice(&none.stdout).expect("JSON");
    assert_eq!(said["error"], "trip-none");

    let today = day_at_the_desk(SystemClock::new().stamp().wall);
    let today = rekam_domain::calendar::format_date(today);
    let plan = [
        "trip",
        "plan",
        "--place",
        "Desa Contoh",
        "--team",
        "op-1",
        "--from",
        &today,
        "--until",
        &today,
    ];
    let planned = json(&rekam(&station, &plan));
    assert_eq!(planned["place"], "Desa Contoh");

    // No list is loaded and no canary was answered: the answer is shown, and scripts hear that the team should not leave.
    let looked = rekam(&station, &["trip", "look"]);
    assert_eq!(looked.status.code(), Some(1));
    let looked: Value = serde_json::from_slice(&looked.stdout).expect("JSON");
    let checks = looked["checks"].as_array().expect("checks");
    let of = |what: &str| {
        checks
            .iter()
            .find(|check| check["what"] == what)
            .expect("a check")
    };
    assert_eq!(of("canary")["code"], "trip-canary");
    assert_eq!(of("lease")["state"], "good");

    let book = station.home().with_file_name("report.xlsx");
    let book = book.display().to_string();
    let report = json(&rekam(&station, &["report", "trip", "--xlsx", &book]));
    assert_eq!(report["sealed"], 0);
    let left = format!("{} / ", report["missing"]);
    let told = of("list")["detail"].as_str().expect("words");
    assert!(told.starts_with(&left), "{told}");
    assert!(std::fs::read(&book).expect("a workbook").starts_with(b"PK"));
    assert_eq!(json(&rekam(&station, &["trip", "close"]))["templates"], 0);
    assert!(
        !rekam(&station, &["trip", "look"]).status.success(),
        "it is closed"
    );
    assert_eq!(
        json(&rekam(&station, &["report", "day"]))["missing"],
        Value::Null
    );
}
