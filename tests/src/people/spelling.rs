//! How somebody else would have spelled a name, and how a hurried hand types it.

use super::Chance;

/// What is written one way and the other. Taken from names, not from the rules that are tested with them.
const WAYS: &[(&str, &str)] = &[
    ("MUHAMMAD", "MOHD"),
    ("MUHAMMAD", "MUH"),
    ("MUHAMMAD", "M"),
    ("MUHAMMAD", "MOHAMAD"),
    ("MUHAMMAD", "MOCHAMAD"),
    ("MOHAMMAD", "MUHAMAD"),
    ("MOCH", "MUHAMMAD"),
    ("MOH", "MUHAMMAD"),
    ("ABDUL", "ABD"),
    ("ABD", "ABDUL"),
    ("AHMAD", "ACHMAD"),
    ("ACHMAD", "AKHMAD"),
    ("NUR", "NOOR"),
    ("NUR", "NOER"),
    ("SITI", "ST"),
    ("KH", "CH"),
    ("SYAR", "SAR"),
    ("SY", "SJ"),
    ("YUSUF", "JUSUF"),
    ("YO", "JO"),
    ("YA", "JA"),
    ("DJ", "J"),
    ("JOKO", "DJOKO"),
    ("TJ", "C"),
    ("CH", "C"),
    ("CAHY", "TJAHJ"),
    ("SU", "SOE"),
    ("RU", "ROE"),
    ("U", "OE"),
    ("AI", "AE"),
    ("AH ", "A "),
    ("DH", "D"),
    ("TH", "T"),
    ("PH", "F"),
    ("V", "F"),
    ("Q", "K"),
    ("I", "Y"),
    ("Y", "I"),
    ("Z", "S"),
    ("DD", "D"),
    ("MM", "M"),
    ("N", "NN"),
    ("L", "LL"),
    ("T ", "TH "),
    ("D ", "T "),
];

/// The name in another spelling; as it is where no way fits.
#[must_use]
pub fn respelled(name: &str, chance: &mut Chance) -> String {
    let padded = format!("{name} ");
    let fits: Vec<&(&str, &str)> = WAYS
        .iter()
        .filter(|(one, _)| padded.contains(one))
        .collect();
    let at = chance.below(u32::try_from(fits.len()).unwrap_or(0).max(1));
    let way = fits.get(at as usize);
    let other = way.map(|(one, other)| padded.replacen(one, other, 1));
    other.unwrap_or(padded).trim().to_owned()
}

/// The name with one letter of a word of five or more left out, doubled, changed, or in its neighbour's place.
#[must_use]
pub fn misspelled(name: &str, chance: &mut Chance) -> String {
    let mut words: Vec<Vec<char>> = name.split(' ').map(|word| word.chars().collect()).collect();
    let long: Vec<usize> = (0..words.len())
        .filter(|at| words.get(*at).is_some_and(|word| word.len() >= 5))
        .collect();
    let which = chance.below(u32::try_from(long.len()).unwrap_or(0).max(1));
    if let Some(word) = long.get(which as usize).and_then(|at| words.get_mut(*at)) {
        let at = 1 + chance.below(u32::try_from(word.len()).unwrap_or(5) - 2) as usize;
        match chance.below(4) {
            0 => drop(word.remove(at)),
            1 => word.insert(at, 'E'),
            2 => word.swap(at, at - 1),
            _ => word.splice(at..=at, ['G']).for_each(drop),
        }
    }
    let words: Vec<String> = words.into_iter().map(String::from_iter).collect();
    words.join(" ")
}
