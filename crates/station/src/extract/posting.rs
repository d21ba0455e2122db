//! Lists of ids: as they lie on the disk, and as sets that are joined and cut.
//!
//! Ids come in batches of 2^20. Of a batch, a list keeps the gaps between its ids in 7-bit groups (LEB128) or, where that is
//! larger, one bit for each id. Villages lie one after the other, so gaps are small and a village is a range.

/// Ids of one batch.
pub const BATCH: u32 = 1 << 20;
/// Bytes of one bit for each id of a batch.
const BITMAP: usize = BATCH as usize / 8;
const GAPS: u8 = 0;
const BITS: u8 = 1;

/// A list that grows by ids in ascending order, within one batch.
#[derive(Debug, Default)]
pub struct Growing {
    bytes: Vec<u8>,
    next: u32,
    count: u32,
}

impl Growing {
    /// Adds an id by its place in the batch; one that is there already is left alone.
    pub fn push(&mut self, place: u32) {
        let Some(mut gap) = place.checked_sub(self.next) else {
            return;
        };
        loop {
            let [low, ..] = gap.to_le_bytes();
            gap >>= 7;
            if gap == 0 {
                self.bytes.push(low & 0x7f);
                break;
            }
            self.bytes.push(low | 0x80);
        }
        self.next = place + 1;
        self.count += 1;
    }

    /// How many ids it holds.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// The list as it lies on the disk.
    #[must_use]
    pub fn written(self) -> Vec<u8> {
        if self.bytes.len() <= BITMAP {
            let mut written = Vec::with_capacity(self.bytes.len() + 1);
            written.push(GAPS);
            written.extend(self.bytes);
            return written;
        }
        let mut written = vec![0; BITMAP + 1];
        written[0] = BITS;
        each_place(&self.bytes, |place| {
            if let Some(byte) = written.get_mut(1 + place as usize / 8) {
                *byte |= 1 << (place % 8);
            }
        });
        written
    }
}

fn each_place(gaps: &[u8], mut with: impl FnMut(u32)) {
    let (mut next, mut gap, mut shift) = (0u32, 0u32, 0u32);
    for byte in gaps {
        gap |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 != 0 {
            shift = (shift + 7).min(28);
            continue;
        }
        let place = next.wrapping_add(gap);
        with(place);
        next = place.wrapping_add(1);
        (gap, shift) = (0, 0);
    }
}

/// A set of ids from 0 to a fixed end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids {
    words: Vec<u64>,
}

impl Ids {
    /// No ids, of a store of `end`.
    #[must_use]
    pub fn none(end: u32) -> Self {
        Self {
            words: vec![0; (end as usize).div_ceil(64)],
        }
    }

    /// All ids from `from` to before `to`.
    pub fn put_range(&mut self, from: u32, to: u32) {
        (from..to).for_each(|id| self.put(id));
    }

    /// Adds one id; one beyond the end is left out.
    pub fn put(&mut self, id: u32) {
        if let Some(word) = self.words.get_mut(id as usize / 64) {
            *word |= 1 << (id % 64);
        }
    }

    /// Adds a written list of a batch. Bytes that no list ever had add nothing outside the set.
    pub fn put_written(&mut self, batch: u32, written: &[u8]) {
        let start = batch.saturating_mul(BATCH);
        match written.split_first() {
            Some((&GAPS, gaps)) => each_place(gaps, |place| self.put(start.saturating_add(place))),
            Some((&BITS, bits)) => {
                let words = self.words.iter_mut().skip(start as usize / 64);
                for (word, eight) in words.zip(bits.chunks_exact(8)) {
                    let eight = <[u8; 8]>::try_from(eight).unwrap_or_default();
                    *word |= u64::from_le_bytes(eight);
                }
            }
            Some(_) | None => {}
        }
    }

    /// Keeps what both hold.
    pub fn keep(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds what the other holds.
    pub fn join(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Takes out what the other holds.
    pub fn drop_all(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// How many ids there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Whether an id is in it.
    #[must_use]
    pub fn holds(&self, id: u32) -> bool {
        self.words
            .get(id as usize / 64)
            .is_some_and(|word| word >> (id % 64) & 1 == 1)
    }

    /// The ids from `from` to before `to`, in order.
    pub fn within(&self, from: u32, to: u32) -> impl Iterator<Item = u32> + '_ {
        let (first, last) = (
            from as usize / 64,
            (to as usize).div_ceil(64).min(self.words.len()),
        );
        let words = self.words.get(first..last).unwrap_or_default();
        words
            .iter()
            .enumerate()
            .flat_map(move |(at, word)| {
                let start = u32::try_from((first + at) * 64).unwrap_or(u32::MAX);
                bits(*word).map(move |bit| start + bit)
            })
            .filter(move |id| (from..to).contains(id))
    }
}

/// The places of the bits that are set.
fn bits(mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn written(places: &BTreeSet<u32>) -> Vec<u8> {
        let mut list = Growing::default();
        places.iter().for_each(|place| list.push(*place));
        list.written()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_sets_are_sets(
            one in proptest::collection::btree_set(0u32..5000, 0..300),
            other in proptest::collection::btree_set(0u32..5000, 0..300),
        ) {
            let (mut a, mut b) = (Ids::none(BATCH + 6000), Ids::none(BATCH + 6000));
            a.put_written(1, &written(&one));
            b.put_written(1, &written(&other));
            let read = |ids: &Ids| ids.within(0, u32::MAX).map(|id| id - BATCH).collect::<BTreeSet<_>>();
            prop_assert_eq!(&read(&a), &one);
            let (mut both, mut any, mut left) = (a.clone(), a.clone(), a.clone());
            both.keep(&b);
            any.join(&b);
            left.drop_all(&b);
            prop_assert_eq!(read(&both), &one & &other);
            prop_assert_eq!(read(&any), &one | &other);
            prop_assert_eq!(read(&left), &one - &other);
            prop_assert_eq!(any.count(), (&one | &other).len());
            let near: Vec<u32> = a.within(BATCH + 100, BATCH + 200).collect();
            prop_assert!(near.iter().all(|id| one.contains(&(id - BATCH)) && (100..200).contains(&(id - BATCH))));
        }

        #[test]
        fn bytes_that_are_no_list_harm_nobody(bytes in proptest::collection::vec(any::<u8>(), 0..200), batch in 0u32..5000) {
            let mut ids = Ids::none(1000);
            ids.put_written(batch, &bytes);
            prop_assert!(ids.count() <= 1024);
        }
    }

    #[test]
    fn a_list_of_nearly_all_is_one_bit_each() {
        let all: BTreeSet<u32> = (0..BATCH).filter(|place| place % 7 != 0).collect();
        let bytes = written(&all);
        assert_eq!(bytes.len(), BITMAP + 1);
        let mut ids = Ids::none(BATCH);
        ids.put_written(0, &bytes);
        assert_eq!(ids.count(), all.len());
        assert!(!ids.holds(7) && ids.holds(8) && !ids.is_empty());
    }

    #[test]
    fn an_id_that_comes_twice_stands_once() {
        let mut list = Growing::default();
        [3, 3, 9].into_iter().for_each(|place| list.push(place));
        assert_eq!(list.count(), 2);
    }
}
