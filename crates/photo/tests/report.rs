//! The components are those of the reference implementation, for the same pixels, landmarks and masks.
//!
//! `golden/components.json` is what OFIQ 1.1 says of 67 rendered portraits; `golden/make.py` makes it again. The same
//! is asked of the real people of `REKAM_GOLDENS`, a folder made by the same script beside the repository.
#![expect(clippy::unwrap_used, reason = "goldens that cannot be read must fail")]

#[path = "../../../tests/src/skipped.rs"]
pub mod skipped;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rekam_photo::{
    Component, FaceBox, Given, Landmarks, Mask, Measured, PARSING_SIDE, Picture, VISIBLE_SIDE,
    decode, report,
};
use serde::Deserialize;
use skipped::skipped;

#[derive(Deserialize)]
struct Golden {
    picture: String,
    width: u32,
    height: u32,
    landmarks: Landmarks,
    given: Stated,
    components: BTreeMap<String, Expected>,
}

/// Boxes are left, top, width, height; rectangles left, top, right, bottom.
#[derive(Deserialize)]
struct Stated {
    yaw_deg: f64,
    faces: Vec<[f32; 4]>,
    person: [usize; 4],
    head_covering: [usize; 4],
    covered: [usize; 4],
}

#[derive(Deserialize)]
struct Expected {
    native: f64,
    score: u8,
}

impl Stated {
    fn given(&self) -> Given {
        let boxes = self
            .faces
            .iter()
            .map(|&[left, top, width, height]| FaceBox {
                left,
                top,
                width,
                height,
            });
        let covering = rectangle(PARSING_SIDE, self.head_covering);
        let person = rectangle(PARSING_SIDE, self.person);
        let background = person
            .iter()
            .zip(&covering)
            .map(|(person, covering)| !person && !covering)
            .collect();
        let visible = rectangle(VISIBLE_SIDE, self.covered)
            .iter()
            .map(|covered| !covered)
            .collect();
        let mut given = Given::default();
        given.yaw_deg = self.yaw_deg;
        given.faces = boxes.collect();
        given.background = Some(Mask::from_bits(PARSING_SIDE, background));
        given.head_covering = Some(Mask::from_bits(PARSING_SIDE, covering));
        given.visible = Some(Mask::from_bits(VISIBLE_SIDE, visible));
        given
    }
}

fn rectangle(side: usize, [left, top, right, bottom]: [usize; 4]) -> Vec<bool> {
    let pixels = (0..side * side).map(|at| (at % side, at / side));
    pixels
        .map(|(x, y)| (left..right).contains(&x) && (top..bottom).contains(&y))
        .collect()
}

fn goldens(file: &Path) -> Vec<Golden> {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The bytes of a rendered portrait, good or with a defect.
fn rendered(name: &str) -> Vec<u8> {
    let portraits = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/portraits");
    std::fs::read(portraits.join(name))
        .or_else(|_| std::fs::read(portraits.join("defects").join(name)))
        .unwrap()
}

fn measured(golden: &Golden, picture: &Picture) -> Vec<Measured> {
    assert_eq!(
        (picture.width(), picture.height()),
        (golden.width, golden.height),
        "{}",
        golden.picture
    );
    report(picture, &golden.landmarks, &golden.given.given()).unwrap()
}

/// Every mismatch as a line.
fn mismatches(golden: &Golden, picture: &Picture) -> Vec<String> {
    let mut wrong = Vec::new();
    let measured = measured(golden, picture);
    for component in Component::ALL {
        let name = serde_json::to_value(component).unwrap();
        let expected = &golden.components[name.as_str().unwrap()];
        let Some(found) = measured.iter().find(|found| found.component == component) else {
            wrong.push(format!("{}: {component:?} is missing", golden.picture));
            continue;
        };
        let off = (found.native - expected.native).abs();
        if found.score != expected.score || off > 1e-6 * expected.native.abs().max(1.0) {
            wrong.push(format!(
                "{}: {component:?} is {} ({}), the reference has {} ({})",
                golden.picture, found.score, found.native, expected.score, expected.native
            ));
        }
    }
    wrong
}

fn require_the_references(goldens: &[Golden], bytes: impl Fn(&str) -> Vec<u8>) {
    let wrong: Vec<String> = goldens
        .iter()
        .flat_map(|golden| {
            let picture = decode(&bytes(&golden.picture)).unwrap();
            mismatches(golden, &picture)
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} values:\n{}",
        wrong.len(),
        21 * goldens.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_component_of_every_rendered_portrait_is_the_references() {
    let goldens =
        goldens(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/components.json"));
    assert!(goldens.len() >= 60, "{} pictures", goldens.len());
    require_the_references(&goldens, rendered);
}

#[test]
fn every_component_of_every_real_portrait_is_the_references() {
    let Some(folder) = std::env::var_os("REKAM_GOLDENS").map(PathBuf::from) else {
        skipped("no goldens of real people (REKAM_GOLDENS)");
        return;
    };
    let goldens = goldens(&folder.join("components.json"));
    assert!(!goldens.is_empty());
    require_the_references(&goldens, |name| std::fs::read(folder.join(name)).unwrap());
}

#[test]
fn what_is_not_given_is_not_measured() {
    let goldens =
        goldens(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/components.json"));
    let golden = goldens.first().unwrap();
    let picture = decode(&rendered(&golden.picture)).unwrap();
    let found: Vec<Component> = report(&picture, &golden.landmarks, &Given::default())
        .unwrap()
        .into_iter()
        .map(|measured| measured.component)
        .collect();
    for absent in [
        Component::BackgroundUniformity,
        Component::SingleFacePresent,
        Component::EyesVisible,
        Component::NoHeadCoverings,
    ] {
        assert!(!found.contains(&absent), "{absent:?}");
    }
    assert_eq!(found.len(), Component::ALL.len() - 6);
}
