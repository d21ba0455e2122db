//! Finished portraits, measured again: ISO/IEC 39794-5 as far as pixels show it.

use std::fmt::Write;

use rekam_photo::{Portrait, PortraitSpec, decode};

use crate::support::{PHOTOGRAPHER, labels, picture, require_published};

/// The colour behind the person, by which the top of the head is found again.
const BEHIND: [u8; 3] = [0, 84, 180];

/// Pixels to an inch as the JFIF header has them: unit 1, then the same number across and down.
fn dpi(jpeg: &[u8]) -> Option<u16> {
    let header = jpeg.get(6..18)?;
    let number = |at: usize| u16::from_be_bytes([header[at], header[at + 1]]);
    (header.starts_with(b"JFIF\0") && header[7] == 1).then(|| number(8))
}

/// What is measured in a portrait, in shares of its width and height.
struct Measures {
    /// Place of the middle between the eyes.
    across: f32,
    down: f32,
    /// What lies between the eyes.
    between: f32,
    /// The face from ear to ear.
    head_width: f32,
    /// From the crown, hair or scarf included, to the chin.
    head_height: f32,
    roll_deg: f32,
}

fn measured(portrait: &Portrait) -> Measures {
    let again = decode(&portrait.jpeg).unwrap();
    let (width, height) = (again.width() as f32, again.height() as f32);
    let assessment = PHOTOGRAPHER.assess(&again).unwrap();
    let face = assessment.face().unwrap();
    let middle = face.eye_middle();
    let is_behind = |row: u32| {
        let column = again.width() / 2;
        let at = usize::try_from(3 * (row * again.width() + column)).unwrap();
        let pixel = &again.rgb()[at..at + 3];
        pixel
            .iter()
            .zip(BEHIND)
            .all(|(seen, behind)| seen.abs_diff(behind) < 40)
    };
    let crown = (0..again.height())
        .take_while(|row| is_behind(*row))
        .count() as f32;
    Measures {
        across: middle.x / width,
        down: middle.y / height,
        between: face.inter_eye_px / width,
        head_width: face.bounds.width / width,
        head_height: (face.chin.y - crown) / height,
        roll_deg: face.roll_deg,
    }
}

#[test]
fn finished_portraits_have_eyes_head_and_density_where_the_standard_wants_them() {
    let mut text = String::from(
        "| portrait | eye line from the top | middle from the side | head width | crown to chin | roll | dpi |\n|---|---|---|---|---|---|---|\n",
    );
    for (name, spec) in [
        ("480x640", PortraitSpec::ktp()),
        ("2x3 cm, 236x354", PortraitSpec::print_2x3()),
        ("4x6 cm, 472x709", PortraitSpec::print_4x6()),
    ] {
        let (width, height) = (f32::from(spec.width()), f32::from(spec.height()));
        let (eyes, between) = (spec.eye_middle(), spec.inter_eye_px());
        let mut all: Vec<Measures> = Vec::new();
        for label in labels().into_iter().filter(|label| label.defect == "none") {
            let picture = picture(&label.file);
            let assessment = PHOTOGRAPHER.assess(&picture).unwrap();
            let spec = spec.clone().with_background(BEHIND);
            let portrait = PHOTOGRAPHER.portrait(&picture, &assessment, &spec).unwrap();
            assert_eq!(dpi(&portrait.jpeg), Some(300), "{name} {}", label.file);
            let seen = measured(&portrait);
            let which = format!("{name} {}: ", label.file);
            assert!(
                (seen.down - eyes.y / height).abs() < 0.015,
                "{which}{}",
                seen.down
            );
            assert!(
                (seen.across - eyes.x / width).abs() < 0.015,
                "{which}{}",
                seen.across
            );
            assert!(
                (seen.between * width / between - 1.0).abs() < 0.03,
                "{which}{}",
                seen.between
            );
            assert!(seen.roll_deg.abs() < 1.0, "{which}{}", seen.roll_deg);
            // ISO/IEC 39794-5 D.1, from the editors' knowledge of it.
            assert!((0.30..=0.50).contains(&seen.down), "{which}{}", seen.down);
            assert!(
                (0.45..=0.55).contains(&seen.across),
                "{which}{}",
                seen.across
            );
            assert!(
                (0.50..=0.75).contains(&seen.head_width),
                "{which}{}",
                seen.head_width
            );
            assert!(
                (0.60..=0.90).contains(&seen.head_height),
                "{which}{}",
                seen.head_height
            );
            all.push(seen);
        }
        assert_eq!(all.len(), 8);
        let range = |of: fn(&Measures) -> f32| {
            let (low, high) = all
                .iter()
                .map(of)
                .fold((f32::MAX, f32::MIN), |(low, high), value| {
                    (low.min(value), high.max(value))
                });
            format!("{low:.2} to {high:.2}")
        };
        let roll = all
            .iter()
            .map(|seen| seen.roll_deg.abs())
            .fold(0.0, f32::max);
        writeln!(
            text,
            "| {name} | {} | {} | {} | {} | below {:.1} | 300 |",
            range(|seen| seen.down),
            range(|seen| seen.across),
            range(|seen| seen.head_width),
            range(|seen| seen.head_height),
            (roll * 10.0).ceil() / 10.0,
        )
        .unwrap();
    }
    require_published("geometry", &text);
}

#[test]
fn a_portrait_for_a_chip_says_nothing_of_paper() {
    let picture = picture("p02-good.jpg");
    let assessment = PHOTOGRAPHER.assess(&picture).unwrap();
    let portrait = PHOTOGRAPHER
        .portrait(&picture, &assessment, &PortraitSpec::chip())
        .unwrap();
    assert_eq!(dpi(&portrait.jpeg), None);
}
