//! Free text as it is typed: blanks tidied, capitals as on the official forms, control characters refused.

/// Text with single blanks, without blanks at its ends, in capitals, with the straight apostrophe.
///
/// `None` if a control or private-use character stands in it: such text comes from a broken import, not from a hand.
pub(crate) fn tidy(raw: &str) -> Option<String> {
    if raw.chars().any(|c| is_unprintable(c) && !c.is_whitespace()) {
        return None;
    }
    let words: Vec<String> = raw.split_whitespace().map(capitals).collect();
    Some(words.join(" "))
}

/// Length as people count it: characters, not bytes.
pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}

/// Apostrophes last: the capital of one letter, U+0149, is an apostrophe and an N.
fn capitals(word: &str) -> String {
    let straight = |c| match c {
        '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' => '\'',
        other => other,
    };
    word.chars()
        .flat_map(char::to_uppercase)
        .map(straight)
        .collect()
}

fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}')
        || matches!(c, '\u{e000}'..='\u{f8ff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blanks_capitals_and_apostrophes_are_tidied() {
        assert_eq!(
            tidy("  nur \t’aini\u{a0} binti "),
            Some("NUR 'AINI BINTI".to_owned())
        );
        assert_eq!(tidy("   "), Some(String::new()));
        assert_eq!(tidy("\u{149}"), Some("'N".to_owned()));
    }

    #[test]
    fn characters_that_no_hand_types_are_refused() {
        for raw in ["a\u{0}b", "a\u{202e}b", "\u{feff}a", "a\u{fffd}"] {
            assert_eq!(tidy(raw), None, "{raw:?}");
        }
    }

    proptest! {
        #[test]
        fn tidying_twice_changes_nothing_more(raw in "\\PC*") {
            if let Some(once) = tidy(&raw) {
                prop_assert_eq!(tidy(&once), Some(once.clone()));
            }
        }
    }
}
