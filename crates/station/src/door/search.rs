//! Finding things as they are typed: what a NIK says, values of lists, villages.

use std::sync::Arc;

use chrono::NaiveDate;
use rekam_domain::code::Language;
use rekam_domain::field::Field;
use rekam_domain::lists::{Item, ListId};
use rekam_domain::nik::{Nik, NikError};
use rekam_domain::region::{self, Level, Region};
use rekam_domain::service::Service;
use rekam_protocol::ids::Serial;

use super::{ApiError, Choice, Label, Loket, NikView};

/// Villages that are shown at once.
const MOST_VILLAGES: usize = 20;

/// What a NIK says, and what this station knows of it. What is typed so far is grouped even where it is no NIK yet.
pub(super) fn nik_explain(loket: &Arc<Loket>, nik: String) -> Result<NikView, ApiError> {
    let desk = loket.desk()?;
    let on = desk.today();
    let parsed = Nik::parse(&nik);
    let errors = match &parsed {
        Ok(_) => Vec::new(),
        Err(error) => vec![error.code()],
    };
    let Ok(nik) = parsed.map_err(|_: NikError| ()) else {
        return Ok(NikView {
            grouped: grouped(&nik),
            birth_date: None,
            sex: None,
            region: None,
            errors,
            warnings: Vec::new(),
            recorded_here: Vec::new(),
        });
    };
    Ok(NikView {
        grouped: nik.grouped(),
        birth_date: Some(nik.birth_date(on)),
        sex: ListId::Sex.item(nik.sex().as_str()).map(label),
        region: nik.region().map(Region::path),
        errors,
        warnings: nik
            .warnings(on)
            .into_iter()
            .map(|warning| warning.code())
            .collect(),
        recorded_here: desk
            .recorded_here(&nik)?
            .into_iter()
            .map(Serial::get)
            .collect(),
    })
}

/// What a NIK tells about other fields, as it would be typed. It is a proposal: the papers count.
pub(super) fn told_by(nik: &Nik, service: Service, on: NaiveDate) -> [(Field, String); 2] {
    let born = if service.is_for_children() {
        nik.birth_date_of_child(on)
    } else {
        nik.birth_date(on)
    };
    [
        (Field::BirthDate, born.format("%d-%m-%Y").to_string()),
        (Field::Sex, nik.sex().as_str().to_owned()),
    ]
}

/// Digits in groups of four, as many as there are.
fn grouped(typed: &str) -> String {
    let letters: Vec<char> = typed
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// The values of a list that fit: the code itself first, then words that begin with the text, then words that hold it.
pub(super) fn code_search(
    _: &Arc<Loket>,
    list: ListId,
    text: String,
) -> Result<Vec<Choice>, ApiError> {
    let text = text.trim().to_lowercase();
    let mut found: Vec<(u8, &Item)> = list
        .list()
        .items
        .iter()
        .filter_map(|item| Some((rank(item, &text)?, item)))
        .collect();
    // Stable: within a rank the order of the form stays.
    found.sort_by_key(|(rank, _)| *rank);
    Ok(found
        .into_iter()
        .map(|(_, item)| Choice {
            code: item.code.clone(),
            label: label(item),
            note: None,
        })
        .collect())
}

fn rank(item: &Item, text: &str) -> Option<u8> {
    if text.is_empty() || item.code.eq_ignore_ascii_case(text) {
        return Some(0);
    }
    let labels =
        [&item.indonesian, &item.official, &item.english].map(|label| label.to_lowercase());
    let begins = |label: &String| {
        label.starts_with(text)
            || label
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word.starts_with(text))
    };
    if labels.iter().any(begins) {
        Some(1)
    } else if labels.iter().any(|label| label.contains(text)) || item.code.starts_with(text) {
        Some(2)
    } else {
        None
    }
}

fn label(item: &Item) -> Label {
    Label::of(|language: Language| item.label(language).to_owned())
}

/// Villages by code or name, those of Kalimantan Barat first.
pub(super) fn village_search(_: &Arc<Loket>, text: String) -> Result<Vec<Choice>, ApiError> {
    let found = match region::village(text.trim()) {
        Some(village) => vec![village],
        None => region::search(Level::Village, &text, MOST_VILLAGES),
    };
    Ok(found.into_iter().map(village).collect())
}

fn village(village: &Region) -> Choice {
    Choice {
        code: village.code.clone(),
        label: Label::of(|_| village.name.clone()),
        note: village.parent().map(Region::path),
    }
}
