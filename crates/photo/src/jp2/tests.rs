use super::jp2;
use crate::picture::Picture;
use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};
use proptest::prelude::*;

/// The pixels of the file, as another's reader gives them.
fn read(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let image = Image::new(file, &DecodeSettings::default()).unwrap();
    let mut context = DecoderContext::default();
    let pixels = image.decode(&mut context).unwrap().data_u8();
    (image.width(), image.height(), pixels)
}

#[track_caller]
fn comes_back(width: u32, height: u32, pixel: impl FnMut(u32) -> [u8; 3]) {
    let rgb: Vec<u8> = (0..width * height).flat_map(pixel).collect();
    let picture = Picture::from_rgb(width, height, rgb.clone()).unwrap();
    let file = jp2(&picture).unwrap();
    assert!(read(&file) == (width, height, rgb), "{width}x{height}");
}

/// Pixels without any order, the same each time.
fn noise() -> impl FnMut(u32) -> [u8; 3] {
    let mut state = 0x2545_f491_u32;
    move |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let [a, b, c, _] = state.to_le_bytes();
        [a, b, c]
    }
}

#[test]
fn a_portrait_comes_back_byte_for_byte() {
    let jpeg = include_bytes!("../../../../assets/portraits/p02-good.jpg");
    let picture = crate::decode(jpeg).unwrap();
    let file = jp2(&picture).unwrap();
    let pixels = picture.rgb();
    assert!(read(&file) == (1920, 1080, pixels.to_vec()));
    assert!(file.len() < pixels.len() / 3, "{} bytes", file.len());
}

#[test]
fn every_size_comes_back() {
    for (width, height) in [
        (1, 1),
        (3, 5),
        (5, 3),
        (1, 130),
        (130, 1),
        (64, 64),
        (65, 63),
    ] {
        comes_back(width, height, noise());
    }
}

#[test]
fn pixels_of_which_the_wavelet_makes_the_largest_values_come_back() {
    const GREEN: [u8; 3] = [0, 255, 0];
    const PURPLE: [u8; 3] = [255, 0, 255];
    let of = |one: bool| if one { GREEN } else { PURPLE };
    let side = 256;
    comes_back(side, side, |_| PURPLE);
    comes_back(side, side, |at| of((at % side + at / side) % 2 == 0));
    comes_back(side, side, |at| of(at % side % 2 == 0));
    let mut chance = noise();
    comes_back(side, side, |at| of(chance(at)[0] < 128));
}

#[test]
fn a_side_that_would_need_two_precincts_is_refused() {
    let strip = |width: u32| Picture::from_rgb(width, 1, vec![7; width as usize * 3]).unwrap();
    assert!(jp2(&strip(32_768)).is_some());
    assert_eq!(jp2(&strip(32_769)), None);
}

proptest! {
    #[test]
    fn any_small_picture_comes_back(
        (width, height, rgb) in (1_u32..24, 1_u32..24).prop_flat_map(|(width, height)| {
            let bytes = width as usize * height as usize * 3;
            let rgb = prop::collection::vec(prop_oneof![Just(0), Just(255), any::<u8>()], bytes);
            (Just(width), Just(height), rgb)
        })
    ) {
        let picture = Picture::from_rgb(width, height, rgb.clone()).unwrap();
        prop_assert_eq!(read(&jp2(&picture).unwrap()), (width, height, rgb));
    }
}
