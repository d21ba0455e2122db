//! A person sits down, and is told one thing at a time until the picture is taken.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

use rekam_photo::{BURST, Fault, Live, Notice, Seen, decode};

use crate::support::{PHOTOGRAPHER, picture, require_published, root};
use crate::tipping::{TIPS, tipped};

/// The frames of the clip, 15 a second. Its eyes come to stand 82 px apart, so the distance is asked for less.
fn clip(live: &mut Live) -> Vec<Seen> {
    let folder = root().join("assets/portraits/clip");
    let frames = (0..75).map(|number: u32| {
        let bytes = std::fs::read(folder.join(format!("frame-{number:03}.jpg"))).unwrap();
        let at = Duration::from_secs(1) * number / 15;
        live.look(&PHOTOGRAPHER, &decode(&bytes).unwrap(), at)
            .unwrap()
    });
    frames.collect()
}

#[test]
fn who_sits_down_is_told_one_thing_at_a_time_and_photographed_when_still() {
    let seen = clip(&mut Live::with_least_px(70.0));
    let mut told: Vec<Option<Fault>> = seen.iter().map(|seen| seen.instruction).collect();
    told.dedup();
    assert_eq!(told, [Some(Fault::NoFace), Some(Fault::TooFar), None]);
    let chosen: Vec<u64> = seen.iter().filter_map(|seen| seen.chosen).collect();
    assert_eq!(chosen.len(), 1, "one picture is chosen, once");
    // The labels: blinking at 44 to 46, still and good from 51 on.
    assert!((51..75).contains(&chosen[0]), "frame {}", chosen[0]);
    assert_eq!(seen.iter().filter(|seen| seen.burst).count(), BURST);
    assert!(seen.iter().all(|seen| !seen.flat), "a person is not flat");
    require_published("clip", &course(&seen));
}

/// What is told and done from which second on.
fn course(seen: &[Seen]) -> String {
    let mut text = String::from("| from second | frame | what |\n|---|---|---|\n");
    let mut last = None;
    for (number, seen) in (0_u32..).zip(seen) {
        let told = seen.instruction.map_or("all is well", |fault| {
            fault.instruction(rekam_domain::code::Language::Indonesian)
        });
        let mut lines = Vec::new();
        if last != Some((told, seen.burst)) {
            lines.push(if seen.burst { "burst" } else { told }.to_owned());
        }
        last = Some((told, seen.burst));
        if let Some(chosen) = seen.chosen {
            lines.push(format!("burst is full: frame {chosen} is chosen"));
        }
        for line in lines {
            let at = f64::from(number) / 15.0;
            writeln!(text, "| {at:.1} | {number} | {line} |").unwrap();
        }
    }
    text
}

#[test]
fn a_camera_that_is_too_coarse_never_takes_a_picture() {
    let seen = clip(&mut Live::new());
    assert!(seen.iter().all(|seen| seen.chosen.is_none()));
    assert_eq!(seen.last().unwrap().instruction, Some(Fault::TooFar));
}

#[test]
fn a_second_person_who_comes_is_noticed_and_the_burst_waits() {
    let mut live = Live::new();
    let (alone, together) = (picture("p03-good.jpg"), picture("p03-second-person.jpg"));
    let at = |frame: u32| Duration::from_millis(66) * frame;
    let mut burst = 0;
    for frame in 0..30 {
        let seen = live.look(&PHOTOGRAPHER, &together, at(frame)).unwrap();
        assert_eq!(seen.instruction, Some(Fault::SeveralFaces), "frame {frame}");
    }
    for frame in 30..70 {
        burst += u32::from(live.look(&PHOTOGRAPHER, &alone, at(frame)).unwrap().burst);
    }
    assert_eq!(usize::try_from(burst).unwrap(), BURST);
}

#[test]
fn a_second_person_who_joins_is_noticed_when_a_count_that_began_later_is_done() {
    let (alone, together) = (picture("p03-good.jpg"), picture("p03-second-person.jpg"));
    let noticed_after = (1..=10).map(|frames| {
        let mut live = Live::new();
        let shown = std::iter::repeat_n(&alone, frames).chain([&together; 12]);
        let seen = (0_u32..).zip(shown).map(|(frame, shown)| {
            let at = Duration::from_millis(66) * frame;
            live.look(&PHOTOGRAPHER, shown, at).unwrap()
        });
        let noticed = |seen: Seen| seen.faults.contains(&Fault::SeveralFaces);
        seen.skip(frames).position(noticed).unwrap()
    });
    let after: Vec<usize> = noticed_after.collect();
    // A count ends two frames after the one that it looks at; from count to count it is eight.
    assert_eq!(after.iter().min(), Some(&2), "{after:?}");
    assert_eq!(after.iter().max(), Some(&9), "{after:?}");
}

