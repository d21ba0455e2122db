//! Any bytes as the head of a tus request: an upload whose metadata say what was read of them, or a refusal with a code.
#![no_main]

use chrono::DateTime;
use http::{HeaderName, HeaderValue, Request};
use libfuzzer_sys::fuzz_target;
use rekam_province::serve::judge_headers;

/// The largest upload.
const MAX: u64 = 16 * 1024 * 1024;

fuzz_target!(|bytes: &[u8]| {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let method = lines.next().unwrap_or_default();
    let Ok(mut request) = Request::builder().method(method).body(()) else {
        return;
    };
    for line in lines {
        let mut sides = line.splitn(2, |byte| *byte == b':');
        let (name, value) = (
            sides.next().unwrap_or_default(),
            sides.next().unwrap_or_default(),
        );
        let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name),
            HeaderValue::from_bytes(value.trim_ascii()),
        ) else {
            continue;
        };
        request.headers_mut().append(name, value);
    }
    let (parts, ()) = request.into_parts();
    let made_for = "6108-van-2".parse().expect("a station's name");
    match judge_headers(&parts, &made_for, MAX, DateTime::UNIX_EPOCH) {
        Ok(Some(upload)) => {
            assert!((1..=MAX).contains(&upload.length));
            // What was read of the metadata is what a client that asks again is told.
            let told = parts
                .headers
                .get("upload-metadata")
                .and_then(|value| value.to_str().ok());
            assert_eq!(told, Some(upload.metadata.as_str()));
        }
        Ok(None) => {}
        Err(code) => assert!(!code.as_str().is_empty()),
    }
});
