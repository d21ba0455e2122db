//! Pixels come from where they should, also at the edges of the picture.

use super::*;

fn picture(width: u32, height: u32, colour: impl Fn(u32, u32) -> u8) -> Picture {
    let rgb = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let rgb = rgb.flat_map(|(x, y)| [colour(x, y); 3]).collect();
    Picture::from_rgb(width, height, rgb).unwrap()
}

fn scaled(scale: f32) -> Similarity {
    let origin = Point::new(0.0, 0.0);
    Similarity::anchored(origin, origin, scale, 0.0)
}

#[test]
fn sampling_one_to_one_gives_the_same_pixels() {
    let picture = picture(16, 12, |x, y| u8::try_from(x * 15 + y).unwrap());
    let size = Size {
        width: 16,
        height: 12,
    };
    for filter in [Filter::Tent, Filter::CatmullRom] {
        let values = sample(&picture, &scaled(1.0), size, filter, Edge::Replicate).unwrap();
        let expected = picture
            .rgb()
            .chunks_exact(3)
            .map(|pixel| f32::from(pixel[0]));
        for (value, expected) in values.iter().zip(expected) {
            assert!((value[0] - expected).abs() < 1e-3);
        }
    }
}

#[test]
fn shrinking_fine_stripes_gives_their_mean_and_no_moire() {
    let stripes = picture(400, 400, |x, _| if x % 2 == 0 { 0 } else { 200 });
    for scale in [1.9_f32, 2.0, 3.3, 8.7] {
        let side = 400.0 / scale;
        let size = Size {
            width: u16::try_from(whole(side)).unwrap(),
            height: 4,
        };
        let values = sample(
            &stripes,
            &scaled(scale),
            size,
            Filter::CatmullRom,
            Edge::Replicate,
        )
        .unwrap();
        let inner = &values[4..usize::from(size.width) - 4];
        assert!(
            inner.iter().all(|value| (value[0] - 100.0).abs() < 12.0),
            "scale {scale}: {inner:?}"
        );
    }
}

#[test]
fn a_reduced_source_keeps_things_where_they_are() {
    // A bright square around (300, 200) in a dark picture, shrunk by 5.5: its centre must be at (54.5, 36.4).
    let square = picture(600, 400, |x, y| {
        if x.abs_diff(300) < 33 && y.abs_diff(200) < 33 {
            255
        } else {
            0
        }
    });
    let size = Size {
        width: 109,
        height: 72,
    };
    let values = sample(&square, &scaled(5.5), size, Filter::CatmullRom, Edge::Black).unwrap();
    let (mut mass, mut x, mut y) = (0.0, 0.0, 0.0);
    for (value, at) in values.iter().zip(size.pixel_centres()) {
        mass += value[0];
        x += value[0] * at.x;
        y += value[0] * at.y;
    }
    // The square covers pixels 268 to 332, so its continuous centre is 300.5.
    assert!((x / mass - 300.5 / 5.5).abs() < 0.05, "{}", x / mass);
    assert!((y / mass - 200.5 / 5.5).abs() < 0.05, "{}", y / mass);
}

#[test]
fn outside_the_picture_is_black_or_the_edge_as_asked() {
    let white = picture(10, 10, |_, _| 250);
    let away = Similarity::anchored(Point::new(0.0, 0.0), Point::new(-100.0, 500.0), 1.0, 0.0);
    let size = Size {
        width: 3,
        height: 3,
    };
    let black = sample(&white, &away, size, Filter::Tent, Edge::Black).unwrap();
    let edge = sample(&white, &away, size, Filter::Tent, Edge::Replicate).unwrap();
    assert!(black.iter().all(|value| value[0].abs() < 1e-3));
    assert!(edge.iter().all(|value| (value[0] - 250.0).abs() < 1e-3));
}

#[test]
fn what_lies_half_outside_is_mixed_as_pixel_by_pixel() {
    let picture = picture(20, 15, |x, y| {
        u8::try_from((37 * x + 91 * y) % 256).unwrap()
    });
    let corner = Point::new(-6.3, -4.1);
    let map = Similarity::anchored(Point::new(0.0, 0.0), corner, 1.7, 0.3);
    let size = Size {
        width: 24,
        height: 24,
    };
    for filter in [Filter::Tent, Filter::CatmullRom] {
        let source = Source::reduced(&picture, &map, size, filter).unwrap();
        let kernel = Kernel::of(filter, map.scale());
        for edge in [Edge::Black, Edge::Replicate] {
            let values = sample(&picture, &map, size, filter, edge).unwrap();
            for (value, at) in values.iter().zip(size.pixel_centres()) {
                let expected = source.value(&kernel, map.apply(at), edge);
                let off = [0, 1, 2].map(|channel| (value[channel] - expected[channel]).abs());
                assert!(off.iter().all(|off| *off < 1e-3), "{filter:?} {edge:?}");
            }
        }
    }
}
