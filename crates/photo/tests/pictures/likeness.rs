//! One person twice is more alike than two persons, rendered and real.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rekam_photo::{HINT_FROM, Likeness, STRONG_FROM, Template, decode};

use crate::support::{PHOTOGRAPHER, pictures_of, require_published, root};

static LIKENESS: LazyLock<Likeness> = LazyLock::new(|| Likeness::embedded().unwrap());

/// The template of the largest face of a picture.
fn template(path: &Path) -> Template {
    let picture = decode(&std::fs::read(path).unwrap()).unwrap();
    let assessment = PHOTOGRAPHER.assess(&picture).unwrap();
    LIKENESS
        .template(&picture, assessment.face().unwrap())
        .unwrap()
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// Least, mean and greatest.
fn spread(values: &[f32]) -> (f32, f32, f32) {
    let least = values.iter().copied().fold(f32::INFINITY, f32::min);
    let most = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    (least, mean, most)
}

/// Rendered heads come from one model of a head, so strangers among them are far more alike than people are: what
/// holds is the order, not the threshold.
#[test]
fn a_rendered_person_with_any_defect_is_most_like_themselves() {
    let folder = root().join("assets/portraits");
    let good: Vec<Template> = (1..=8)
        .map(|person| template(&folder.join(format!("p0{person}-good.jpg"))))
        .collect();
    let mut pictures: Vec<PathBuf> = std::fs::read_dir(folder.join("defects"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "jpg"))
        .collect();
    pictures.sort();
    assert!(pictures.len() > 50);
    for path in pictures {
        let own: usize = name(&path)[1..3].parse().unwrap();
        let face = template(&path);
        let likest = good
            .iter()
            .map(|other| face.similarity(other))
            .enumerate()
            .max_by(|(_, one), (_, other)| one.total_cmp(other))
            .unwrap();
        assert_eq!(likest.0 + 1, own, "{}", path.display());
        assert!(likest.1 >= HINT_FROM, "{}: {}", path.display(), likest.1);
    }
    assert!(good[3].similarity(&good[4]) < HINT_FROM);
}

#[test]
fn real_people_are_found_again_by_their_smile_and_strangers_give_no_hint() {
    let faces: Vec<(String, Template)> = pictures_of("london")
        .iter()
        .map(|path| (name(path)[..3].to_owned(), template(path)))
        .collect();
    if faces.is_empty() {
        return;
    }
    let (mut same, mut strangers) = (Vec::new(), Vec::new());
    let mut first = 0;
    for (number, (person, face)) in faces.iter().enumerate() {
        let others = faces
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != number);
        let likest = others.max_by(|(_, (_, one)), (_, (_, other))| {
            face.similarity(one).total_cmp(&face.similarity(other))
        });
        first += usize::from(likest.is_some_and(|(_, (found, _))| found == person));
        for (other, template) in &faces[number + 1..] {
            let pairs = if other == person {
                &mut same
            } else {
                &mut strangers
            };
            pairs.push(face.similarity(template));
        }
    }
    let mut table =
        "| pairs | number | least | mean | greatest |\n|---|---|---|---|---|\n".to_owned();
    for (pairs, values) in [
        ("one person, neutral and smiling", &same),
        ("strangers", &strangers),
    ] {
        let (least, mean, most) = spread(values);
        writeln!(
            table,
            "| {pairs} | {} | {least:.2} | {mean:.2} | {most:.2} |",
            values.len()
        )
        .unwrap();
    }
    println!("{table}{first} of {} found again first", faces.len());
    assert_eq!(first, faces.len());
    assert!(same.iter().all(|similarity| *similarity >= STRONG_FROM));
    assert!(strangers.iter().all(|similarity| *similarity < HINT_FROM));
    require_published("likeness", &table);
}
