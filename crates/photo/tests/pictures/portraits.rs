//! Portraits, looked at again with the same eyes.

use image::{Rgb, RgbImage, imageops};
use rekam_photo::{Assessment, Picture, Portrait, PortraitError, PortraitSpec, Verdict, decode};

use crate::support::{PHOTOGRAPHER, image_of, labels, picture, picture_of, pictures_of};

fn assessed(picture: &Picture) -> Assessment {
    PHOTOGRAPHER.assess(picture).unwrap()
}

fn portrait_of(picture: &Picture) -> Portrait {
    PHOTOGRAPHER
        .portrait(picture, &assessed(picture), &PortraitSpec::ktp())
        .unwrap()
}

/// Assesses a portrait as if it were a picture and holds it to its specification.
fn require_good_framing(portrait: &Portrait, name: &str) {
    let again = decode(&portrait.jpeg).unwrap();
    assert_eq!((again.width(), again.height()), (480, 640), "{name}");
    let assessment = assessed(&again);
    assert_eq!(assessment.verdict, Verdict::Acceptable, "{name}");
    let face = assessment.face().unwrap();
    assert!(
        (face.inter_eye_px - 120.0).abs() < 3.0,
        "{name}: {} px between the eyes",
        face.inter_eye_px
    );
    assert!(face.roll_deg.abs() < 1.0, "{name}: roll {}", face.roll_deg);
    let middle = face.right_eye.middle(face.left_eye);
    assert!(
        (middle.y - 288.0).abs() < 0.015 * 640.0,
        "{name}: eye line at {}",
        middle.y
    );
    assert!(
        (middle.x - 240.0).abs() < 0.015 * 480.0,
        "{name}: middle at {}",
        middle.x
    );
    assert!(
        portrait.right_eye.distance(face.right_eye) < 4.0,
        "{name}: eyes are not where it says"
    );
    assert!(
        portrait.left_eye.distance(face.left_eye) < 4.0,
        "{name}: eyes are not where it says"
    );
}

/// Turns a picture clockwise about its middle, the corners filled with the colour of a wall.
fn turned(image: &RgbImage, degrees: f32) -> RgbImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (mx, my) = (image.width() as f32 / 2.0, image.height() as f32 / 2.0);
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let (dx, dy) = (x as f32 + 0.5 - mx, y as f32 + 0.5 - my);
        let (sx, sy) = (
            cos * dx + sin * dy + mx - 0.5,
            cos * dy - sin * dx + my - 0.5,
        );
        imageops::interpolate_bilinear(image, sx, sy).unwrap_or(Rgb([190; 3]))
    })
}

#[test]
fn portraits_of_all_good_pictures_have_their_eyes_where_the_card_wants_them() {
    for label in labels().into_iter().filter(|label| label.defect == "none") {
        let portrait = portrait_of(&picture(&label.file));
        assert!(
            portrait.invented_share < 1e-6,
            "{}: {}",
            label.file,
            portrait.invented_share
        );
        require_good_framing(&portrait, &label.file);
    }
}

#[test]
fn a_tilted_head_is_straightened() {
    let upright = image_of(&picture("p04-good.jpg"));
    for degrees in [-25.0, -8.0, 3.0, 15.0] {
        let tilted = picture_of(turned(&upright, degrees));
        let assessment = assessed(&tilted);
        let roll = assessment.face().unwrap().roll_deg;
        assert!(
            (roll - degrees).abs() < 1.5,
            "turned by {degrees}, measured {roll}"
        );
        let portrait = PHOTOGRAPHER
            .portrait(&tilted, &assessment, &PortraitSpec::ktp())
            .unwrap();
        require_good_framing(&portrait, &format!("turned by {degrees}"));
    }
}

#[test]
fn a_picture_from_a_phone_held_sideways_gives_the_same_portrait() {
    let upright = picture("p02-good.jpg");
    let sideways = picture_of(imageops::rotate90(&image_of(&upright)));
    // Sideways, the mesh may or may not find a face; turned back it must be the same picture.
    let back = picture_of(imageops::rotate270(&image_of(&sideways)));
    assert_eq!(back, upright);
    require_good_framing(&portrait_of(&back), "turned back");
}

