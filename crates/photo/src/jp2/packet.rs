//! The code-blocks of one resolution of one colour, behind a head that says what there is (ISO/IEC 15444-1, B.10).

use super::block::{Block, SIDE};

/// Code-blocks of a band, row by row.
pub(super) struct Coded {
    pub(super) width: usize,
    /// Planes of bits that a value of the band may have.
    pub(super) planes: u32,
    pub(super) blocks: Vec<Block>,
}

/// Appends the packet of a resolution.
pub(super) fn put(bands: &[Coded], out: &mut Vec<u8>) {
    let mut head = Bits::new();
    head.put(true);
    for band in bands {
        let across = band.width.div_ceil(SIDE);
        let empty = |block: &Block| u32::from(block.planes == 0);
        let absent = |block: &Block| band.planes - block.planes;
        let mut emptiness = TagTree::new(across, band.blocks.iter().map(empty).collect());
        let mut absence = TagTree::new(across, band.blocks.iter().map(absent).collect());
        for (at, block) in band.blocks.iter().enumerate() {
            let place = (at % across, at / across);
            emptiness.put(place, 1, &mut head);
            if block.planes > 0 {
                absence.put(place, u32::MAX, &mut head);
                put_passes(block.passes(), &mut head);
                put_length(block, &mut head);
            }
        }
    }
    out.extend(head.finish());
    for block in bands.iter().flat_map(|band| &band.blocks) {
        out.extend(&block.bytes);
    }
}

/// How many passes (Table B.4); with twelve planes of bits there are 34 at most.
fn put_passes(passes: u32, head: &mut Bits) {
    match passes {
        ..=1 => head.put(false),
        2 => head.put_number(0b10, 2),
        3..=5 => head.put_number(0b1100 + (passes - 3), 4),
        6.. => head.put_number(0b1111_00000 + (passes - 6), 9),
    }
}

/// How many bytes: first how many bits that number has beyond what is expected.
fn put_length(block: &Block, head: &mut Bits) {
    let expected = 3 + block.passes().ilog2();
    let length = u32::try_from(block.bytes.len()).unwrap_or(u32::MAX);
    let bits = expected.max(u32::BITS - length.leading_zeros());
    for _ in expected..bits {
        head.put(true);
    }
    head.put(false);
    head.put_number(length, bits);
}

/// The head, bit by bit: after `0xff` a byte has seven.
struct Bits {
    bytes: Vec<u8>,
    held: u8,
    left: u8,
}

impl Bits {
    fn new() -> Self {
        Self {
            bytes: Vec::new(),
            held: 0,
            left: 8,
        }
    }

    fn put(&mut self, bit: bool) {
        self.left -= 1;
        self.held |= u8::from(bit) << self.left;
        if self.left == 0 {
            self.bytes.push(self.held);
            self.left = if self.held == 0xff { 7 } else { 8 };
            self.held = 0;
        }
    }

    /// The low bits of a number, the highest first.
    fn put_number(&mut self, number: u32, bits: u32) {
        for bit in (0..bits).rev() {
            self.put(number >> bit & 1 == 1);
        }
    }

    /// No byte after the last may be taken for one of the head.
    fn finish(mut self) -> Vec<u8> {
        if self.left < 8 {
            self.bytes.push(self.held);
        }
        self.bytes
    }
}

/// Numbers of a table, of which each says no more than what the smallest of its neighbourhood left open (B.10.2).
struct TagTree {
    /// The numbers, then the smallest of each four, up to the smallest of all; each with its width.
    levels: Vec<(usize, Vec<Node>)>,
}

#[derive(Clone)]
struct Node {
    value: u32,
    /// So much it is at least, as the head has said.
    least: u32,
    /// The head has said what it is.
    said: bool,
}

impl TagTree {
    fn new(width: usize, values: Vec<u32>) -> Self {
        let mut levels = vec![(width, values)];
        while let Some((width, below)) = levels.last().filter(|(_, below)| below.len() > 1) {
            let (width, halved) = (*width, width.div_ceil(2));
            let height = (below.len() / width).div_ceil(2);
            let mut values = vec![u32::MAX; halved * height];
            for (at, value) in below.iter().enumerate() {
                let over = &mut values[at / width / 2 * halved + at % width / 2];
                *over = (*over).min(*value);
            }
            levels.push((halved, values));
        }
        let node = |value| Node {
            value,
            least: 0,
            said: false,
        };
        let nodes = |values: Vec<u32>| values.into_iter().map(node).collect();
        Self {
            levels: levels
                .into_iter()
                .map(|(width, values)| (width, nodes(values)))
                .collect(),
        }
    }

    /// Says what the number at a place is, or that it is not below `limit`.
    fn put(&mut self, (x, y): (usize, usize), limit: u32, head: &mut Bits) {
        let mut least = 0;
        for (level, (width, nodes)) in self.levels.iter_mut().enumerate().rev() {
            let node = &mut nodes[(y >> level) * *width + (x >> level)];
            node.least = node.least.max(least);
            while node.least < limit && !node.said {
                node.said = node.least == node.value;
                head.put(node.said);
                node.least += u32::from(!node.said);
            }
            least = node.least;
        }
    }
}
