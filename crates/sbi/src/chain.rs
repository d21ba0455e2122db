//! The chain between captures: each hash stands on the one before, so none can be left out or put in.
//!
//! `hash(n) = SHA-256(hash(n-1) || SHA-256(record n))` over bytes, written in hexadecimal; the first stands on the hash of
//! nothing. The document of 0.9.5 may be read as joining the hexadecimal digits instead; MOSIP's own device simulator and
//! its compliance toolkit (`HashUtil`) join bytes, and so do we.

use sha2::{Digest as _, Sha256};

/// What the first capture of a resident stands on: the hash of nothing.
pub fn first_hash() -> String {
    upper(&Sha256::digest([]))
}

/// The hash after one more record, as 64 upper-case digits; nothing where `previous` is not 64 hexadecimal digits.
pub fn next_hash(previous: &str, record: &[u8]) -> Option<String> {
    let mut before = [0; 32];
    hex::decode_to_slice(previous, &mut before).ok()?;
    let mut both = Sha256::new();
    both.update(before);
    both.update(Sha256::digest(record));
    Some(upper(&both.finalize()))
}

fn upper(digest: &[u8]) -> String {
    hex::encode_upper(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_begins_with_the_hash_of_nothing() {
        let nothing = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";
        assert_eq!(first_hash(), nothing);
    }

    #[test]
    fn a_hash_depends_on_everything_before_it() {
        let after = |records: &[&[u8]]| {
            records.iter().fold(first_hash(), |hash, record| {
                next_hash(&hash, record).unwrap()
            })
        };
        assert_eq!(after(&[b"a", b"b"]).len(), 64);
        assert_ne!(after(&[b"a", b"b"]), after(&[b"b", b"a"]));
        assert_ne!(after(&[b"a", b"b"]), after(&[b"b"]));
        assert_eq!(next_hash("not hexadecimal", b"a"), None);
        let small = first_hash().to_lowercase();
        assert_eq!(next_hash(&small, b"a"), next_hash(&first_hash(), b"a"));
    }
}
