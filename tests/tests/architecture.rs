//! The rules of the house, checked against what cargo and git know: who may depend on whom, and where some words may stand.
#![expect(
    clippy::expect_used,
    reason = "a test that cannot read the workspace must fail"
)]

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Who may depend on whom, among our crates. What is not named here is forbidden.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("rekam-domain", &[]),
    ("rekam-photo", &["rekam-domain"]),
    ("rekam-camera", &["rekam-domain"]),
    ("rekam-protocol", &["rekam-domain"]),
    ("rekam-sbi", &["rekam-domain"]),
    ("rekam-worklist", &["rekam-domain", "rekam-protocol"]),
    (
        "rekam-station",
        &[
            "rekam-camera",
            "rekam-domain",
            "rekam-photo",
            "rekam-protocol",
            "rekam-sbi",
            "rekam-worklist",
        ],
    ),
    (
        "rekam-province",
        &[
            "rekam-domain",
            "rekam-photo",
            "rekam-protocol",
            "rekam-worklist",
        ],
    ),
    (
        "rekam-cli",
        &[
            "rekam-camera",
            "rekam-domain",
            "rekam-photo",
            "rekam-protocol",
            "rekam-station",
            "rekam-worklist",
        ],
    ),
    ("rekam-window", &["rekam-domain", "rekam-station"]),
    ("rekam-camera-vm", &["rekam-camera", "rekam-photo"]),
    (
        "rekam-tests",
        &[
            "rekam-camera",
            "rekam-domain",
            "rekam-photo",
            "rekam-protocol",
            "rekam-province",
            "rekam-sbi",
            "rekam-station",
            "rekam-worklist",
        ],
    ),
];

/// Libraries that one manifest may name, so that they can be replaced in one place.
const IN_ONE_MANIFEST: &[(&str, &str)] = &[
    ("tauri", "rekam-window"),
    ("nokhwa", "rekam-camera"),
    ("v4l", "rekam-camera"),
    ("axum", "rekam-province"),
];

/// The only folders in which SQL is written.
const SQL_FOLDERS: &[&str] = &["crates/station/src/store/", "crates/province/src/registry/"];

fn workspace() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata runs")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests stand in the workspace")
        .to_owned()
}

fn built_with(package: &Package) -> BTreeSet<String> {
    let needed = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development);
    needed.map(|dependency| dependency.name.clone()).collect()
}

#[test]
fn dependencies_point_one_way() {
    let metadata = workspace();
    for package in metadata.workspace_packages() {
        let name = package.name.as_str();
        let (_, allowed) = MAY_DEPEND_ON
            .iter()
            .find(|(crate_name, _)| *crate_name == name)
            .unwrap_or_else(|| panic!("{name} is not on the map of docs/ARCHITECTURE.md"));
        for dependency in built_with(package)
            .iter()
            .filter(|dependency| dependency.starts_with("rekam-"))
        {
            assert!(
                allowed.contains(&dependency.as_str()),
                "{name} may not depend on {dependency}"
            );
        }
    }
}

#[test]
fn station_and_province_meet_nowhere_but_in_the_protocol() {
    let metadata = workspace();
    for package in metadata
        .workspace_packages()
        .iter()
        .filter(|package| package.name.as_str() != "rekam-tests")
    {
        let needed = built_with(package);
        let both = needed.contains("rekam-station") && needed.contains("rekam-province");
        assert!(!both, "{} depends on station and province", package.name);
    }
}

#[test]
fn replaceable_libraries_stand_in_one_manifest_each() {
    let metadata = workspace();
    for (library, home) in IN_ONE_MANIFEST {
        let users: Vec<&str> = metadata
            .workspace_packages()
            .into_iter()
            .filter(|package| {
                package
                    .dependencies
                    .iter()
                    .any(|dependency| dependency.name == *library)
            })
            .map(|package| package.name.as_str())
            .collect();
        assert_eq!(users, [*home], "{library}");
    }
}

#[test]
fn the_domain_reads_no_clock_and_draws_no_chance() {
    let metadata = workspace();
    let domain = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == "rekam-domain")
        .expect("domain exists");
    let needed: Vec<String> = built_with(domain).into_iter().collect();
    assert_eq!(
        needed,
        ["chrono", "csv", "serde", "thiserror", "ts-rs"],
        "a new dependency of domain needs a reason in docs/adr"
    );
    let chrono = domain
        .dependencies
        .iter()
        .find(|dependency| dependency.name == "chrono")
        .expect("domain uses chrono");
    assert!(
        !chrono
            .features
            .iter()
            .any(|feature| feature == "clock" || feature == "now")
    );
}

