//! From which pixels a sample is mixed, and with which shares.

/// The shape of the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Linear: what the networks were taught with.
    Tent,
    /// Cubic (Catmull-Rom): sharp, for eyes of people.
    CatmullRom,
}

impl Filter {
    /// Target pixels to either side that a kernel reaches.
    pub(crate) const fn radius(self) -> f32 {
        match self {
            Self::Tent => 1.0,
            Self::CatmullRom => 2.0,
        }
    }

    fn weight(self, distance: f32) -> f32 {
        let x = distance.abs();
        match self {
            Self::Tent => (1.0 - x).max(0.0),
            Self::CatmullRom if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
            Self::CatmullRom if x < 2.0 => ((2.5 - 0.5 * x) * x - 4.0) * x + 2.0,
            Self::CatmullRom => 0.0,
        }
    }
}

/// What stands where the picture has no pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    Black,
    Replicate,
}

impl Edge {
    /// The index to read for `index` of `count`; `None` where nothing is to be read.
    pub(crate) fn inside(self, index: i64, count: usize) -> Option<usize> {
        let last = count.saturating_sub(1);
        match (usize::try_from(index), self) {
            (Ok(index), _) if index <= last => Some(index),
            (_, Self::Black) => None,
            (Ok(_), Self::Replicate) => Some(last),
            (Err(_), Self::Replicate) => Some(0),
        }
    }
}

/// A filter stretched to the size of a target pixel, worked out beforehand for every place that a target pixel can have
/// between two source pixels, to a thousandth of a pixel.
pub(crate) struct Kernel {
    reach: f32,
    count: usize,
    weights: Vec<f32>,
}

impl Kernel {
    const PLACES: u16 = 1024;
    /// A cubic kernel (radius 2) stretched by less than 2 covers less than 8 pixels; what only touches its ends has no share.
    const MOST: f32 = 8.0;

    pub(crate) fn of(filter: Filter, stretch: f32) -> Self {
        let reach = (filter.radius() * stretch).min(Self::MOST / 2.0);
        let count = usize::try_from(-whole(-2.0 * reach)).unwrap_or(0);
        let mut weights = Vec::with_capacity(count * (usize::from(Self::PLACES) + 1));
        for place in 0..=Self::PLACES {
            let first = 1.0 - reach - f32::from(place) / f32::from(Self::PLACES);
            let shares = (0..count).map(|step| filter.weight((first + step as f32) / stretch));
            let sum: f32 = shares.clone().sum();
            weights.extend(shares.map(|share| share / sum));
        }
        Self {
            reach,
            count,
            weights,
        }
    }

    /// Pixels of each axis that a sample is mixed from, 2 to 8.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// What a sample around `centre` is mixed from.
    #[inline]
    pub(crate) fn taps(&self, centre: f32) -> Taps<'_> {
        let (first, place) = self.place(centre);
        let place = place as usize;
        let weights = self
            .weights
            .get(place * self.count..(place + 1) * self.count);
        Taps {
            first: i64::from(first),
            weights: weights.unwrap_or_default(),
        }
    }

    /// The first source pixel that a sample around `centre` is mixed from, and the number of its [shares](Self::shares). Both
    /// are as wide as the place itself, so that the compiler takes many places at once.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rounded down and limited; a place that is no number is the first"
    )]
    #[inline(always)]
    pub(crate) fn place(&self, centre: f32) -> (i32, u32) {
        let start = (centre - self.reach + 0.5).clamp(-1e9, 1e9);
        let first = below(start);
        let place = ((start - first as f32) * f32::from(Self::PLACES) + 0.5) as i32;
        (first, place.clamp(0, i32::from(Self::PLACES)) as u32)
    }

    /// The shares of all places, where there are `N` for each.
    pub(crate) fn shares<const N: usize>(&self) -> &[[f32; N]] {
        self.weights.as_chunks::<N>().0
    }
}

/// The source pixels of one axis that a target pixel is mixed from, with their shares (sum 1).
pub(crate) struct Taps<'a> {
    first: i64,
    weights: &'a [f32],
}

impl Taps<'_> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i64, f32)> {
        (self.first..).zip(self.weights.iter().copied())
    }
}

/// Rounds down to a whole number, limited to far beyond any picture so that counting on from it cannot overflow.
pub(crate) fn whole(value: f32) -> i64 {
    i64::from(below(value.clamp(-1e9, 1e9)))
}

/// Rounds down what is limited already.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the value is limited, and indices are checked at each use"
)]
#[inline(always)]
fn below(value: f32) -> i32 {
    let towards_zero = value as i32;
    // By hand, because without SSE 4.1 rounding down is a call.
    towards_zero - i32::from(towards_zero as f32 > value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_symmetric_and_add_up_to_one() {
        for filter in [Filter::Tent, Filter::CatmullRom] {
            for stretch in [1.0, 1.3, 1.99] {
                let kernel = Kernel::of(filter, stretch);
                for centre in [0.5, 10.0, 33.27, -4.9] {
                    let taps = kernel.taps(centre);
                    let sum: f32 = taps.iter().map(|(_, share)| share).sum();
                    let mean: f32 = taps
                        .iter()
                        .map(|(at, share)| (at as f32 + 0.5) * share)
                        .sum();
                    assert!(
                        (sum - 1.0).abs() < 1e-5,
                        "{filter:?} {stretch} {centre}: {sum}"
                    );
                    assert!(
                        (mean - centre).abs() < 0.05,
                        "{filter:?} {stretch} {centre}: {mean}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_index_outside_is_nothing_or_the_nearest() {
        assert_eq!(Edge::Black.inside(-1, 4), None);
        assert_eq!(Edge::Black.inside(4, 4), None);
        assert_eq!(Edge::Replicate.inside(-1, 4), Some(0));
        assert_eq!(Edge::Replicate.inside(9, 4), Some(3));
        assert_eq!(Edge::Black.inside(3, 4), Some(3));
    }

    #[test]
    fn places_that_are_no_numbers_do_not_panic() {
        for stretch in [1.0, 50.0, f32::INFINITY, f32::NAN] {
            let kernel = Kernel::of(Filter::CatmullRom, stretch);
            for centre in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30] {
                assert!(kernel.taps(centre).iter().count() <= 8);
            }
        }
    }
}
