//! A code-block, plane of bits by plane of bits (ISO/IEC 15444-1, Annex D).

use super::mq::{Coder, REFINE, RUN, SIGN, UNIFORM};
use super::wavelet::{Band, Filter, Plane};

/// Width and height of a code-block, but at the edges.
pub(super) const SIDE: usize = 64;

/// A coded code-block. One without a bit that is set has neither planes nor bytes.
pub(super) struct Block {
    /// Planes of bits, from the highest that holds a bit.
    pub(super) planes: u32,
    pub(super) bytes: Vec<u8>,
}

impl Block {
    /// Three for each plane, but one for the first.
    pub(super) fn passes(&self) -> u32 {
        (self.planes * 3).saturating_sub(2)
    }
}

/// The code-blocks of a band, row by row.
pub(super) fn blocks(plane: &Plane, band: &Band) -> Vec<Block> {
    let mut blocks = Vec::new();
    for y in (0..band.height).step_by(SIDE) {
        for x in (0..band.width).step_by(SIDE) {
            let size = (SIDE.min(band.width - x), SIDE.min(band.height - y));
            blocks.push(Planes::of(plane, (band.x + x, band.y + y), size, band).code());
        }
    }
    blocks
}

// What is known of a coefficient: which of its neighbours are significant, which of the four beside it are negative, and itself.
const WEST: u16 = 1;
const EAST: u16 = 1 << 1;
const NORTH: u16 = 1 << 2;
const SOUTH: u16 = 1 << 3;
const NORTH_WEST: u16 = 1 << 4;
const NORTH_EAST: u16 = 1 << 5;
const SOUTH_WEST: u16 = 1 << 6;
const SOUTH_EAST: u16 = 1 << 7;
const AROUND: u16 = 0xff;
/// How far left of a neighbour's bit it stands that the neighbour is negative.
const ITS_SIGN: u32 = 8;
const SIGNIFICANT: u16 = 1 << 12;
const VISITED: u16 = 1 << 13;
const REFINED: u16 = 1 << 14;
const NEGATIVE: u16 = 1 << 15;

/// A code-block while it is coded, with a border of one.
struct Planes {
    known: Vec<u16>,
    sizes: Vec<u16>,
    width: usize,
    height: usize,
    /// From a coefficient to the one below.
    stride: usize,
    significance: &'static [u8; 256],
    coder: Coder,
}

impl Planes {
    fn of(plane: &Plane, (left, top): (usize, usize), size: (usize, usize), band: &Band) -> Self {
        let (width, height) = size;
        let stride = width + 2;
        let mut known = vec![0; stride * (height + 2)];
        let mut sizes = known.clone();
        for y in 0..height {
            let row = &plane.row(top + y)[left..left + width];
            for (at, value) in (stride * (y + 1) + 1..).zip(row) {
                sizes[at] = value.unsigned_abs();
                if *value < 0 {
                    known[at] = NEGATIVE;
                }
            }
        }
        Self {
            known,
            sizes,
            width,
            height,
            stride,
            significance: match (band.across, band.down) {
                (Filter::Low, Filter::Low | Filter::High) => &LOW_ACROSS,
                (Filter::High, Filter::Low) => &HIGH_ACROSS,
                (Filter::High, Filter::High) => &HIGH_BOTH,
            },
            coder: Coder::new(),
        }
    }

    fn code(mut self) -> Block {
        let largest = self.sizes.iter().max().copied().unwrap_or(0);
        let planes = u16::BITS - largest.leading_zeros();
        if planes == 0 {
            return Block {
                planes,
                bytes: Vec::new(),
            };
        }
        for plane in (0..planes).rev() {
            if plane + 1 < planes {
                self.spread(1 << plane);
                self.refine(1 << plane);
            }
            self.clean_up(1 << plane);
        }
        Block {
            planes,
            bytes: self.coder.finish(),
        }
    }

    /// The order of a pass: stripes of four rows, in each the columns. Gives where a column begins, and its height.
    fn columns(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (width, height, stride) = (self.width, self.height, self.stride);
        (0..height).step_by(4).flat_map(move |top| {
            let first = stride * (top + 1) + 1;
            (first..first + width).map(move |at| (at, 4.min(height - top)))
        })
    }

    /// The first pass: what is not significant and has a neighbour that is.
    fn spread(&mut self, bit: u16) {
        for (top, rows) in self.columns() {
            for at in (top..).step_by(self.stride).take(rows) {
                let known = self.known[at];
                if known & SIGNIFICANT == 0 && known & AROUND != 0 {
                    self.known[at] |= VISITED;
                    self.meet(at, bit);
                }
            }
        }
    }

    /// The second pass: what was significant before.
    fn refine(&mut self, bit: u16) {
        for (top, rows) in self.columns() {
            for at in (top..).step_by(self.stride).take(rows) {
                let known = self.known[at];
                if known & (SIGNIFICANT | VISITED) == SIGNIFICANT {
                    let context = if known & REFINED != 0 {
                        REFINE + 2
                    } else {
                        REFINE + usize::from(known & AROUND != 0)
                    };
                    self.coder.code(context, self.sizes[at] & bit != 0);
                    self.known[at] |= REFINED;
                }
            }
        }
    }

