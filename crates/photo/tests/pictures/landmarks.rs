//! Landmarks against points that people placed by hand.

use std::fmt::Write;

use rekam_photo::{Face, Point, decode};

use crate::support::{PHOTOGRAPHER, Template, pictures_of, require_published};

/// What is compared: its name, the numbers of the landmarks, those of the hand-placed points in the same order, and the
/// greatest mean distance that is let through, in % of what lies between the eyes.
struct Part {
    name: &'static str,
    ours: &'static [usize],
    theirs: &'static [usize],
    most_mean: f32,
}

const PARTS: [Part; 6] = [
    Part {
        name: "irises",
        ours: &[96, 97],
        theirs: &[0, 1],
        most_mean: 2.0,
    },
    Part {
        name: "outer lid corners",
        ours: &[60, 72],
        theirs: &[18, 27],
        most_mean: 3.0,
    },
    Part {
        name: "inner lid corners",
        ours: &[64, 68],
        theirs: &[22, 23],
        most_mean: 3.0,
    },
    Part {
        name: "corners of the mouth",
        ours: &[76, 82],
        theirs: &[87, 93],
        most_mean: 3.0,
    },
    Part {
        name: "base of the nose",
        ours: &[57],
        theirs: &[55],
        most_mean: 3.0,
    },
    Part {
        name: "chin",
        ours: &[16],
        theirs: &[129],
        most_mean: 4.0,
    },
];

/// The middle of a landmark's pixel.
fn landmark(face: &Face, number: usize) -> Point {
    let at = face.landmarks.all()[number];
    Point {
        x: at.x as f32,
        y: at.y as f32,
    }
}

#[test]
fn landmarks_are_where_people_placed_them_by_hand() {
    let mut distances: [Vec<f32>; PARTS.len()] = Default::default();
    let mut pictures = 0;
    for path in ["london", "averaged"].into_iter().flat_map(pictures_of) {
        let Some(template) = Template::beside(&path) else {
            continue;
        };
        let picture = decode(&std::fs::read(&path).unwrap()).unwrap();
        let assessment = PHOTOGRAPHER.assess(&picture).unwrap();
        let face = assessment.face().unwrap();
        let between = template.point(0).distance(template.point(1));
        for (part, distances) in PARTS.iter().zip(&mut distances) {
            for (ours, theirs) in part.ours.iter().zip(part.theirs) {
                let off = landmark(face, *ours).distance(template.point(*theirs));
                distances.push(100.0 * off / between);
            }
        }
        pictures += 1;
    }
    if pictures == 0 {
        return;
    }
    let mut text = format!(
        "| {pictures} pictures, % of the eye distance | mean | p95 | max |\n|---|---|---|---|\n"
    );
    let mut wrong = Vec::new();
    for (part, mut distances) in PARTS.iter().zip(distances) {
        distances.sort_by(f32::total_cmp);
        let mean = distances.iter().sum::<f32>() / distances.len() as f32;
        let (p95, most) = (
            distances[distances.len() * 95 / 100],
            distances[distances.len() - 1],
        );
        writeln!(text, "| {} | {mean:.1} | {p95:.1} | {most:.1} |", part.name).unwrap();
        if mean > part.most_mean {
            wrong.push(format!("{}: {mean}", part.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    require_published("landmarks", &text);
}
