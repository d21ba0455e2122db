//! A regular pattern over skin: the pixels of a screen, its moire, or the dots of a print.
//!
//! Skin repeats itself nowhere. The spectra of several parts of a face are laid over each other, each measured by what
//! is common at that fineness: a pattern stands out at the same place in all of them, an edge or a crease does not.

use std::f32::consts::TAU;

use crate::assess::Face;
use crate::geometry::Point;
use crate::picture::Picture;

/// Side of a part, in pixels of the picture.
const SIDE: usize = 64;
/// Waves across that are told apart.
const HALF: usize = SIDE / 2;
/// Points of the mesh that lie on skin: forehead, cheeks, chin.
const PARTS: [usize; 8] = [151, 108, 337, 50, 280, 205, 425, 199];
/// Waves to a part: below the first shading and features are what is seen, above the second noise. Colour is coarser.
const WAVES: [f32; 2] = [6.0, 26.0];
const WAVES_OF_COLOUR: f32 = 22.0;
/// Lines of squares in which JPEG works; their edges are no pattern of the scene.
const BLOCKS: usize = SIDE / 8;

/// How far the strongest pattern stands out over all parts, in natural logarithms of power; nothing where no skin lies
/// within the picture.
pub(crate) fn strength(picture: &Picture, face: &Face) -> Option<f32> {
    let parts: Vec<Part> = PARTS
        .iter()
        .filter_map(|number| Part::around(picture, face.mesh.point(*number)))
        .collect();
    let seen = |channel| {
        let over: Vec<Vec<f32>> = parts.iter().map(|part| part.outstanding(channel)).collect();
        let count = over.len() as f32;
        let at = |place: usize| over.iter().map(|part| part[place]).sum::<f32>() / count;
        (0..SIDE * SIDE / 2).map(at).fold(0.0, f32::max)
    };
    (parts.len() * 2 > PARTS.len()).then(|| seen(Channel::Light).max(seen(Channel::Colour)))
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channel {
    Light,
    /// Red beside blue: the columns of a screen are coloured, skin is evenly so.
    Colour,
}

impl Channel {
    fn of(self, [r, g, b]: [f32; 3]) -> f32 {
        match self {
            Self::Light => 0.299 * r + 0.587 * g + 0.114 * b,
            Self::Colour => r - b,
        }
    }

    /// Whether something is to be said of a wave. The squares in which JPEG works make level and upright ones, in light
    /// at multiples of their side, in colour at any, because there it is enlarged.
    fn hears(self, across: f32, down: f32) -> bool {
        let fine = across.hypot(down);
        let level = across < 2.5 || down.abs() < 2.5;
        let multiple = |waves: f32| {
            let off = waves.abs().rem_euclid(BLOCKS as f32);
            off.min(BLOCKS as f32 - off) < 2.5
        };
        match self {
            Self::Light => {
                (WAVES[0]..WAVES[1]).contains(&fine)
                    && !(level && multiple(across) && multiple(down))
            }
            Self::Colour => {
                (WAVES[0]..WAVES_OF_COLOUR).contains(&fine) && across > 2.5 && down.abs() > 2.5
            }
        }
    }
}

/// A square of pixels.
struct Part(Vec<[f32; 3]>);

impl Part {
    fn around(picture: &Picture, centre: Point) -> Option<Self> {
        let half = SIDE as f32 / 2.0;
        let (left, top) = (within(centre.x - half)?, within(centre.y - half)?);
        let (width, height) = (usize_of(picture.width()), usize_of(picture.height()));
        if left + SIDE > width || top + SIDE > height {
            return None;
        }
        let pixels = (0..SIDE * SIDE).map(|at| {
            let (column, row) = (left + at % SIDE, top + at / SIDE);
            let pixel = &picture.rgb()[3 * (row * width + column)..][..3];
            [0, 1, 2].map(|channel| f32::from(pixel[channel]))
        });
        Some(Self(pixels.collect()))
    }

    /// For each wave (across from 0, down from the fastest upwards one) by how much its power, or that of a wave next
    /// to it, is over the median of those as fine. 0 where nothing is to be said of it.
    fn outstanding(&self, channel: Channel) -> Vec<f32> {
        let values: Vec<f32> = self.0.iter().map(|pixel| channel.of(*pixel)).collect();
        let power = spectrum(&values);
        let fineness = |at: usize| {
            let (across, down) = waves(at);
            across.hypot(down)
        };
        let mut rings: Vec<Vec<f32>> = vec![Vec::new(); SIDE];
        for (at, power) in power.iter().enumerate() {
            if let Some(ring) = within(fineness(at)).and_then(|ring| rings.get_mut(ring)) {
                ring.push(*power);
            }
        }
        let common: Vec<f32> = rings
            .into_iter()
            .map(|mut ring| {
                ring.sort_by(f32::total_cmp);
                ring.get(ring.len() / 2).copied().unwrap_or(0.0)
            })
            .collect();
        let over: Vec<f32> = (0..power.len())
            .map(|at| {
                let (across, down) = waves(at);
                let said = channel.hears(across, down);
                let common = within(fineness(at))
                    .and_then(|ring| common.get(ring))
                    .copied();
                match common {
                    Some(common) if said => (power[at] / (common + 1e-3)).max(1.0).ln(),
                    _ => 0.0,
                }
            })
            .collect();
        // A pattern in perspective changes its fineness a little from part to part.
        let near = |at: usize| {
            let (column, row) = (at % (SIDE / 2), at / (SIDE / 2));
            let rows = row.saturating_sub(1)..(row + 2).min(SIDE);
            let columns = column.saturating_sub(1)..(column + 2).min(SIDE / 2);
            rows.flat_map(|row| columns.clone().map(move |column| row * (SIDE / 2) + column))
                .map(|at| over[at])
                .fold(0.0, f32::max)
        };
        (0..power.len()).map(near).collect()
    }
}

/// Waves across and down at a place of a spectrum.
fn waves(at: usize) -> (f32, f32) {
    let (across, down) = (at % (SIDE / 2), at / (SIDE / 2));
    (across as f32, down as f32 - SIDE as f32 / 2.0)
}

/// The power of each wave in a square of values: 0 to half a side of waves across, minus to plus half a side down.
fn spectrum(values: &[f32]) -> Vec<f32> {
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    let window: Vec<f32> = (0..SIDE)
        .map(|at| 0.5 - 0.5 * (TAU * (at as f32 + 0.5) / SIDE as f32).cos())
        .collect();
    let turns: Vec<(f32, f32)> = (0..SIDE)
        .map(|at| (TAU * at as f32 / SIDE as f32).sin_cos())
        .collect();
    // Sine and cosine for each place and wave, the waves side by side: the compiler takes many of them at once.
    let tables = |part: fn(&(f32, f32)) -> f32| -> Vec<[f32; HALF]> {
        let row = |place: usize| std::array::from_fn(|wave| part(&turns[wave * place % SIDE]));
        (0..SIDE).map(row).collect()
    };
    let (sines, cosines) = (tables(|turn| turn.0), tables(|turn| turn.1));
    // Each row across, then each column of that down.
    let across: Vec<[[f32; HALF]; 2]> = (0..SIDE)
        .map(|row| {
            let mut sums = [[0.0; HALF]; 2];
            for column in 0..SIDE {
                let value = (values[row * SIDE + column] - mean) * window[column] * window[row];
                for wave in 0..HALF {
                    sums[0][wave] += value * cosines[column][wave];
                    sums[1][wave] -= value * sines[column][wave];
                }
            }
            sums
        })
        .collect();
    (0..SIDE)
        .flat_map(|down| {
            let wave = (down + HALF) % SIDE;
            let mut sums = [[0.0; HALF]; 2];
            for (row, [re, im]) in across.iter().enumerate() {
                let (sin, cos) = turns[wave * row % SIDE];
                for column in 0..HALF {
                    sums[0][column] += re[column] * cos + im[column] * sin;
                    sums[1][column] += im[column] * cos - re[column] * sin;
                }
            }
            let [re, im] = sums;
            re.into_iter().zip(im).map(|(re, im)| re * re + im * im)
        })
        .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to the side of a picture"
)]
fn within(place: f32) -> Option<usize> {
    (place >= 0.0).then_some(place as usize)
}

fn usize_of(side: u32) -> usize {
    usize::try_from(side).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_has_its_power_where_it_belongs() {
        let values: Vec<f32> = (0..SIDE * SIDE)
            .map(|at| (TAU * (9.0 * (at % SIDE) as f32 - 5.0 * (at / SIDE) as f32) / 64.0).sin())
            .collect();
        let power = spectrum(&values);
        let strongest = (0..power.len()).max_by(|one, other| power[*one].total_cmp(&power[*other]));
        assert_eq!(strongest.map(waves), Some((9.0, -5.0)));
    }
}
