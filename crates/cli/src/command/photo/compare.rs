//! `rekam photo compare ONE OTHER`: how alike two faces are.

use super::{milliseconds, read};
use crate::say::{Failure, Voice};
use rekam_domain::code::ErrorCode;
use rekam_photo::{
    FALSE_MATCH_RATE, FaceModels, HINT_FROM, Likeness, Photographer, Resemblance, STRONG_FROM,
    Template, decode,
};
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

#[derive(Serialize)]
struct Compared {
    similarity: f32,
    resemblance: Resemblance,
    hint_from: f32,
    strong_from: f32,
    false_match_rate: f64,
    meaning: &'static str,
    /// For each picture, what the template alone took.
    template_milliseconds: [f64; 2],
    milliseconds: f64,
}

/// Compares the largest face of each.
pub(super) fn run(one: &Path, other: &Path, voice: Voice) -> Result<(), Failure> {
    let photographer = Photographer::new(FaceModels::embedded()?);
    let likeness = Likeness::embedded()?;
    let began = Instant::now();
    let of = |path: &Path| template(&photographer, &likeness, path);
    let ((one, first), (other, second)) = (of(one)?, of(other)?);
    let similarity = one.similarity(&other);
    let resemblance = Resemblance::of(similarity);
    let compared = Compared {
        similarity,
        resemblance,
        hint_from: HINT_FROM,
        strong_from: STRONG_FROM,
        false_match_rate: FALSE_MATCH_RATE,
        meaning: meaning(resemblance, voice),
        template_milliseconds: [first, second],
        milliseconds: milliseconds(began),
    };
    voice.result(&compared, |compared| {
        format!(
            "{:.3}  ({}: {HINT_FROM:.2}, {}: {STRONG_FROM:.2})  {}",
            compared.similarity,
            voice.pick("mirip", "alike"),
            voice.pick("sangat mirip", "very much alike"),
            compared.meaning
        )
    })
}

fn template(
    photographer: &Photographer,
    likeness: &Likeness,
    path: &Path,
) -> Result<(Template, f64), Failure> {
    let picture = decode(&read(path)?)?;
    let assessment = photographer.assess(&picture)?;
    let face = assessment.face().ok_or_else(|| Failure {
        detail: Some(path.display().to_string()),
        ..Failure::of(ErrorCode::PhotoNoFace)
    })?;
    let began = Instant::now();
    Ok((likeness.template(&picture, face)?, milliseconds(began)))
}

const fn meaning(resemblance: Resemblance, voice: Voice) -> &'static str {
    match resemblance {
        Resemblance::None => voice.pick(
            "tidak mengatakan apa-apa; orang yang sama setelah bertahun-tahun pun dapat di sini",
            "says nothing; the same person years later may be here too",
        ),
        Resemblance::Hint => voice.pick(
            "mungkin orang yang sama, atau saudara; lihat keduanya",
            "perhaps one person, or brothers or sisters; look at both",
        ),
        Resemblance::Strong => voice.pick(
            "sangat mungkin orang yang sama; kembar pun dapat di sini",
            "very probably one person; twins may be here too",
        ),
    }
}
