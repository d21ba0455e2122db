//! Luminance and CIELAB of sRGB pixels, as ISO/IEC 29794-5 has them.

use std::sync::LazyLock;

/// Shares of the linear colours in luminance (ITU-R BT.709).
const SHARES: [f64; 3] = [0.2126, 0.7152, 0.0722];
/// Linear sRGB to CIE XYZ under illuminant D50 (Bradford), one row for each of X, Y and Z.
const TO_XYZ: [[f64; 3]; 3] = [
    [0.43605, 0.38508, 0.14309],
    [0.22249, 0.71689, 0.06062],
    [0.01393, 0.09710, 0.71419],
];
/// The white of D50.
const WHITE: [f64; 3] = [0.964221, 1.0, 0.825211];

/// The luminance of each pixel, 0 to 255.
pub(crate) fn luminances(rgb: &[[u8; 3]]) -> Vec<u8> {
    let linear: Vec<f64> = (0..=255_u8)
        .map(|value| linear(f64::from(value) / 255.0))
        .collect();
    let of = |pixel: &[u8; 3]| {
        let [r, g, b] = pixel.map(|value| linear[usize::from(value)]);
        byte(255.0 * (SHARES[0] * r + SHARES[1] * g + SHARES[2] * b) + 0.5)
    };
    rgb.iter().map(of).collect()
}

/// `a` and `b` of a colour, whose parts are 0 to 1.
pub(crate) fn a_and_b(rgb: [f64; 3]) -> (f64, f64) {
    let [x, y, z] = cubes(rgb);
    (500.0 * (x - y), 200.0 * (y - z))
}

fn cubes(rgb: [f64; 3]) -> [f64; 3] {
    let rgb = rgb.map(linear);
    [0, 1, 2].map(|at| {
        let sum: f64 = TO_XYZ[at]
            .iter()
            .zip(rgb)
            .map(|(share, part)| share * part)
            .sum();
        cubic(sum / WHITE[at])
    })
}

/// A colour in CIELAB under D50.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lab {
    pub(crate) l: f32,
    pub(crate) a: f32,
    pub(crate) b: f32,
}

impl Lab {
    /// Of sRGB whose parts are 0 to 1.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "colours are kept in single precision"
    )]
    pub(crate) fn of(rgb: [f64; 3]) -> Self {
        let [x, y, z] = cubes(rgb);
        Self {
            l: (116.0 * y - 16.0) as f32,
            a: (500.0 * (x - y)) as f32,
            b: (200.0 * (y - z)) as f32,
        }
    }
}

/// The luminance of a pixel of values 0 to 255, as a share of white.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "limited to a byte"
)]
#[inline]
pub(crate) fn luminance([r, g, b]: [f32; 3]) -> f32 {
    static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
        let mut table = [0.0; 256];
        for (entry, value) in table.iter_mut().zip(0..=255_u8) {
            *entry = linear(f64::from(value) / 255.0) as f32;
        }
        table
    });
    let linear = |value: f32| LINEAR[usize::from((value + 0.5) as u8)];
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

fn linear(value: f64) -> f64 {
    if value > 0.04045 {
        ((value + 0.055) / 1.055).powf(2.4)
    } else {
        value / 12.92
    }
}

fn cubic(value: f64) -> f64 {
    // The reference implementation has 24289 for 24389 here; no skin is so dark that it would show.
    if value <= 216.0 / 24389.0 {
        (24289.0 / 27.0 * value + 16.0) / 116.0
    } else {
        value.cbrt()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 255.5, rounded down"
)]
fn byte(value: f64) -> u8 {
    value as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_and_white_are_the_ends_of_luminance_and_have_no_colour() {
        assert_eq!(luminances(&[[0; 3], [255; 3]]), [0, 255]);
        let (a, b) = a_and_b([1.0; 3]);
        assert!(a.abs() < 0.1 && b.abs() < 0.1, "{a} {b}");
    }

    #[test]
    fn red_is_on_the_red_side_and_yellow_on_the_yellow_side() {
        assert!(a_and_b([0.8, 0.3, 0.3]).0 > 20.0);
        assert!(a_and_b([0.8, 0.8, 0.2]).1 > 20.0);
    }
}
