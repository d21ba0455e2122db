//! The table of the rules. Order matters: what stands first is folded first.

/// Where in a word a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Anywhere,
    /// The last letters of the word.
    End,
    BeforeVowel,
    BeforeConsonant,
    /// After any consonant but c and k, with which h makes sounds of its own.
    AfterConsonant,
}

/// One rule: letters that are written, letters that are heard, and why.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) written: &'static str,
    pub(super) heard: &'static str,
    pub(super) place: Place,
    /// Two spellings that meet by it.
    #[cfg_attr(not(test), expect(dead_code, reason = "said to people and tests"))]
    pub(super) example: [&'static str; 2],
    /// Its reason.
    #[cfg_attr(not(test), expect(dead_code, reason = "said to people and tests"))]
    pub(super) why: &'static str,
}

const fn rule(
    written: &'static str,
    heard: &'static str,
    place: Place,
    example: [&'static str; 2],
    why: &'static str,
) -> Rule {
    Rule {
        written,
        heard,
        place,
        example,
        why,
    }
}

/// Every rule.
#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    rule("tjh", "c", Place::Anywhere, ["TJHIN", "CIN"], "Chinese names in Dutch spelling"),
    rule("tj", "c", Place::Anywhere, ["TJOKRO", "COKRO"], "spelling before 1972"),
    rule("dj", "z", Place::Anywhere, ["DJOKO", "JOKO"], "spelling before 1972; z is how j is kept here"),
    rule("sj", "s", Place::Anywhere, ["SJAHRUL", "SAHRUL"], "spelling before 1972"),
    rule("sy", "s", Place::BeforeVowel, ["SYAHRUL", "SAHRUL"], "Arabic shin, which many say as s"),
    rule("chr", "kr", Place::Anywhere, ["CHRISTINA", "KRISTINA"], "Christian names"),
    rule("chl", "kl", Place::Anywhere, ["CHLARA", "KLARA"], "Christian names"),
    rule("ph", "f", Place::Anywhere, ["JOSEPH", "JOSEF"], "Christian names"),
    rule("ck", "k", Place::Anywhere, ["ERICK", "ERIK"], "Christian names"),
    rule("ct", "kt", Place::Anywhere, ["VICTOR", "VIKTOR"], "Christian names"),
    rule("dz", "z", Place::Anywhere, ["HAFIDZ", "HAFIZ"], "Arabic dhal and za"),
    rule("ts", "s", Place::Anywhere, ["UTSMAN", "USMAN"], "Arabic tha"),
    rule("q", "k", Place::Anywhere, ["RIZQI", "RIZKI"], "Arabic qaf"),
    rule("x", "ks", Place::Anywhere, ["ALEX", "ALEKS"], "one letter for two sounds"),
    rule("v", "f", Place::Anywhere, ["NOVI", "NOFI"], "one sound in Indonesian"),
    rule("y", "i", Place::Anywhere, ["SURYA", "SURIA"], "written either way in all the languages here"),
    rule("oe", "u", Place::Anywhere, ["SOEHARTO", "SUHARTO"], "spelling before 1947"),
    rule("oo", "u", Place::Anywhere, ["NOOR", "NUR"], "English spelling"),
    rule("ou", "u", Place::Anywhere, ["YOUSUF", "YUSUF"], "French and Arabic spelling"),
    rule("ae", "ai", Place::Anywhere, ["ZAENAL", "ZAINAL"], "Javanese spelling"),
    rule("hoir", "hair", Place::Anywhere, ["KHOIRUL", "KHAIRUL"], "Javanese spelling"),
    rule("aw", "au", Place::BeforeConsonant, ["FAWZI", "FAUZI"], "Arabic diphthong"),
    rule("uw", "u", Place::BeforeVowel, ["SUWARDI", "SUARDI"], "glide that is written or not"),
    rule("ulr", "ur", Place::Anywhere, ["ABDULRAHMAN", "ABDURRAHMAN"], "the Arabic article takes on the next letter"),
    rule("uls", "us", Place::Anywhere, ["ABDULSALAM", "ABDUSSALAM"], "the Arabic article takes on the next letter"),
    rule("h", "", Place::AfterConsonant, ["BUDHI", "BUDI"], "silent h; h after a vowel or at the beginning is heard (HADI is not ADI)"),
    rule("ie", "i", Place::End, ["SRIE", "SRI"], "Dutch spelling"),
    rule("ah", "a", Place::End, ["FATIMAH", "FATIMA"], "silent h"),
    rule("eh", "e", Place::End, ["SOLEH", "SOLE"], "silent h"),
    rule("ih", "i", Place::End, ["SRIH", "SRI"], "silent h"),
    rule("oh", "o", Place::End, ["JODOH", "JODO"], "silent h"),
    rule("uh", "u", Place::End, ["TEGUH", "TEGU"], "silent h"),
    rule("d", "t", Place::End, ["AHMAD", "AHMAT"], "said as t at the end"),
    rule("b", "p", Place::End, ["YAKUB", "YAKUP"], "said as p at the end"),
    rule("z", "s", Place::End, ["AZIZ", "AZIS"], "said as s at the end"),
];