#[test]
fn what_the_operator_set_aside_is_seen_but_holds_nothing_up_and_is_not_told() {
    let glasses = picture("defects/p02-glasses-clear.jpg");
    let frames = |live: &mut Live| -> Vec<Seen> {
        let at = |frame: u32| Duration::from_millis(66) * frame;
        let look = |frame| live.look(&PHOTOGRAPHER, &glasses, at(frame)).unwrap();
        (0..20).map(look).collect()
    };
    let told = frames(&mut Live::new());
    assert!(told.iter().all(|seen| seen.chosen.is_none()));
    assert_eq!(told[19].instruction, Some(Fault::Glasses));
    let mut live = Live::new();
    live.set_aside(BTreeSet::from([Fault::Glasses]));
    let seen = frames(&mut live);
    assert!(seen.iter().all(|seen| seen.faults == [Fault::Glasses]));
    assert!(seen.iter().all(|seen| seen.instruction.is_none()));
    assert_eq!(seen.iter().filter(|seen| seen.chosen.is_some()).count(), 1);
}

#[test]
fn what_is_no_longer_wrong_is_seen_within_two_frames() {
    let (glasses, without) = (
        picture("defects/p02-glasses-clear.jpg"),
        picture("p02-good.jpg"),
    );
    // Whether the first of them looks behind the person, counts people, or does neither.
    for worn in 4..8 {
        let mut live = Live::new();
        let shown = std::iter::repeat_n(&glasses, worn).chain([&without; 3]);
        let faults = (0_u32..).zip(shown).map(|(frame, shown)| {
            let at = Duration::from_millis(66) * frame;
            live.look(&PHOTOGRAPHER, shown, at).unwrap().faults
        });
        assert_eq!(faults.last(), Some(vec![]), "after {worn} frames");
    }
}

#[test]
fn two_people_cannot_be_set_aside() {
    let together = picture("p03-second-person.jpg");
    let mut live = Live::new();
    live.set_aside(Fault::EVERY.into());
    for frame in 0..20 {
        let at = Duration::from_millis(66) * frame;
        let seen = live.look(&PHOTOGRAPHER, &together, at).unwrap();
        assert_eq!(seen.instruction, Some(Fault::SeveralFaces));
        assert_eq!(seen.chosen, None);
    }
}

/// What is noticed of pictures that are shown one after the other, the first of them at the end until it is taken.
fn noticed(shown: &[rekam_photo::Picture]) -> Vec<Notice> {
    let mut live = Live::new();
    let still = std::iter::repeat_n(&shown[0], 14);
    let mut last = Vec::new();
    for (frame, picture) in (0_u32..).zip(shown.iter().chain(still)) {
        let at = Duration::from_millis(66) * frame;
        last = live.look(&PHOTOGRAPHER, picture, at).unwrap().notices;
    }
    last
}

#[test]
fn a_photo_that_is_tipped_before_the_camera_moves_like_something_flat() {
    for person in ["p01", "p02", "p06"] {
        let whole = crate::support::image_of(&picture(&format!("{person}-good.jpg")));
        let frames = TIPS.map(|(yaw, pitch)| seen(tipped(&whole, yaw, pitch)));
        assert!(noticed(&frames).contains(&Notice::Flat), "{person}");
    }
}

#[test]
fn a_head_that_turns_is_not_flat() {
    for (person, turns) in [
        (
            "p01",
            ["yaw-left-15", "yaw-right-30", "roll-left-12", "pitch-up-12"],
        ),
        (
            "p02",
            [
                "yaw-right-15",
                "yaw-left-30",
                "roll-right-12",
                "pitch-down-12",
            ],
        ),
        (
            "p03",
            [
                "yaw-left-15",
                "yaw-right-30",
                "roll-left-12",
                "pitch-down-12",
            ],
        ),
    ] {
        let good = picture(&format!("{person}-good.jpg"));
        let turned = turns.map(|turn| picture(&format!("defects/{person}-{turn}.jpg")));
        let shown: Vec<_> = std::iter::once(good).chain(turned).collect();
        assert!(!noticed(&shown).contains(&Notice::Flat), "{person}");
    }
}

fn seen(image: image::RgbImage) -> rekam_photo::Picture {
    rekam_photo::Picture::from_rgb(image.width(), image.height(), image.into_raw()).unwrap()
}
