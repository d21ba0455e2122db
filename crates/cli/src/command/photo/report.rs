//! `rekam photo report FILE...`: the verdict on each picture with all its reasons, and everything that was measured.

use super::{milliseconds, read};
use crate::say::{Failure, Voice};
use rekam_domain::code::{ErrorCode, Language};
use rekam_photo::{
    Absent, Backdrop, Component, FaceModels, Fault, Findings, Landmarks, Measured, Notice,
    Photographer, Pose, Traits, Verdict, decode,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Scores below this are worth an advice.
const LOW_SCORE: u8 = 50;

/// What is said of one picture. Lists are empty and values are null where there is no face to measure.
#[derive(Serialize)]
struct Reported {
    file: PathBuf,
    /// Whether nothing is wrong: a portrait can be made of it as it is.
    passes: bool,
    /// What the faces come to; null where the file is no picture.
    verdict: Option<Verdict>,
    /// Why it is refused: the file, or the first thing about its faces.
    code: Option<ErrorCode>,
    text: Option<Words>,
    /// Pixels, upright.
    width: u32,
    height: u32,
    faces: usize,
    /// The reasons, the first thing first.
    faults: Vec<Wrong>,
    /// What to look at again; holds nothing up.
    notices: Vec<Noticed>,
    /// ISO/IEC 29794-5, as the reference implementation has them.
    components: Vec<Scored>,
    /// The other components of the standard, with what stands in their place.
    not_computed: Vec<Missing>,
    /// Degrees.
    pose: Option<Pose>,
    traits: Option<Traits>,
    backdrop: Option<Backdrop>,
    /// Pixels of the picture.
    landmarks: Option<Landmarks>,
    /// From the file to the last number.
    milliseconds: f64,
}

/// The same in both languages.
#[derive(Serialize)]
struct Words {
    id: &'static str,
    en: &'static str,
}

impl Words {
    fn of(text: impl Fn(Language) -> &'static str) -> Self {
        Self {
            id: text(Language::Indonesian),
            en: text(Language::English),
        }
    }

    const fn pick(&self, voice: Voice) -> &'static str {
        voice.language.pick([self.id, self.en])
    }
}

#[derive(Serialize)]
struct Wrong {
    fault: Fault,
    meaning: Words,
    advice: Words,
    may_be_set_aside: bool,
}

#[derive(Serialize)]
struct Noticed {
    notice: Notice,
    text: Words,
}

#[derive(Serialize)]
struct Scored {
    component: Component,
    native: f64,
    score: u8,
    meaning: Words,
    advice: Words,
}

#[derive(Serialize)]
struct Missing {
    component: Absent,
    instead: Words,
    measures: BTreeMap<&'static str, f32>,
}

/// One entry for each picture; one that cannot be read or decoded says why and stops none of the others.
pub(super) fn run(files: &[PathBuf], voice: Voice) -> Result<(), Failure> {
    let photographer = Photographer::new(FaceModels::embedded()?);
    let reports: Vec<Reported> = files
        .iter()
        .map(|file| reported(&photographer, file))
        .collect();
    voice.result(&reports, |reports| {
        let texts: Vec<String> = reports.iter().map(|report| shown(report, voice)).collect();
        texts.join("\n\n")
    })
}

fn reported(photographer: &Photographer, file: &Path) -> Reported {
    let began = Instant::now();
    let examined = read(file).and_then(|bytes| {
        let picture = decode(&bytes)?;
        let findings = photographer.examine(&picture)?;
        Ok((picture.width(), picture.height(), findings))
    });
    let milliseconds = milliseconds(began);
    match examined {
        Ok((width, height, findings)) => Reported {
            width,
            height,
            ..of_findings(file, &findings, milliseconds)
        },
        Err(failure) => refused(file, Some(failure.code), milliseconds),
    }
}

fn refused(file: &Path, code: Option<ErrorCode>, milliseconds: f64) -> Reported {
    Reported {
        file: file.to_owned(),
        passes: false,
        verdict: None,
        code,
        text: code.map(|code| Words::of(|language| code.text(language))),
        width: 0,
        height: 0,
        faces: 0,
        faults: Vec::new(),
        notices: Vec::new(),
        components: Vec::new(),
        not_computed: Vec::new(),
        pose: None,
        traits: None,
        backdrop: None,
        landmarks: None,
        milliseconds,
    }
}