/// Letters that stand for two sounds: a word that holds them has both.
pub(super) const TWO_SOUNDS: &[(&str, [&str; 2])] = &[
    // CHAIRUL is KHAIRUL, CHANDRA is CANDRA.
    ("ch", ["h", "c"]),
    // AKHMAD is AHMAD, KHO is KO.
    ("kh", ["h", "k"]),
    // JOKO is DJOKO, JUSUF is YUSUF; and z, which many say as j: ZAENAL, JAENAL.
    ("j", ["z", "i"]),
];

/// First words that are written together with the next one or not, by their sound.
pub(super) const WRITTEN_TOGETHER: &[&str] = &[
    "nur", "abdul", "abdu", "siti", "sri", "tri", "dwi", "hairul", "saiful", "samsul", "zainal",
    "al",
];

/// Short forms and forms of the commonest names, doubles already single, and the sound of the name they stand for.
const WHOLE_WORDS: &[(&[&str], &str)] = &[
    (
        &[
            "m", "md", "muh", "moh", "muhd", "mohd", "mhd", "mhmd", "much", "moch", "muhamad",
            "mohamad", "muhamed", "mohamed", "muhamat", "mohamat", "muchamad", "mochamad",
            "mukhamad", "mokhamad", "muhamet", "mohamet",
        ],
        "muhamat",
    ),
    (&["ach"], "ahmat"),
    (&["abd", "abdl"], "abdul"),
    (&["st"], "siti"),
    // Titles of birth that are part of names in this province.
    (&["sy"], "sarif"),
    (&["syf", "syrf"], "sarifa"),
    (&["rd"], "raden"),
];

/// The sound of a word that is a short form as a whole.
pub(super) fn whole_word(word: &str) -> Option<&'static str> {
    WHOLE_WORDS
        .iter()
        .find(|(forms, _)| forms.contains(&word))
        .map(|(_, sound)| *sound)
}

const fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

impl Rule {
    /// The text with the rule applied wherever it holds, from left to right.
    pub(super) fn applied(&self, text: &str) -> String {
        let (mut done, mut rest) = (String::with_capacity(text.len()), text);
        while let Some(at) = rest.find(self.written) {
            let (before, found) = rest.split_at(at);
            let (written, after) = found.split_at(self.written.len());
            done.push_str(before);
            let heard = if self.holds(&done, after) {
                self.heard
            } else {
                written
            };
            done.push_str(heard);
            rest = after;
        }
        done.push_str(rest);
        done
    }

    fn holds(&self, before: &str, after: &str) -> bool {
        let (last, next) = (before.chars().next_back(), after.chars().next());
        match self.place {
            Place::Anywhere => true,
            Place::End => next.is_none() && last.is_some(),
            Place::BeforeVowel => next.is_some_and(is_vowel),
            Place::BeforeConsonant => {
                next.is_some_and(|next| next.is_alphabetic() && !is_vowel(next))
            }
            Place::AfterConsonant => last.is_some_and(|last| {
                last.is_alphabetic() && !is_vowel(last) && !matches!(last, 'c' | 'k' | 'h')
            }),
        }
    }
}