#[test]
fn sql_stands_in_two_folders_only() {
    for file in rust_files() {
        let at = file
            .strip_prefix(root())
            .expect("files stand in the workspace")
            .to_string_lossy()
            .into_owned();
        if SQL_FOLDERS.iter().any(|folder| at.starts_with(folder)) || at.starts_with("tests/") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a source file is text");
        for words in ["SELECT ", "INSERT INTO ", "DELETE FROM ", "PRAGMA "] {
            assert!(!text.contains(words), "{at} contains SQL ({words})");
        }
    }
}

#[test]
fn files_stay_short_or_say_at_their_top_why_not() {
    let long: Vec<String> = rust_files()
        .into_iter()
        .filter_map(|file| {
            let text = fs::read_to_string(&file).expect("a source file is text");
            let lines = text.lines().count();
            let says_why = text
                .lines()
                .take(12)
                .any(|line| line.starts_with("//! Long on purpose: "));
            (lines > 500 && !says_why).then(|| format!("{} has {lines} lines", file.display()))
        })
        .collect();
    assert!(long.is_empty(), "over 500 lines: {long:?}");
}

/// A name of three underscores or more is a test's or a function's; a document that names it says where to look.
#[test]
fn names_in_the_documents_are_in_the_sources() {
    let sources: String = rust_files()
        .iter()
        .map(|file| fs::read_to_string(file).expect("a source file is text"))
        .collect();
    let mut documents = vec![root().join("README.md"), root().join("fuzz/README.md")];
    collect(&root().join("docs"), "md", &mut documents);
    let mut known = 0;
    for document in documents {
        let text = fs::read_to_string(&document).expect("a document is text");
        for name in text.split('`').skip(1).step_by(2) {
            let is_name = name.bytes().filter(|byte| *byte == b'_').count() >= 3
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if is_name {
                assert!(
                    sources.contains(name),
                    "{} names {name}, which is nowhere in the sources",
                    document.display()
                );
                known += 1;
            }
        }
    }
    assert!(
        known > 100,
        "only {known} names were found in the documents"
    );
}

/// Indonesian words that were given up for another one, so that a concept keeps one name on screen (docs/GLOSSARY.md).
const GIVEN_UP: &[&str] = &["cakram", "masa pakai", "papan tombol", "penyelia", "porta "];

#[test]
fn a_concept_has_one_word_on_screen() {
    let mut texts = Vec::new();
    collect(&root().join("ui/src/text"), "ts", &mut texts);
    assert!(texts.len() > 5, "{texts:?}");
    texts.push(root().join("crates/domain/src/code.rs"));
    texts.extend(
        rust_files()
            .into_iter()
            .filter(|file| file.starts_with(root().join("crates/cli/src"))),
    );
    for file in texts {
        let text = fs::read_to_string(&file)
            .expect("a source file is text")
            .to_lowercase();
        for word in GIVEN_UP {
            assert!(!text.contains(word), "{} says {word}", file.display());
        }
    }
}

/// Names the test that is to say that it is skipped, in the copy of it that says so.
const SKIPS: &str = "REKAM_SKIPS";

#[test]
fn what_is_skipped_is_said_past_the_test_runner() {
    if std::env::var_os(SKIPS).is_some() {
        return rekam_tests::skipped::skipped("as an example");
    }
    let test = std::thread::current()
        .name()
        .expect("a test has a name")
        .to_owned();
    let ran =
        std::process::Command::new(std::env::current_exe().expect("a test knows where it is"))
            .args([test.as_str(), "--exact"])
            .env(SKIPS, "1")
            .output()
            .expect("this test runs");
    assert!(ran.status.success());
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(
        said.contains(&format!("SKIPPED {test}: as an example\n")),
        "{said}"
    );
    // And there is no other way to say so: what `println!` says in a test that passes, nobody sees.
    for file in rust_files() {
        let text = fs::read_to_string(&file).expect("a source file is text");
        let hidden = text
            .to_lowercase()
            .contains(concat!("println!(\"", "skipped"));
        assert!(!hidden, "{} skips unseen", file.display());
    }
}

fn rust_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["crates", "src-tauri", "tests"] {
        collect(&root().join(folder), "rs", &mut found);
    }
    assert!(
        found.len() > 50,
        "the walk over the sources found only {} files",
        found.len()
    );
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the workspace can be read") {
        let path = entry.expect("a folder entry can be read").path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, ending, found);
        } else if path.extension().is_some_and(|own| own == ending) {
            found.push(path);
        }
    }
}
