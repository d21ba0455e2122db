//! The components are those of the reference implementation, for the same landmarks of 67 rendered portraits.
//!
//! `golden/components.json` is what OFIQ 1.1 says; `golden/make.py` makes it again.
#![expect(clippy::unwrap_used, reason = "goldens that cannot be read must fail")]

use rekam_photo::{Component, Landmarks, report};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Golden {
    picture: String,
    width: u32,
    height: u32,
    landmarks: Landmarks,
    components: BTreeMap<String, Expected>,
}

#[derive(Deserialize)]
struct Expected {
    native: f64,
    score: u8,
}

fn goldens() -> Vec<Golden> {
    serde_json::from_str(include_str!("golden/components.json")).unwrap()
}

#[test]
fn every_component_of_every_portrait_is_the_references() {
    let goldens = goldens();
    assert!(goldens.len() >= 60, "{} pictures", goldens.len());
    for golden in goldens {
        let measured = report(&golden.landmarks, golden.width, golden.height).unwrap();
        assert_eq!(measured.len(), Component::ALL.len());
        for one in measured {
            let name = serde_json::to_value(one.component).unwrap();
            let expected = &golden.components[name.as_str().unwrap()];
            let what = format!("{name} of {}", golden.picture);
            assert_eq!(one.score, expected.score, "{what}");
            assert!(
                (one.native - expected.native).abs() < 1e-12,
                "{what}: {} and {}",
                one.native,
                expected.native
            );
        }
    }
}

#[test]
fn a_face_without_extent_has_no_report() {
    let point = serde_json::json!({ "x": 5, "y": 5 });
    let nowhere: Landmarks = serde_json::from_value(vec![point.clone(); 98].into()).unwrap();
    assert!(report(&nowhere, 640, 480).is_none());
    assert!(serde_json::from_value::<Landmarks>(vec![point; 97].into()).is_err());
}
