//! A cloth is learned from an empty chair, and from nothing else.

use image::{Rgb, RgbImage, imageops};
use rekam_photo::{Behind, Cloth, ClothError, Picture, PortraitSpec};

use crate::support::{PHOTOGRAPHER, image_of, picture, picture_of};

/// The empty wall, in the size of the good portraits.
fn wall() -> Picture {
    let small = image_of(&picture("clip/frame-000.jpg"));
    picture_of(imageops::resize(
        &small,
        1920,
        1080,
        imageops::FilterType::CatmullRom,
    ))
}

fn behind(cloth: &Cloth, wanted: [u8; 3]) -> Behind {
    let sitter = picture("p01-good.jpg");
    let assessment = PHOTOGRAPHER.assess(&sitter).unwrap();
    let spec = PortraitSpec::ktp().with_background(wanted);
    let portrait = PHOTOGRAPHER.portrait_before(cloth, &sitter, &assessment, &spec);
    portrait.unwrap().behind
}

#[test]
fn an_empty_wall_is_learned_and_remembered_in_a_few_kilobytes() {
    let cloth = PHOTOGRAPHER.learn_cloth(&wall()).unwrap();
    let kept = serde_json::to_string(&cloth).unwrap();
    assert!(kept.len() < 16 * 1024, "{} bytes", kept.len());
    let again: Cloth = serde_json::from_str(&kept).unwrap();
    assert_eq!(again, cloth);
    assert_eq!(behind(&again, [0, 84, 180]), Behind::PaintedByCloth);
}

#[test]
fn nothing_is_learned_while_somebody_is_there() {
    for file in [
        "p01-good.jpg",
        "p02-too-far.jpg",
        "p05-good.jpg",
        "defects/p01-mask.jpg",
        "defects/p02-yaw-left-30.jpg",
        // At the edge, and turned away.
        "clip/frame-012.jpg",
        "clip/frame-016.jpg",
        "clip/frame-030.jpg",
    ] {
        let learned = PHOTOGRAPHER.learn_cloth(&picture(file));
        assert!(
            matches!(learned, Err(ClothError::SomebodyThere)),
            "{file}: {learned:?}"
        );
    }
}

#[test]
fn a_pattern_darkness_and_glaring_light_are_no_cloth() {
    let stripes = RgbImage::from_fn(1280, 720, |x, _| {
        Rgb(if x / 9 % 2 == 0 {
            [190, 40, 50]
        } else {
            [230; 3]
        })
    });
    let learned = PHOTOGRAPHER.learn_cloth(&picture_of(stripes));
    assert!(matches!(learned, Err(ClothError::NotPlain)), "{learned:?}");
    for grey in [8, 255] {
        let even = picture_of(RgbImage::from_pixel(1280, 720, Rgb([grey; 3])));
        let learned = PHOTOGRAPHER.learn_cloth(&even);
        assert!(
            matches!(learned, Err(ClothError::Light)),
            "{grey}: {learned:?}"
        );
    }
}

#[test]
fn a_cloth_that_is_not_behind_the_person_counts_for_nothing() {
    let red = picture_of(RgbImage::from_pixel(1920, 1080, Rgb([178, 34, 48])));
    let red = PHOTOGRAPHER.learn_cloth(&red).unwrap();
    assert_eq!(behind(&red, [200, 16, 24]), Behind::PaintedByMask);
    let narrow = imageops::crop_imm(&image_of(&wall()), 0, 0, 1440, 1080).to_image();
    let other_camera = PHOTOGRAPHER.learn_cloth(&picture_of(narrow)).unwrap();
    assert_eq!(behind(&other_camera, [200, 16, 24]), Behind::PaintedByMask);
}
