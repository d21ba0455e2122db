//! Verdict and geometry on pictures with known answers.

use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use rekam_photo::{Picture, Verdict};

use crate::support::{PHOTOGRAPHER, image_of, labels, picture, picture_of, pictures_of};

#[test]
fn every_good_portrait_has_exactly_one_face_that_is_acceptable() {
    let good: Vec<_> = labels()
        .into_iter()
        .filter(|label| label.defect == "none")
        .collect();
    assert_eq!(good.len(), 8);
    for label in good {
        let assessment = PHOTOGRAPHER.assess(&picture(&label.file)).unwrap();
        assert_eq!(assessment.verdict, Verdict::Acceptable, "{}", label.file);
        assert_eq!(assessment.faces.len(), 1, "{}", label.file);
        assert_eq!(assessment.verdict.code(), None);
    }
}

/// The labels are eyeball centres of the 3D model, which no picture shows; ours are the middles of the lid corners.
/// Along the eye line the two agree; across it the lids lie 3 to 8 % lower in these renderings. The measure against
/// hand-placed points of real people is in `london.rs`.
#[test]
fn eyes_of_the_good_portraits_are_where_the_labels_say() {
    for label in labels().into_iter().filter(|label| label.defect == "none") {
        let assessment = PHOTOGRAPHER.assess(&picture(&label.file)).unwrap();
        let face = assessment.face().unwrap();
        for (found, known) in [
            (face.right_eye, label.right_eye),
            (face.left_eye, label.left_eye),
        ] {
            let across = (found.x - known.x).abs() / label.inter_eye_px;
            let down = (found.y - known.y) / label.inter_eye_px;
            assert!(across < 0.03, "{}: {across} along the eye line", label.file);
            assert!(
                (0.0..0.09).contains(&down),
                "{}: {down} below the label",
                label.file
            );
        }
        let distance = face.inter_eye_px / label.inter_eye_px - 1.0;
        assert!(
            distance.abs() < 0.04,
            "{}: {distance} more between the eyes",
            label.file
        );
        let chin = face.chin.distance(label.chin) / label.inter_eye_px;
        assert!(chin < 0.04, "{}: chin is off by {chin}", label.file);
        assert!(
            face.roll_deg.abs() < 1.0,
            "{}: roll {}",
            label.file,
            face.roll_deg
        );
        assert!(face.bounds.left < face.right_eye.x && face.bounds.top < face.right_eye.y);
    }
}

#[test]
fn a_second_person_makes_several_faces_with_the_sitter_first() {
    let assessment = PHOTOGRAPHER
        .assess(&picture("p03-second-person.jpg"))
        .unwrap();
    assert_eq!(assessment.verdict, Verdict::SeveralFaces);
    assert_eq!(assessment.faces.len(), 2);
    assert!((assessment.face().unwrap().inter_eye_px - 129.6).abs() < 4.0);
}

#[test]
fn a_small_second_head_at_the_edge_is_counted() {
    // Another sitter, shrunk until the head is about 75 px high, as far in the background.
    let mut scene = image_of(&picture("p01-good.jpg"));
    let other = image_of(&picture("p04-good.jpg"));
    let head = imageops::crop_imm(&other, 660, 300, 600, 700).to_image();
    let small = imageops::resize(&head, 120, 140, FilterType::CatmullRom);
    imageops::replace(&mut scene, &small, 1500, 300);
    assert_eq!(
        PHOTOGRAPHER.assess(&picture_of(scene)).unwrap().verdict,
        Verdict::SeveralFaces
    );
}

#[test]
fn a_person_who_sits_too_far_away_is_found_and_too_small() {
    let assessment = PHOTOGRAPHER.assess(&picture("p02-too-far.jpg")).unwrap();
    assert_eq!(assessment.verdict, Verdict::TooSmall);
    let distance = assessment.face().unwrap().inter_eye_px;
    assert!((distance - 48.9).abs() < 2.0, "{distance}");
}

