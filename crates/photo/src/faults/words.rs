//! What each fault is called before people.

use rekam_domain::code::Language;

use super::Fault;

impl Fault {
    /// What is wrong, in plain words. What to do about it is said by the [instruction](Self::instruction).
    pub const fn meaning(self, language: Language) -> &'static str {
        language.pick(match self {
            Self::NoFace => ["tidak ada wajah", "no face"],
            Self::SeveralFaces => ["lebih dari satu wajah", "more than one face"],
            Self::TooFar => ["wajah terlalu jauh", "the face is too far away"],
            Self::TooNear => ["wajah terlalu dekat", "the face is too near"],
            Self::OffCentre => ["wajah tidak di tengah", "the face is not in the middle"],
            Self::Turned => ["kepala menoleh", "the head is turned to a side"],
            Self::Nodding => ["kepala menunduk atau mendongak", "the chin is up or down"],
            Self::Tilted => ["kepala miring", "the head is tilted"],
            Self::Mask => ["masker menutupi wajah", "a mask covers the face"],
            Self::HairOverFace => [
                "rambut menutupi dahi atau mata",
                "hair covers forehead or eyes",
            ],
            Self::ForeheadCovered => ["dahi tertutup", "the forehead is covered"],
            Self::Sunglasses => ["kacamata gelap", "dark glasses"],
            Self::Glare => [
                "pantulan cahaya di kacamata",
                "light mirrored in the glasses",
            ],
            Self::Glasses => ["memakai kacamata", "glasses are worn"],
            Self::UnevenLight => [
                "satu pipi jauh lebih gelap",
                "one cheek is much darker than the other",
            ],
            Self::BackLight => ["cahaya dari belakang", "light from behind"],
            Self::TooDark => ["wajah terlalu gelap", "the face is too dark"],
            Self::TooBright => ["wajah terlalu terang", "the face is too bright"],
            Self::ColouredLight => ["cahaya mewarnai kulit", "the light colours the skin"],
            Self::Colourless => ["gambar hitam putih", "black and white"],
            Self::EyesClosed => ["mata tertutup", "an eye is closed or half closed"],
            Self::LookingAside => ["mata melihat ke samping", "the eyes look aside"],
            Self::MouthCovered => ["mulut atau dagu tertutup", "mouth or chin are covered"],
            Self::MouthOpen => ["mulut terbuka", "the mouth is open"],
            Self::Teeth => ["gigi terlihat", "teeth are shown"],
            Self::Moving => ["wajah bergerak", "the face moves"],
            Self::MotionBlur => ["gambar kabur karena gerakan", "blurred by movement"],
            Self::Defocus => ["gambar tidak fokus", "out of focus"],
            Self::Compressed => ["kompresi terlalu kuat", "compressed too much"],
            Self::BusyBackground => ["latar tidak polos", "the background is not plain"],
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_fault_is_told_in_two_languages_and_apart_from_all_others() {
        for language in [Language::Indonesian, Language::English] {
            let told: std::collections::BTreeSet<_> = Fault::EVERY
                .into_iter()
                .map(|fault| fault.meaning(language))
                .collect();
            assert_eq!(told.len(), Fault::EVERY.len());
        }
        for fault in Fault::EVERY {
            assert_ne!(
                fault.meaning(Language::Indonesian),
                fault.meaning(Language::English)
            );
        }
    }
    #[test]
    fn the_voice_says_what_the_screen_says_and_leaves_out_nothing() {
        let voice = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/voice");
        let spoken = fs::read_to_string(voice.join("instructions.tsv")).unwrap();
        let spoken: Vec<&str> = spoken.lines().skip(1).collect();
        let shown = Fault::EVERY.map(|fault| {
            let [id, en] =
                [Language::Indonesian, Language::English].map(|it| fault.instruction(it));
            format!("{}\t{id}\t{en}", fault.name())
        });
        assert_eq!(
            spoken, shown,
            "run scripts/build-voice and commit assets/voice"
        );
        for (language, fault) in ["id", "en"]
            .iter()
            .flat_map(|it| Fault::EVERY.map(|fault| (it, fault)))
        {
            let file = voice.join(language).join(format!("{}.opus", fault.name()));
            assert!(
                fs::read(&file).unwrap().starts_with(b"OggS"),
                "{}",
                file.display()
            );
        }
    }
}
