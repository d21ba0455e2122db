//! The two loops in which the networks spend their time, in the widest registers of the processor: convolution as a product
//! of matrices, and convolution of each channel by itself ("by depth").
//!
//! All pictures are planes, one after the other. What follows a convolution nearly always, a sum with an earlier value and a
//! kink at zero, is done while the numbers are still in registers.

use std::ops::Range;

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use super::shape::{Shape, Window};

/// Rows of a product that are computed together: with two registers of columns, what fits the sixteen registers of AVX2.
const ROWS: usize = 4;

/// What is done to a sum before it is stored.
pub(super) struct Finish<'a> {
    /// One for each channel, added.
    pub(super) bias: &'a [f32],
    /// One for each channel, by which negative values are multiplied: 1 leaves them, 0 cuts them off.
    pub(super) slopes: &'a [f32],
    /// An earlier value of the same shape, added before the kink.
    pub(super) earlier: Option<&'a [f32]>,
}

/// The weights of a convolution over all channels, in the order in which they are needed.
#[derive(Debug)]
pub(super) struct Weights {
    /// Products that make one sum.
    depth: usize,
    /// Channels that come out.
    pub(super) channels: usize,
    /// Groups of [`ROWS`] channels, one weight of each after the other; the last group is filled up with zeros.
    grouped: Vec<f32>,
    /// Channel by channel, for pictures of one pixel.
    plain: Vec<f32>,
}

impl Weights {
    /// Takes weights channel by channel. Nothing where they do not come out even.
    pub(super) fn of(plain: Vec<f32>, channels: usize) -> Option<Self> {
        let depth = plain.len().checked_div(channels)?;
        if depth == 0 || depth * channels != plain.len() {
            return None;
        }
        let mut grouped = vec![0.0; channels.div_ceil(ROWS) * ROWS * depth];
        for (channel, weights) in plain.chunks_exact(depth).enumerate() {
            let group = &mut grouped[channel / ROWS * ROWS * depth..];
            for (slot, weight) in group.chunks_exact_mut(ROWS).zip(weights) {
                slot[channel % ROWS] = *weight;
            }
        }
        Some(Self {
            depth,
            channels,
            grouped,
            plain,
        })
    }
}

/// A convolution over all channels.
pub(super) struct Convolve<'a> {
    pub(super) weights: &'a Weights,
    pub(super) finish: Finish<'a>,
    pub(super) window: Window,
    pub(super) from: Shape,
    pub(super) input: &'a [f32],
    pub(super) to: Shape,
    pub(super) output: &'a mut [f32],
}

impl SimdOp for Convolve<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        if self.to.plane() == 1 && self.from.plane() * self.from.channels == self.weights.depth {
            self.one_pixel(isa);
        } else if !self.window.is_point() && self.to.width >= 2 * isa.f32().len() {
            self.wide_rows(isa);
        } else {
            self.many_pixels(isa);
        }
    }
}

