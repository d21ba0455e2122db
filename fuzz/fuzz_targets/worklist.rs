//! Any bytes as a worklist: rows and refused rows with their lines, or a refusal with a code.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rekam_station::worklist;

fuzz_target!(|bytes: &[u8]| {
    let today = "2026-11-26".parse().expect("a day");
    match worklist::read(bytes, today) {
        Ok(read) => {
            let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
            assert!(read.rows.len() + read.refused.len() <= lines);
        }
        Err(refusal) => assert!(!refusal.code().as_str().is_empty()),
    }
});
