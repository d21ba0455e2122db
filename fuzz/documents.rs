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

/// Reads the bytes as this; what can be read can be written, and stays what it is from then on. The bytes themselves may be
/// others: a moment is text, and its reader takes more than one spelling of it.
///
/// # Panics
/// Where what was written is read as something else.
pub fn written_again<T: Serialize + DeserializeOwned>(bytes: &[u8]) {
    let write = |read: &T| cbor::to_vec(read).expect("what was read can be written");
    if let Ok(read) = cbor::from_slice::<T>(bytes) {
        let written = write(&read);
        let again = cbor::from_slice(&written).expect("what was written can be read");
        assert_eq!(write(&again), written);
    }
}
