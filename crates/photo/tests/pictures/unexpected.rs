//! Pictures that no one expects. Each gets a clear verdict with a code and a sentence, none a panic.

use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};
use png::{BitDepth, ColorType as Png};
use rekam_domain::code::{ErrorCode, Language};
use rekam_photo::{Assessment, Fault, Picture, PortraitError, PortraitSpec, Verdict, decode};

use crate::support::{PHOTOGRAPHER, bytes, image_of, picture, picture_of};

/// The code by which a file or what it shows is refused, and its faults.
fn refusal(bytes: &[u8]) -> (Option<ErrorCode>, Vec<Fault>) {
    match decode(bytes) {
        Err(refusal) => (Some(refusal.code()), Vec::new()),
        Ok(picture) => {
            let found = PHOTOGRAPHER.examine(&picture).unwrap();
            (found.assessment.verdict.code(), found.faults)
        }
    }
}

/// A refusal for this reason, which says in Indonesian what it is about.
#[track_caller]
fn require_refused(name: &str, bytes: &[u8], code: ErrorCode, says: &str) {
    let (found, _) = refusal(bytes);
    assert_eq!(found, Some(code), "{name}");
    let text = code.text(Language::Indonesian);
    assert!(text.contains(says), "{name}: {text}");
}

fn png_of(image: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn jpeg_of(image: &RgbImage, orientation: Option<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    if let Some(orientation) = orientation {
        encoder.add_exif_metadata(&exif(orientation)).unwrap();
    }
    let side = |side: u32| u16::try_from(side).unwrap();
    let (width, height) = (side(image.width()), side(image.height()));
    encoder
        .encode(image.as_raw(), width, height, ColorType::Rgb)
        .unwrap();
    bytes
}

/// Big-endian TIFF with one entry: tag 0x0112, SHORT, count 1.
fn exif(orientation: u8) -> Vec<u8> {
    let mut chunk = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    chunk.extend([orientation, 0, 0, 0, 0, 0, 0]);
    chunk
}

/// A good portrait of a person, cut from the camera's picture: 600x800, eyes about 125 px apart.
fn person(number: u32) -> RgbImage {
    let whole = image_of(&picture(&format!("p{number:02}-good.jpg")));
    imageops::crop_imm(&whole, 660, 170, 600, 800).to_image()
}

fn assessed(picture: &Picture) -> Assessment {
    PHOTOGRAPHER.assess(picture).unwrap()
}

/// Numbers between 0 and 255 that are the same in every run.
fn chance(seed: u32) -> impl FnMut() -> u8 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    }
}

#[test]
fn slivers_of_a_pixel_show_no_face() {
    for (width, height) in [(1, 1), (1, 3000), (3000, 1), (2, 7)] {
        let image = RgbImage::from_pixel(width, height, Rgb([180, 140, 120]));
        for bytes in [png_of(image.clone()), jpeg_of(&image, None)] {
            let name = format!("{width}x{height}");
            require_refused(&name, &bytes, ErrorCode::PhotoNoFace, "Wajah");
        }
    }
}

/// Where a marker of a JPEG stands.
fn place_of(bytes: &[u8], marker: u8) -> usize {
    let found = bytes.windows(2).position(|pair| pair == [0xFF, marker]);
    found.unwrap()
}

/// 20,000 by 10,000 pixels of middle grey as a JPEG that is whole: four blocks of 8x8 are three bytes, "no difference,
/// end of block" in the tables of T.81 K.3.
fn huge_jpeg() -> Vec<u8> {
    let mut small = Vec::new();
    Encoder::new(&mut small, 50)
        .encode(&[128; 64], 8, 8, ColorType::Luma)
        .unwrap();
    let (frame, scan) = (place_of(&small, 0xC0), place_of(&small, 0xDA));
    small[frame + 5..frame + 7].copy_from_slice(&10_000_u16.to_be_bytes());
    small[frame + 7..frame + 9].copy_from_slice(&20_000_u16.to_be_bytes());
    let header = usize::from(u16::from_be_bytes([small[scan + 2], small[scan + 3]]));
    small.truncate(scan + 2 + header);
    small.extend([0x28, 0xA2, 0x8A].repeat(20_000 / 8 * 10_000 / 8 / 4));
    small.extend([0xFF, 0xD9]);
    small
}

