//! The photo as the window uses it: what is set aside, and what the guidance says then.

use std::path::Path;

use rekam_domain::code::ErrorCode;
use rekam_station::door::{self, Caller, CameraState};
use serde_json::{Value, json};

use crate::door::{
    counter, counter_before, counter_playing, log_in, refused, start, told, wait_for,
};
use crate::office::Office;

/// The faults of a sitting's photo.
fn names(sitting: &Value) -> Vec<Value> {
    let faults = sitting["photo"]["faults"].as_array().unwrap();
    faults.iter().map(|fault| fault["fault"].clone()).collect()
}

#[test]
fn the_preview_moves_on_and_the_guidance_names_the_face() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let first = door::picture(&loket, Caller::Desk, "/preview").unwrap();
    assert!(first.bytes.starts_with(&[0xFF, 0xD8]));
    assert_eq!(first.media_type, "image/jpeg");
    let guided = wait_for(&loket, "the face is seen", |status| {
        door::picture(&loket, Caller::Desk, "/preview").unwrap();
        status["guidance"]["faces"] == 1
    });
    assert_eq!(guided["guidance"]["code"], Value::Null);
    let [left, right] = [0, 1].map(|eye| guided["guidance"]["eyes"][eye][0].as_f64().unwrap());
    assert!(0.0 < left && left < right && right < 1.0);
}

#[test]
fn a_camera_that_pauses_for_a_moment_costs_no_second_press() {
    let office = Office::open();
    let pictures = tempfile::tempdir().unwrap();
    let portrait =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/portraits/p02-good.jpg");
    for name in ["1.jpg", "2.jpg"] {
        std::fs::copy(&portrait, pictures.path().join(name)).unwrap();
    }
    std::fs::write(pictures.path().join("times.csv"), "1.jpg,0\n2.jpg,1400\n").unwrap();
    let loket = counter_playing(&office, pictures.path());
    log_in(&loket, "op-1");
    let (draft, _) = start(&loket, None);
    wait_for(&loket, "the camera pauses", |status| {
        status["camera"]["state"] == json!(CameraState::Stalled)
    });
    let taken = told(&loket, "photo_take", json!({ "draft": draft }));
    assert_eq!(taken["photo"]["tries"], 1);
}

#[test]
fn a_resident_who_cannot_open_the_eyes_is_photographed_with_one_reason_and_not_asked_again() {
    let office = Office::open();
    let (loket, _pictures) = counter_before(&office, "defects/p02-eyes-closed.jpg");
    log_in(&loket, "op-1");
    wait_for(&loket, "the camera streams", |status| {
        status["camera"]["state"] == json!(CameraState::Streaming)
    });
    let (draft, _) = start(&loket, None);
    let guided_to = |what: &str, instruction: Value| {
        wait_for(&loket, what, |status| {
            door::picture(&loket, Caller::Desk, "/preview").unwrap();
            let guidance = &status["guidance"];
            guidance["faces"] == 1 && guidance["instruction"]["id"] == instruction
        })
    };
    guided_to("the eyes are asked for", json!("Buka mata"));

    let taken = told(&loket, "photo_take", json!({ "draft": draft }));
    assert_eq!(names(&taken), ["eyes-closed"]);
    assert_eq!(taken["photo"]["faults"][0]["aside"], Value::Null);
    let yes = json!({ "draft": draft, "agreed": true });
    assert_eq!(
        refused(&loket, "photo_approve", yes.clone()),
        ErrorCode::PhotoFaultsOpen
    );
    let choices = told(&loket, "aside_choices", json!({}));
    let because = |reason: &Value, faults: Value, note: &str| json!({ "draft": draft, "faults": faults, "reason": reason, "note": note });
    let (eyes, other) = (&choices[1], &choices[6]);
    assert_eq!(
        (&eyes["reason"], &eyes["needs_note"]),
        (&json!("eyes"), &json!(false))
    );
    assert_eq!(
        (&other["reason"], &other["needs_note"]),
        (&json!("other"), &json!(true))
    );
    let bare = because(&other["reason"], json!(names(&taken)), "");
    assert_eq!(refused(&loket, "photo_aside", bare), ErrorCode::ReasonEmpty);
    let unknown = because(&eyes["reason"], json!(["no-such-fault"]), "");
    assert_eq!(
        refused(&loket, "photo_aside", unknown),
        ErrorCode::RequestMalformed
    );
    let aside = because(&eyes["reason"], json!(names(&taken)), "");
    let aside = told(&loket, "photo_aside", aside);
    assert_eq!(
        aside["photo"]["faults"][0]["aside"]["label"]["id"],
        "Keadaan mata"
    );

    // Of this resident nobody asks for it again, though the next photo needs a reason of its own.
    guided_to("all is well", Value::Null);
    let again = told(&loket, "photo_take", json!({ "draft": draft }));
    assert_eq!(again["photo"]["faults"][0]["aside"], Value::Null);
    let aside = because(&eyes["reason"], json!(names(&again)), "");
    told(&loket, "photo_aside", aside);
    let approved = told(&loket, "photo_approve", yes);
    assert_eq!(approved["photo"]["approved"], true);
    let read_back = told(&loket, "read_back", json!({ "draft": draft }));
    assert_eq!(read_back["faults"][0]["aside"]["reason"], "eyes");

    // The next one is.
    start(&loket, None);
    guided_to("the next one is asked", json!("Buka mata"));
    let back = told(&loket, "draft_open", json!({ "draft": draft }));
    assert_eq!(back["photo"]["approved"], true);
    guided_to("the first one is known again", Value::Null);
}
