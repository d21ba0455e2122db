//! What is taken for a picture and what is not.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use proptest::prelude::*;

use super::{PictureError, decode};
use crate::picture::Picture;

/// Red above, blue below, and a green mark in the top left corner: shows any turn and mirror.
fn flag() -> RgbImage {
    RgbImage::from_fn(48, 32, |x, y| match (x, y) {
        (0..16, 0..16) => Rgb([0, 200, 0]),
        (_, 0..16) => Rgb([200, 0, 0]),
        (_, _) => Rgb([0, 0, 200]),
    })
}

fn jpeg_of(image: &RgbImage, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 95);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    set(&mut encoder);
    let (width, height) = image.dimensions();
    let (width, height) = (
        u16::try_from(width).unwrap(),
        u16::try_from(height).unwrap(),
    );
    encoder
        .encode(image.as_raw(), width, height, ColorType::Rgb)
        .unwrap();
    bytes
}

fn png_of(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// One chunk of a PNG with its checksum (ISO/IEC 15948, annex D).
fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [kind, content].concat();
    let checksum = !named.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    });
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes(), &named[..], &checksum.to_be_bytes()].concat()
}

/// A PNG of one pixel, in the first colour of a palette.
fn png_of_palette(palette: &[u8]) -> Vec<u8> {
    let row = b"\x78\x01\x01\x02\0\xFD\xFF\0\0\0\x02\0\x01";
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\x03\0\0\0"),
        chunk(b"PLTE", palette),
        chunk(b"IDAT", row),
        chunk(b"IEND", b""),
    ]
    .concat()
}

fn exif(orientation: u8) -> Vec<u8> {
    // Big-endian TIFF with one entry: tag 0x0112, SHORT, count 1.
    let mut chunk = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    chunk.extend([orientation, 0, 0, 0, 0, 0, 0]);
    chunk
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 3] {
    let at = 3 * (y * picture.width() + x) as usize;
    picture.rgb()[at..at + 3].try_into().unwrap()
}

fn is_near(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(a, b)| a.abs_diff(b) < 12)
}

#[test]
fn baseline_and_progressive_jpegs_of_any_sampling_are_decoded() {
    for progressive in [false, true] {
        for sampling in [
            SamplingFactor::F_1_1,
            SamplingFactor::F_2_1,
            SamplingFactor::F_2_2,
        ] {
            let bytes = jpeg_of(&flag(), |encoder| {
                encoder.set_progressive(progressive);
                encoder.set_sampling_factor(sampling);
            });
            let picture = decode(&bytes).unwrap();
            assert_eq!((picture.width(), picture.height()), (48, 32));
            assert!(
                is_near(pixel(&picture, 5, 5), [0, 200, 0]),
                "{:?}",
                pixel(&picture, 5, 5)
            );
            assert!(
                is_near(pixel(&picture, 40, 5), [200, 0, 0]),
                "{:?}",
                pixel(&picture, 40, 5)
            );
            assert!(
                is_near(pixel(&picture, 20, 28), [0, 0, 200]),
                "{:?}",
                pixel(&picture, 20, 28)
            );
        }
    }
}

#[test]
fn a_grey_jpeg_becomes_rgb() {
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 95)
        .encode(&[90; 16 * 24], 16, 24, ColorType::Luma)
        .unwrap();
    let picture = decode(&bytes).unwrap();
    assert!(picture.rgb().iter().all(|value| value.abs_diff(90) < 3));
    assert_eq!(picture.rgb().len(), 16 * 24 * 3);
}

#[test]
fn a_jpeg_in_print_colours_is_refused_with_its_own_reason() {
    for colours in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, 95)
            .encode(&[90; 16 * 16 * 4], 16, 16, colours)
            .unwrap();
        assert_eq!(decode(&bytes).unwrap_err(), PictureError::Cmyk);
    }
}

#[test]
fn pngs_of_every_colour_type_are_decoded_and_transparency_is_laid_on_white() {
    let flag = DynamicImage::ImageRgb8(flag());
    for image in [
        flag.clone(),
        flag.to_rgb16().into(),
        flag.to_rgba8().into(),
        flag.to_luma8().into(),
    ] {
        let picture = decode(&png_of(&image)).unwrap();
        assert_eq!(picture.rgb(), image.to_rgb8().as_raw());
    }
    let glass = RgbaImage::from_pixel(2, 2, image::Rgba([100, 0, 255, 51]));
    let picture = decode(&png_of(&glass.into())).unwrap();
    assert_eq!(pixel(&picture, 1, 1), [224, 204, 255]);
}

