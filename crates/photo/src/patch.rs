//! The face upright and in one size: colours, light and edges at the points of its mesh.

use crate::assess::Face;
use crate::colour::{Lab, luminance};
use crate::geometry::{Point, Similarity};
use crate::kernel::{Edge, Filter};
use crate::mesh::Mesh;
use crate::net::InferenceError;
use crate::picture::Picture;
use crate::warp::{Size, sample};

/// Pixels between the eyes in the patch.
const BETWEEN: f32 = 120.0;
/// The patch, and where the middle of the eyes lies in it.
const PATCH: Size = Size {
    width: 320,
    height: 384,
};
const EYES: Point = Point::new(160.0, 140.0);
/// The points of the mesh around the face.
const RIM: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

/// The face upright, in one size.
pub(crate) struct Patch<'a> {
    rgb: Vec<[f32; 3]>,
    /// Luminance of each pixel, 0 to 1.
    light: Vec<f32>,
    into: Similarity,
    mesh: &'a Mesh,
    /// The pixels of the face, and their mean luminance.
    face: Vec<usize>,
    skin_light: f32,
}

impl<'a> Patch<'a> {
    pub(crate) fn of(
        picture: &Picture,
        face: &Face,
        mesh: &'a Mesh,
    ) -> Result<Self, InferenceError> {
        let scale = face.inter_eye_px / BETWEEN;
        let map = Similarity::anchored(EYES, face.eye_middle(), scale, face.roll_deg.to_radians());
        let rgb = sample(picture, &map, PATCH, Filter::Tent, Edge::Replicate)?;
        let light = rgb.iter().map(|pixel| luminance(*pixel)).collect();
        let into = map.inverse().ok_or(InferenceError::Shape)?;
        let mut patch = Self {
            rgb,
            light,
            into,
            mesh,
            face: Vec::new(),
            skin_light: 0.0,
        };
        patch.face = patch.within(&RIM);
        patch.skin_light = patch.mean(patch.face.iter().copied()).unwrap_or(0.0);
        Ok(patch)
    }

    /// A point of the mesh in the patch.
    pub(crate) fn point(&self, number: usize) -> Point {
        self.into.apply(self.mesh.point(number))
    }

    /// The pixels within so many pixels of a place.
    fn disc(&self, centre: Point, radius: f32) -> impl Iterator<Item = usize> {
        let (low, high) = (centre.y - radius, centre.y + radius);
        rows(low, high).flat_map(move |row| {
            let off = f32::from(row) + 0.5 - centre.y;
            let half = (radius * radius - off * off).max(0.0).sqrt();
            columns(centre.x - half, centre.x + half).map(move |column| at(column, row))
        })
    }

