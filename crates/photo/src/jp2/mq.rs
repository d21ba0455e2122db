//! The arithmetic coder of a code-block (ISO/IEC 15444-1, Annex C).

/// Contexts of a code-block: nine of significance, five of signs, three of refinement, runs, and what is equally likely.
pub(super) const SIGN: usize = 9;
pub(super) const REFINE: usize = 14;
pub(super) const RUN: usize = 17;
pub(super) const UNIFORM: usize = 18;

/// Table C.2: the share of the unlikely bit, what follows after the likely and the unlikely bit, and whether they change places.
const TABLE: [(u32, usize, usize, bool); 47] = [
    (0x5601, 1, 1, true),
    (0x3401, 2, 6, false),
    (0x1801, 3, 9, false),
    (0x0ac1, 4, 12, false),
    (0x0521, 5, 29, false),
    (0x0221, 38, 33, false),
    (0x5601, 7, 6, true),
    (0x5401, 8, 14, false),
    (0x4801, 9, 14, false),
    (0x3801, 10, 14, false),
    (0x3001, 11, 17, false),
    (0x2401, 12, 18, false),
    (0x1c01, 13, 20, false),
    (0x1601, 29, 21, false),
    (0x5601, 15, 14, true),
    (0x5401, 16, 14, false),
    (0x5101, 17, 15, false),
    (0x4801, 18, 16, false),
    (0x3801, 19, 17, false),
    (0x3401, 20, 18, false),
    (0x3001, 21, 19, false),
    (0x2801, 22, 19, false),
    (0x2401, 23, 20, false),
    (0x2201, 24, 21, false),
    (0x1c01, 25, 22, false),
    (0x1801, 26, 23, false),
    (0x1601, 27, 24, false),
    (0x1401, 28, 25, false),
    (0x1201, 29, 26, false),
    (0x1101, 30, 27, false),
    (0x0ac1, 31, 28, false),
    (0x09c1, 32, 29, false),
    (0x08a1, 33, 30, false),
    (0x0521, 34, 31, false),
    (0x0441, 35, 32, false),
    (0x02a1, 36, 33, false),
    (0x0221, 37, 34, false),
    (0x0141, 38, 35, false),
    (0x0111, 39, 36, false),
    (0x0085, 40, 37, false),
    (0x0049, 41, 38, false),
    (0x0025, 42, 39, false),
    (0x0015, 43, 40, false),
    (0x0009, 44, 41, false),
    (0x0005, 45, 42, false),
    (0x0001, 45, 43, false),
    (0x5601, 46, 46, false),
];

/// What a context has learnt.
#[derive(Clone, Copy, Default)]
struct Context {
    row: usize,
    likely: bool,
}

/// Bits into bytes.
pub(super) struct Coder {
    contexts: [Context; 19],
    low: u32,
    range: u32,
    /// Shifts until the next byte is whole.
    left: u32,
    /// The last byte, to which a carry may still come.
    held: u8,
    bytes: Vec<u8>,
}

impl Coder {
    /// With the contexts as a code-block begins (Table D.7).
    pub(super) fn new() -> Self {
        let mut contexts = [Context::default(); 19];
        contexts[0].row = 4;
        contexts[RUN].row = 3;
        contexts[UNIFORM].row = 46;
        Self {
            contexts,
            low: 0,
            range: 0x8000,
            left: 12,
            held: 0,
            bytes: Vec::new(),
        }
    }

    pub(super) fn code(&mut self, context: usize, bit: bool) {
        let context = &mut self.contexts[context];
        let (share, after_likely, after_unlikely, switches) = TABLE[context.row];
        self.range -= share;
        let likely = bit == context.likely;
        if likely && self.range >= 0x8000 {
            self.low += share;
            return;
        }
        // The larger part is the likely bit's, whichever of the two that is.
        if likely == (self.range < share) {
            self.range = share;
        } else {
            self.low += share;
        }
        if likely {
            context.row = after_likely;
        } else {
            context.row = after_unlikely;
            context.likely ^= switches;
        }
        while self.range < 0x8000 {
            self.range <<= 1;
            self.low <<= 1;
            self.left -= 1;
            if self.left == 0 {
                self.put();
            }
        }
    }

    /// The bytes of the code-block: all that was coded, and no `0xff` at the end.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let top = self.low + self.range;
        self.low |= 0xffff;
        if self.low >= top {
            self.low -= 0x8000;
        }
        for _ in 0..2 {
            self.low <<= self.left;
            self.put();
        }
        if self.held != 0xff {
            self.bytes.push(self.held);
        }
        // What was held before the first byte.
        self.bytes.remove(0);
        self.bytes
    }

    /// The byte that was held goes out, the next one is held. After `0xff` it has seven bits, and the eighth takes a carry.
    fn put(&mut self) {
        const CARRY: u32 = 1 << 27;
        if self.held != 0xff && self.low >= CARRY {
            self.held += 1;
            self.low -= CARRY;
        }
        self.bytes.push(self.held);
        self.left = if self.held == 0xff { 7 } else { 8 };
        let below = 27 - self.left;
        self.held = (self.low >> below).to_le_bytes()[0];
        self.low &= (1 << below) - 1;
    }
}
