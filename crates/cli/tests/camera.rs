//! `rekam camera` as a technician calls it, with the sources that need no device. Devices: `make test-camera`.
#![expect(clippy::unwrap_used, reason = "a call that cannot be made must fail")]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn portraits() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/portraits");
    folder.display().to_string()
}

fn camera(arguments: &[&str]) -> Output {
    let mut rekam = Command::new(env!("CARGO_BIN_EXE_rekam"));
    rekam
        .args(["camera", "--json"])
        .args(arguments)
        .output()
        .unwrap()
}

fn told(arguments: &[&str]) -> Value {
    let output = camera(arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_camera_is_listed_with_its_formats() {
    let cameras = told(&["list", "--pattern"]);
    assert_eq!(cameras[0]["id"], "pattern");
    assert_eq!(cameras[0]["formats"][0]["encoding"], "mjpeg");
    assert_eq!(cameras[0]["formats"][0]["rates"][0], "30");
}

#[test]
fn a_test_says_what_came_and_where_the_chair_may_stand() {
    let field = ["--seconds", "1", "--field-of-view", "70"];
    let tested = told(&[&["test", "--replay", &portraits()], &field[..]].concat());
    assert_eq!(
        (&tested["width"], &tested["damaged"]),
        (&1920.into(), &0.into())
    );
    assert_eq!(tested["farthest_cm"], 95.0);
    assert_eq!(tested["field_is_measured"], true);
    let refused = camera(&["test", "--pattern", "--field-of-view", "200"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("field-of-view"));
}

#[test]
fn a_burst_is_kept_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("photo.jpg").display().to_string();
    let snapped = told(&["snap", &file, "--frames", "3", "--replay", &portraits()]);
    assert_eq!(snapped["files"].as_array().map(Vec::len), Some(3));
    let taken = std::fs::read(folder.path().join("photo-02.jpg")).unwrap();
    let originals = std::fs::read_dir(portraits()).unwrap();
    let mut originals = originals.filter_map(|entry| std::fs::read(entry.ok()?.path()).ok());
    assert!(originals.any(|original| original == taken));
}

#[test]
fn the_state_is_told_when_it_changes_and_a_replay_without_pictures_is_named() {
    let output = camera(&["watch", "--pattern", "--seconds", "2"]);
    let lines = String::from_utf8(output.stdout).unwrap();
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(last["state"], "streaming");
    let empty = tempfile::tempdir().unwrap();
    let refused = camera(&["watch", "--replay", &empty.path().display().to_string()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("replay-empty"));
}
