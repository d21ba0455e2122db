//! `rekam photo` as a script calls it.
#![expect(clippy::unwrap_used, reason = "a test that cannot begin must fail")]

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
    assert_eq!(reports[0]["components"].as_array().map(Vec::len), Some(17));
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

fn told(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_rekam"))
        .args(["photo", "--json"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn portraits(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/portraits");
    folder.join(name).display().to_string()
}

#[test]
fn a_person_who_sits_down_is_followed_and_one_picture_is_chosen() {
    let followed = told(&["live", &portraits("clip"), "--least-px", "70"]);
    let frames = followed["frames"].as_array().unwrap();
    assert_eq!(frames.len(), 75);
    assert_eq!(frames[0]["instruction"], "no-face");
    assert_eq!(frames[74]["instruction"], Value::Null);
    let chosen = followed["chosen"].as_str().unwrap();
    assert!(chosen.contains("clip/frame-0"), "{chosen}");
}

#[test]
fn a_portrait_has_the_size_that_it_is_for_and_a_chip_gets_no_more_than_two_kilobytes() {
    let folder = tempfile::tempdir().unwrap();
    for (purpose, size) in [
        ("card", (480, 640)),
        ("2x3", (236, 354)),
        ("4x6", (472, 709)),
        ("chip", (120, 160)),
    ] {
        let out = folder
            .path()
            .join(format!("{purpose}.jpg"))
            .display()
            .to_string();
        let picture = portraits("p02-good.jpg");
        let made = told(&[
            "portrait",
            &picture,
            "--birth-year",
            "1990",
            "--replace-background",
            "--for",
            purpose,
            "--out",
            &out,
        ]);
        let portrait = rekam_photo::decode(&std::fs::read(&out).unwrap()).unwrap();
        assert_eq!((portrait.width(), portrait.height()), size);
        assert!(purpose != "chip" || made["bytes"].as_u64().unwrap() <= 2048);
        let corner = &portrait.rgb()[..3];
        assert!(
            corner[2] > 140 && corner[0] < 60,
            "{purpose}: blue for an even year, not {corner:?}"
        );
    }
}
