//! A window that cannot open says so before it opens, in both languages.
#![cfg(target_os = "linux")]

use std::process::Command;

#[test]
fn a_wrong_hub_port_keeps_the_window_shut_and_says_why() {
    let home = tempfile::tempdir().unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_rekam-window"))
        // Never reached: whatever opens a window first would fail there with words of its own.
        .env("DISPLAY", ":9999")
        .env("REKAM_HOME", home.path())
        .env("REKAM_HUB_PORT", "73520")
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1));
    let told = String::from_utf8(done.stderr).unwrap();
    for words in [
        "REKAM_HUB_PORT bukan nomor port",
        "REKAM_HUB_PORT is no port",
    ] {
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(home.path().read_dir().unwrap().count(), 0);
}
