//! `rekam photo` as a script calls it.
#![expect(clippy::unwrap_used, reason = "a test that cannot begin must fail")]

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

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
    assert_eq!(reports[0]["passes"], true);
    assert_eq!(reports[0]["faults"], Value::Array(Vec::new()));
    assert_eq!(reports[0]["notices"], Value::Array(Vec::new()));
    assert_eq!(reports[1]["code"], "photo-not-a-picture");
    assert_eq!(reports[1]["passes"], false);
    assert_eq!(reports[1]["components"], Value::Array(Vec::new()));
    assert_eq!(reports[2]["code"], "photo-face-too-small");
    let of = |name: &str| {
        let all = reports[2]["components"].as_array().unwrap();
        let one = all.iter().find(|measured| measured["component"] == name);
        one.unwrap()["score"].as_u64().unwrap()
    };
    assert!(of("inter-eye-distance") < 50 && of("head-size") < 50);
}

#[test]
fn a_report_gives_every_reason_and_keeps_apart_what_is_not_computed() {
    let report = told(&["report", &portraits("defects/p01-sunglasses.jpg")]);
    let report = &report[0];
    assert_eq!(report["passes"], false);
    let first = &report["faults"][0];
    assert_eq!(first["fault"], "sunglasses");
    assert_eq!(first["meaning"]["id"], "kacamata gelap");
    assert_eq!(first["meaning"]["en"], "dark glasses");
    assert_eq!(first["advice"]["id"], "Lepas kacamata hitam");
    assert_eq!(first["may_be_set_aside"], true);
    for scored in report["components"].as_array().unwrap() {
        assert!(scored["native"].is_number() && scored["score"].is_u64());
        for words in ["meaning", "advice"] {
            assert!(scored[words]["id"].is_string() && scored[words]["en"].is_string());
        }
    }
    let names = |list: &str| -> BTreeSet<String> {
        let all = report[list].as_array().unwrap().iter();
        all.map(|one| one["component"].as_str().unwrap().to_owned())
            .collect()
    };
    let (computed, missing) = (names("components"), names("not_computed"));
    assert!(computed.is_disjoint(&missing));
    // All 28 values of the standard are named, each in one of the two lists.
    assert_eq!((computed.len(), missing.len()), (17, 11));
    let absent = report["not_computed"].as_array().unwrap();
    let sharpness = absent.iter().find(|one| one["component"] == "sharpness");
    let sharpness = sharpness.unwrap();
    assert!(sharpness["measures"]["sharpness"].is_f64() && sharpness.get("score").is_none());
    assert!(report["pose"]["yaw_deg"].is_f64());
    assert!(report["milliseconds"].as_f64().unwrap() > 0.0);
}

/// Every file is answered with a code and both texts, none of them costs the memory that it asks for.
#[test]
fn files_that_no_one_expects_are_refused_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let portrait = std::fs::read(portraits("p01-good.jpg")).unwrap();
    let mut lying = portrait.clone();
    let frame = lying.windows(2).position(|pair| pair == [0xFF, 0xC0]);
    // The same scan, said to be 20,000 by 10,000.
    let size = frame.unwrap() + 5;
    lying[size..size + 4].copy_from_slice(&[0x27, 0x10, 0x4E, 0x20]);
    let mut bitmap = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bitmap.extend([0, 0, 0x4E, 0x20, 0, 0, 0x27, 0x10, 8, 2, 0, 0, 0]);
    let files: [(&str, &[u8], &str); 5] = [
        ("large.jpg", &lying, "photo-too-many-pixels"),
        ("large.png", &bitmap, "photo-too-many-pixels"),
        ("cut.jpg", &portrait[..90_000], "photo-truncated"),
        (
            "other.webp",
            b"RIFF\x1a\0\0\0WEBPVP8L",
            "photo-not-a-picture",
        ),
        ("empty.jpg", b"", "photo-not-a-picture"),
    ];
    let mut rekam = Command::new(env!("CARGO_BIN_EXE_rekam"));
    rekam.args(["photo", "--json", "report"]);
    for (name, bytes, _) in files {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        rekam.arg(file);
    }
    let (output, peak) = watched(&mut rekam);
    assert!(output.status.success());
    let reports: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (at, (name, _, code)) in files.into_iter().enumerate() {
        assert_eq!(reports[at]["code"], code, "{name}");
        assert_eq!(reports[at]["verdict"], Value::Null, "{name}");
        assert!(reports[at]["text"]["id"].as_str().unwrap().ends_with('.'));
    }
    println!("peak {peak} KiB");
    assert!(peak > 0 && peak < REFUSAL_KIB, "{peak} KiB");
}

/// What refusing may cost: the networks and the files. 200 megapixels would take 600 MB.
const REFUSAL_KIB: u64 = 120 * 1024;

/// Runs a program to its end and gives the most memory that it was seen to hold (Linux, KiB).
fn watched(program: &mut Command) -> (Output, u64) {
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let most = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
        peak = peak.max(most.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(1));
    }
    (child.wait_with_output().unwrap(), peak)
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

#[test]
fn two_pictures_of_one_person_are_alike_and_of_two_are_not() {
    let compared = |other: &str| {
        let both = [portraits("p01-good.jpg"), portraits(other)];
        told(&["compare", &both[0], &both[1]])
    };
    let same = compared("defects/p01-yaw-left-15.jpg");
    assert_eq!(same["resemblance"], "strong", "{same}");
    let another = compared("p05-good.jpg");
    assert_eq!(another["resemblance"], "none", "{another}");
    assert_eq!(another["hint_from"], 0.5);
}

#[test]
fn a_portrait_is_made_before_the_wall_that_an_empty_picture_shows_and_an_occupied_chair_is_refused()
{
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("portrait.jpg").display().to_string();
    let sitter = portraits("p01-good.jpg");
    let arguments = |empty: &str, more: &[&str]| {
        let fixed = ["portrait", &sitter, "--birth-year", "1991", "--out", &out];
        let mut all: Vec<String> = fixed.map(str::to_owned).into();
        all.extend([
            "--replace-background".to_owned(),
            "--empty".to_owned(),
            portraits(empty),
        ]);
        all.extend(more.iter().map(|argument| (*argument).to_owned()));
        all
    };
    let made = |more: &[&str]| {
        let all = arguments("clip/frame-000.jpg", more);
        let made = told(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let portrait = rekam_photo::decode(&std::fs::read(&out).unwrap()).unwrap();
        let corner: [u8; 3] = portrait.rgb()[..3].try_into().unwrap();
        (made, corner)
    };
    let (red, corner) = made(&[]);
    assert_eq!(
        (&red["behind"], &red["background"]),
        (&"painted-by-cloth".into(), &"red".into())
    );
    assert!(
        corner[0] > 180 && corner[1] < 50 && corner[2] < 60,
        "{corner:?}"
    );
    let (orange, corner) = made(&["--foreigner"]);
    assert_eq!(orange["background"], "orange");
    assert!(
        corner[0] > 220 && corner[1] > 100 && corner[2] < 40,
        "{corner:?}"
    );
    let output = Command::new(env!("CARGO_BIN_EXE_rekam"))
        .args(["photo", "--json"])
        .args(arguments("p02-good.jpg", &[]))
        .output()
        .unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(told.contains("cloth-somebody-there"), "{told}");
}
