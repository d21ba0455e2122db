//! The words that names of the extract hold, by sound: which begin with what is typed, and which lie one letter apart.

/// What a list of ids is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A sound of a word of the name.
    Name = 0,
    /// The first one to three letters of a sound of the name.
    Beginning = 1,
    /// A sound of a word of the mother's name.
    Mother = 2,
    /// A birth date, YYYY-MM-DD.
    Day = 3,
    /// A birth year, YYYY.
    Year = 4,
}

/// Longest beginning that has a list of its own; longer ones are put together from the words that begin so.
pub const LONGEST_BEGINNING: usize = 3;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The sound.
    pub sound: String,
    /// The number of its lists.
    pub number: u32,
    letters: u32,
}

/// All words of one kind, in order.
#[derive(Debug, Default)]
pub struct Terms(Vec<Term>);

impl Terms {
    /// The words, which come in the order of their sounds.
    #[must_use]
    pub fn of(sorted: impl IntoIterator<Item = (String, u32)>) -> Self {
        let term = |(sound, number): (String, u32)| Term {
            letters: letters(&sound),
            sound,
            number,
        };
        Self(sorted.into_iter().map(term).collect())
    }

    /// The word with this sound.
    #[must_use]
    pub fn exactly(&self, sound: &str) -> Option<u32> {
        let at = self
            .0
            .binary_search_by(|term| term.sound.as_str().cmp(sound))
            .ok()?;
        self.0.get(at).map(|term| term.number)
    }

    /// The words that begin so.
    pub fn beginning<'a>(&'a self, with: &'a str) -> impl Iterator<Item = u32> + 'a {
        let from = self.0.partition_point(|term| term.sound.as_str() < with);
        let rest = self.0.get(from..).unwrap_or_default();
        rest.iter()
            .take_while(move |term| term.sound.starts_with(with))
            .map(|term| term.number)
    }

    /// The words one letter apart: one more, one less, another one, or two that changed places.
    pub fn apart<'a>(&'a self, sound: &'a str) -> impl Iterator<Item = u32> + 'a {
        let mask = letters(sound);
        self.0
            .iter()
            // One change of a word changes at most two of the letters that it holds.
            .filter(move |term| {
                (term.letters ^ mask).count_ones() <= 2 && one_apart(sound, &term.sound)
            })
            .map(|term| term.number)
    }

    /// The words with a beginning one letter apart from this one.
    pub fn beginning_apart<'a>(&'a self, with: &'a str) -> impl Iterator<Item = u32> + 'a {
        let mask = letters(with);
        self.0
            .iter()
            .filter(move |term| {
                (mask & !term.letters).count_ones() <= 1 && begins_one_apart(with, &term.sound)
            })
            .map(|term| term.number)
    }
}

/// Which of 32 kinds of letters a word holds.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |mask, byte| mask | 1 << (byte & 31))
}

/// Whether at most one letter must be added, left out, changed, or changed in place with its neighbour.
#[must_use]
pub fn one_apart(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    if one.len() > other.len() {
        std::mem::swap(&mut one, &mut other);
    }
    if other.len() - one.len() > 1 {
        return false;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (a, b) = (
        one.get(same..).unwrap_or_default(),
        other.get(same..).unwrap_or_default(),
    );
    match (a, b) {
        ([], _) => true,
        ([_, a @ ..], [_, b @ ..]) if one.len() == other.len() => {
            let (first, second) = (one.get(same..same + 2), other.get(same..same + 2));
            let changed_places =
                matches!((first, second), (Some([x, y]), Some([v, w])) if x == w && y == v);
            a == b || changed_places && a.get(1..) == b.get(1..)
        }
        (a, [_, b @ ..]) => a == b,
        (_, []) => false,
    }
}

/// Whether some beginning of the word is [one apart](one_apart) from what is typed.
#[must_use]
pub fn begins_one_apart(typed: &str, word: &str) -> bool {
    let most = typed.len() + 1;
    (typed.len().saturating_sub(1)..=most).any(|length| {
        word.get(..length)
            .is_some_and(|begun| one_apart(typed, begun))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_letter_more_less_other_or_changed_in_place_is_one_apart() {
        for (one, other) in [
            ("rahmat", "rahmat"),
            ("rahmat", "ramat"),
            ("rahmat", "rahmath"),
            ("rahmat", "rahmut"),
            ("rahmat", "rhamat"),
            ("", "a"),
            ("ab", "ba"),
        ] {
            assert!(
                one_apart(one, other) && one_apart(other, one),
                "{one} {other}"
            );
        }
        for (one, other) in [
            ("rahmat", "hamat"),
            ("rahmat", "rahim"),
            ("ab", "cd"),
            ("", "ab"),
            ("abcd", "badc"),
            ("abc", "cab"),
        ] {
            assert!(
                !one_apart(one, other) && !one_apart(other, one),
                "{one} {other}"
            );
        }
    }

    #[test]
    fn words_are_found_by_beginning_and_by_neighbourhood() {
        let words = ["budi", "budiman", "muhamat", "rahman", "rahmat"];
        let terms = Terms::of(words.iter().map(|word| (*word).to_owned()).zip(0..));
        assert_eq!(terms.exactly("budi"), Some(0));
        assert_eq!(terms.exactly("bud"), None);
        assert_eq!(terms.beginning("rah").collect::<Vec<_>>(), [3, 4]);
        assert_eq!(terms.apart("rahmad").collect::<Vec<_>>(), [3, 4]);
        assert_eq!(terms.apart("mohamat").collect::<Vec<_>>(), [2]);
        assert_eq!(terms.beginning_apart("bodim").collect::<Vec<_>>(), [1]);
    }

    proptest! {
        #[test]
        fn the_quick_look_misses_no_neighbour(words in proptest::collection::btree_set("[a-e]{1,6}", 1..40), typed in "[a-e]{1,6}") {
            let words: Vec<String> = words.into_iter().collect();
            let terms = Terms::of(words.iter().cloned().zip(0..));
            let slow = |test: &dyn Fn(&str) -> bool| (0u32..).zip(&words).filter(|(_, word)| test(word)).map(|(at, _)| at).collect::<Vec<_>>();
            prop_assert_eq!(terms.apart(&typed).collect::<Vec<_>>(), slow(&|word| one_apart(&typed, word)));
            prop_assert_eq!(terms.beginning_apart(&typed).collect::<Vec<_>>(), slow(&|word| begins_one_apart(&typed, word)));
            prop_assert_eq!(terms.beginning(&typed).collect::<Vec<_>>(), slow(&|word| word.starts_with(&typed)));
        }
    }
}
