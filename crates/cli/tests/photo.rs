//! `rekam photo report` as a script calls it.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

#[test]
fn each_picture_is_reported_and_one_that_is_none_stops_no_other() {
    let portraits = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/portraits");
    let files = ["p01-good.jpg", "README.md", "p02-too-far.jpg"].map(|name| portraits.join(name));
    let mut rekam = Command::new(env!("CARGO_BIN_EXE_rekam"));
    let output = rekam
        .args(["photo", "report", "--json"])
        .args(files)
        .output()
        .unwrap();
    assert!(output.status.success());
    let reports: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(reports[0]["verdict"], "acceptable");
    assert_eq!(reports[0]["components"].as_array().map(Vec::len), Some(6));
    assert_eq!(reports[0]["landmarks"].as_array().map(Vec::len), Some(98));
    assert_eq!(reports[1]["code"], "photo-not-a-picture");
    assert_eq!(reports[1]["components"], Value::Array(Vec::new()));
    assert_eq!(reports[2]["code"], "photo-face-too-small");
    let of = |name: &str| {
        let all = reports[2]["components"].as_array().unwrap();
        let one = all.iter().find(|measured| measured["component"] == name);
        one.unwrap()["score"].as_u64().unwrap()
    };
    assert!(of("inter-eye-distance") < 50 && of("head-size") < 50);
}
