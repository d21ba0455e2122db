//! Deterministic CBOR (RFC 8949 section 4.2.1): one value has exactly one encoding.
//!
//! Everything that is signed or hashed goes through here. Reading refuses bytes that a writer of this module would not
//! have produced for the value that was read (longer integers, unsorted or repeated keys, indefinite lengths, bytes after
//! the end, a moment with a blank before it, a default that is spelled out), so that nobody can hold two different byte
//! strings that mean the same record.

use ciborium::Value;
use serde::{Serialize, de::DeserializeOwned};

/// Why bytes are not a value.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CborError {
    /// The value holds something that has no encoding here (for example a map key that is not text).
    #[error("the value cannot be written as CBOR")]
    NotWritable,
    /// The bytes end too early, go on too long, or are no CBOR at all.
    #[error("the bytes are not one CBOR value")]
    Malformed,
    /// The bytes are CBOR but not in the deterministic form.
    #[error("the bytes are not deterministic CBOR (RFC 8949 section 4.2.1)")]
    NotDeterministic,
    /// The value is well formed but is not what was expected.
    #[error("the CBOR value does not have the expected shape")]
    WrongShape,
}

/// Writes a value in its one deterministic encoding.
pub fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, CborError> {
    let value = Value::serialized(value).map_err(|_| CborError::NotWritable)?;
    encode(&sorted(value)?)
}

/// Reads a value; the bytes must be its deterministic encoding and nothing else.
pub fn from_slice<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, CborError> {
    let mut rest = bytes;
    let tree: Value = ciborium::from_reader(&mut rest).map_err(|_| CborError::Malformed)?;
    if !rest.is_empty() {
        return Err(CborError::Malformed);
    }
    let value = tree.deserialized().map_err(|_| CborError::WrongShape)?;
    // What a kind reads generously (chrono takes a moment with blanks around it) it writes in one way.
    if to_vec(&value)? == bytes {
        Ok(value)
    } else {
        Err(CborError::NotDeterministic)
    }
}

/// Turns a serializable value into a CBOR tree with sorted maps, for use inside a COSE header.
pub(crate) fn to_value<T: Serialize>(value: &T) -> Result<Value, CborError> {
    sorted(Value::serialized(value).map_err(|_| CborError::NotWritable)?)
}

fn encode(value: &Value) -> Result<Vec<u8>, CborError> {
    let mut out = Vec::new();
    ciborium::into_writer(value, &mut out).map_err(|_| CborError::NotWritable)?;
    Ok(out)
}

/// Sorts every map by the bytes of its encoded keys and refuses a key that stands twice.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "ciborium's Value may grow kinds; all but these three are leaves"
)]
fn sorted(value: Value) -> Result<Value, CborError> {
    match value {
        Value::Map(entries) => {
            let mut keyed = Vec::with_capacity(entries.len());
            for (key, entry) in entries {
                let key = sorted(key)?;
                keyed.push((encode(&key)?, key, sorted(entry)?));
            }
            keyed.sort_by(|a, b| a.0.cmp(&b.0));
            if keyed.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                return Err(CborError::NotDeterministic);
            }
            Ok(Value::Map(
                keyed
                    .into_iter()
                    .map(|(_, key, entry)| (key, entry))
                    .collect(),
            ))
        }
        Value::Array(items) => Ok(Value::Array(
            items.into_iter().map(sorted).collect::<Result<_, _>>()?,
        )),
        Value::Tag(tag, inner) => Ok(Value::Tag(tag, Box::new(sorted(*inner)?))),
        simple => Ok(simple),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn maps_are_written_in_the_order_of_their_encoded_keys() {
        let map = BTreeMap::from([("b", 1), ("aa", 2), ("a", 3)]);
        assert_eq!(
            hex::encode(to_vec(&map).unwrap()),
            "a3616103616201626161".to_owned() + "02"
        );
    }

    #[test]
    fn another_encoding_of_the_same_value_is_refused() {
        for (what, bytes) in [
            ("a long integer", "1801"),
            ("unsorted keys", "a2616201616102"),
            ("a repeated key", "a2616101616102"),
            ("an indefinite array", "9f01ff"),
            ("bytes after the end", "0101"),
            ("a cut value", "6261"),
            ("nothing", ""),
        ] {
            let bytes = hex::decode(bytes).unwrap();
            assert!(from_slice::<Value>(&bytes).is_err(), "{what} was accepted");
        }
        assert_eq!(from_slice::<u8>(&[0x01]), Ok(1));
    }

    #[test]
    fn what_a_kind_reads_generously_has_one_spelling_all_the_same() {
        let moment: chrono::DateTime<chrono::Utc> = "2026-03-01T02:00:00Z".parse().unwrap();
        let written = to_vec(&moment).unwrap();
        assert_eq!(from_slice(&written), Ok(moment));
        for spelling in [
            " 2026-03-01T02:00:00Z",
            "2026-03-01 02:00:00Z",
            "2026-03-01T02:00:00.000Z",
            "2026-03-01T09:00:00+07:00",
        ] {
            let other = to_vec(&spelling).unwrap();
            assert_eq!(
                from_slice::<chrono::DateTime<chrono::Utc>>(&other),
                Err(CborError::NotDeterministic),
                "{spelling}"
            );
        }
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow_the_stack() {
        let bytes = vec![0x81; 1_000_000];
        assert_eq!(from_slice::<Value>(&bytes), Err(CborError::Malformed));
    }
}