#[test]
fn pictures_without_a_person_have_no_face() {
    let hills = RgbImage::from_fn(1280, 720, |x, y| {
        let hill = 400.0 + 90.0 * (x as f32 / 140.0).sin() + 40.0 * (x as f32 / 37.0).cos();
        let sun = (x as f32 - 900.0).hypot(y as f32 - 150.0) < 60.0;
        match (sun, y as f32 > hill) {
            (true, _) => Rgb([255, 240, 180]),
            (false, true) => Rgb([40, 120 + u8::try_from(x % 50).unwrap(), 50]),
            (false, false) => Rgb([120, 170, 200 + u8::try_from(y / 16).unwrap()]),
        }
    });
    let noise = RgbImage::from_fn(640, 480, |x, y| {
        let hash = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519))
            .wrapping_mul(3_266_489_917);
        Rgb(hash.to_le_bytes()[1..].try_into().unwrap())
    });
    let grey = RgbImage::from_pixel(1, 1, Rgb([128; 3]));
    let line = RgbImage::from_pixel(3000, 1, Rgb([200, 30, 30]));
    for (name, image) in [
        ("hills", hills),
        ("noise", noise),
        ("one pixel", grey),
        ("a line", line),
    ] {
        let assessment = PHOTOGRAPHER.assess(&picture_of(image)).unwrap();
        assert_eq!(assessment.verdict, Verdict::NoFace, "{name}");
        assert!(assessment.face().is_none());
    }
}

#[test]
fn threads_that_share_a_photographer_see_the_same() {
    let picture = picture("p02-good.jpg");
    let alone = PHOTOGRAPHER.assess(&picture).unwrap();
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| PHOTOGRAPHER.assess(&picture).unwrap()))
            .collect();
        for other in others {
            assert_eq!(other.join().unwrap(), alone);
        }
    });
}

/// Real people, hand-placed points: one face each, and eyes within 3 % of the eye distance.
#[test]
fn london_portraits_have_one_face_and_eyes_where_people_saw_them() {
    let pictures = pictures_of("london");
    for path in &pictures {
        let picture: Picture = rekam_photo::decode(&std::fs::read(path).unwrap()).unwrap();
        let assessment = PHOTOGRAPHER.assess(&picture).unwrap();
        let file = path.file_name().unwrap_or_default().display();
        assert_eq!(assessment.verdict, Verdict::Acceptable, "{file}");
        assert_eq!(assessment.faces.len(), 1, "{file}");
        let Some(template) = crate::support::Template::beside(path) else {
            continue;
        };
        let face = assessment.face().unwrap();
        for (found, known) in [
            (face.right_eye, template.right_eye()),
            (face.left_eye, template.left_eye()),
        ] {
            let off = found.distance(known) / face.inter_eye_px;
            assert!(off < 0.035, "{file}: {off}");
        }
    }
}

/// Bytes changed at random, on the whole path from the file to the portrait: an answer or a refusal, never a panic.
#[test]
fn a_photo_with_changed_bytes_is_judged_or_refused() {
    let mut jpeg = Vec::new();
    let small = imageops::thumbnail(&image_of(&picture("p02-good.jpg")), 320, 180);
    small
        .write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut jpeg))
        .unwrap();
    let mut state = 1_u32;
    let mut random = |most: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(state >> 8).unwrap() % most
    };
    let mut decoded = 0;
    for round in 0..60 {
        let mut changed = jpeg.clone();
        for _ in 0..=round % 6 {
            let at = random(changed.len());
            changed[at] = u8::try_from(random(256)).unwrap();
        }
        let Ok(picture) = rekam_photo::decode(&changed) else {
            continue;
        };
        decoded += 1;
        let assessment = PHOTOGRAPHER.assess(&picture).unwrap();
        assert!(
            !PHOTOGRAPHER
                .faults(&picture, &assessment)
                .unwrap()
                .is_empty(),
            "too far at least"
        );
        if let Some(face) = assessment.face() {
            let given = PHOTOGRAPHER.given(&picture, &assessment).unwrap();
            assert!(rekam_photo::report(&picture, &face.landmarks, &given).is_some());
        }
    }
    assert!(decoded > 5, "only {decoded} of 60 were pictures at all");
}
