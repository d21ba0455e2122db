//! A face image record (ISO/IEC 19794-5:2011) around one picture in JPEG 2000. Layout as MOSIP's `bio-utils` reads and writes it.

use super::FaceShot;
use chrono::{Datelike as _, Timelike as _};

/// Format, version, length, number of representations, certification flag, temporal semantics.
const HEADER: usize = 17;
/// Length, capture time, device, no quality block, face, image.
const REPRESENTATION: usize = 4 + 9 + 1 + 2 + 2 + 1 + FACE + IMAGE;
/// Landmarks, gender, colours, height, features, expression, pose and its uncertainty: all unspecified.
const FACE: usize = 17;
const IMAGE: usize = 11;
/// Static photograph by an unknown camera.
const TECHNOLOGY: u8 = 0;
const FULL_FRONTAL: u8 = 1;
/// Image data type (Table 17): JPEG 2000 without loss, the one that MOSIP's `FaceISOStandardsValidator` takes for registration.
const JPEG_2000_LOSSLESS: u8 = 2;
/// 24 bits of red, green and blue.
const RGB: u8 = 1;

/// The record of a face; nothing where the picture is too large for any record.
pub fn face_record(shot: &FaceShot) -> Option<Vec<u8>> {
    let representation = u32::try_from(REPRESENTATION + 4 + shot.jp2.len()).ok()?;
    let length = representation.checked_add(u32::try_from(HEADER).ok()?)?;
    let mut bytes = Vec::with_capacity(HEADER + REPRESENTATION + 4 + shot.jp2.len());
    bytes.extend(b"FAC\x00030\x00");
    bytes.extend(length.to_be_bytes());
    bytes.extend(1_u16.to_be_bytes());
    bytes.extend([0; 3]);
    bytes.extend(representation.to_be_bytes());
    let at = shot.taken_at;
    bytes.extend(u16::try_from(at.year()).ok()?.to_be_bytes());
    for part in [at.month(), at.day(), at.hour(), at.minute(), at.second()] {
        bytes.push(u8::try_from(part).ok()?);
    }
    bytes.extend(
        u16::try_from(at.timestamp_subsec_millis())
            .ok()?
            .to_be_bytes(),
    );
    bytes.push(TECHNOLOGY);
    // Vendor and type unspecified, no quality block.
    bytes.extend([0; 5]);
    bytes.extend([0; FACE]);
    bytes.extend([FULL_FRONTAL, JPEG_2000_LOSSLESS]);
    bytes.extend(shot.width.to_be_bytes());
    bytes.extend(shot.height.to_be_bytes());
    // Sampling rate and processing unspecified, no cross reference.
    bytes.extend([0; 4]);
    bytes.push(RGB);
    bytes.extend(u32::try_from(shot.jp2.len()).ok()?.to_be_bytes());
    bytes.extend(&shot.jp2);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_in_the_record_is_that_of_its_bytes() {
        let shot = FaceShot {
            jp2: b"\0\0\0\x0cjP  picture".to_vec(),
            width: 1920,
            height: 1080,
            quality: 80,
            taken_at: "2026-11-23T05:06:07.089Z".parse().unwrap(),
        };
        let record = face_record(&shot).unwrap();
        let long = |at: usize| u32::from_be_bytes(record[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(&record[..8], b"FAC\x00030\0");
        assert_eq!(long(8), record.len());
        assert_eq!(long(17), record.len() - 17);
        assert_eq!(record[21..30], [0x07, 0xea, 11, 23, 5, 6, 7, 0, 89]);
        let image = 17 + 4 + 9 + 6 + 17;
        assert_eq!(record[image..image + 6], [1, 2, 0x07, 0x80, 0x04, 0x38]);
        assert_eq!(long(image + 11), shot.jp2.len());
        assert!(record.ends_with(&shot.jp2));
    }
}
