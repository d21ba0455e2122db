//! A photo of a photo that is moved before the camera of the desk, and a person who turns the head.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use rekam_domain::code::Language;
use rekam_photo::Notice;
use rekam_station::door::{self, Caller};
use serde_json::{Value, json};

use crate::door::{counter_playing, log_in, start, told, wait_for};
use crate::office::Office;
use crate::photographing::picture;
use crate::tipping::{TIPS, tipped};

/// How long the camera shows each picture, in milliseconds: longer than a slow machine looks at one.
const SHOWN: usize = 1_000;

/// Plays pictures before a desk until its guidance has followed a face through all of them, takes the photo, and gives what
/// the operator is told to look at again.
fn noticed(shown: &[Vec<u8>]) -> Vec<Value> {
    let pictures = tempfile::tempdir().unwrap();
    let mut times = String::new();
    for (number, jpeg) in shown.iter().enumerate() {
        std::fs::write(pictures.path().join(format!("{number}.jpg")), jpeg).unwrap();
        writeln!(times, "{number}.jpg,{}", number * SHOWN).unwrap();
    }
    std::fs::write(pictures.path().join("times.csv"), times).unwrap();

    let office = Office::open();
    let loket = counter_playing(&office, pictures.path());
    log_in(&loket, "op-1");
    let (draft, _) = start(&loket, None);
    let followed = RefCell::new(BTreeSet::new());
    wait_for(&loket, "all pictures are looked at", |status| {
        let preview = door::picture(&loket, Caller::Desk, "/preview").unwrap();
        let number = shown.iter().position(|jpeg| *jpeg == preview.bytes);
        let mut followed = followed.borrow_mut();
        let all = followed.len() == shown.len();
        followed.extend(number.filter(|_| status["guidance"]["faces"] == 1));
        // One more than all: what was shown last is looked at by then.
        all && number == Some(0)
    });
    let taken = told(&loket, "photo_take", json!({ "draft": draft }));
    taken["photo"]["notices"].as_array().unwrap().clone()
}

/// What the operator reads of a photo that moved like something flat.
fn is_flat(notice: &Value) -> bool {
    notice["id"] == Notice::Flat.text(Language::Indonesian)
}

#[test]
fn a_print_that_is_moved_before_the_desk_is_noticed() {
    let whole = image::load_from_memory(&picture("p02-good.jpg")).unwrap();
    let whole = whole.into_rgb8();
    let frames = TIPS.map(|(yaw, pitch)| {
        let mut jpeg = Vec::new();
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 92);
        let seen = tipped(&whole, yaw, pitch);
        seen.write_with_encoder(encoder).unwrap();
        jpeg
    });
    let notices = noticed(&frames);
    assert!(notices.iter().any(is_flat), "{notices:?}");
}

#[test]
fn a_person_who_turns_the_head_before_the_desk_is_not() {
    let frames = [
        "p02-good.jpg",
        "defects/p02-yaw-right-15.jpg",
        "defects/p02-yaw-left-30.jpg",
        "defects/p02-roll-right-12.jpg",
        "defects/p02-pitch-down-12.jpg",
    ];
    let notices = noticed(&frames.map(picture));
    assert!(!notices.iter().any(is_flat), "{notices:?}");
}