    /// The pixels within a polygon of points of the mesh.
    fn within(&self, outline: &[usize]) -> Vec<usize> {
        let corners: Vec<Point> = outline.iter().map(|number| self.point(*number)).collect();
        let edges: Vec<(Point, Point)> = corners
            .iter()
            .copied()
            .zip(corners.iter().copied().cycle().skip(1))
            .collect();
        let (low, high) = corners
            .iter()
            .fold((f32::MAX, f32::MIN), |(low, high), corner| {
                (low.min(corner.y), high.max(corner.y))
            });
        let mut pixels = Vec::new();
        for row in rows(low, high) {
            let y = f32::from(row) + 0.5;
            let mut crossings: Vec<f32> = edges
                .iter()
                .filter(|(from, to)| (from.y > y) != (to.y > y))
                .map(|(from, to)| from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x))
                .collect();
            crossings.sort_by(f32::total_cmp);
            for [from, to] in crossings.as_chunks::<2>().0 {
                let columns = columns(*from, *to);
                pixels.extend(at(columns.start, row)..at(columns.end, row));
            }
        }
        pixels
    }

    fn mean(&self, pixels: impl Iterator<Item = usize>) -> Option<f32> {
        let (sum, count) = pixels.fold((0.0, 0.0), |(sum, count), at| {
            (sum + self.light[at], count + 1.0)
        });
        (count > 0.0).then(|| sum / count)
    }

    pub(crate) fn colour(&self, centre: Point, radius: f32) -> Option<Lab> {
        let (sum, count) = self
            .disc(centre, radius)
            .fold(([0.0; 3], 0.0), |(sum, count), at| {
                let pixel = self.rgb[at];
                (
                    [0, 1, 2].map(|channel| sum[channel] + pixel[channel]),
                    count + 1.0,
                )
            });
        (count > 0.0).then(|| Lab::of(sum.map(|value: f32| f64::from(value / count / 255.0))))
    }

    /// The colour of the cheeks and the nose: the median of each part.
    pub(crate) fn skin(&self) -> Lab {
        let places = [
            (50, 10.0),
            (280, 10.0),
            (101, 8.0),
            (330, 8.0),
            (197, 5.0),
            (4, 5.0),
            (205, 8.0),
            (425, 8.0),
        ];
        let colours: Vec<Lab> = places
            .iter()
            .filter_map(|(number, radius)| self.colour(self.point(*number), *radius))
            .collect();
        let median = |pick: fn(&Lab) -> f32| middle(colours.iter().map(pick).collect());
        Lab {
            l: median(|lab| lab.l),
            a: median(|lab| lab.a),
            b: median(|lab| lab.b),
        }
    }

    /// The median colour distance of places from the skin; lightness counts half, because light falls off.
    pub(crate) fn off_skin(&self, places: &[(usize, f32)], skin: Lab) -> f32 {
        let distances = places.iter().filter_map(|(number, radius)| {
            let lab = self.colour(self.point(*number), *radius)?;
            Some(
                ((lab.l - skin.l) / 2.0)
                    .hypot(lab.a - skin.a)
                    .hypot(lab.b - skin.b),
            )
        });
        middle(distances.collect())
    }

    pub(crate) fn mean_luminance(&self) -> f32 {
        self.skin_light
    }

    pub(crate) fn burnt(&self) -> f32 {
        self.share(&self.face, |light| light > 0.93)
    }

    fn share(&self, pixels: &[usize], is: impl Fn(f32) -> bool) -> f32 {
        pixels.iter().filter(|at| is(self.light[**at])).count() as f32 / pixels.len().max(1) as f32
    }

    pub(crate) fn balance(&self) -> f32 {
        let cheek = |number: usize| {
            self.mean(self.disc(self.point(number), 14.0))
                .unwrap_or(0.0)
        };
        let (right, left) = (cheek(50), cheek(280));
        right.min(left) / right.max(left).max(0.001)
    }

    /// What lies between the lids.
    fn eyes(&self) -> [Vec<usize>; 2] {
        [
            self.within(&[
                33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7,
            ]),
            self.within(&[
                362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382,
            ]),
        ]
    }

    pub(crate) fn eye_white(&self) -> f32 {
        let bright = self.eyes().map(|eye| {
            let mut lights: Vec<f32> = eye.iter().map(|at| self.light[*at]).collect();
            lights.sort_by(f32::total_cmp);
            lights.get(lights.len() * 9 / 10).copied().unwrap_or(0.0)
        });
        bright[0].max(bright[1])
    }

    pub(crate) fn dark_eyes(&self) -> f32 {
        let skin = self.mean_luminance();
        let shares = self
            .eyes()
            .map(|eye| self.share(&eye, |light| light < 0.35 * skin));
        shares[0].min(shares[1])
    }

    pub(crate) fn glare(&self) -> f32 {
        let boxes = [468, 473].map(|iris| {
            let pixels: Vec<usize> = self.disc(self.point(iris), 34.0).collect();
            self.share(&pixels, |light| light > 0.8)
        });
        boxes[0].max(boxes[1])
    }

    /// Mean luminances of strips of a width across, from one row down to another.
    fn profile(&self, centre: f32, half: f32, from: f32, to: f32) -> Vec<f32> {
        rows(from, to)
            .filter_map(|row| {
                self.mean(columns(centre - half, centre + half).map(|column| at(column, row)))
            })
            .collect()
    }

    pub(crate) fn bridge(&self) -> f32 {
        let (top, bottom) = (self.point(8), self.point(5));
        let steps = edge(&self.profile(self.point(6).x, 9.0, top.y, bottom.y), 3);
        steps / self.mean_luminance().max(0.001)
    }

    pub(crate) fn rim(&self) -> f32 {
        let under = |lid: usize, cheek: usize| {
            let (lid, cheek) = (self.point(lid), self.point(cheek));
            dip(&self.profile(lid.x, 12.0, lid.y + 10.0, cheek.y + 12.0), 5)
        };
        under(145, 50).min(under(374, 280)) / self.mean_luminance().max(0.001)
    }

    pub(crate) fn lip_contrast(&self) -> f32 {
        let mean = |places: &[(usize, f32)]| {
            let colours: Vec<Lab> = places
                .iter()
                .filter_map(|(number, radius)| self.colour(self.point(*number), *radius))
                .collect();
            let median = |pick: fn(&Lab) -> f32| middle(colours.iter().map(pick).collect());
            Lab {
                l: median(|lab| lab.l),
                a: median(|lab| lab.a),
                b: median(|lab| lab.b),
            }
        };
        let lips = mean(&[(37, 2.5), (267, 2.5), (17, 3.0), (84, 3.0), (314, 3.0)]);
        let around = mean(&[
            (164, 4.0),
            (167, 4.0),
            (393, 4.0),
            (18, 4.0),
            (201, 5.0),
            (421, 5.0),
        ]);
        (lips.l - around.l)
            .hypot(lips.a - around.a)
            .hypot(lips.b - around.b)
    }

    /// What is sharpest around the eyes: second differences over the range of the luminance.
    pub(crate) fn sharpness(&self) -> f32 {
        let eyes = [468, 473].map(|iris| {
            let pixels: Vec<usize> = self
                .disc(self.point(iris), 26.0)
                .filter(|at| self.inner(*at))
                .collect();
            let mut greys: Vec<f32> = pixels.iter().map(|at| self.grey(*at)).collect();
            let mut seconds: Vec<f32> = pixels.iter().map(|at| self.second(*at).abs()).collect();
            greys.sort_by(f32::total_cmp);
            seconds.sort_by(f32::total_cmp);
            let part = |sorted: &[f32], share: usize| {
                sorted
                    .get(sorted.len() * share / 100)
                    .copied()
                    .unwrap_or(0.0)
            };
            part(&seconds, 97) / (part(&greys, 98) - part(&greys, 2)).max(0.001)
        });
        eyes[0].max(eyes[1])
    }

    pub(crate) fn direction(&self) -> f32 {
        let width = usize::from(PATCH.width);
        let pixels: Vec<usize> = [468, 473]
            .into_iter()
            .flat_map(|iris| self.disc(self.point(iris), 30.0))
            .filter(|at| self.inner(*at))
            .collect();
        let sum = |step: usize| {
            pixels
                .iter()
                .map(|at| {
                    (2.0 * self.grey(*at) - self.grey(at - step) - self.grey(at + step)).abs()
                })
                .sum::<f32>()
        };
        sum(1) / sum(width).max(f32::MIN_POSITIVE)
    }

    pub(crate) fn around(&self) -> f32 {
        let mut face = vec![false; self.light.len()];
        for at in &self.face {
            face[*at] = true;
        }
        let mut lights: Vec<f32> = self
            .light
            .iter()
            .zip(face)
            .filter(|(_, face)| !face)
            .map(|(light, _)| *light)
            .collect();
        if lights.is_empty() {
            return 0.0;
        }
        let place = lights.len() * 49 / 50;
        *lights.select_nth_unstable_by(place, f32::total_cmp).1
    }

    pub(crate) fn lopsided(&self) -> f32 {
        let pairs = [
            (212, 432),
            (214, 434),
            (202, 422),
            (204, 424),
            (43, 273),
            (57, 287),
            (186, 410),
            (92, 322),
            (165, 391),
            (167, 393),
            (106, 335),
            (182, 406),
            (194, 418),
            (201, 421),
            (208, 428),
            (140, 369),
            (171, 396),
            (170, 395),
        ];
        let mut distances: Vec<f32> = pairs
            .iter()
            .filter_map(|(one, other)| {
                let (one, other) = (
                    self.colour(self.point(*one), 3.0)?,
                    self.colour(self.point(*other), 3.0)?,
                );
                Some(
                    (one.l - other.l)
                        .hypot(one.a - other.a)
                        .hypot(one.b - other.b),
                )
            })
            .collect();
        distances.sort_by(f32::total_cmp);
        distances
            .get(distances.len() * 3 / 4)
            .copied()
            .unwrap_or(0.0)
    }

    fn grey(&self, at: usize) -> f32 {
        self.light[at].sqrt()
    }

    /// Whether a pixel has neighbours on all sides.
    fn inner(&self, at: usize) -> bool {
        let width = usize::from(PATCH.width);
        at > width && at + width + 1 < self.light.len()
    }

    fn second(&self, at: usize) -> f32 {
        let width = usize::from(PATCH.width);
        self.grey(at - 1) + self.grey(at + 1) + self.grey(at - width) + self.grey(at + width)
            - 4.0 * self.grey(at)
    }
}

/// The greatest step of a profile over so many places.
fn edge(profile: &[f32], over: usize) -> f32 {
    profile
        .iter()
        .zip(profile.iter().skip(over))
        .map(|(one, other)| (one - other).abs())
        .fold(0.0, f32::max)
}

/// The deepest place of a profile below both of what lies so far before and behind it.
fn dip(profile: &[f32], reach: usize) -> f32 {
    profile
        .windows(2 * reach + 1)
        .map(|part| part[0].min(part[2 * reach]) - part[reach])
        .fold(0.0, f32::max)
}

fn middle(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn rows(from: f32, to: f32) -> std::ops::Range<u16> {
    limited(from, PATCH.height)..limited(to, PATCH.height)
}

fn columns(from: f32, to: f32) -> std::ops::Range<u16> {
    limited(from, PATCH.width)..limited(to, PATCH.width)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "limited to the patch"
)]
fn limited(place: f32, most: u16) -> u16 {
    (place + 0.5).clamp(0.0, f32::from(most)) as u16
}

fn at(column: u16, row: u16) -> usize {
    usize::from(row) * usize::from(PATCH.width) + usize::from(column)
}
