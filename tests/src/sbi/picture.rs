//! Pictures that nobody's body gave: ridges and rings, drawn from a seed, coded as PNG inside records of ISO/IEC 19794.

use rekam_domain::biometric::{Eye, Site};

/// A drawn picture.
struct Drawn {
    width: u16,
    height: u16,
    png: Vec<u8>,
}

/// The record of a site: ISO/IEC 19794-4:2011 for a finger, 19794-6:2011 for an eye.
pub(super) fn record(site: Site, quality: u8, seed: u64) -> Vec<u8> {
    match site {
        Site::Finger(finger) => {
            let drawn = draw(
                (200, 260),
                quality,
                seed ^ u64::from(finger.position()),
                ridges,
            );
            let mut body = head(quality);
            body.extend([finger.position(), 0, 1]); // position, number, pixels an inch
            body.extend(500_u16.to_be_bytes().repeat(4));
            body.extend([8, 6, 0]); // bits, PNG, live-scan plain
            body.extend(drawn.width.to_be_bytes());
            body.extend(drawn.height.to_be_bytes());
            whole(b"FIR\0", body, &drawn.png)
        }
        Site::Eye(eye) => {
            let label: u8 = match eye {
                Eye::Right => 1,
                Eye::Left => 2,
            };
            let drawn = draw((320, 240), quality, seed ^ u64::from(100 + label), rings);
            let mut body = head(quality);
            body.extend(1_u16.to_be_bytes()); // number
            body.extend([label, 1, 14, 0]); // eye, uncropped, PNG, no property
            body.extend(drawn.width.to_be_bytes());
            body.extend(drawn.height.to_be_bytes());
            body.push(8);
            body.extend([0; 18]); // range, angles, where the iris is: unknown
            whole(b"IIR\0", body, &drawn.png)
        }
    }
}

/// Capture time unknown, device unspecified, one quality block.
fn head(quality: u8) -> Vec<u8> {
    let mut head = vec![0xff; 9];
    head.extend([0; 5]);
    head.extend([1, quality, 0, 0, 0, 0]);
    head
}

fn whole(format: &[u8; 4], mut body: Vec<u8>, png: &[u8]) -> Vec<u8> {
    body.extend(four(png.len()));
    body.extend(png);
    let mut record = format.to_vec();
    record.extend(b"020\0");
    record.extend(four(body.len() + 4 + 16));
    record.extend([0, 1, 0, 1]); // one representation, not certified, one site
    record.extend(four(body.len() + 4));
    record.extend(body);
    record
}

fn four(length: usize) -> [u8; 4] {
    u32::try_from(length)
        .expect("a picture is short")
        .to_be_bytes()
}

fn draw(
    (width, height): (u16, u16),
    quality: u8,
    seed: u64,
    shade: fn(f64, f64, f64) -> f64,
) -> Drawn {
    let phase = f64::from(u16::try_from(seed % 997).unwrap_or(0)) / 10.0;
    let contrast = 0.3 + f64::from(quality) / 150.0;
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height));
    for y in 0..height {
        for x in 0..width {
            let (u, v) = (
                f64::from(x) / f64::from(width) - 0.5,
                f64::from(y) / f64::from(height) - 0.5,
            );
            let light = 128.0 + 127.0 * contrast.min(1.0) * shade(u, v, phase);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a shade is 0 to 255"
            )]
            pixels.push(light.clamp(0.0, 255.0) as u8);
        }
    }
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, width.into(), height.into());
    encoder.set_color(png::ColorType::Grayscale);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&pixels))
        .expect("a picture can be coded");
    Drawn { width, height, png }
}

/// One frame of a moving picture, as JPEG.
pub(super) fn frame(number: u32) -> Vec<u8> {
    let (width, height) = (320_u16, 240_u16);
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height));
    for _ in 0..height {
        for x in 0..width {
            let bar = (u32::from(x) + number * 8) % u32::from(width) < 16;
            pixels.push(if bar { 230 } else { 40 });
        }
    }
    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, 70)
        .encode(&pixels, width, height, jpeg_encoder::ColorType::Luma)
        .expect("a picture can be coded");
    jpeg
}

fn ridges(u: f64, v: f64, phase: f64) -> f64 {
    let bend = (u * u * 3.0 + (v + 0.2) * (v + 0.2)).sqrt();
    let inside = 1.0 - (u * u * 5.0 + v * v * 4.2).min(1.0);
    ((bend * 70.0 + (v * 6.0 + phase).sin() * 1.5).sin()) * inside.sqrt() + (1.0 - inside) * 0.9
}

fn rings(u: f64, v: f64, phase: f64) -> f64 {
    let (x, y) = (u * 4.0 / 3.0, v);
    let radius = (x * x + y * y).sqrt();
    let angle = y.atan2(x);
    if radius < 0.1 {
        -1.0
    } else if radius < 0.3 {
        0.4 * (angle * 24.0 + phase + radius * 40.0).sin() - 0.1
    } else {
        0.8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rekam_sbi::{IsoRecord, PictureKind};

    #[test]
    fn every_site_has_a_record_that_says_so_and_holds_a_picture_of_its_own() {
        let mut pictures = Vec::new();
        for site in Site::all() {
            let bytes = record(site, 70, 7);
            let read = IsoRecord::read(&bytes).unwrap();
            assert_eq!((read.site, read.kind), (Some(site), PictureKind::Png));
            let decoder = png::Decoder::new(std::io::Cursor::new(read.picture));
            let mut reader = decoder.read_info().unwrap();
            let (width, height) = (reader.info().width, reader.info().height);
            assert_eq!((width, height), (read.width.into(), read.height.into()));
            let mut pixels = vec![0; usize::from(read.width) * usize::from(read.height)];
            reader.next_frame(&mut pixels).unwrap();
            assert!(!pictures.contains(&pixels), "{site} looks like another");
            pictures.push(pixels);
        }
    }
}
