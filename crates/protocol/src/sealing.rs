//! HPKE (RFC 9180), base mode: X-Wing, HKDF-SHA256, ChaCha20-Poly1305.
//!
//! What is recorded today must stay closed to the computers of 2050: the sealed key is safe as long as one of X25519 and
//! ML-KEM-768 holds. The sealed form is the encapsulated key (1,120 bytes) followed by ciphertext and tag (16 bytes).

use crate::keys::{OpeningKey, SealingKey};
use hpke::{
    Deserializable as _, OpModeR, OpModeS, Serializable as _, aead::ChaCha20Poly1305,
    kdf::HkdfSha256, kem::XWing,
};
use zeroize::Zeroizing;

/// Length of the encapsulated key in bytes.
const ENCAPSULATED: usize = 1120;

/// Why something cannot be sealed or opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealingError {
    /// The sealing key cannot be used.
    #[error("the sealing key cannot be used")]
    Key,
    /// The bytes were altered, cut, moved to another place, or sealed to another key: these cannot be told apart.
    #[error("the sealed bytes do not open with this key")]
    NotForThisKey,
}

/// Seals bytes to a key. `purpose` keeps one use of a key from passing for another; `bound` must be shown again to open.
pub fn seal_to(
    key: &SealingKey,
    purpose: &str,
    bound: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, SealingError> {
    let (encapsulated, ciphertext) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        key.kem_key(),
        purpose.as_bytes(),
        plain,
        bound,
    )
    .map_err(|_| SealingError::Key)?;
    Ok([&encapsulated.to_bytes()[..], &ciphertext].concat())
}

/// Opens what [`seal_to`] sealed for the same purpose and bound bytes.
pub fn open_with(
    key: &OpeningKey,
    purpose: &str,
    bound: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealingError> {
    let (encapsulated, ciphertext) = sealed
        .split_at_checked(ENCAPSULATED)
        .ok_or(SealingError::NotForThisKey)?;
    let encapsulated = <XWing as hpke::Kem>::EncappedKey::from_bytes(encapsulated)
        .map_err(|_| SealingError::NotForThisKey)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        key.kem_key(),
        &encapsulated,
        purpose.as_bytes(),
        ciphertext,
        bound,
    )
    .map(Zeroizing::new)
    .map_err(|_| SealingError::NotForThisKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_the_purpose_and_the_bound_bytes_together_open() {
        let key = OpeningKey::from_seed(&[1; 32]).unwrap();
        let other = OpeningKey::from_seed(&[2; 32]).unwrap();
        let sealed = seal_to(&key.sealing_key(), "test", b"bound", b"plain").unwrap();
        assert_eq!(sealed.len(), ENCAPSULATED + 5 + 16);
        assert_eq!(
            open_with(&key, "test", b"bound", &sealed)
                .unwrap()
                .as_slice(),
            b"plain"
        );
        for refused in [
            open_with(&other, "test", b"bound", &sealed),
            open_with(&key, "tesu", b"bound", &sealed),
            open_with(&key, "test", b"bounc", &sealed),
            open_with(&key, "test", b"bound", &sealed[..sealed.len() - 1]),
            open_with(&key, "test", b"bound", &sealed[..100]),
        ] {
            assert_eq!(refused, Err(SealingError::NotForThisKey));
        }
    }
}