fn of_findings(file: &Path, found: &Findings, milliseconds: f64) -> Reported {
    let assessment = &found.assessment;
    let face = assessment.face();
    Reported {
        passes: found.faults.is_empty(),
        verdict: Some(assessment.verdict),
        faces: assessment.faces.len(),
        faults: found.faults.iter().copied().map(wrong).collect(),
        notices: found.notices.iter().copied().map(noticed).collect(),
        components: found.components.iter().map(scored).collect(),
        not_computed: found.traits.as_ref().map_or_else(Vec::new, missing),
        pose: found.traits.map(|seen| seen.pose),
        traits: found.traits,
        backdrop: found.backdrop,
        landmarks: face.map(|face| face.landmarks.clone()),
        ..refused(file, assessment.verdict.code(), milliseconds)
    }
}

fn wrong(fault: Fault) -> Wrong {
    Wrong {
        fault,
        meaning: Words::of(|language| fault.meaning(language)),
        advice: Words::of(|language| fault.instruction(language)),
        may_be_set_aside: fault.may_be_set_aside(),
    }
}

fn noticed(notice: Notice) -> Noticed {
    Noticed {
        notice,
        text: Words::of(|language| notice.text(language)),
    }
}

fn scored(measured: &Measured) -> Scored {
    let component = measured.component;
    Scored {
        component,
        native: measured.native,
        score: measured.score,
        meaning: Words::of(|language| component.meaning(language)),
        advice: Words::of(|language| component.advice(language)),
    }
}

fn missing(seen: &Traits) -> Vec<Missing> {
    let absent = Absent::ALL.into_iter().map(|component| Missing {
        component,
        instead: Words::of(|language| component.instead(language)),
        measures: component.measures(seen).into_iter().collect(),
    });
    absent.collect()
}

/// For people: what is wrong and what to do, then the components, then what is not computed.
fn shown(report: &Reported, voice: Voice) -> String {
    let mut lines = vec![format!(
        "{}: {}",
        report.file.display(),
        judged(report, voice)
    )];
    for wrong in &report.faults {
        let aside = if wrong.may_be_set_aside {
            voice.pick(" (boleh dikesampingkan)", " (may be set aside)")
        } else {
            ""
        };
        let (meaning, advice) = (wrong.meaning.pick(voice), wrong.advice.pick(voice));
        lines.push(format!("  ✗ {meaning}{aside}: {advice}"));
    }
    for noticed in &report.notices {
        lines.push(format!("  ! {}", noticed.text.pick(voice)));
    }
    for scored in &report.components {
        let advice = if scored.score < LOW_SCORE {
            scored.advice.pick(voice)
        } else {
            ""
        };
        let line = format!(
            "  {:>3}  {} ({:.3})  {advice}",
            scored.score,
            scored.meaning.pick(voice),
            scored.native
        );
        lines.push(line.trim_end().to_owned());
    }
    if !report.not_computed.is_empty() {
        let heading = voice.pick(
            "tidak dihitung (perlu jaringan yang tidak bebas); sebagai gantinya:",
            "not computed (needs a network that is not free); in its place:",
        );
        lines.push(format!("    -  {heading}"));
        lines.extend(report.not_computed.iter().map(replaced));
    }
    lines.join("\n")
}

fn judged(report: &Reported, voice: Voice) -> &'static str {
    match &report.text {
        Some(text) => text.pick(voice),
        None if report.passes => voice.pick("dapat dipakai", "acceptable"),
        None => voice.pick("perlu diperbaiki", "to be put right"),
    }
}

fn replaced(missing: &Missing) -> String {
    let name = serde_json::to_value(missing.component).unwrap_or_default();
    let measures: Vec<String> = missing
        .measures
        .iter()
        .map(|(name, value)| format!("{name} {value:.2}"))
        .collect();
    let name = name.as_str().unwrap_or_default();
    format!("       {name}: {}", measures.join(", "))
        .trim_end_matches(": ")
        .to_owned()
}