impl Convolve<'_> {
    /// Every channel is one sum over all that there is.
    #[inline(always)]
    fn one_pixel<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let rows = self.weights.plain.chunks_exact(self.weights.depth);
        for (channel, (row, out)) in rows.zip(self.output.iter_mut()).enumerate() {
            let mut sums = [ops.zero(); 2];
            let (weights, values) = (
                row.chunks_exact(2 * lanes),
                self.input.chunks_exact(2 * lanes),
            );
            let rest: f32 = weights
                .remainder()
                .iter()
                .zip(values.remainder())
                .map(|(weight, value)| weight * value)
                .sum();
            for (weights, values) in weights.zip(values) {
                let (weights, values) = (pair(ops, weights), pair(ops, values));
                sums[0] = ops.mul_add(weights[0], values[0], sums[0]);
                sums[1] = ops.mul_add(weights[1], values[1], sums[1]);
            }
            let earlier = self.finish.earlier.map_or(0.0, |earlier| earlier[channel]);
            let sum =
                ops.sum(ops.add(sums[0], sums[1])) + rest + self.finish.bias[channel] + earlier;
            *out = sum.max(0.0) + self.finish.slopes[channel] * sum.min(0.0);
        }
    }

    #[inline(always)]
    fn many_pixels<I: Isa>(mut self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let block = 2 * lanes;
        let (depth, pixels) = (self.weights.depth, self.to.plane());
        let mut columns = vec![0.0; depth * block];
        let mut last = vec![0.0; 2 * block];
        for start in (0..pixels).step_by(block) {
            let count = block.min(pixels - start);
            if self.window.is_point() && count == block {
                let planes = self.input.chunks_exact(pixels);
                for (column, plane) in columns.chunks_exact_mut(block).zip(planes) {
                    let numbers = pair(ops, &plane[start..start + block]);
                    ops.store(numbers[0], &mut column[..lanes]);
                    ops.store(numbers[1], &mut column[lanes..]);
                }
            } else {
                self.window.columns(
                    self.input,
                    self.from,
                    self.to,
                    start..start + count,
                    &mut columns,
                    block,
                );
            }
            for (group, weights) in self.weights.grouped.chunks_exact(ROWS * depth).enumerate() {
                let mut sums = [[ops.zero(); 2]; ROWS];
                for (weights, column) in weights.chunks_exact(ROWS).zip(columns.chunks_exact(block))
                {
                    sums = added(ops, sums, weights, pair(ops, column));
                }
                self.store(ops, group, start..start + count, sums, &mut last);
            }
        }
    }

    /// Rows in which at least one step of two registers fits: the planes are laid out for the window, and nothing is copied for
    /// each pixel.
    #[inline(always)]
    fn wide_rows<I: Isa>(mut self, isa: I) {
        let ops = isa.f32();
        let block = 2 * ops.len();
        let depth = self.weights.depth;
        let split = self.window.split(self.from, self.to);
        let mut planes = vec![0.0; self.from.channels * split.len() + block];
        let inputs = self.input.chunks_exact(self.from.plane());
        for (input, plane) in inputs.zip(planes.chunks_exact_mut(split.len())) {
            split.fill(input, plane);
        }
        let places = self.window.places();
        let offsets: Vec<usize> = (0..depth)
            .map(|at| at / places * split.len() + split.offset(at % places))
            .collect();
        let mut last = vec![0.0; 2 * block];
        for row in 0..self.to.height {
            let mut column = 0;
            while column < self.to.width {
                // The last step of a row begins earlier rather than reach into the next row.
                let start = column.min(self.to.width - block);
                let from = row * split.stride() + start;
                let to = row * self.to.width + start;
                for (group, weights) in self.weights.grouped.chunks_exact(ROWS * depth).enumerate()
                {
                    let mut sums = [[ops.zero(); 2]; ROWS];
                    for (weights, offset) in weights.chunks_exact(ROWS).zip(&offsets) {
                        let numbers = &planes[from + offset..from + offset + block];
                        sums = added(ops, sums, weights, pair(ops, numbers));
                    }
                    self.store(ops, group, to..to + block, sums, &mut last);
                }
                column += block;
            }
        }
    }

    /// Finishes the sums of a group of channels and writes them to so many pixels, two registers full or fewer. `last` is room
    /// for two times that.
    #[inline(always)]
    fn store<O: NumOps<f32>>(
        &mut self,
        ops: O,
        group: usize,
        pixels: Range<usize>,
        sums: [[O::Simd; 2]; ROWS],
        last: &mut [f32],
    ) {
        let lanes = ops.len();
        let block = 2 * lanes;
        let (plane, count) = (self.to.plane(), pixels.len());
        for (channel, sum) in (group * ROWS..self.weights.channels).zip(sums) {
            let place = channel * plane + pixels.start..channel * plane + pixels.end;
            let (bias, slope) = (
                ops.splat(self.finish.bias[channel]),
                ops.splat(self.finish.slopes[channel]),
            );
            let mut sum = [ops.add(sum[0], bias), ops.add(sum[1], bias)];
            let (full, rest) = last.split_at_mut(block);
            if let Some(earlier) = self.finish.earlier {
                let earlier = &earlier[place.clone()];
                let earlier = if count == block {
                    earlier
                } else {
                    rest[..count].copy_from_slice(earlier);
                    &rest[..]
                };
                let earlier = pair(ops, earlier);
                sum = [ops.add(sum[0], earlier[0]), ops.add(sum[1], earlier[1])];
            }
            let sum = [kinked(ops, sum[0], slope), kinked(ops, sum[1], slope)];
            let out = &mut self.output[place];
            if count == block {
                ops.store(sum[0], &mut out[..lanes]);
                ops.store(sum[1], &mut out[lanes..]);
            } else {
                ops.store(sum[0], &mut full[..lanes]);
                ops.store(sum[1], &mut full[lanes..]);
                out.copy_from_slice(&full[..count]);
            }
        }
    }
}

