//! The command line as people and programs meet it: the built binary, its answers and its exit codes.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

mod packet;

use packet::{HELPER, NIK, deliver};
use rekam_protocol::{documents::Activation, reckoning::Fault, signed};
use rekam_province::Province;
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

const VARIABLE: &str = "REKAM_PROVINCE_PASSPHRASE";

/// A folder with a province in it.
struct Office(tempfile::TempDir);

impl Office {
    fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn new() -> Self {
        let office = Self::empty();
        office.json(&["admin", "init"]);
        office
    }

    fn province(&self) -> PathBuf {
        self.0.path().join("province")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rekam-province"));
        command
            .arg("--folder")
            .arg(self.province())
            .args(arguments)
            .stdin(Stdio::null())
            .env(VARIABLE, "sungai kapuas");
        command
    }

    /// Runs a command that must be done, and gives its answer.
    fn json(&self, arguments: &[&str]) -> Value {
        let done = self.command(arguments).arg("--json").output().unwrap();
        let errors = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(0), "{arguments:?}: {errors}");
        serde_json::from_slice(&done.stdout).unwrap()
    }

    /// Runs a command that must be refused, and gives the code.
    fn refused(&self, arguments: &[&str]) -> String {
        refusal(&self.command(arguments).arg("--json").output().unwrap())
    }

    fn add_station(&self, more: &[&str]) -> Vec<String> {
        let out = self.file("van.activation");
        let words = [
            "admin",
            "station",
            "add",
            "6108-van-1",
            "--name",
            "Van 1",
            "--place",
            "617101",
            "--operator",
            "op-1:Petugas Contoh:operator",
            "--operator",
            "sup-1:Supervisor Contoh:supervisor",
            "--out",
        ];
        let mut arguments: Vec<String> = words.map(str::to_owned).to_vec();
        arguments.push(out.to_string_lossy().into_owned());
        arguments.extend(more.iter().map(|word| (*word).to_owned()));
        arguments
    }
}

fn refusal(done: &Output) -> String {
    assert_eq!(done.status.code(), Some(1));
    assert!(done.stdout.is_empty());
    let problem: Value = serde_json::from_slice(&done.stderr).unwrap();
    problem["code"].as_str().unwrap().to_owned()
}

