//! Faces where no camera would have them: cut, turned, stretched, repeated, darkened, drowned in noise, as the bytes say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rekam_fuzz::portraits::{judge, posed};

fuzz_target!(|bytes: &[u8]| {
    if let Some(picture) = posed(bytes) {
        judge(&picture);
    }
});