/// A convolution of each channel by itself.
pub(super) struct ByDepth<'a> {
    /// Channel by channel, as many as the window has places.
    pub(super) weights: &'a [f32],
    pub(super) finish: Finish<'a>,
    pub(super) window: Window,
    pub(super) from: Shape,
    pub(super) input: &'a [f32],
    pub(super) to: Shape,
    pub(super) output: &'a mut [f32],
}

impl SimdOp for ByDepth<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let split = self.window.split(self.from, self.to);
        let mut plane = vec![0.0; split.len() + lanes];
        let mut last = vec![0.0; lanes];
        let places = self.window.places();
        let offsets: Vec<usize> = (0..places).map(|place| split.offset(place)).collect();
        let (width, height, pixels) = (self.to.width, self.to.height, self.to.plane());
        let inputs = self.input.chunks_exact(self.from.plane());
        let outputs = self.output.chunks_exact_mut(pixels);
        let weights = self.weights.chunks_exact(places);
        for (channel, ((input, output), weights)) in inputs.zip(outputs).zip(weights).enumerate() {
            split.fill(input, &mut plane);
            let (bias, slope) = (
                self.finish.bias[channel],
                ops.splat(self.finish.slopes[channel]),
            );
            for (row, out) in output.chunks_exact_mut(width).take(height).enumerate() {
                let mut column = 0;
                while column < width {
                    // The last register of a row begins earlier rather than reach into the next row.
                    let start = if column + lanes > width {
                        width.saturating_sub(lanes)
                    } else {
                        column
                    };
                    let from = row * split.stride() + start;
                    let mut sum = ops.splat(bias);
                    for (offset, weight) in offsets.iter().zip(weights) {
                        let values = ops.load(&plane[from + offset..from + offset + lanes]);
                        sum = ops.mul_add(values, ops.splat(*weight), sum);
                    }
                    let sum = kinked(ops, sum, slope);
                    if width >= lanes {
                        ops.store(sum, &mut out[start..start + lanes]);
                    } else {
                        ops.store(sum, &mut last);
                        out.copy_from_slice(&last[..width]);
                    }
                    column += lanes;
                }
            }
        }
    }
}

/// Two registers of numbers. What computes in registers must be part of the loop that was compiled for them, so no closures.
#[inline(always)]
fn pair<O: NumOps<f32>>(ops: O, numbers: &[f32]) -> [O::Simd; 2] {
    let (one, other) = numbers.split_at(ops.len());
    [ops.load(one), ops.load(other)]
}

/// Two registers of numbers times the weight of each row of a group, added to its sums.
#[inline(always)]
fn added<O: NumOps<f32>>(
    ops: O,
    mut sums: [[O::Simd; 2]; ROWS],
    weights: &[f32],
    numbers: [O::Simd; 2],
) -> [[O::Simd; 2]; ROWS] {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        let weight = ops.splat(*weight);
        sum[0] = ops.mul_add(weight, numbers[0], sum[0]);
        sum[1] = ops.mul_add(weight, numbers[1], sum[1]);
    }
    sums
}

/// Negative numbers times the slope.
#[inline(always)]
fn kinked<O: NumOps<f32>>(ops: O, sum: O::Simd, slope: O::Simd) -> O::Simd {
    let below = ops.mul(slope, ops.min(sum, ops.zero()));
    ops.add(ops.max(sum, ops.zero()), below)
}