fn words(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

fn key_files(province: &Path) -> Vec<Vec<u8>> {
    ["signing.key", "token.key", "vault.key", "province.json"]
        .map(|name| fs::read(province.join(name)).unwrap())
        .to_vec()
}

#[test]
fn a_province_is_made_once_and_its_keys_are_never_replaced() {
    let office = Office::empty();
    let made = office.json(&["admin", "init", "--name", "Kalimantan Contoh"]);
    assert_eq!(
        (&made["created"], &made["name"]),
        (&json!(true), &json!("Kalimantan Contoh"))
    );
    let keys = key_files(&office.province());
    assert_eq!(office.refused(&["admin", "init"]), "province-folder-exists");
    let again = office.json(&["admin", "init", "--if-missing"]);
    assert_eq!(again["created"], false);
    assert_eq!(key_files(&office.province()), keys);
    let shown = office.json(&["admin", "fingerprint"]);
    for key in ["signing_key", "sealing_key"] {
        assert_eq!(shown[key], made[key]);
        assert_eq!(shown[key].as_str().unwrap().len(), 16);
    }
}

#[test]
fn an_init_that_was_cut_short_begins_anew_unless_stations_would_lose_their_province() {
    let office = Office::new();
    fs::remove_file(office.province().join("province.json")).unwrap();
    assert_eq!(office.json(&["admin", "init"])["created"], true);
    office.json(&words(&office.add_station(&[])));
    fs::remove_file(office.province().join("province.json")).unwrap();
    for arguments in [
        &["admin", "init"][..],
        &["admin", "init", "--if-missing"][..],
    ] {
        assert_eq!(office.refused(arguments), "province-folder-damaged");
    }
}

#[test]
fn two_inits_at_once_agree_on_one_province() {
    let office = Office::empty();
    let begin = || {
        let mut command = office.command(&["admin", "init", "--if-missing", "--json"]);
        command.stdout(Stdio::piped()).spawn().unwrap()
    };
    let answers = [begin(), begin()].map(|child| {
        let done = child.wait_with_output().unwrap();
        serde_json::from_slice::<Value>(&done.stdout).unwrap()
    });
    assert_eq!(answers[0]["signing_key"], answers[1]["signing_key"]);
    assert_ne!(answers[0]["created"], answers[1]["created"]);
}

#[test]
fn a_station_gets_an_activation_file_that_the_province_signed() {
    let office = Office::new();
    let url = ["--url", "http://10.0.0.1:8080", "--valid-days", "9"];
    let added = office.json(&words(&office.add_station(&url)));
    assert_eq!(added["outcome"], "added");
    let file = fs::read(office.file("van.activation")).unwrap();
    let activation =
        signed::verify_with_own_key(&file, |activation: &Activation| activation.signing_key)
            .unwrap();
    assert_eq!(added["key"], json!(activation.signing_key.id().to_string()));
    assert_eq!(activation.url, "http://10.0.0.1:8080");
    assert_eq!(activation.operators[1].name, "Supervisor Contoh");
    let lease = activation.lease;
    assert_eq!((lease.until - lease.from).num_days(), 9);
    let listed = office.json(&["admin", "station", "list"]);
    assert_eq!(
        (
            &listed[0]["id"],
            &listed[0]["status"],
            &listed[0]["packets"]
        ),
        (&json!("6108-van-1"), &json!("issued"), &json!(0))
    );
}

#[test]
fn adding_a_station_again_after_a_crash_yields_a_usable_file() {
    let office = Office::new();
    office.json(&words(&office.add_station(&[])));
    let file = fs::read(office.file("van.activation")).unwrap();
    assert_eq!(
        office.refused(&words(&office.add_station(&[]))),
        "station-exists"
    );
    let again = office.add_station(&["--if-missing"]);
    assert_eq!(office.json(&words(&again))["outcome"], "kept");
    fs::write(office.file("van.activation"), b"cut").unwrap();
    assert_eq!(office.json(&words(&again))["outcome"], "rewritten");
    assert_eq!(fs::read(office.file("van.activation")).unwrap(), file);
    deliver(&office.province());
    assert_eq!(office.json(&words(&again))["outcome"], "used");
}

#[test]
fn the_vault_opens_what_waits_and_the_lists_tell_of_it() {
    let office = Office::new();
    office.json(&words(&office.add_station(&[])));
    let packet = deliver(&office.province());
    let waiting = &office.json(&["admin", "list"])[0];
    assert_eq!(
        (&waiting["state"], &waiting["status"], &waiting["nik"]),
        (&json!("waiting"), &Value::Null, &Value::Null)
    );
    let opened = office.json(&["vault", "--once"]);
    assert_eq!(
        opened,
        json!({"processing": 1, "doubles": 0, "canaries": 0, "refused": 0, "left": 0})
    );
    let listed = &office.json(&["admin", "list"])[0];
    let expected = [
        ("packet", json!(packet.to_string())),
        ("station", json!("6108-van-1")),
        ("serial", json!(1)),
        ("kind", json!("record")),
        ("state", json!("opened")),
        ("status", json!("PROCESSING")),
        ("reason", Value::Null),
        ("service", json!("KTP-A")),
        ("nik", json!(NIK)),
        ("name", json!("DAYANG CONTOH SARI")),
    ];
    for (field, value) in expected {
        assert_eq!(listed[field], value, "{field}");
    }
    assert_eq!(
        office.json(&["admin", "residents"])[0]["village"],
        "6171011002"
    );
    assert_eq!(
        office.json(&["vault"])["processing"],
        0,
        "a second run finds nothing"
    );
    let out = office.file("all.csv").to_string_lossy().into_owned();
    assert_eq!(office.json(&["admin", "export", "--out", &out])["rows"], 1);
    let csv = fs::read_to_string(&out).unwrap();
    assert!(csv.lines().nth(1).unwrap().contains(NIK));

    // Who was helped and how is seen wherever the record is; who helped is not named there.
    let help = json!({
        "cannot": ["sit"], "visit": true, "helper": "child", "mark": "signature",
        "fingers_excepted": 0, "eyes_excepted": 0
    });
    for shown in ["list", "residents"] {
        assert_eq!(office.json(&["admin", shown])[0]["assistance"], help);
        let done = office.command(&["admin", shown]).output().unwrap();
        let text = String::from_utf8(done.stdout).unwrap();
        assert!(text.trim_end().ends_with("sit, visit, child"), "{text}");
        assert!(!text.contains(HELPER));
    }
    let helped = "cannot,visit,helper,mark,fingers_excepted,eyes_excepted";
    assert!(csv.lines().next().unwrap().ends_with(helped), "{csv}");
    assert!(
        csv.trim_end().ends_with(",sit,1,child,signature,0,0"),
        "{csv}"
    );
    assert!(!csv.contains(HELPER));
}

#[test]
fn a_list_is_tried_given_shown_and_taken_back_and_bad_rows_are_named() {
    let office = Office::new();
    office.json(&words(&office.add_station(&[])));
    let file = office.file("Desa Contoh.csv");
    let text = "NIK;NAMA LENGKAP;TGL LAHIR\n6171010101059901;WARGA CONTOH;01-01-2005\n617101;SALAH CONTOH;01-01-2005\n";
    fs::write(&file, text).unwrap();
    let (file, refused) = (
        file.to_string_lossy().into_owned(),
        office.file("ditolak.csv"),
    );
    let refused_file = refused.to_string_lossy().into_owned();
    let give = [
        "admin",
        "worklist",
        "give",
        file.as_str(),
        "--station",
        "6108-van-1",
    ];
    assert_eq!(office.refused(&give), "station-not-announced");
    deliver(&office.province());
    let dry = [
        &give[..],
        &["--dry-run", "--refused", refused_file.as_str()],
    ]
    .concat();
    let tried = office.json(&dry);
    assert_eq!(
        tried,
        json!({"name": "Desa Contoh", "residents": 1, "remarks": {}, "stations": {},
            "refused": [{"line": 3, "code": "nik-length", "first": null}]})
    );
    let said = fs::read_to_string(refused).unwrap();
    assert!(
        said.contains("nik-length") && !said.contains("CONTOH"),
        "{said}"
    );
    assert_eq!(office.json(&["admin", "worklist", "list"]), json!([]));

    let given = office.json(&give);
    assert_eq!(
        given["stations"]["6108-van-1"],
        json!({"parts": 1, "new_parts": 1})
    );
    let again = office.json(&give);
    assert_eq!(
        again["stations"]["6108-van-1"],
        json!({"parts": 1, "new_parts": 0})
    );
    let list = &office.json(&["admin", "worklist", "list"])[0];
    assert_eq!(
        (&list["name"], &list["residents"]),
        (&json!("Desa Contoh"), &json!(1))
    );
    let withdraw = ["admin", "worklist", "withdraw", "6108-van-1", "Desa Contoh"];
    office.json(&withdraw);
    assert_eq!(office.refused(&withdraw), "provision-unknown");
    let wrong = [&give[..], &["--column", "99=full-name"]].concat();
    assert_eq!(office.refused(&wrong), "request-malformed");
    let table = [
        "admin",
        "table",
        "agama",
        file.as_str(),
        "--version",
        "2027",
    ];
    assert_eq!(office.refused(&table), "table-name");
}

#[test]
fn the_vault_stays_closed_to_a_wrong_or_a_missing_passphrase() {
    let office = Office::new();
    let with = |passphrase: &str| {
        let mut command = office.command(&["vault", "--json"]);
        refusal(&command.env(VARIABLE, passphrase).output().unwrap())
    };
    assert_eq!(with("sungai Kapuas"), "vault-passphrase");
    assert_eq!(with(""), "vault-passphrase");
    let file = office.file("word").to_string_lossy().into_owned();
    let from_file = ["vault", "--passphrase-file", &file];
    assert_eq!(office.refused(&from_file), "file-unreadable");
    fs::write(&file, "sungai kapuas\n").unwrap();
    assert_eq!(office.json(&from_file)["left"], 0);
}

#[test]
fn a_refusal_says_what_to_do_in_the_language_that_was_asked_for() {
    let office = Office::empty();
    let said = |arguments: &[&str]| {
        let done = office.command(arguments).output().unwrap();
        assert_eq!(done.status.code(), Some(1));
        String::from_utf8(done.stderr).unwrap()
    };
    assert!(said(&["admin", "list"]).starts_with("Folder ini belum berisi provinsi."));
    let english = said(&["--lang", "en", "admin", "list"]);
    assert!(english.starts_with("This folder holds no province yet."));
    assert!(english.trim_end().ends_with("[province-folder-missing]"));
    assert!(!office.province().exists(), "looking makes nothing");
}

#[test]
fn wrong_usage_ends_with_2_and_a_station_needs_a_place_that_exists() {
    let office = Office::new();
    for wrong in [
        &["admin", "no-such-verb"][..],
        &["vault", "--once", "--watch"][..],
        &words(&office.add_station(&["--operator", "op-9:x:boss"])),
    ] {
        assert_eq!(
            office.command(wrong).output().unwrap().status.code(),
            Some(2),
            "{wrong:?}"
        );
    }
    let mut nowhere = office.add_station(&[]);
    let place = nowhere.iter().position(|word| word == "617101").unwrap();
    nowhere[place] = "000000".to_owned();
    assert_eq!(office.refused(&words(&nowhere)), "station-place");
    assert!(!office.file("van.activation").exists());
}

#[test]
fn a_finding_is_settled_by_somebody_for_a_reason_and_shown_with_both() {
    let office = Office::new();
    office.json(&words(&office.add_station(&[])));
    let notice = || {
        let province = Province::open(&office.province()).unwrap();
        let (registry, now) = (province.registry(), province.clock().now());
        let station = "6108-van-1".parse().unwrap();
        registry.find(&station, 4, Fault::DayBookBack, now).unwrap();
    };
    notice();
    let settle = |code, by, reason| {
        let mut words = vec!["admin", "settle", "6108-van-1", "--number", "4"];
        words.extend(["--finding", code, "--by", by, "--reason", reason]);
        words
    };
    let (who, why) = (
        "Kepala Bidang",
        "mesin dipulihkan dari kartu, rekaman lengkap",
    );
    let good = settle("day-book-back", who, why);
    for wrong in [
        settle("day-book-back", who, "  "),
        settle("day-book-back", "", why),
        settle("lupa", who, why),
    ] {
        let done = office.command(&wrong).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{wrong:?}");
    }
    let other = settle("station-copy", who, why);
    assert_eq!(office.refused(&other), "finding-unknown");
    let books = || office.json(&["reckon"])[0].clone();
    assert_eq!(books()["findings"][0]["fault"], "day-book-back");

    let settled = office.json(&good);
    assert_eq!(
        (&settled["by"], &settled["reason"]),
        (&json!(who), &json!(why))
    );
    assert_eq!(office.refused(&good), "finding-unknown");
    assert_eq!(books()["findings"], json!([]));
    assert_eq!(books()["settled"], json!([settled]));
    let shown = |office: &Office| {
        let done = office.command(&["reckon"]).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    let text = shown(&office);
    assert!(
        text.contains("✓ nomor 4") && !text.contains("! nomor 4"),
        "{text}"
    );
    assert!(text.contains(who) && text.contains(why), "{text}");

    notice();
    assert_eq!(books()["findings"][0]["fault"], "day-book-back");
    let text = shown(&office);
    assert!(text.contains("! nomor 4") && text.contains(why), "{text}");
}

#[test]
fn a_server_says_where_it_listens_and_ends_with_its_standard_input() {
    let office = Office::new();
    let mut child = office
        .command(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--ready-file",
            "-",
            "--until-stdin-closes",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    assert!(
        ready["url"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
