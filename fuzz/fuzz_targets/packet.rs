//! Any bytes as a packet, and as what is sealed in one: read and refused with a code, or genuine; never both.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rekam_fuzz::documents::{opening_key, signing_key, written_again};
use rekam_protocol::packet::{Envelope, Header, Manifest};

fuzz_target!(|bytes: &[u8]| {
    match Envelope::parse(bytes) {
        Ok(envelope) => {
            assert_eq!(envelope.length(), bytes.len() as u64);
            let _ = envelope.head();
            // The golden packet is signed with this key, so that what follows a good signature is reached too.
            if envelope.verify(&signing_key(2).verifying_key()).is_ok() {
                assert_eq!(envelope.signer(), signing_key(2).verifying_key().id());
            }
            if let Err(refusal) = envelope.open(&opening_key()) {
                assert!(!refusal.code().as_str().is_empty());
            }
        }
        Err(refusal) => assert!(!refusal.code().as_str().is_empty()),
    }
    written_again::<Manifest>(bytes);
    written_again::<Header>(bytes);
});
