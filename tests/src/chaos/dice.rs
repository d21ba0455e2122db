//! Chance that can be thrown again.

/// A generator that gives the same for the same seed (SplitMix64, Steele, Lea and Flood 2014). For tests, not for secrets.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The dice of a seed.
    #[must_use]
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, `sides`; 0 where there are none.
    pub const fn below(&mut self, sides: u64) -> u64 {
        match self.roll().checked_rem(sides) {
            Some(side) => side,
            None => 0,
        }
    }

    /// A place in something of this length.
    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }

    /// True once in so many throws.
    pub const fn one_in(&mut self, throws: u64) -> bool {
        self.below(throws) == 0
    }

    /// Dice of their own for something that runs beside this.
    pub const fn fork(&mut self) -> Self {
        Self(self.roll())
    }
}