    /// The third pass: all the rest; four in a column of which nothing is known are one bit, or one and where.
    fn clean_up(&mut self, bit: u16) {
        for (top, rows) in self.columns() {
            let mut column = (top..).step_by(self.stride).take(rows);
            let unknown = |at| self.known[at] & (SIGNIFICANT | VISITED | AROUND) == 0;
            if rows == 4 && column.clone().all(unknown) {
                let first = column.position(|at| self.sizes[at] & bit != 0);
                self.coder.code(RUN, first.is_some());
                let Some(first) = first else {
                    continue;
                };
                self.coder.code(UNIFORM, first & 2 != 0);
                self.coder.code(UNIFORM, first & 1 != 0);
                self.appear(top + first * self.stride);
            }
            for at in column {
                if self.known[at] & (SIGNIFICANT | VISITED) == 0 {
                    self.meet(at, bit);
                }
                self.known[at] &= !VISITED;
            }
        }
    }

    /// Says whether a coefficient becomes significant.
    fn meet(&mut self, at: usize, bit: u16) {
        let around = self.known[at].to_le_bytes()[0];
        let one = self.sizes[at] & bit != 0;
        let context = self.significance[usize::from(around)];
        self.coder.code(usize::from(context), one);
        if one {
            self.appear(at);
        }
    }

    /// Says its sign, and lets the neighbours know (Tables D.2 and D.3).
    fn appear(&mut self, at: usize) {
        let known = self.known[at];
        let lean = |side: u16| match (known & side != 0, known & (side << ITS_SIGN) != 0) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => -1,
        };
        let across = (lean(WEST) + lean(EAST)).clamp(-1, 1);
        let down = (lean(NORTH) + lean(SOUTH)).clamp(-1, 1);
        let lean: isize = 3 * across + down;
        let negative = known & NEGATIVE != 0;
        self.coder
            .code(SIGN + lean.unsigned_abs(), negative != (lean < 0));

        self.known[at] |= SIGNIFICANT;
        let beside = |side: u16| side | if negative { side << ITS_SIGN } else { 0 };
        let (above, below) = (at - self.stride, at + self.stride);
        self.known[at - 1] |= beside(EAST);
        self.known[at + 1] |= beside(WEST);
        self.known[above] |= beside(SOUTH);
        self.known[below] |= beside(NORTH);
        self.known[above - 1] |= SOUTH_EAST;
        self.known[above + 1] |= SOUTH_WEST;
        self.known[below - 1] |= NORTH_EAST;
        self.known[below + 1] |= NORTH_WEST;
    }
}

/// Contexts of significance by the eight neighbours (Table D.1): of a band that is low across, high across only, or high both ways.
static LOW_ACROSS: [u8; 256] = contexts(Filter::Low, Filter::High);
static HIGH_ACROSS: [u8; 256] = contexts(Filter::High, Filter::Low);
static HIGH_BOTH: [u8; 256] = contexts(Filter::High, Filter::High);

const fn contexts(across: Filter, down: Filter) -> [u8; 256] {
    let mut contexts = [0; 256];
    let mut around = 0;
    while around < contexts.len() {
        let beside = count(around, WEST | EAST);
        let above = count(around, NORTH | SOUTH);
        let corners = count(around, NORTH_WEST | NORTH_EAST | SOUTH_WEST | SOUTH_EAST);
        contexts[around] = match (across, down) {
            (Filter::Low, Filter::Low | Filter::High) => straight(beside, above, corners),
            (Filter::High, Filter::Low) => straight(above, beside, corners),
            (Filter::High, Filter::High) => diagonal(beside + above, corners),
        };
        around += 1;
    }
    contexts
}

const fn count(around: usize, of: u16) -> u8 {
    let (mut count, mut side) = (0, 0);
    while side < 8 {
        if around >> side & 1 == 1 && of >> side & 1 == 1 {
            count += 1;
        }
        side += 1;
    }
    count
}

const fn straight(along: u8, other: u8, corners: u8) -> u8 {
    match (along, other, corners) {
        (2.., _, _) => 8,
        (1, 1.., _) => 7,
        (1, 0, 1..) => 6,
        (1, 0, 0) => 5,
        (0, 2.., _) => 4,
        (0, 1, _) => 3,
        (0, 0, 2..) => 2,
        (0, 0, few) => few,
    }
}

const fn diagonal(beside: u8, corners: u8) -> u8 {
    match (corners, beside) {
        (3.., _) => 8,
        (2, 1..) => 7,
        (2, 0) => 6,
        (1, 2..) => 5,
        (1, few) => 3 + few,
        (0, 2..) => 2,
        (0, few) => few,
    }
}
