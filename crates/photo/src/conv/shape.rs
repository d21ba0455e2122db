//! How large a value is, and which of its places a convolution mixes.

use std::ops::Range;

/// Planes of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) channels: usize,
    pub(super) height: usize,
    pub(super) width: usize,
}

impl Shape {
    pub(super) const fn new(channels: usize, height: usize, width: usize) -> Self {
        Self {
            channels,
            height,
            width,
        }
    }

    /// Numbers of one plane.
    pub(super) const fn plane(self) -> usize {
        self.height * self.width
    }

    /// All numbers.
    pub(super) const fn len(self) -> usize {
        self.channels * self.plane()
    }
}

/// The square that a convolution looks at, how far it steps, and the zeros around the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) side: usize,
    pub(super) step: usize,
    /// Zeros above and at the left.
    pub(super) before: usize,
    /// Zeros below and at the right.
    pub(super) behind: usize,
}

impl Window {
    /// Places of the square.
    pub(super) const fn places(self) -> usize {
        self.side * self.side
    }

    /// Whether each pixel is mixed from its own channels alone.
    pub(super) const fn is_point(self) -> bool {
        self.side == 1 && self.step == 1 && self.before == 0 && self.behind == 0
    }

    /// How large a value is after the window went over it.
    pub(super) fn over(self, from: Shape, channels: usize) -> Option<Shape> {
        let along = |length: usize| {
            let last = (length + self.before + self.behind).checked_sub(self.side)?;
            Some(last.checked_div(self.step)? + 1)
        };
        Some(Shape::new(
            channels,
            along(from.height)?,
            along(from.width)?,
        ))
    }

    /// For some pixels of the result, all that they are mixed from: a row for each channel and place of the window, `stride`
    /// numbers apart.
    #[inline(always)]
    pub(super) fn columns(
        self,
        input: &[f32],
        from: Shape,
        to: Shape,
        pixels: Range<usize>,
        columns: &mut [f32],
        stride: usize,
    ) {
        let rows = columns.chunks_exact_mut(stride);
        if self.is_point() {
            for (row, plane) in rows.zip(input.chunks_exact(from.plane())) {
                row[..pixels.len()].copy_from_slice(&plane[pixels.clone()]);
            }
            return;
        }
        for (at, row) in rows.enumerate() {
            let (channel, place) = (at / self.places(), at % self.places());
            let (down, across) = (place / self.side, place % self.side);
            let plane = &input[channel * from.plane()..(channel + 1) * from.plane()];
            let mut done = 0;
            while done < pixels.len() {
                let (y, x) = (
                    (pixels.start + done) / to.width,
                    (pixels.start + done) % to.width,
                );
                let run = (to.width - x).min(pixels.len() - done);
                let out = &mut row[done..done + run];
                done += run;
                let source = (y * self.step + down)
                    .checked_sub(self.before)
                    .filter(|source| *source < from.height);
                let Some(source) = source else {
                    out.fill(0.0);
                    continue;
                };
                let line = &plane[source * from.width..(source + 1) * from.width];
                self.line(line, x, across, out);
            }
        }
    }

    /// What one place of the window meets along a line, from column `x` of the result on.
    #[inline(always)]
    fn line(self, line: &[f32], x: usize, across: usize, out: &mut [f32]) {
        // Columns of the result that fall on the zeros at the left, and those that fall on the picture.
        let first = self
            .before
            .saturating_sub(across)
            .div_ceil(self.step)
            .saturating_sub(x)
            .min(out.len());
        let last = (line.len() + self.before)
            .saturating_sub(across)
            .div_ceil(self.step)
            .saturating_sub(x)
            .clamp(first, out.len());
        out[..first].fill(0.0);
        out[last..].fill(0.0);
        if first < last {
            let start = (x + first) * self.step + across - self.before;
            let values = line[start..].iter().step_by(self.step);
            for (out, value) in out[first..last].iter_mut().zip(values) {
                *out = *value;
            }
        }
    }

    /// How a plane is laid out for this window.
    pub(super) fn split(self, from: Shape, to: Shape) -> Split {
        // A window that steps by two meets only even or only odd columns with each of its places.
        let reach = (self.side - 1) / self.step;
        Split {
            window: self,
            from,
            stride: to.width + reach,
            rows: to.height + reach,
        }
    }
}

/// A plane with its zeros around it, its columns and rows sorted by what is left when they are divided by the step: what a
/// place of the window meets then lies side by side.
pub(super) struct Split {
    window: Window,
    from: Shape,
    stride: usize,
    rows: usize,
}

impl Split {
    /// Numbers of all parts.
    pub(super) fn len(&self) -> usize {
        self.window.step * self.window.step * self.rows * self.stride
    }

    /// Numbers from row to row.
    pub(super) fn stride(&self) -> usize {
        self.stride
    }

    /// Where the first pixel of the result meets a place of the window.
    pub(super) fn offset(&self, place: usize) -> usize {
        let (down, across) = (place / self.window.side, place % self.window.side);
        let step = self.window.step;
        let part = (down % step) * step + across % step;
        (part * self.rows + down / step) * self.stride + across / step
    }

    /// Lays a plane out. The zeros are never written: `to` holds them from the beginning.
    #[inline(always)]
    pub(super) fn fill(&self, plane: &[f32], to: &mut [f32]) {
        let (step, before) = (self.window.step, self.window.before);
        for (y, line) in plane.chunks_exact(self.from.width).enumerate() {
            let row = (y + before) / step;
            if row >= self.rows {
                continue;
            }
            for phase in 0..step {
                let part = ((y + before) % step) * step + phase;
                // The first column of the picture that lies in this part, and where it stands there.
                let first = (phase + step - before % step) % step;
                let at = (first + before) / step;
                let start = (part * self.rows + row) * self.stride;
                let out = &mut to[start..start + self.stride];
                let Some(out) = out.get_mut(at..) else {
                    continue;
                };
                match step {
                    1 => {
                        let count = out.len().min(line.len());
                        out[..count].copy_from_slice(&line[..count]);
                    }
                    // By pairs, which the compiler takes in registers.
                    2 => {
                        let (pairs, rest) = line[first..].as_chunks::<2>();
                        for (out, [value, _]) in out.iter_mut().zip(pairs) {
                            *out = *value;
                        }
                        if let (Some(out), [value]) = (out.get_mut(pairs.len()), rest) {
                            *out = *value;
                        }
                    }
                    _ => {
                        let values = line.iter().skip(first).step_by(step);
                        for (out, value) in out.iter_mut().zip(values) {
                            *out = *value;
                        }
                    }
                }
            }
        }
    }
}
