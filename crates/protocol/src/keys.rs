//! Keys: Ed25519 to sign (RFC 8032), X-Wing to seal (X25519 + ML-KEM-768, draft-connolly-cfrg-xwing-kem).
//!
//! Private keys wipe themselves from memory, are never printed, and leave only as 32-byte seeds for a locked box.

use crate::digest::Digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::Signer as _;
use hpke::{Deserializable as _, Kem as _, Serializable as _, kem::XWing};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use zeroize::Zeroizing;

/// Why a key cannot be made or used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// The bytes are no valid key of this kind.
    #[error("the bytes are not a valid key")]
    Invalid,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
}

/// A secret of 32 bytes that wipes itself.
pub type Seed = Zeroizing<[u8; 32]>;

/// 32 fresh random bytes from the operating system.
pub fn random_seed() -> Result<Seed, KeyError> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut()).map_err(|_| KeyError::NoRandomness)?;
    Ok(seed)
}

/// Names a public key: the first 8 bytes of the SHA-256 of its encoding, written as 16 hexadecimal digits.
///
/// It finds a key, it proves nothing: whoever looks a key up by it still verifies with the key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; 8]);

impl KeyId {
    fn of(public_key: &[u8]) -> Self {
        let mut id = [0; 8];
        id.copy_from_slice(&Digest::of(public_key).as_bytes()[..8]);
        Self(id)
    }

    /// The 8 bytes, as they stand in a COSE `kid` header.
    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }

    /// An id from the bytes of a COSE `kid` header.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, KeyError> {
        Ok(Self(bytes.try_into().map_err(|_| KeyError::Invalid)?))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = hex::decode(String::deserialize(deserializer)?).map_err(D::Error::custom)?;
        Self::from_slice(&bytes).map_err(D::Error::custom)
    }
}

/// A private signing key (Ed25519): of an operator, a station, or the province.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A fresh random key.
    pub fn generate() -> Result<Self, KeyError> {
        Ok(Self::from_seed(&*random_seed()?))
    }

    /// The key of a 32-byte seed (RFC 8032 section 5.1.5).
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The seed, to be put into a locked box.
    pub fn seed(&self) -> Seed {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The key that opens what is sealed to the holder of this one: `SHA-256("rekam opening key v1" || seed)` is its seed, so
    /// that there is one secret to keep and to restore.
    ///
    /// # Errors
    /// [`KeyError::Invalid`], which no seed is known to give.
    pub fn opening_key(&self) -> Result<OpeningKey, KeyError> {
        let seed = self.seed();
        let derived = Digest::of_parts(&[b"rekam opening key v1", seed.as_ref()]);
        OpeningKey::from_seed(&Zeroizing::new(*derived.as_bytes()))
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// The signature of a TLS 1.3 handshake (RFC 8446 section 4.4.3), and of nothing else: what is signed there begins as no
    /// document does.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] for anything that is no handshake.
    pub fn sign_handshake(&self, transcript: &[u8]) -> Result<Vec<u8>, KeyError> {
        if !is_handshake(transcript) {
            return Err(KeyError::Invalid);
        }
        Ok(self.sign(transcript).to_vec())
    }

    /// The 64-byte signature of a message.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifying_key().id())
    }
}

/// 64 blanks and the name of the protocol, by which TLS 1.3 keeps its signatures apart from all others.
fn is_handshake(transcript: &[u8]) -> bool {
    let rest = transcript.strip_prefix(&[b' '; 64]);
    rest.is_some_and(|rest| rest.starts_with(b"TLS 1.3, "))
}

/// A public signing key: 32 bytes, base64url text in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// A key from its 32 bytes. Keys of small order, which would accept forged signatures, are refused.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes = bytes.try_into().map_err(|_| KeyError::Invalid)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Invalid)?;
        if key.is_weak() {
            Err(KeyError::Invalid)
        } else {
            Ok(Self(key))
        }
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The short name of this key.
    pub fn id(&self) -> KeyId {
        KeyId::of(self.0.as_bytes())
    }

    /// Whether a TLS 1.3 handshake is signed with this key.
    #[must_use]
    pub fn signed_handshake(&self, transcript: &[u8], signature: &[u8]) -> bool {
        is_handshake(transcript) && self.verify(transcript, signature)
    }

    /// Whether the signature is genuine, by the strict rule that admits one signature only (RFC 8032 section 8.4 warns of the others).
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

/// A private opening key (X-Wing): the province's, held by its vault alone.
pub struct OpeningKey(<XWing as hpke::Kem>::PrivateKey);

