//! What devices write in more than one way. We write one form, that of the published schemas, and read all of them.

use serde::{Deserialize, Deserializer};

/// Text, or a number or truth value written bare. Published documents show scores and counts in both ways.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Number(serde_json::Number),
}

impl From<Scalar> for String {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Text(text) => text,
            Scalar::Number(number) => number.to_string(),
        }
    }
}

/// A text, even where it was written as a number; empty for null.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::<Scalar>::deserialize(from)?.map_or_else(String::new, String::from))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<Scalar>),
    One(Scalar),
}

/// A list of texts, even where one alone was written without brackets; empty for null.
pub(crate) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(match Option::<OneOrMany>::deserialize(from)? {
        None => Vec::new(),
        Some(OneOrMany::One(one)) => vec![one.into()],
        Some(OneOrMany::Many(many)) => many.into_iter().map(String::from).collect(),
    })
}
