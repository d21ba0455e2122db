//! Any bytes: a picture that is whole, or a refusal with a code.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rekam_photo::{MAX_PIXELS, decode};

fuzz_target!(|bytes: &[u8]| {
    match decode(bytes) {
        Ok(picture) => {
            let pixels = u64::from(picture.width()) * u64::from(picture.height());
            assert!((1..=MAX_PIXELS).contains(&pixels));
            assert_eq!(picture.rgb().len() as u64, 3 * pixels);
        }
        Err(refusal) => assert!(refusal.code().as_str().starts_with("photo-")),
    }
});