#[test]
fn other_files_are_not_pictures() {
    let files: [&[u8]; 6] = [
        b"",
        b"\xFF",
        b"hello, this is text",
        b"GIF89a\x01\0\x01\0",
        b"%PDF-1.7",
        b"RIFF\0\0\0\0WEBPVP8 ",
    ];
    for bytes in files {
        assert_eq!(decode(bytes).unwrap_err(), PictureError::NotAPicture);
    }
}

#[test]
fn a_jpeg_cut_at_any_byte_is_refused() {
    for progressive in [false, true] {
        let bytes = jpeg_of(&flag(), |encoder| encoder.set_progressive(progressive));
        assert!(decode(&bytes).is_ok());
        for end in 0..bytes.len() {
            let expected = if end < 3 {
                PictureError::NotAPicture
            } else {
                PictureError::Truncated
            };
            assert_eq!(
                decode(&bytes[..end]).unwrap_err(),
                expected,
                "cut at {end} of {}",
                bytes.len()
            );
        }
    }
}

/// What a camera sends when data is lost on the wire: the end marker comes, but not all of what should stand before.
#[test]
fn a_scan_that_was_cut_and_still_has_its_end_marker_is_refused() {
    for restart in [None, Some(4)] {
        let bytes = jpeg_of(&flag(), |encoder| {
            if let Some(interval) = restart {
                encoder.set_restart_interval(interval);
            }
        });
        assert!(decode(&bytes).is_ok());
        let header = bytes
            .windows(2)
            .position(|pair| pair == [0xFF, 0xDA])
            .unwrap()
            + 14;
        // The last byte of the scan may be nothing but padding.
        for end in header..bytes.len() - 3 {
            let cut = [&bytes[..end], &[0xFF, 0xD9]].concat();
            assert!(
                decode(&cut).is_err(),
                "cut at {end} of {} with restarts {restart:?}",
                bytes.len()
            );
        }
    }
}

#[test]
fn a_camera_frame_without_huffman_tables_is_decoded_with_the_standard_ones() {
    let whole = jpeg_of(&flag(), |_| ());
    let mut bare = whole[..2].to_vec();
    let mut rest = &whole[2..];
    while rest[1] != 0xDA {
        let length = 2 + usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        if rest[1] != 0xC4 {
            bare.extend(&rest[..length]);
        }
        rest = &rest[length..];
    }
    bare.extend(rest);
    assert!(bare.len() + 400 < whole.len());
    assert_eq!(decode(&bare).unwrap(), decode(&whole).unwrap());
    bare.truncate(bare.len() - 20);
    bare.extend([0xFF, 0xD9]);
    assert_eq!(decode(&bare).unwrap_err(), PictureError::Damaged);
}

#[test]
fn a_png_cut_at_any_byte_is_refused() {
    let bytes = png_of(&flag().into());
    for end in 8..bytes.len() {
        assert_eq!(
            decode(&bytes[..end]).unwrap_err(),
            PictureError::Truncated,
            "cut at {end}"
        );
    }
}

#[test]
fn what_a_phone_appends_after_the_end_marker_is_ignored() {
    let mut bytes = jpeg_of(&flag(), |_| ());
    bytes.extend(b"\0\0\0MotionPhoto and more");
    assert!(decode(&bytes).is_ok());
}

#[test]
fn two_hundred_megapixels_are_refused_from_the_header_alone() {
    // Nothing follows the size in these files: an answer other than `Truncated` was given before the pixels.
    let mut jpeg = b"\xFF\xD8\xFF\xC0\0\x11\x08".to_vec();
    jpeg.extend([
        0x27, 0x10, 0x4E, 0x20, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0,
    ]);
    assert_eq!(
        decode(&jpeg).unwrap_err(),
        PictureError::TooManyPixels {
            width: 20_000,
            height: 10_000
        }
    );

    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend([0, 0, 0x4E, 0x20, 0, 0, 0x27, 0x10, 8, 2, 0, 0, 0]);
    assert_eq!(
        decode(&png).unwrap_err(),
        PictureError::TooManyPixels {
            width: 20_000,
            height: 10_000
        }
    );
}

