//! Any bytes as what a finger or iris device says: on the wire, under its signature, as a record, as a maker's certificates.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rekam_fuzz::devices::{examined, said};
use rekam_sbi::message::{CaptureReply, Discovered, InfoReply};
use rekam_sbi::{IsoRecord, Trust};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(record) = IsoRecord::read(bytes) {
        assert!(!record.picture.is_empty() && record.picture.len() < bytes.len());
    }
    let _ = Trust::from_pem(bytes);
    let _ = serde_json::from_slice::<Vec<Discovered>>(bytes);
    let _ = serde_json::from_slice::<Vec<InfoReply>>(bytes);
    if let Ok(reply) = serde_json::from_slice::<CaptureReply>(bytes) {
        examined(&reply);
    }
    if let Ok(data) = serde_json::from_slice(bytes) {
        examined(&said(data));
    }
});
