//! The steps of a network that take little time.

use super::shape::Shape;
use crate::tensor;

/// Negative values times the slope of their channel.
pub(super) fn kink(input: &[f32], slopes: &[f32], output: &mut [f32]) {
    let plane = input.len() / slopes.len().max(1);
    let planes = input
        .chunks_exact(plane.max(1))
        .zip(output.chunks_exact_mut(plane.max(1)));
    for ((input, output), slope) in planes.zip(slopes) {
        for (out, value) in output.iter_mut().zip(input) {
            *out = value.max(0.0) + slope * value.min(0.0);
        }
    }
}

pub(super) fn hard_swish(input: &[f32], output: &mut [f32]) {
    for (out, value) in output.iter_mut().zip(input) {
        *out = value * (value * (1.0 / 6.0) + 0.5).clamp(0.0, 1.0);
    }
}

pub(super) fn sigmoid(input: &[f32], output: &mut [f32]) {
    for (out, value) in output.iter_mut().zip(input) {
        *out = tensor::sigmoid(*value);
    }
}

pub(super) fn sum(one: &[f32], other: &[f32], output: &mut [f32]) {
    for ((out, one), other) in output.iter_mut().zip(one).zip(other) {
        *out = one + other;
    }
}

/// Each plane times its number, or number by number.
pub(super) fn product(one: &[f32], other: &[f32], output: &mut [f32]) {
    let each = (one.len() / other.len().max(1)).max(1);
    let planes = one.chunks_exact(each).zip(output.chunks_exact_mut(each));
    for ((one, output), other) in planes.zip(other) {
        for (out, one) in output.iter_mut().zip(one) {
            *out = one * other;
        }
    }
}

/// The greatest of two by two.
pub(super) fn halve(input: &[f32], width: usize, output: &mut [f32]) {
    let rows = input
        .chunks_exact(2 * width)
        .zip(output.chunks_exact_mut(width / 2));
    for (rows, output) in rows {
        let (above, below) = rows.split_at(width);
        let pairs = above
            .as_chunks::<2>()
            .0
            .iter()
            .zip(below.as_chunks::<2>().0);
        for (out, (above, below)) in output.iter_mut().zip(pairs) {
            *out = above[0].max(above[1]).max(below[0]).max(below[1]);
        }
    }
}

/// Each number twice, both ways.
pub(super) fn repeat(input: &[f32], width: usize, output: &mut [f32]) {
    let rows = input
        .chunks_exact(width)
        .zip(output.chunks_exact_mut(4 * width));
    for (row, output) in rows {
        let (above, below) = output.split_at_mut(2 * width);
        for (out, value) in above.as_chunks_mut::<2>().0.iter_mut().zip(row) {
            *out = [*value; 2];
        }
        below.copy_from_slice(above);
    }
}

/// Twice as large: each number is three parts of the nearest and one of the next, both ways (half-pixel centres).
pub(super) fn double(input: &[f32], shape: Shape, output: &mut [f32]) {
    let (width, height) = (shape.width, shape.height);
    let mut line = vec![0.0; width + 2];
    let planes = input
        .chunks_exact(shape.plane())
        .zip(output.chunks_exact_mut(4 * shape.plane()));
    for (plane, output) in planes {
        let row = |at: usize| &plane[at * width..(at + 1) * width];
        for (y, out) in output.chunks_exact_mut(2 * width).enumerate() {
            let (near, next) = neighbours(y, height);
            for ((mixed, near), next) in line[1..].iter_mut().zip(row(near)).zip(row(next)) {
                *mixed = 0.75 * near + 0.25 * next;
            }
            // The first and the last number have themselves for a neighbour.
            (line[0], line[width + 1]) = (line[1], line[width]);
            for (out, around) in out.as_chunks_mut::<2>().0.iter_mut().zip(line.windows(3)) {
                let [before, near, after] = [around[0], around[1], around[2]];
                *out = [0.75 * near + 0.25 * before, 0.75 * near + 0.25 * after];
            }
        }
    }
}

/// The nearest of `count` places and the next one, for a place of twice as many.
fn neighbours(at: usize, count: usize) -> (usize, usize) {
    let near = at / 2;
    let next = if at.is_multiple_of(2) {
        near.saturating_sub(1)
    } else {
        (near + 1).min(count - 1)
    };
    (near, next)
}

/// The mean of each plane.
pub(super) fn mean(input: &[f32], output: &mut [f32]) {
    let plane = (input.len() / output.len().max(1)).max(1);
    for (out, plane) in output.iter_mut().zip(input.chunks_exact(plane)) {
        // In eight sums, which the compiler does side by side.
        let (eights, rest) = plane.as_chunks::<8>();
        let sums = eights.iter().fold([0.0_f32; 8], |mut sums, eight| {
            for (sum, value) in sums.iter_mut().zip(eight) {
                *sum += value;
            }
            sums
        });
        *out = (sums.iter().sum::<f32>() + rest.iter().sum::<f32>()) / plane.len() as f32;
    }
}

/// Two by two numbers of each, summed over the channels.
pub(super) fn spread(input: &[f32], shape: Shape, weights: &[f32], bias: f32, output: &mut [f32]) {
    output.fill(bias);
    let width = shape.width;
    let planes = input.chunks_exact(shape.plane());
    for (plane, weights) in planes.zip(weights.as_chunks::<4>().0) {
        let rows = plane
            .chunks_exact(width)
            .zip(output.chunks_exact_mut(4 * width));
        for (row, output) in rows {
            let (above, below) = output.split_at_mut(2 * width);
            for (out, weights) in [
                (above, [weights[0], weights[1]]),
                (below, [weights[2], weights[3]]),
            ] {
                for (out, value) in out.as_chunks_mut::<2>().0.iter_mut().zip(row) {
                    out[0] += weights[0] * value;
                    out[1] += weights[1] * value;
                }
            }
        }
    }
}

/// All channels of a pixel side by side.
pub(super) fn interleave(input: &[f32], channels: usize, output: &mut [f32]) {
    let pixels = input.len() / channels.max(1);
    for (pixel, out) in output.chunks_exact_mut(channels.max(1)).enumerate() {
        for (channel, out) in out.iter_mut().enumerate() {
            *out = input[channel * pixels + pixel];
        }
    }
}
