//! What is behind the resident: by birth year and nationality, and it follows when these change.

use rekam_domain::background::Background;
use rekam_domain::code::ErrorCode;
use rekam_domain::field::Field;
use rekam_domain::service::Service;
use rekam_photo::Behind;
use rekam_station::Desk;
use rekam_station::capture::Slot;
use rekam_station::desk::{BackgroundWay, Preferences};
use rekam_station::store::audit::Event;
use rekam_station::store::drafts::DraftId;

use crate::office::{Office, prepare_woman, read_back};
use crate::photographing::picture;

fn likes(desk: &Desk, background: BackgroundWay) {
    let liked = Preferences {
        background,
        ..desk.preferences().unwrap()
    };
    desk.set_preferences(&liked).unwrap();
}

/// The colour behind the portrait, and how it came there.
fn painted(desk: &Desk, draft: DraftId) -> Option<(Background, Behind)> {
    let painted = desk.store().draft(draft).unwrap().painted;
    painted.map(|painted| (painted.background, painted.how))
}

/// Which of red, green and blue is most of the upper left corner of the portrait, where nobody is.
fn corner(desk: &Desk, draft: DraftId) -> usize {
    let portrait = desk.captured(draft, Slot::Portrait).unwrap().unwrap();
    let pixels = rekam_photo::decode(&portrait.bytes).unwrap();
    let first = &pixels.rgb()[..3];
    (0..3).max_by_key(|channel| first[*channel]).unwrap()
}

fn missing(desk: &Desk, draft: DraftId) -> Vec<ErrorCode> {
    let missing = desk.draft(draft).unwrap().missing;
    missing.iter().map(|missing| missing.code).collect()
}

#[test]
fn the_background_follows_year_and_nationality_and_every_change_ends_the_approval() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    likes(&desk, BackgroundWay::Matte);
    let draft = prepare_woman(&desk);
    desk.take_photo(draft, &picture("p02-good.jpg")).unwrap();
    let by_mask = |background| Some((background, Behind::PaintedByMask));
    assert_eq!(painted(&desk, draft), by_mask(Background::Red));
    assert_eq!(corner(&desk, draft), 0);
    desk.approve_photo(draft).unwrap();
    read_back(&desk, draft);
    assert_eq!(missing(&desk, draft), []);

    // Another odd year, or half a date, changes nothing.
    for typed in ["2003-05-05", "2003-05"] {
        desk.put_field(draft, Field::BirthDate, typed).unwrap();
        assert!(desk.draft(draft).unwrap().photo_approved, "{typed}");
    }
    for (field, typed, background, channel) in [
        (Field::BirthDate, "2004-05-05", Background::Blue, 2),
        (Field::Citizenship, "2", Background::Orange, 0),
        (Field::Citizenship, "1", Background::Blue, 2),
    ] {
        desk.approve_photo(draft).unwrap();
        desk.put_field(draft, field, typed).unwrap();
        assert_eq!(painted(&desk, draft), by_mask(background));
        assert_eq!(corner(&desk, draft), channel);
        assert!(missing(&desk, draft).contains(&ErrorCode::PhotoNotApproved));
    }
    let remade: Vec<Option<Background>> = desk
        .audit(0, 1_000)
        .unwrap()
        .into_iter()
        .filter_map(|line| {
            let Event::PortraitRemade {
                background,
                was_approved: true,
                ..
            } = line.event
            else {
                return None;
            };
            Some(background)
        })
        .collect();
    assert_eq!(
        remade,
        [Background::Blue, Background::Orange, Background::Blue].map(Some)
    );
    assert_eq!(
        desk.draft(draft).unwrap().photo_tries,
        2,
        "no photo was taken"
    );
}

#[test]
fn a_photo_before_the_birth_date_gets_its_background_with_it_and_none_where_the_desk_leaves_it() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let take = || {
        let draft = desk.start(Service::KtpNew).unwrap();
        desk.take_photo(draft, &picture("p02-good.jpg")).unwrap();
        let before = desk.captured(draft, Slot::Portrait).unwrap();
        desk.put_field(draft, Field::BirthDate, "2004-05-05")
            .unwrap();
        (draft, before)
    };
    let (left, before) = take();
    assert_eq!(painted(&desk, left), None);
    assert_eq!(desk.captured(left, Slot::Portrait).unwrap(), before);
    likes(&desk, BackgroundWay::Matte);
    let (painted_later, _) = take();
    assert_eq!(
        painted(&desk, painted_later),
        Some((Background::Blue, Behind::PaintedByMask))
    );
    assert_eq!(corner(&desk, painted_later), 2);
}

#[test]
fn a_portrait_that_cannot_follow_is_said_and_not_sealed() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    likes(&desk, BackgroundWay::Matte);
    let draft = prepare_woman(&desk);
    desk.take_photo(draft, &picture("p02-good.jpg")).unwrap();
    desk.approve_photo(draft).unwrap();
    // What is behind it is still called red, and the original is no picture any more.
    let spoilt = rekam_station::store::captures::NewCapture {
        slot: Slot::PhotoOriginal,
        media_type: "image/jpeg",
        bytes: b"spoilt",
    };
    let now = desk.party().clock.stamp();
    desk.store()
        .put_captures(draft, &[spoilt], desk.operator(), &now)
        .unwrap();
    desk.put_field(draft, Field::BirthDate, "2004-05-05")
        .unwrap();
    assert_eq!(
        desk.fields(draft).unwrap()[&Field::BirthDate].raw,
        "2004-05-05"
    );
    assert!(missing(&desk, draft).contains(&ErrorCode::PhotoBackground));
    read_back(&desk, draft);
    assert_eq!(
        desk.seal(draft).unwrap_err().code(),
        ErrorCode::DraftIncomplete
    );
}

#[test]
fn the_empty_chair_is_learned_for_all_who_work_there_and_tells_the_person_from_the_cloth() {
    let office = Office::open();
    let station = office.station();
    let log_in = |who: &str| station.unlock(&crate::office::id(who), crate::office::PASSWORD);
    let desk = log_in("sp-1").unwrap();
    likes(&desk, BackgroundWay::Cloth);
    assert!(desk.cloth().is_none());
    let refused = desk
        .learn_cloth(&picture("p01-good.jpg"), "Kamera")
        .unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ClothSomebodyThere);
    assert!(desk.cloth().is_none());

    let draft = desk.start(Service::KtpNew).unwrap();
    desk.put_field(draft, Field::BirthDate, "2004-05-05")
        .unwrap();
    let behind = |desk: &Desk| {
        desk.take_photo(draft, &picture("p01-good.jpg")).unwrap();
        painted(desk, draft)
    };
    assert_eq!(
        behind(&desk),
        Some((Background::Blue, Behind::PaintedByMask))
    );
    desk.learn_cloth(&picture("clip/frame-000.jpg"), "Kamera")
        .unwrap();
    assert_eq!(
        behind(&desk),
        Some((Background::Blue, Behind::PaintedByCloth))
    );
    desk.lock().unwrap();
    let colleague = log_in("op-1").unwrap();
    assert_eq!(colleague.cloth().unwrap().camera, "Kamera");
    assert_eq!(
        behind(&colleague),
        Some((Background::Blue, Behind::PaintedByCloth))
    );
}