impl OpeningKey {
    /// A fresh random key.
    pub fn generate() -> Result<Self, KeyError> {
        Self::from_seed(&*random_seed()?)
    }

    /// The key of a 32-byte seed.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, KeyError> {
        <XWing as hpke::Kem>::PrivateKey::from_bytes(seed)
            .map(Self)
            .map_err(|_| KeyError::Invalid)
    }

    /// The seed, to be put into a locked box.
    pub fn seed(&self) -> Seed {
        let mut seed = Zeroizing::new([0; 32]);
        self.0.write_exact(seed.as_mut());
        seed
    }

    /// The public half, that stations seal to.
    pub fn sealing_key(&self) -> SealingKey {
        SealingKey(XWing::sk_to_pk(&self.0))
    }

    pub(crate) fn kem_key(&self) -> &<XWing as hpke::Kem>::PrivateKey {
        &self.0
    }
}

impl fmt::Debug for OpeningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpeningKey({})", self.sealing_key().id())
    }
}

/// A public sealing key (X-Wing): 1,216 bytes, base64url text in JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingKey(<XWing as hpke::Kem>::PublicKey);

impl SealingKey {
    /// A key from its 1,216 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, KeyError> {
        <XWing as hpke::Kem>::PublicKey::from_bytes(bytes)
            .map(Self)
            .map_err(|_| KeyError::Invalid)
    }

    /// The 1,216 bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    /// The short name of this key.
    pub fn id(&self) -> KeyId {
        KeyId::of(&self.to_bytes())
    }

    pub(crate) fn kem_key(&self) -> &<XWing as hpke::Kem>::PublicKey {
        &self.0
    }
}

/// Public keys travel as byte strings in CBOR and as base64url text in JSON.
macro_rules! public_key_wire {
    ($($key:ident)+) => {$(
        impl Serialize for $key {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.serialize_str(&URL_SAFE_NO_PAD.encode(self.to_bytes()))
                } else {
                    serializer.serialize_bytes(&self.to_bytes())
                }
            }
        }

        impl<'de> Deserialize<'de> for $key {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let bytes = if deserializer.is_human_readable() {
                    URL_SAFE_NO_PAD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)?
                } else {
                    serde_bytes::ByteBuf::deserialize(deserializer)?.into_vec()
                };
                Self::from_slice(&bytes).map_err(D::Error::custom)
            }
        }

        impl fmt::Debug for $key {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($key), "({})"), self.id())
            }
        }
    )+};
}
public_key_wire!(VerifyingKey SealingKey);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_the_way_through_its_seed() {
        let key = SigningKey::generate().unwrap();
        assert_eq!(
            SigningKey::from_seed(&key.seed()).verifying_key(),
            key.verifying_key()
        );
        let key = OpeningKey::generate().unwrap();
        assert_eq!(
            OpeningKey::from_seed(&key.seed()).unwrap().sealing_key(),
            key.sealing_key()
        );
    }

    #[test]
    fn the_opening_key_of_a_signing_key_is_always_the_same_and_nobody_elses() {
        let of = |seed: u8| {
            let key = SigningKey::from_seed(&[seed; 32]).opening_key().unwrap();
            key.sealing_key()
        };
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
        let plain = OpeningKey::from_seed(&[7; 32]).unwrap().sealing_key();
        assert_ne!(of(7), plain, "the seed itself is no seed of it");
    }

    #[test]
    fn a_weak_signing_key_is_refused() {
        let mut identity_point = [0; 32];
        identity_point[0] = 1;
        assert_eq!(
            VerifyingKey::from_slice(&identity_point),
            Err(KeyError::Invalid)
        );
    }

    #[test]
    fn a_handshake_is_signed_and_nothing_that_could_be_a_document() {
        let key = SigningKey::from_seed(&[7; 32]);
        let transcript = [&[b' '; 64][..], b"TLS 1.3, client CertificateVerify\0..."].concat();
        let signature = key.sign_handshake(&transcript).unwrap();
        let public = key.verifying_key();
        assert!(public.signed_handshake(&transcript, &signature));
        assert!(!public.signed_handshake(&transcript[1..], &signature));
        for other in [&transcript[1..], &[0x84, 0x6a], b""] {
            assert_eq!(key.sign_handshake(other), Err(KeyError::Invalid));
        }
    }

    #[test]
    fn printing_a_private_key_shows_only_its_public_name() {
        let key = SigningKey::from_seed(&[7; 32]);
        assert_eq!(
            format!("{key:?}"),
            format!("SigningKey({})", key.verifying_key().id())
        );
    }
}
