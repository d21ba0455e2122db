//! A portrait in the 2 KB of a chip is still the person.

use std::fmt::Write as _;

use image::imageops::{FilterType, resize};
use rekam_domain::background::Background;
use rekam_photo::{Assessment, HINT_FROM, Likeness, Picture, PortraitSpec, Template, decode};

use crate::support::{PHOTOGRAPHER, image_of, picture, picture_of, require_published};

/// The largest that a chip takes, in bytes.
const CHIP: usize = 2_048;

fn template(likeness: &Likeness, picture: &Picture) -> Template {
    // As whoever compares it would: the face is as large as in a portrait again.
    let large = picture_of(resize(&image_of(picture), 480, 640, FilterType::CatmullRom));
    let assessed = PHOTOGRAPHER.assess(&large).unwrap();
    likeness.template(&large, assessed.face().unwrap()).unwrap()
}

fn made(picture: &Picture, assessed: &Assessment, spec: &PortraitSpec) -> (usize, Picture) {
    let portrait = PHOTOGRAPHER.portrait(picture, assessed, spec).unwrap();
    (portrait.jpeg.len(), decode(&portrait.jpeg).unwrap())
}

/// All eight rendered people, as the camera saw them and before both colours of the rule: each fits, resembles the full
/// portrait by more than the likeness from which the desk would give a hint, and nobody else's portrait as much.
#[test]
fn a_chip_of_two_kilobytes_shows_the_person_of_the_portrait() {
    let likeness = Likeness::embedded().unwrap();
    let people: Vec<(Picture, Assessment)> = (1..=8)
        .map(|person| {
            let photo = picture(&format!("p0{person}-good.jpg"));
            let assessed = PHOTOGRAPHER.assess(&photo).unwrap();
            (photo, assessed)
        })
        .collect();
    let portraits: Vec<Template> = people
        .iter()
        .map(|(photo, assessed)| made(photo, assessed, &PortraitSpec::ktp()).1)
        .map(|portrait| template(&likeness, &portrait))
        .collect();
    let mut table = String::from(
        "| 8 people, 120x160 | bytes | likeness to the own portrait, least and mean | to another's, most |\n|---|---|---|---|\n",
    );
    for (behind, colour) in [
        ("as seen", None),
        ("before blue", Some(Background::Blue.rgb())),
        ("before red", Some(Background::Red.rgb())),
    ] {
        let (mut bytes, mut own, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for (person, (photo, assessed)) in people.iter().enumerate() {
            let spec = PortraitSpec::chip();
            let spec = colour.into_iter().fold(spec, PortraitSpec::with_background);
            let (length, chip) = made(photo, assessed, &spec);
            assert_eq!((chip.width(), chip.height()), (120, 160));
            assert!(length <= CHIP, "{person} {behind}: {length} bytes");
            let chip = template(&likeness, &chip);
            let mut alike: Vec<f32> = portraits.iter().map(|each| chip.similarity(each)).collect();
            let to_own = alike.remove(person);
            assert!(to_own > HINT_FROM, "{person} {behind}: {to_own}");
            assert!(
                alike.iter().all(|other| *other < to_own),
                "{person} {behind}: {to_own}, others {alike:?}"
            );
            bytes.push(length);
            own.push(to_own);
            others.extend(alike);
        }
        let least = own.iter().copied().fold(f32::INFINITY, f32::min);
        let mean = own.iter().sum::<f32>() / own.len() as f32;
        let another = others.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let (fewest, most) = (bytes.iter().min().unwrap(), bytes.iter().max().unwrap());
        writeln!(
            table,
            "| {behind} | {fewest} to {most} | {least:.2}, {mean:.2} | {another:.2} |"
        )
        .unwrap();
    }
    require_published("chip", &table);
}
