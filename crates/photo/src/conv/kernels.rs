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
/// Numbers that are laid out side by side at once for a product, 16 KB: where a pixel is mixed from few channels, those of several
/// steps, so that memory is read and written in longer pieces.
const LAID_OUT: usize = 4096;

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
    pub(super) depth: usize,
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
        let pixels = self.to.plane();
        let step = self.weights.depth * block;
        let steps = (LAID_OUT / step).max(1);
        let mut columns = vec![0.0; steps * step];
        let mut last = vec![0.0; 2 * block];
        let mut start = 0;
        while start < pixels {
            let count = if self.window.is_point() && start + steps * block <= pixels {
                for (at, plane) in self.input.chunks_exact(pixels).enumerate() {
                    let numbers = plane[start..].chunks_exact(block);
                    for (columns, numbers) in columns.chunks_exact_mut(step).zip(numbers) {
                        let numbers = pair(ops, numbers);
                        let column = &mut columns[at * block..(at + 1) * block];
                        ops.store(numbers[0], &mut column[..lanes]);
                        ops.store(numbers[1], &mut column[lanes..]);
                    }
                }
                steps * block
            } else {
                let count = block.min(pixels - start);
                self.window.columns(
                    self.input,
                    self.from,
                    self.to,
                    start..start + count,
                    &mut columns[..step],
                    block,
                );
                count
            };
            self.multiply(ops, &columns, start..start + count, &mut last);
            start += count;
        }
    }

    /// Rows in which at least one step of two registers fits: the planes are laid out for the window, so that what a place of it
    /// meets lies side by side.
    #[inline(always)]
    fn wide_rows<I: Isa>(mut self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let block = 2 * lanes;
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
        let mut columns = vec![0.0; depth * block];
        let mut last = vec![0.0; 2 * block];
        for row in 0..self.to.height {
            let mut column = 0;
            while column < self.to.width {
                // The last step of a row begins earlier rather than reach into the next row.
                let start = column.min(self.to.width - block);
                let from = &planes[row * split.stride() + start..];
                for (column, offset) in columns.chunks_exact_mut(block).zip(&offsets) {
                    let numbers = pair(ops, &from[*offset..*offset + block]);
                    ops.store(numbers[0], &mut column[..lanes]);
                    ops.store(numbers[1], &mut column[lanes..]);
                }
                let to = row * self.to.width + start;
                self.multiply(ops, &columns, to..to + block, &mut last);
                column += block;
            }
        }
    }

    /// Computes all channels of so many pixels from all that they are mixed from: a column of two registers for each product, and
    /// that again for each two registers full of pixels. `last` is room for two times that.
    #[inline(always)]
    fn multiply<O: NumOps<f32>>(
        &mut self,
        ops: O,
        columns: &[f32],
        pixels: Range<usize>,
        last: &mut [f32],
    ) {
        let block = 2 * ops.len();
        let weights = self.weights;
        let groups = weights.grouped.chunks_exact(ROWS * weights.depth);
        for (group, weights) in groups.enumerate() {
            let steps = columns.chunks_exact(self.weights.depth * block);
            for (start, columns) in pixels.clone().step_by(block).zip(steps) {
                let mut sums = [[ops.zero(); 2]; ROWS];
                for (weights, column) in weights.chunks_exact(ROWS).zip(columns.chunks_exact(block))
                {
                    sums = added(ops, sums, weights, pair(ops, column));
                }
                let end = pixels.end.min(start + block);
                self.store(ops, group, start..end, sums, last);
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

/// A convolution of each channel by itself, with a window of three or five places a side that steps by one or two.
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
        // What the compiler knows is not counted while the program runs.
        match (self.window.side, self.window.step) {
            (3, 1) => self.over::<I, 3, 1>(isa),
            (3, _) => self.over::<I, 3, 2>(isa),
            (_, 1) => self.over::<I, 5, 1>(isa),
            (_, _) => self.over::<I, 5, 2>(isa),
        }
    }
}

impl ByDepth<'_> {
    /// With windows of this side that step by so much.
    #[inline(always)]
    fn over<I: Isa, const SIDE: usize, const STEP: usize>(self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let split = self.window.split(self.from, self.to);
        let mut plane = vec![0.0; split.len() + lanes];
        let mut last = vec![0.0; lanes];
        let (width, pixels) = (self.to.width, self.to.plane());
        // Of a line, what a register meets with the first and with the last place of the window.
        let meets = lanes + (SIDE - 1) / STEP;
        let length = width.max(lanes) - lanes + meets;
        let inputs = self.input.chunks_exact(self.from.plane());
        let outputs = self.output.chunks_exact_mut(pixels);
        let weights = self.weights.chunks_exact(SIDE * SIDE);
        for (channel, ((input, output), weights)) in inputs.zip(outputs).zip(weights).enumerate() {
            split.fill(input, &mut plane);
            let bias = ops.splat(self.finish.bias[channel]);
            let slope = ops.splat(self.finish.slopes[channel]);
            let mut each = [[ops.zero(); SIDE]; SIDE];
            for (each, weight) in each.as_flattened_mut().iter_mut().zip(weights) {
                *each = ops.splat(*weight);
            }
            for (row, out) in output.chunks_exact_mut(width).enumerate() {
                // The lines that the window meets: of each, the columns that each of its steps falls on.
                let mut lines = [[&plane[..0]; STEP]; SIDE];
                for (down, lines) in lines.iter_mut().enumerate() {
                    for (across, line) in lines.iter_mut().enumerate() {
                        let start = row * split.stride() + split.offset(down * SIDE + across);
                        *line = &plane[start..start + length];
                    }
                }
                let mut column = 0;
                while column < width {
                    // The last register of a row begins earlier rather than reach into the next row.
                    let start = column.min(length - meets);
                    let mut sum = bias;
                    for (lines, weights) in lines.iter().zip(&each) {
                        let mut met = [&plane[..0]; STEP];
                        for (met, line) in met.iter_mut().zip(lines) {
                            *met = &line[start..start + meets];
                        }
                        for (across, weight) in weights.iter().enumerate() {
                            let from = across / STEP;
                            let values = ops.load(&met[across % STEP][from..from + lanes]);
                            sum = ops.mul_add(values, *weight, sum);
                        }
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
