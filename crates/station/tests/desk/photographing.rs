//! The photo: what is kept, what is only counted, and what the resident approves.

use std::collections::BTreeSet;
use std::path::Path;

use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::service::Service;
use rekam_photo::{Fault, Notice};
use rekam_station::capture::Slot;

use crate::office::{CHILD, Office, fill, prepare_woman, read_back};

pub(crate) fn picture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/portraits");
    std::fs::read(folder.join(name)).unwrap()
}

#[test]
fn a_good_photo_is_kept_untouched_beside_its_portrait() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    let photo = picture("p02-good.jpg");
    let taken = desk.take_photo(draft, &photo).unwrap();
    assert!(taken.is_kept());
    assert_eq!((taken.wrong, taken.tries), (None, 1));
    let original = desk.captured(draft, Slot::PhotoOriginal).unwrap().unwrap();
    assert_eq!(original.bytes, photo);
    let portrait = desk.captured(draft, Slot::Portrait).unwrap().unwrap();
    let size = rekam_photo::decode(&portrait.bytes).unwrap();
    assert_eq!((size.width(), size.height()), (480, 640));
    assert!(!desk.draft(draft).unwrap().photo_approved);
}

#[test]
fn what_would_better_be_put_right_is_said_and_the_portrait_is_kept_all_the_same() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    let taken = desk
        .take_photo(draft, &picture("defects/p02-glasses-clear.jpg"))
        .unwrap();
    assert!(taken.is_kept());
    assert_eq!(taken.faults, [Fault::Glasses]);
}

/// As a camera sees a screen that is held a little askew: fine stripes.
fn on_a_screen(photo: &[u8]) -> Vec<u8> {
    let mut seen = image::load_from_memory(photo).unwrap().into_rgb8();
    for (column, row, pixel) in seen.enumerate_pixels_mut() {
        if (3 * column + row) % 11 < 5 {
            pixel.0 = pixel.0.map(|value| value - value / 6);
        }
    }
    let mut jpeg = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95);
    seen.write_with_encoder(encoder).unwrap();
    jpeg
}

#[test]
fn a_photo_of_a_screen_is_noticed_and_kept_all_the_same() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    let good = picture("p02-good.jpg");
    let taken = desk.take_photo(draft, &good).unwrap();
    assert_eq!(taken.notices, []);
    let taken = desk.take_photo(draft, &on_a_screen(&good)).unwrap();
    assert_eq!(taken.notices, [Notice::Pattern]);
    assert!(taken.is_kept());
}

#[test]
fn of_a_burst_the_open_eyes_are_kept_and_a_torn_frame_is_passed_over() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    let [closed, blurred, good] = [
        "defects/p02-eyes-closed.jpg",
        "defects/p02-motion-blur.jpg",
        "p02-good.jpg",
    ]
    .map(picture);
    let torn = &good[..good.len() / 2];
    let taken = desk
        .take_burst(
            draft,
            &[&closed, &blurred, torn, &good, &closed],
            &BTreeSet::new(),
        )
        .unwrap();
    assert_eq!((taken.faults.as_slice(), taken.tries), (&[][..], 1));
    let original = desk.captured(draft, Slot::PhotoOriginal).unwrap().unwrap();
    assert_eq!(original.bytes, good);
    let refused = desk
        .take_burst(draft, &[torn], &BTreeSet::new())
        .unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PhotoTruncated);
}

#[test]
fn a_photo_that_gives_no_portrait_is_counted_and_leaves_the_good_one_where_it_was() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    desk.take_photo(draft, &picture("p02-good.jpg")).unwrap();
    desk.approve_photo(draft).unwrap();
    let kept = desk.captured(draft, Slot::Portrait).unwrap();
    for (name, code) in [
        ("p02-too-far.jpg", ErrorCode::PhotoFaceTooSmall),
        ("p03-second-person.jpg", ErrorCode::PhotoSeveralFaces),
    ] {
        let taken = desk.take_photo(draft, &picture(name)).unwrap();
        assert_eq!((taken.wrong, taken.is_kept()), (Some(code), false));
    }
    assert_eq!(desk.captured(draft, Slot::Portrait).unwrap(), kept);
    assert_eq!(desk.draft(draft).unwrap().photo_tries, 4);
    read_back(&desk, draft);
    assert!(
        desk.draft(draft).unwrap().missing.is_empty(),
        "the approval still stands"
    );
}

#[test]
fn bytes_that_are_no_picture_are_refused_with_their_own_codes_and_change_nothing() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    let photo = picture("p02-good.jpg");
    // A PNG header that promises 20,000 by 10,000 pixels: 200 megapixels.
    let mut huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x4e\x20\0\0\x27\x10\x08\x02\0\0\0".to_vec();
    huge.extend([0xd3, 0x2c, 0x3f, 0x3e]);
    for (bytes, code) in [
        (&b"not a picture"[..], ErrorCode::PhotoNotAPicture),
        (&[], ErrorCode::PhotoNotAPicture),
        (&photo[..photo.len() / 2], ErrorCode::PhotoTruncated),
        (&huge, ErrorCode::PhotoTooManyPixels),
    ] {
        assert_eq!(desk.take_photo(draft, bytes).unwrap_err().code(), code);
    }
    assert_eq!(desk.draft(draft).unwrap().photo_tries, 0);
    assert_eq!(
        desk.approve_photo(draft).unwrap_err().code(),
        ErrorCode::StepsMissing
    );
}

#[test]
fn a_child_under_five_is_not_photographed() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KiaNew).unwrap();
    desk.identify(draft, Earlier::Never).unwrap();
    fill(&desk, draft, CHILD);
    let refused = desk
        .take_photo(draft, &picture("p07-good.jpg"))
        .unwrap_err();
    assert_eq!(refused.code(), ErrorCode::StepNotInPath);
    desk.put_field(draft, Field::BirthDate, "2018-04-10")
        .unwrap();
    assert!(
        desk.take_photo(draft, &picture("p07-good.jpg"))
            .unwrap()
            .is_kept()
    );
}

#[test]
fn a_photo_taken_before_the_age_was_known_does_not_travel_with_a_child_under_five() {
    use rekam_domain::service::DocumentKind;
    use rekam_protocol::packet::{AttachmentRole, Envelope};
    use rekam_station::store::audit::Standing;
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let draft = desk.start(Service::KiaNew).unwrap();
    desk.identify(draft, Earlier::Never).unwrap();
    desk.take_photo(draft, &picture("p07-good.jpg")).unwrap();
    fill(&desk, draft, CHILD);
    desk.capture(
        draft,
        Slot::Document(DocumentKind::BirthCertificate),
        "image/jpeg",
        b"certificate",
    )
    .unwrap();
    for paper in [DocumentKind::FormF102, DocumentKind::ParentsCards] {
        desk.note_paper(draft, paper, Standing::Seen).unwrap();
    }
    read_back(&desk, draft);
    let sealed = desk.seal(draft).unwrap();
    let bytes = desk.store().packet(sealed.packet).unwrap();
    let opened = Envelope::parse(&bytes)
        .unwrap()
        .open(&office.opening)
        .unwrap();
    let (_, attachments) = opened
        .verify_operator(&crate::office::announced_key(&office, &desk, "sp-1"))
        .unwrap();
    let roles: Vec<AttachmentRole> = attachments
        .iter()
        .map(|attachment| attachment.role)
        .collect();
    assert_eq!(roles, [AttachmentRole::Document]);
}
