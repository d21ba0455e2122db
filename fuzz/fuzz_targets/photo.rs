//! Any bytes, as a file from a stick or a frame of a camera: decoded, judged, reported, made a portrait of.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rekam_fuzz::portraits::{judge, sized};

fuzz_target!(|bytes: &[u8]| {
    // What is larger than a camera's picture costs the fuzzer a second and shows nothing new; `decode` has it.
    if let Some(picture) = rekam_photo::decode(bytes)
        .ok()
        .filter(|picture| sized(picture))
    {
        judge(&picture);
    }
});
