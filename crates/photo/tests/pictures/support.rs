//! What the tests over real pictures share.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use image::RgbImage;
use rekam_photo::{FaceModels, Fault, Photographer, Picture, Point, decode};

use crate::skipped::skipped;

/// One photographer for all tests of a binary: this also proves that threads can share it.
pub(crate) static PHOTOGRAPHER: LazyLock<Photographer> =
    LazyLock::new(|| Photographer::new(FaceModels::embedded().unwrap()));

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The bytes of a picture of `assets/portraits`.
pub(crate) fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(root().join("assets/portraits").join(file)).unwrap()
}

/// A decoded picture of `assets/portraits`.
pub(crate) fn picture(file: &str) -> Picture {
    decode(&bytes(file)).unwrap()
}

/// A line of `assets/portraits/labels.csv`.
#[derive(Debug)]
pub(crate) struct Label {
    pub(crate) file: String,
    pub(crate) defect: String,
    pub(crate) inter_eye_px: f32,
    pub(crate) left_eye: Point,
    pub(crate) right_eye: Point,
    pub(crate) chin: Point,
}

/// All lines of `assets/portraits/labels.csv`.
pub(crate) fn labels() -> Vec<Label> {
    let mut reader = csv::Reader::from_path(root().join("assets/portraits/labels.csv")).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let point = |row: &csv::StringRecord, name: &str| Point {
        x: row[column(&format!("{name}_x"))].parse().unwrap(),
        y: row[column(&format!("{name}_y"))].parse().unwrap(),
    };
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        Label {
            file: row[column("file")].to_owned(),
            defect: row[column("defect")].to_owned(),
            inter_eye_px: row[column("ied_px")].parse().unwrap(),
            left_eye: point(&row, "left_eye"),
            right_eye: point(&row, "right_eye"),
            chin: point(&row, "chin"),
        }
    });
    rows.collect()
}

/// A picture to draw on.
pub(crate) fn image_of(picture: &Picture) -> RgbImage {
    RgbImage::from_raw(picture.width(), picture.height(), picture.rgb().to_vec()).unwrap()
}

/// What was drawn.
pub(crate) fn picture_of(image: RgbImage) -> Picture {
    Picture::from_rgb(image.width(), image.height(), image.into_raw()).unwrap()
}

/// All that is wrong with a picture.
pub(crate) fn faults(picture: &Picture) -> Vec<Fault> {
    let assessment = PHOTOGRAPHER.assess(picture).unwrap();
    PHOTOGRAPHER.faults(picture, &assessment).unwrap()
}

/// Holds a table to what stands in the document between its marks; `REKAM_WRITE_TABLES=1` writes it there.
pub(crate) fn require_published(mark: &str, table: &str) {
    let path: PathBuf = root().join("docs/PHOTO.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let (before, rest) = text.split_once(&open).unwrap();
    let (published, after) = rest.split_once(&close).unwrap();
    if std::env::var_os("REKAM_WRITE_TABLES").is_some() {
        std::fs::write(&path, format!("{before}{open}{table}{close}{after}")).unwrap();
        return;
    }
    assert_eq!(
        published, table,
        "docs/PHOTO.md is old; REKAM_WRITE_TABLES=1 writes it again"
    );
}

/// The JPEGs of a set that may not be part of the repository: `REKAM_PORTRAITS`, or `shared/portraits` beside the
/// repository. Empty, with a visible message, where there is none.
pub(crate) fn pictures_of(set: &str) -> Vec<PathBuf> {
    let beside = root().join("../shared/portraits");
    let folder = std::env::var_os("REKAM_PORTRAITS")
        .map_or(beside, PathBuf::from)
        .join(set);
    let Ok(entries) = std::fs::read_dir(folder) else {
        skipped(&format!(
            "no portraits ({set}) in REKAM_PORTRAITS or beside the repository"
        ));
        return Vec::new();
    };
    let files = entries.map(|entry| entry.unwrap().path());
    let mut pictures: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|end| end == "jpg"))
        .collect();
    pictures.sort();
    pictures
}

/// The 189 hand-placed points of a portrait of the London set.
pub(crate) struct Template(Vec<Point>);

impl Template {
    /// The points that lie beside a picture, where somebody placed them.
    pub(crate) fn beside(picture: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(picture.with_extension("tem")).ok()?;
        // Other templates have other points.
        text.lines().next().filter(|count| *count == "189")?;
        let points = text.lines().skip(1).take(189).map(|line| {
            let (x, y) = line.split_once('\t').unwrap();
            Point {
                x: x.trim().parse().unwrap(),
                y: y.trim().parse().unwrap(),
            }
        });
        Some(Self(points.collect()))
    }

    /// A point by its number.
    pub(crate) fn point(&self, number: usize) -> Point {
        self.0[number]
    }

    /// The middle of the lid corners on the left of the picture.
    pub(crate) fn right_eye(&self) -> Point {
        self.0[18].middle(self.0[22])
    }

    /// The middle of the lid corners on the right of the picture.
    pub(crate) fn left_eye(&self) -> Point {
        self.0[23].middle(self.0[27])
    }
}
