//! Numbers that are text: NIK and KK number. Kind about what is typed, strict about what is kept.

/// Characters that people put between the groups of a long number.
const SEPARATORS: &[char] = &[
    ' ', '.', '-', '\u{a0}', '\u{2010}', '\u{2011}', '\u{2013}', '\t',
];

/// Length of a NIK and of a KK number.
pub(crate) const SIXTEEN: usize = 16;

/// Why a text is not a number of sixteen digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotSixteen {
    /// A letter or another character stands in it.
    Character,
    /// Only digits, but not sixteen.
    Length,
}

/// The sixteen digits of a typed number, separators dropped.
pub(crate) fn sixteen(raw: &str) -> Result<String, NotSixteen> {
    let plain: String = raw
        .trim()
        .chars()
        .filter(|c| !SEPARATORS.contains(c))
        .collect();
    if !plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotSixteen::Character);
    }
    if plain.len() == SIXTEEN {
        Ok(plain)
    } else {
        Err(NotSixteen::Length)
    }
}

/// The number of two digits that begins at `start`.
pub(crate) fn two(digits: &str, start: usize) -> u32 {
    digits
        .get(start..start + 2)
        .and_then(|pair| pair.parse().ok())
        .unwrap_or(0)
}

/// 6171 0145 0505 9901: four groups of four, as one reads a number aloud.
pub(crate) fn grouped(digits: &str) -> String {
    let groups: Vec<&str> = (0..SIXTEEN)
        .step_by(4)
        .filter_map(|start| digits.get(start..start + 4))
        .collect();
    groups.join(" ")
}
