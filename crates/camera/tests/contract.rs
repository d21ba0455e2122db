//! What every source of frames keeps, whatever stands behind it.

#![expect(
    clippy::unwrap_used,
    reason = "the rules are tests, though their functions are shared by three of them"
)]

#[path = "../../../tests/src/skipped.rs"]
pub mod skipped;

use rekam_camera::{
    AtTheEnd, CameraError, CameraId, Device, Feed, FrameRate, FrameSource, Pattern, Replay, State,
    Wish,
};
use skipped::skipped;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

/// Long enough for the slowest machine; no test waits this long when things work.
const PATIENCE: Duration = Duration::from_secs(30);

fn wish() -> Wish {
    Wish {
        width: 640,
        height: 480,
        ..Wish::default()
    }
}

fn open_first(source: &dyn FrameSource) -> Feed {
    let camera = source.list().unwrap().remove(0);
    source.open(&camera.id, wish()).unwrap()
}

fn cameras_are_listed_in_a_stable_order_with_ids_of_their_own(source: &dyn FrameSource) {
    let cameras = source.list().unwrap();
    assert!(!cameras.is_empty());
    let ids: BTreeSet<_> = cameras.iter().map(|camera| &camera.id).collect();
    assert_eq!(ids.len(), cameras.len());
    assert!(cameras.iter().all(|camera| !camera.label.is_empty()));
    assert_eq!(source.list().unwrap(), cameras);
}

fn a_camera_that_is_not_listed_is_refused(source: &dyn FrameSource) {
    let refused = source.open(&CameraId::new("no such camera"), wish());
    assert_eq!(refused.err(), Some(CameraError::NotFound));
}

fn the_first_frame_makes_a_feed_streaming(source: &dyn FrameSource) {
    let feed = open_first(source);
    let frame = feed.newer_than(0, PATIENCE).unwrap();
    assert!(frame.sequence >= 1);
    assert_eq!(feed.state(), State::Streaming);
    assert_eq!(feed.trouble(), None);
}

fn numbers_rise_and_instants_never_go_back(source: &dyn FrameSource) {
    let feed = open_first(source);
    let mut last = feed.newer_than(0, PATIENCE).unwrap();
    for _ in 0..5 {
        let frame = feed.newer_than(last.sequence, PATIENCE).unwrap();
        assert!(frame.sequence > last.sequence);
        assert!(frame.captured_at >= last.captured_at);
        last = frame;
    }
}

fn every_frame_is_a_picture_that_decodes(source: &dyn FrameSource) {
    let feed = open_first(source);
    let mut last = 0;
    for _ in 0..3 {
        let frame = feed.newer_than(last, PATIENCE).unwrap();
        assert!(image::load_from_memory(frame.jpeg.bytes()).is_ok());
        last = frame.sequence;
    }
}

fn a_reader_who_comes_late_gets_the_newest_frame_and_no_backlog(source: &dyn FrameSource) {
    let feed = open_first(source);
    let awaited = feed.newer_than(5, PATIENCE).unwrap();
    let newest = feed.newest().unwrap();
    assert!(newest.sequence >= awaited.sequence);
    assert!(feed.newer_than(newest.sequence, PATIENCE).unwrap().sequence > newest.sequence);
}

fn the_vitals_name_the_camera_and_count_its_frames(source: &dyn FrameSource) {
    let feed = open_first(source);
    let frame = feed.newer_than(2, PATIENCE).unwrap();
    let vitals = feed.vitals();
    assert_eq!(vitals.camera.unwrap().id, source.list().unwrap()[0].id);
    assert_eq!(vitals.openings, 1);
    assert!(vitals.frames >= frame.sequence);
}

fn a_held_camera_goes_on_sending(source: &dyn FrameSource) {
    let feed = open_first(source);
    let before = feed.newer_than(0, PATIENCE).unwrap();
    let hold = feed.hold_exposure();
    let held = feed.newer_than(before.sequence + 2, PATIENCE).unwrap();
    drop(hold);
    assert!(feed.newer_than(held.sequence + 2, PATIENCE).is_some());
}

fn a_closed_camera_can_be_opened_again(source: &dyn FrameSource) {
    for _ in 0..3 {
        let feed = open_first(source);
        assert!(feed.newer_than(0, PATIENCE).is_some());
        assert_eq!(feed.close(), Ok(()));
    }
}

macro_rules! contract {
    ($source:ident: $make:expr => $($rule:ident)+) => {
        mod $source {
            $(#[test]
            fn $rule() {
                if let Some(source) = $make {
                    super::$rule(&source);
                }
            })+
        }
    };
}

macro_rules! contracts {
    ($($source:ident: $make:expr;)+) => {
        $(contract! { $source: $make =>
            cameras_are_listed_in_a_stable_order_with_ids_of_their_own
            a_camera_that_is_not_listed_is_refused
            the_first_frame_makes_a_feed_streaming
            numbers_rise_and_instants_never_go_back
            every_frame_is_a_picture_that_decodes
            a_reader_who_comes_late_gets_the_newest_frame_and_no_backlog
            the_vitals_name_the_camera_and_count_its_frames
            a_held_camera_goes_on_sending
            a_closed_camera_can_be_opened_again
        })+
    };
}

contracts! {
    pattern: super::pattern();
    replay: super::replay();
    device: super::device(super::Device::new());
    device_by_nokhwa: super::device(super::Device::by_nokhwa());
}

fn pattern() -> Option<Pattern> {
    Some(Pattern)
}

/// The sample portraits, looped.
fn replay() -> Option<Replay> {
    let folder = std::env::var_os("REKAM_PORTRAITS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/portraits"),
        Into::into,
    );
    Some(Replay::new(folder, FrameRate::THIRTY, AtTheEnd::Loop))
}

/// A camera of this machine, if it has one. `make test-camera` runs this where one is sure to be, and says so.
fn device(device: Device) -> Option<Device> {
    let present = device.list().is_ok_and(|cameras| !cameras.is_empty());
    let sure = std::env::var_os("REKAM_CAMERA_IS_THERE").is_some();
    assert!(present || !sure, "no camera");
    if !present {
        skipped("no camera");
    }
    present.then_some(device)
}
