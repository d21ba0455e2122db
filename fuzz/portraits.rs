//! What the targets of pictures share: the whole way of a picture, and what must be true of any.

use std::sync::LazyLock;
use std::time::Duration;

use rekam_photo::{
    Component, FaceModels, Fault, Live, Photographer, Picture, PortraitError, PortraitSpec,
    Verdict, decode, report,
};

static PHOTOGRAPHER: LazyLock<Photographer> =
    LazyLock::new(|| Photographer::new(FaceModels::embedded().expect("the models are there")));

/// Sample portraits, 1920x1080, eyes about 125 pixels apart.
static SAMPLES: LazyLock<[Picture; 3]> = LazyLock::new(|| {
    [
        &include_bytes!("../assets/portraits/p01-good.jpg")[..],
        &include_bytes!("../assets/portraits/p02-good.jpg")[..],
        &include_bytes!("../assets/portraits/p05-good.jpg")[..],
    ]
    .map(|bytes| decode(bytes).expect("the samples are pictures"))
});

/// Whether a picture is of a size that the whole way is walked with.
pub fn sized(picture: &Picture) -> bool {
    u64::from(picture.width()) * u64::from(picture.height()) <= 1_000_000
}

/// The whole way: verdict, faults, traits, report, portraits, one frame of the live loop.
///
/// # Panics
/// Where the verdict, the faults and the portraits do not fit together, or a network fails.
pub fn judge(picture: &Picture) {
    let photographer = &*PHOTOGRAPHER;
    let assessment = photographer.assess(picture).expect("the networks run");
    let faults = photographer
        .faults(picture, &assessment)
        .expect("the networks run");
    let traits = photographer
        .traits(picture, &assessment)
        .expect("the networks run");
    let is_empty = assessment.verdict == Verdict::NoFace;
    assert_eq!(faults.first() == Some(&Fault::NoFace), is_empty);
    assert_eq!(traits.is_none(), is_empty);
    assert_eq!(
        faults.contains(&Fault::SeveralFaces),
        assessment.verdict == Verdict::SeveralFaces
    );
    if let Some(face) = assessment.face() {
        let given = photographer
            .given(picture, &assessment)
            .expect("the networks run");
        let measured = report(picture, &face.landmarks, &given).unwrap_or_default();
        assert!(measured.len() <= Component::ALL.len());
        assert!(
            measured
                .iter()
                .all(|measured| measured.score <= 100 && measured.native.is_finite())
        );
    }
    for spec in [
        PortraitSpec::ktp(),
        PortraitSpec::ktp().with_background([219, 21, 20]),
        PortraitSpec::chip(),
    ] {
        match photographer.portrait(picture, &assessment, &spec) {
            Ok(portrait) => {
                assert_eq!(assessment.verdict, Verdict::Acceptable);
                let made = decode(&portrait.jpeg).expect("a portrait is a picture");
                assert_eq!(
                    (made.width(), made.height()),
                    (u32::from(spec.width()), u32::from(spec.height()))
                );
            }
            Err(PortraitError::NotAcceptable(verdict)) => assert_eq!(verdict, assessment.verdict),
            Err(PortraitError::NearEdge { share }) => assert!((0.0..=1.0).contains(&share)),
            Err(PortraitError::ByteBudget) => {}
            Err(error) => panic!("{error}"),
        }
    }
    Live::new()
        .look(photographer, picture, Duration::ZERO)
        .expect("the networks run");
}

/// A sample as the bytes say: which, how large, from where, how steep the axes, how bright, how noisy. Nothing where
/// there are too few of them.
pub fn posed(bytes: &[u8]) -> Option<Picture> {
    let &[
        which,
        width,
        height,
        left,
        top,
        across,
        down,
        lean,
        tip,
        gain,
        lift,
        noise,
        ref pattern @ ..,
    ] = bytes
    else {
        return None;
    };
    let sample = &SAMPLES[usize::from(which) % SAMPLES.len()];
    let (wide, high) = (4 * u32::from(width) + 1, 4 * u32::from(height) + 1);
    let signed = |byte: u8, unit: f32| f32::from(byte.cast_signed()) * unit;
    let (across, down) = (signed(across, 1.0 / 16.0), signed(down, 1.0 / 16.0));
    let (lean, tip) = (signed(lean, 1.0 / 16.0), signed(tip, 1.0 / 16.0));
    let (sample_width, sample_height) = (sample.width() as i64, sample.height() as i64);
    let mut rgb = Vec::with_capacity((wide * high * 3) as usize);
    let mut chance = u32::from(noise) + 1;
    for row in 0..high {
        for column in 0..wide {
            let (x, y) = (
                column as f32 - wide as f32 / 2.0,
                row as f32 - high as f32 / 2.0,
            );
            // Beyond the sample it is repeated, so that one picture can hold a crowd.
            let from = |place: f32, size: i64| (place as i64).rem_euclid(size) as usize;
            let source = (
                from(f32::from(left) * 8.0 + across * x + lean * y, sample_width),
                from(f32::from(top) * 5.0 + tip * x + down * y, sample_height),
            );
            let at = 3 * (source.1 * sample.width() as usize + source.0);
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let veil = pattern
                .get((row as usize * 7 + column as usize / 3) % pattern.len().max(1))
                .copied();
            for channel in 0..3 {
                let value = f32::from(sample.rgb()[at + channel]) * f32::from(gain) / 64.0
                    + signed(lift, 1.0);
                let grain = ((chance >> 24) as f32 - 128.0) * f32::from(noise) / 255.0;
                rgb.push((value + grain + signed(veil.unwrap_or(0), 0.5)).clamp(0.0, 255.0) as u8);
            }
        }
    }
    Picture::from_rgb(wide, high, rgb).ok()
}
