//! People of every group pass alike.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use rekam_photo::decode;

use crate::support::{faults, pictures_of, require_published, root};

/// Neutral portraits of a group: how many pass, and how many there are.
type Passed = BTreeMap<String, (u32, u32)>;

/// Every neutral portrait passes, in every group: the gap between groups is none, and must stay so.
#[test]
fn neutral_people_of_every_group_pass() {
    let (mut passed, mut wrong) = (Passed::new(), Vec::new());
    let groups = groups();
    let sets = [("london", "-neutral.jpg"), ("averaged", ".jpg")];
    for (set, end) in sets {
        for path in pictures_of(set) {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            if !file.ends_with(end) {
                continue;
            }
            let found = faults(&decode(&std::fs::read(&path).unwrap()).unwrap());
            let group = match set {
                "london" => groups[&file].replace('_', " "),
                _ => "averaged faces, all groups".to_owned(),
            };
            let group = passed.entry(group).or_default();
            group.1 += 1;
            if found.is_empty() {
                group.0 += 1;
            } else {
                wrong.push(format!("{file}: {found:?}"));
            }
        }
    }
    if passed.is_empty() {
        return;
    }
    require_published("fairness", &table(&passed));
    let rates = || {
        passed
            .values()
            .map(|(passed, of)| f64::from(*passed) / f64::from(*of))
    };
    let gap = rates().fold(0.0, f64::max) - rates().fold(1.0, f64::min);
    assert!(
        gap.abs() < f64::EPSILON,
        "a gap of {gap} between groups: {wrong:#?}"
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn table(passed: &Passed) -> String {
    let mut text = String::from("| group | pass | of |\n|---|---|---|\n");
    for (group, (passed, of)) in passed {
        writeln!(text, "| {group} | {passed} | {of} |").unwrap();
    }
    text
}

/// The group of each picture of the set, as its own table has it.
fn groups() -> BTreeMap<String, String> {
    let beside = root().join("../shared/portraits");
    let folder = std::env::var_os("REKAM_PORTRAITS").map_or(beside, PathBuf::from);
    let Ok(mut reader) = csv::Reader::from_path(folder.join("london/labels.csv")) else {
        return BTreeMap::new();
    };
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        (row[0].to_owned(), row[4].to_owned())
    });
    rows.collect()
}