#[test]
fn two_hundred_megapixels_that_are_really_there_are_refused() {
    let bytes = huge_jpeg();
    assert!(bytes.len() > 2_000_000);
    require_refused(
        "200 megapixels",
        &bytes,
        ErrorCode::PhotoTooManyPixels,
        "50 megapiksel",
    );
    // In a size that is allowed the same blocks are a picture: they were not refused for their coding.
    let mut allowed = bytes;
    let frame = place_of(&allowed, 0xC0);
    allowed[frame + 5..frame + 7].copy_from_slice(&2000_u16.to_be_bytes());
    assert_eq!(decode(&allowed).unwrap().height(), 2000);
}

#[test]
fn a_face_in_print_colours_is_refused_for_its_colours() {
    let face = person(1);
    for (name, colours) in [("CMYK", ColorType::Cmyk), ("YCCK", ColorType::CmykAsYcck)] {
        let ink: Vec<u8> = face
            .pixels()
            .flat_map(|Rgb([r, g, b])| [255 - r, 255 - g, 255 - b, 0])
            .collect();
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, 90)
            .encode(&ink, 600, 800, colours)
            .unwrap();
        require_refused(name, &bytes, ErrorCode::PhotoCmyk, "CMYK");
    }
}

/// A PNG of 216 colours.
fn palette(image: &RgbImage) -> Vec<u8> {
    let level = |value: u8| value / 43;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, image.width(), image.height());
    encoder.set_color(Png::Indexed);
    encoder.set_depth(BitDepth::Eight);
    let colours = (0..216_u8).flat_map(|at| [at / 36, at / 6 % 6, at % 6].map(|level| level * 51));
    encoder.set_palette(colours.collect::<Vec<u8>>());
    let pixels: Vec<u8> = image
        .pixels()
        .map(|Rgb([r, g, b])| 36 * level(*r) + 6 * level(*g) + level(*b))
        .collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

