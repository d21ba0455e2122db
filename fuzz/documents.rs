//! Keys that the seeds are signed with, and what must be true of whatever is read as CBOR.

use rekam_protocol::cbor;
use rekam_protocol::keys::{OpeningKey, SigningKey};
use serde::{Serialize, de::DeserializeOwned};

/// The key of this seed; the golden packet's station has 2.
pub fn signing_key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

/// The province's key of the golden packet.
pub fn opening_key() -> OpeningKey {
    OpeningKey::from_seed(&[3; 32]).expect("32 bytes are a seed")
}

/// Reads the bytes as this; what can be read is written with the same bytes again: one value, one encoding.
///
/// # Panics
/// Where it is written with others.
pub fn written_again<T: Serialize + DeserializeOwned>(bytes: &[u8]) {
    if let Ok(read) = cbor::from_slice::<T>(bytes) {
        assert_eq!(
            cbor::to_vec(&read).expect("what was read can be written"),
            bytes
        );
    }
}
