//! The reversible wavelet, 5/3 (ISO/IEC 15444-1, Annex F), and the bands it leaves.

/// How often a picture is halved.
pub(super) const LEVELS: usize = 5;

/// One colour of a picture, then its wavelet.
pub(super) struct Plane {
    width: usize,
    height: usize,
    values: Vec<i16>,
}

/// Which half of the frequencies, across or down.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    Low,
    High,
}

/// Where a band lies in a [`Plane`], and of what it is.
pub(super) struct Band {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) across: Filter,
    pub(super) down: Filter,
}

impl Band {
    /// Bits that a value may have more than a pixel of the band that is low both ways.
    pub(super) fn gain(&self) -> u8 {
        u8::from(self.across == Filter::High) + u8::from(self.down == Filter::High)
    }
}

/// Width and height after so many halvings.
fn halved(width: usize, height: usize, times: usize) -> (usize, usize) {
    (width.div_ceil(1 << times), height.div_ceil(1 << times))
}

/// The bands of each resolution, the smallest first.
pub(super) fn resolutions(width: usize, height: usize) -> Vec<Vec<Band>> {
    let band = |times: usize, across: Filter, down: Filter| {
        let (low_width, low_height) = halved(width, height, times);
        let (whole_width, whole_height) = halved(width, height, times - 1);
        let part = |filter, low, whole| match filter {
            Filter::Low => (0, low),
            Filter::High => (low, whole - low),
        };
        let (x, width) = part(across, low_width, whole_width);
        let (y, height) = part(down, low_height, whole_height);
        Band {
            x,
            y,
            width,
            height,
            across,
            down,
        }
    };
    let smallest = vec![band(LEVELS, Filter::Low, Filter::Low)];
    let others = (1..=LEVELS).rev().map(|times| {
        vec![
            band(times, Filter::High, Filter::Low),
            band(times, Filter::Low, Filter::High),
            band(times, Filter::High, Filter::High),
        ]
    });
    std::iter::once(smallest).chain(others).collect()
}

impl Plane {
    /// Takes the values of a colour, row by row.
    pub(super) fn new(width: usize, values: Vec<i16>) -> Self {
        Self {
            width,
            height: values.len() / width,
            values,
        }
    }

    pub(super) fn row(&self, y: usize) -> &[i16] {
        &self.values[y * self.width..(y + 1) * self.width]
    }

    /// Becomes its wavelet: in each halving down first, then across, as readers undo it.
    pub(super) fn transform(&mut self) {
        let mut line = Vec::new();
        let mut spare = Vec::new();
        for times in 0..LEVELS {
            let (width, height) = halved(self.width, self.height, times);
            for x in 0..width {
                let column = self.values[x..].iter_mut().step_by(self.width).take(height);
                line.clear();
                line.extend(column.map(|value| *value));
                split(&mut line, &mut spare);
                let column = self.values[x..].iter_mut().step_by(self.width);
                for (value, new) in column.zip(&line) {
                    *value = *new;
                }
            }
            for row in self.values.chunks_exact_mut(self.width).take(height) {
                split(&mut row[..width], &mut spare);
            }
        }
    }
}

/// A line becomes its low half and its high half. Beyond its ends it is mirrored.
fn split(line: &mut [i16], spare: &mut Vec<i16>) {
    let length = line.len();
    if length == 1 {
        return;
    }
    for at in (1..length).step_by(2) {
        let before = line[at - 1];
        let after = line.get(at + 1).copied().unwrap_or(before);
        line[at] -= (before + after) >> 1;
    }
    for at in (0..length).step_by(2) {
        let after = line.get(at + 1).copied();
        let before = if at == 0 { None } else { Some(line[at - 1]) };
        let (before, after) = (before.or(after), after.or(before));
        line[at] += (before.unwrap_or(0) + after.unwrap_or(0) + 2) >> 2;
    }
    spare.clear();
    spare.extend(line.iter().skip(1).step_by(2));
    let low = length.div_ceil(2);
    for at in 1..low {
        line[at] = line[2 * at];
    }
    line[low..].copy_from_slice(spare);
}