#[test]
fn a_byte_budget_is_kept_with_the_best_quality_that_fits() {
    let picture = picture("p06-good.jpg");
    let assessment = assessed(&picture);
    let make = |spec: PortraitSpec| PHOTOGRAPHER.portrait(&picture, &assessment, &spec);
    let free = make(PortraitSpec::ktp()).unwrap();
    assert_eq!(free.quality, 92);
    let budget = free.jpeg.len() / 2;
    let kept = make(PortraitSpec::ktp().with_byte_budget(budget).unwrap()).unwrap();
    assert!(
        kept.jpeg.len() <= budget,
        "{} of {budget} bytes",
        kept.jpeg.len()
    );
    let better = make(PortraitSpec::ktp().with_quality(kept.quality + 1).unwrap()).unwrap();
    assert!(
        better.jpeg.len() > budget,
        "quality {} would fit too",
        kept.quality + 1
    );
    require_good_framing(&kept, "half the bytes");

    let roomy = make(
        PortraitSpec::ktp()
            .with_byte_budget(free.jpeg.len())
            .unwrap(),
    )
    .unwrap();
    assert_eq!(roomy.jpeg, free.jpeg);
    let impossible = make(PortraitSpec::ktp().with_byte_budget(500).unwrap());
    assert_eq!(impossible.unwrap_err(), PortraitError::ByteBudget);
}

#[test]
fn a_face_at_the_edge_is_refused_and_a_little_outside_is_told() {
    let whole = image_of(&picture("p01-good.jpg"));
    // The portrait needs about 690 rows from row 237 on.
    let mut shares = Vec::new();
    for height in [1080, 910, 700] {
        let cut = picture_of(imageops::crop_imm(&whole, 0, 0, 1920, height).to_image());
        shares.push(PHOTOGRAPHER.portrait(&cut, &assessed(&cut), &PortraitSpec::ktp()));
    }
    let [
        Ok(inside),
        Ok(little),
        Err(PortraitError::NearEdge { share }),
    ] = &shares[..]
    else {
        panic!("{shares:?}");
    };
    assert!(inside.invented_share < 1e-6);
    assert!(
        (0.005..0.05).contains(&little.invented_share),
        "{}",
        little.invented_share
    );
    assert!(*share > 0.05);
    require_good_framing(little, "a little outside");
}

#[test]
fn no_portrait_is_made_against_the_verdict() {
    let empty = picture_of(RgbImage::from_pixel(640, 480, Rgb([90, 120, 90])));
    let cases = [
        (picture("p02-too-far.jpg"), Verdict::TooSmall),
        (picture("p03-second-person.jpg"), Verdict::SeveralFaces),
        (empty, Verdict::NoFace),
    ];
    for (picture, verdict) in cases {
        let error = PHOTOGRAPHER
            .portrait(&picture, &assessed(&picture), &PortraitSpec::ktp())
            .unwrap_err();
        assert_eq!(error, PortraitError::NotAcceptable(verdict));
        assert_eq!(Some(error.code()), verdict.code());
    }
}

#[test]
fn an_assessment_of_another_picture_is_refused() {
    let assessment = assessed(&picture("p01-good.jpg"));
    let other = picture_of(RgbImage::from_pixel(64, 64, Rgb([1, 2, 3])));
    let error = PHOTOGRAPHER
        .portrait(&other, &assessment, &PortraitSpec::ktp())
        .unwrap_err();
    assert_eq!(error, PortraitError::OtherPicture);
}

#[test]
fn a_portrait_carries_no_camera_data_and_is_the_same_every_time() {
    let picture = picture("p05-good.jpg");
    let portrait = portrait_of(&picture);
    assert!(!portrait.jpeg.windows(4).any(|bytes| bytes == b"Exif"));
    assert_eq!(portrait, portrait_of(&picture));
    assert!(
        !format!("{portrait:?}").contains('['),
        "pixels in debug text"
    );
}

#[test]
fn london_portraits_are_framed_well() {
    for path in pictures_of("london") {
        let picture = decode(&std::fs::read(&path).unwrap()).unwrap();
        let file = path.file_name().unwrap_or_default().display().to_string();
        require_good_framing(&portrait_of(&picture), &file);
    }
}