/// A PNG of two frames: the person, then nothing but black.
fn animation(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, image.width(), image.height());
    encoder.set_color(Png::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(image).unwrap();
    writer.write_image_data(&vec![0; image.len()]).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn a_face_in_any_kind_of_png_is_found_where_it_is() {
    let face = person(1);
    let here = assessed(&picture_of(face.clone()));
    let whole = DynamicImage::ImageRgb8(face.clone());
    let glass = RgbaImage::from_fn(600, 800, |x, y| {
        let Rgb([r, g, b]) = *face.get_pixel(x, y);
        Rgba([r, g, b, if y < 100 { 90 } else { 255 }])
    });
    for (name, bytes) in [
        ("16 bit", png_of(whole.to_rgb16())),
        ("16 bit with alpha", png_of(whole.to_rgba16())),
        ("grey", png_of(whole.to_luma8())),
        ("grey of 16 bit with alpha", png_of(whole.to_luma_alpha16())),
        ("alpha", png_of(glass)),
        ("palette", palette(&face)),
        ("animation", animation(&face)),
    ] {
        let found = assessed(&decode(&bytes).unwrap());
        assert_eq!(found.verdict, Verdict::Acceptable, "{name}");
        let (one, other) = (here.face().unwrap(), found.face().unwrap());
        let off = one.eye_middle().distance(other.eye_middle());
        assert!(off < 4.0, "{name}: {off} px from where it is");
    }
}

#[test]
fn a_grey_portrait_is_told_to_have_no_colour() {
    let grey = DynamicImage::ImageRgb8(person(1)).to_luma8();
    let found = PHOTOGRAPHER
        .examine(&decode(&png_of(grey)).unwrap())
        .unwrap();
    assert_eq!(found.faults, [Fault::Colourless]);
}

/// What the camera must have stored so that this orientation turns it upright.
fn lying(upright: &RgbImage, orientation: u8) -> RgbImage {
    use imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match orientation {
        1 => upright.clone(),
        2 => flip_horizontal(upright),
        3 => rotate180(upright),
        4 => flip_vertical(upright),
        5 => rotate270(&flip_horizontal(upright)),
        6 => rotate270(upright),
        7 => rotate90(&flip_horizontal(upright)),
        8 => rotate90(upright),
        other => panic!("EXIF knows no orientation {other}"),
    }
}

#[test]
fn every_exif_orientation_gives_the_same_upright_verdict() {
    let upright = person(2);
    let here = assessed(&picture_of(upright.clone()));
    for orientation in 1..=8 {
        let bytes = jpeg_of(&lying(&upright, orientation), Some(orientation));
        let found = PHOTOGRAPHER.examine(&decode(&bytes).unwrap()).unwrap();
        assert_eq!(found.assessment.verdict, Verdict::Acceptable);
        assert_eq!(found.faults, [], "orientation {orientation}");
        let chin = found.assessment.face().unwrap().chin;
        let off = here.face().unwrap().chin.distance(chin);
        assert!(off < 3.0, "orientation {orientation}: {off} px");
    }
}

/// An upright picture whose EXIF says otherwise lies on its side or stands on its head, or is mirrored. All but the
/// mirrored one, which looks like any other portrait, are refused and make no portrait.
#[test]
fn an_exif_orientation_that_lies_is_refused_and_makes_no_portrait() {
    let upright = person(2);
    for orientation in 3..=8 {
        let picture = decode(&jpeg_of(&upright, Some(orientation))).unwrap();
        let found = PHOTOGRAPHER.examine(&picture).unwrap();
        assert!(!found.faults.is_empty(), "orientation {orientation}");
        let portrait = PHOTOGRAPHER.portrait(&picture, &found.assessment, &PortraitSpec::ktp());
        assert!(portrait.is_err(), "orientation {orientation}: {portrait:?}");
    }
}

#[test]
fn a_file_that_was_cut_says_so_at_every_tenth() {
    let whole = jpeg_of(&person(3), None);
    for (name, whole) in [
        ("JPEG", whole),
        ("PNG", png_of(imageops::thumbnail(&person(3), 150, 200))),
    ] {
        for tenth in 1..10 {
            let cut = &whole[..whole.len() * tenth / 10];
            let name = format!("{name}, {tenth} tenths");
            require_refused(&name, cut, ErrorCode::PhotoTruncated, "terpotong");
        }
    }
}

#[test]
fn what_stands_behind_the_end_of_a_file_changes_nothing() {
    let mut random = chance(7);
    let garbage: Vec<u8> = (0..100_000).map(|_| random()).collect();
    for whole in [jpeg_of(&person(4), None), png_of(person(4))] {
        let longer = [whole.as_slice(), &garbage, &whole[..whole.len() / 2]].concat();
        assert_eq!(decode(&longer).unwrap(), decode(&whole).unwrap());
    }
}

#[test]
fn other_kinds_of_pictures_are_named_as_such() {
    let files: [(&str, &[u8]); 9] = [
        (
            "GIF of one pixel",
            b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
        ),
        (
            "WebP",
            b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0",
        ),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat"),
        ("AVIF", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif\0\0\0\x08mdat"),
        ("JPEG 2000", b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 "),
        ("TIFF", b"II*\0\x08\0\0\0\0\0\0\0"),
        (
            "BMP",
            b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0",
        ),
        ("PDF", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"),
        ("nothing", b""),
    ];
    for (name, bytes) in files {
        require_refused(name, bytes, ErrorCode::PhotoNotAPicture, "JPEG atau PNG");
    }
}

/// A cat from the front, drawn: striped fur with grain, pointed ears, green eyes with slits, nose, mouth, whiskers.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a colour"
)]
fn cat() -> RgbImage {
    let mut random = chance(3);
    RgbImage::from_fn(720, 720, |column, row| {
        let (x, y) = (column as f32 / 360.0 - 1.0, row as f32 / 360.0 - 1.0);
        let side = x.abs();
        let within = |x0: f32, y0: f32, a: f32, b: f32| {
            ((side - x0) / a).powi(2) + ((y - y0) / b).powi(2) < 1.0
        };
        let head = within(0.0, 0.1, 0.62, 0.55);
        let ear = y < -0.2
            && y > -0.85
            && side > 0.25
            && side < 0.62 - (-0.2 - y) * 0.15
            && side > 0.25 + (-0.3 - y) * 0.45;
        let whisker = side > 0.2
            && side < 0.9
            && [0.22, 0.3, 0.38]
                .iter()
                .any(|at| (y - at - (side - 0.2) * (at - 0.3)).abs() < 0.006);
        let mouth = y > 0.32 && y < 0.42 && ((side - 0.1).hypot(y - 0.3) - 0.1).abs() < 0.012;
        let colour = if whisker || mouth {
            [40.0, 30.0, 30.0]
        } else if within(0.24, -0.02, 0.028, 0.1) {
            [10.0; 3]
        } else if within(0.24, -0.02, 0.11, 0.1) {
            [150.0, 190.0, 70.0]
        } else if y > 0.2 && y < 0.3 && side < 0.3 - y {
            [220.0, 130.0, 130.0]
        } else if head || ear {
            let stripe = ((x * 9.0).sin() * 3.0 + y * 14.0).sin() > 0.4;
            if stripe {
                [130.0, 85.0, 45.0]
            } else {
                [205.0, 150.0, 90.0]
            }
        } else {
            [120.0, 130.0, 125.0]
        };
        let grain = (f32::from(random()) - 128.0) / 6.0;
        Rgb(colour.map(|value: f32| (value + grain).clamp(0.0, 255.0) as u8))
    })
}

#[test]
fn a_cat_is_no_face() {
    require_refused(
        "cat",
        &jpeg_of(&cat(), None),
        ErrorCode::PhotoNoFace,
        "Wajah",
    );
}

#[test]
fn ten_people_are_several_and_no_portrait_is_made() {
    let mut crowd = RgbImage::from_pixel(1600, 900, Rgb([150, 150, 150]));
    for place in 0..10_u32 {
        let one = person(place % 8 + 1);
        let one = if place < 8 {
            one
        } else {
            imageops::flip_horizontal(&one)
        };
        let one = imageops::resize(&one, 300, 400, FilterType::Triangle);
        let (column, row) = (i64::from(place % 5), i64::from(place / 5));
        imageops::replace(&mut crowd, &one, 10 + 318 * column, 20 + 440 * row);
    }
    let bytes = jpeg_of(&crowd, None);
    require_refused(
        "ten",
        &bytes,
        ErrorCode::PhotoSeveralFaces,
        "lebih dari satu",
    );
    let picture = decode(&bytes).unwrap();
    let found = PHOTOGRAPHER.examine(&picture).unwrap();
    assert_eq!(found.faults.first(), Some(&Fault::SeveralFaces));
    assert_eq!(
        PHOTOGRAPHER.portrait(&picture, &found.assessment, &PortraitSpec::ktp()),
        Err(PortraitError::NotAcceptable(Verdict::SeveralFaces))
    );
}

#[test]
fn a_face_on_a_shirt_is_a_second_face() {
    let mut wearer = image_of(&picture("p02-good.jpg"));
    let print = imageops::resize(&person(5), 150, 200, FilterType::Triangle);
    imageops::replace(&mut wearer, &print, 885, 870);
    let bytes = jpeg_of(&wearer, None);
    require_refused(
        "shirt",
        &bytes,
        ErrorCode::PhotoSeveralFaces,
        "lebih dari satu",
    );
}

#[test]
fn one_colour_and_noise_show_no_face() {
    for colour in [[0; 3], [255; 3], [128; 3], [220, 16, 20], [200, 150, 125]] {
        let plain = RgbImage::from_pixel(640, 480, Rgb(colour));
        let name = format!("{colour:?}");
        require_refused(&name, &png_of(plain), ErrorCode::PhotoNoFace, "Wajah");
    }
    for seed in 1..=3 {
        let mut random = chance(seed);
        let noise = RgbImage::from_fn(640, 480, |_, _| Rgb([random(), random(), random()]));
        let name = format!("noise {seed}");
        require_refused(
            &name,
            &png_of(noise.clone()),
            ErrorCode::PhotoNoFace,
            "Wajah",
        );
        let soft = imageops::fast_blur(&noise, 12.0);
        require_refused(
            &name,
            &jpeg_of(&soft, None),
            ErrorCode::PhotoNoFace,
            "Wajah",
        );
    }
}

#[test]
fn a_good_file_is_no_exception() {
    assert_eq!(refusal(&bytes("p01-good.jpg")), (None, vec![]));
}