#[test]
fn a_picture_without_width_or_height_is_refused() {
    let jpeg = b"\xFF\xD8\xFF\xC0\0\x11\x08\0\0\x4E\x20\x03\x01\x11\0\x02\x11\0\x03\x11\0";
    assert_eq!(decode(jpeg).unwrap_err(), PictureError::ZeroSize);
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\0\x08\x02\0\0\0";
    assert_eq!(decode(png).unwrap_err(), PictureError::ZeroSize);
}

#[test]
fn a_lossless_jpeg_is_refused_as_unsupported() {
    let jpeg = b"\xFF\xD8\xFF\xC3\0\x0B\x08\0\x10\0\x10\x01\x01\x11\0";
    assert!(matches!(
        decode(jpeg).unwrap_err(),
        PictureError::Unsupported(_)
    ));
}

#[test]
fn every_exif_orientation_is_turned_upright() {
    // For each orientation: the size, and where the green corner, the red rest and the blue half come to stand.
    let upright = (48, 32);
    let lying = (32, 48);
    let expected = [
        (1, upright, (0, 0)),
        (2, upright, (47, 0)),
        (3, upright, (47, 31)),
        (4, upright, (0, 31)),
        (5, lying, (0, 0)),
        (6, lying, (31, 0)),
        (7, lying, (31, 47)),
        (8, lying, (0, 47)),
    ];
    for (orientation, size, (x, y)) in expected {
        let bytes = jpeg_of(&flag(), |encoder| {
            encoder.add_exif_metadata(&exif(orientation)).unwrap()
        });
        let picture = decode(&bytes).unwrap();
        assert_eq!(
            (picture.width(), picture.height()),
            size,
            "orientation {orientation}"
        );
        assert!(
            is_near(pixel(&picture, x, y), [0, 200, 0]),
            "orientation {orientation}"
        );
    }
    let nonsense = jpeg_of(&flag(), |encoder| {
        encoder.add_exif_metadata(&exif(99)).unwrap()
    });
    assert_eq!(decode(&nonsense).unwrap().width(), 48);
}

#[test]
fn a_png_whose_palette_ends_within_a_colour_is_damaged() {
    let whole = decode(&png_of_palette(&[0, 200, 0, 200, 0, 0])).unwrap();
    assert_eq!(pixel(&whole, 0, 0), [0, 200, 0]);
    assert_eq!(
        decode(&png_of_palette(&[0, 200, 0, 200])).unwrap_err(),
        PictureError::Damaged
    );
}

#[test]
fn each_refusal_has_its_own_code() {
    let refusals = [
        PictureError::NotAPicture,
        PictureError::Truncated,
        PictureError::Damaged,
        PictureError::ZeroSize,
        PictureError::TooManyPixels {
            width: 1,
            height: 1,
        },
        PictureError::Cmyk,
        PictureError::Unsupported("x"),
    ];
    let codes: std::collections::BTreeSet<_> = refusals.iter().map(PictureError::code).collect();
    assert_eq!(codes.len(), refusals.len());
}

#[test]
fn a_picture_does_not_show_its_pixels_in_debug_text() {
    let picture = Picture::from_rgb(2, 1, vec![1, 2, 3, 4, 5, 6]).unwrap();
    assert_eq!(format!("{picture:?}"), "Picture(2x1)");
}

#[test]
fn bytes_that_do_not_fill_their_size_are_no_picture() {
    assert_eq!(
        Picture::from_rgb(2, 2, vec![0; 11]).unwrap_err(),
        PictureError::Damaged
    );
    assert_eq!(
        Picture::from_rgb(2, 2, vec![0; 13]).unwrap_err(),
        PictureError::Damaged
    );
    assert_eq!(
        Picture::from_rgb(0, 2, vec![]).unwrap_err(),
        PictureError::ZeroSize
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn random_bytes_are_answered_and_never_panic(
        start in prop::sample::select(vec![&b""[..], b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1a\n"]),
        rest in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let bytes = [start, &rest].concat();
        prop_assert!(decode(&bytes).is_err());
    }

    #[test]
    fn a_picture_with_random_damage_is_answered_and_never_panics(
        progressive in any::<bool>(),
        png in any::<bool>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = if png {
            png_of(&flag().into())
        } else {
            jpeg_of(&flag(), |encoder| encoder.set_progressive(progressive))
        };
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        // Damage inside of a scan may still be a picture, only not a good one.
        if let Ok(picture) = decode(&bytes) {
            prop_assert_eq!(picture.rgb().len() as u64, u64::from(picture.width()) * u64::from(picture.height()) * 3);
        }
    }
}
