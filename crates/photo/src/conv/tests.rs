use rten::Model;
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

use super::kernels::{ByDepth, Convolve, Finish, Weights};
use super::shape::{Shape, Window};
use super::*;
use rten_simd::SimdOp;

/// Numbers from 0 to 1 that are the same every time.
fn numbers(count: usize) -> Vec<f32> {
    let mut seed = 1_u32;
    let next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / 16_777_216.0
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// The greatest difference from what `rten` says of the same numbers, as a share of the greatest number that it says.
fn off<const N: usize>(bytes: &[u8], side: u16, outputs: [&'static str; N]) -> f32 {
    let input = numbers(3 * usize::from(side) * usize::from(side));
    let ours = ConvNet::new("tried", side, bytes, outputs).unwrap();
    let ours = ours.run(input.clone()).unwrap();
    let model = Model::load(bytes.to_vec()).unwrap();
    let named = outputs.map(|name| model.node_id(name).unwrap());
    let shape = [1, 3, usize::from(side), usize::from(side)];
    let input = Tensor::from_data(shape.as_slice(), input);
    let theirs = model.run(
        vec![(model.input_ids()[0], input.view().into())],
        &named,
        None,
    );
    let (mut off, mut most) = (0.0_f32, 0.0_f32);
    for (ours, theirs) in ours.iter().zip(theirs.unwrap()) {
        let theirs: Tensor<f32> = theirs.try_into().unwrap();
        let theirs = theirs.to_vec();
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(theirs) {
            off = off.max((ours - theirs).abs());
            most = most.max(theirs.abs());
        }
    }
    off / most
}

#[test]
fn the_networks_say_what_rten_says() {
    let detector = include_bytes!("../../../../assets/models/face_detector.onnx");
    let mesh = include_bytes!("../../../../assets/models/face_landmarks_detector.onnx");
    let counter = include_bytes!("../../../../assets/models/face_detection_yunet_2023mar_i8.onnx");
    let person = include_bytes!("../../../../assets/models/selfie_segmentation.onnx");
    let differences = [
        off(detector, 128, ["regressors", "classificators"]),
        off(mesh, 256, ["Identity", "Identity_1"]),
        off(counter, 640, ["cls_8", "bbox_8", "kps_16", "obj_32"]),
        off(person, 256, ["activation_10"]),
    ];
    assert!(differences.iter().all(|off| *off < 1e-5), "{differences:?}");
}

#[test]
fn a_file_that_is_no_network_of_convolutions_is_unreadable() {
    let expression = include_bytes!("../../../../assets/models/face_blendshapes.onnx");
    for bytes in [&expression[..], b"", b"not a network"] {
        let refused = ConvNet::<1>::new("tried", 256, bytes, ["out"]).err();
        assert_eq!(refused, Some(ModelsError::Unreadable("tried")));
    }
}

#[test]
fn a_picture_of_another_size_is_refused() {
    let detector = include_bytes!("../../../../assets/models/face_detector.onnx");
    let net = ConvNet::new("detector", 128, detector, ["regressors"]).unwrap();
    assert!(net.run(vec![0.0; 3 * 64 * 64]).is_err());
}

#[test]
fn the_counter_looks_at_a_wide_picture_too_but_not_at_one_whose_sides_do_not_divide() {
    let counter = include_bytes!("../../../../assets/models/face_detection_yunet_2023mar_i8.onnx");
    let net = ConvNet::new("counter", 640, counter, ["cls_8", "bbox_32"]).unwrap();
    let [classes, boxes] = net
        .begin(vec![0.0; 3 * 160 * 96], 160, 96)
        .unwrap()
        .finish()
        .unwrap();
    assert_eq!([classes.len(), boxes.len()], [20 * 12, 4 * 5 * 3]);
    assert!(net.begin(vec![0.0; 3 * 160 * 90], 160, 90).is_err());
}

#[test]
fn a_run_that_stops_and_goes_on_says_the_same_numbers_to_the_bit() {
    let counter = include_bytes!("../../../../assets/models/face_detection_yunet_2023mar_i8.onnx");
    let net = ConvNet::new("counter", 640, counter, ["cls_8", "kps_16", "bbox_32"]).unwrap();
    let begin = || net.begin(numbers(3 * 320 * 192), 320, 192).unwrap();
    let bits = |outputs: [Vec<f32>; 3]| {
        outputs.map(|it| it.into_iter().map(f32::to_bits).collect::<Vec<_>>())
    };
    let whole = bits(begin().finish().unwrap());
    for parts in [2_u16, 3, 4, 1000] {
        // Two at a time, as one network may be under way for two cameras.
        let (mut one, mut other) = (begin(), begin());
        for part in 1..=parts {
            for run in [&mut one, &mut other] {
                run.advance(f32::from(part) / f32::from(parts)).unwrap();
            }
        }
        for run in [one, other] {
            assert_eq!(bits(run.finish().unwrap()), whole, "in {parts} parts");
        }
    }
}

#[test]
fn a_run_stops_where_the_share_of_its_work_is_done() {
    let counter = include_bytes!("../../../../assets/models/face_detection_yunet_2023mar_i8.onnx");
    let net = ConvNet::new("counter", 640, counter, ["cls_8", "kps_16", "bbox_32"]).unwrap();
    let mut run = net.begin(vec![0.0; 3 * 640 * 384], 640, 384).unwrap();
    for share in [0.25_f32, 0.5, 0.75, 1.0] {
        run.advance(share).unwrap();
        // The greatest step is a seventh of all.
        let off = (run.share() - share).abs();
        assert!(off < 0.08, "{share}: {}", run.share());
    }
}

/// A convolution as it is defined, number by number.
fn defined(
    window: Window,
    from: Shape,
    to: Shape,
    input: &[f32],
    weights: &[f32],
    each: bool,
) -> Vec<f32> {
    let mut out = Vec::new();
    let depth = if each { 1 } else { from.channels };
    for channel in 0..to.channels {
        for (y, x) in (0..to.plane()).map(|at| (at / to.width, at % to.width)) {
            let mut sum = 0.0;
            for part in 0..depth * window.places() {
                let (plane, place) = (part / window.places(), part % window.places());
                let plane = if each { channel } else { plane };
                let row = (y * window.step + place / window.side).checked_sub(window.before);
                let column = (x * window.step + place % window.side).checked_sub(window.before);
                let (Some(row), Some(column)) = (row, column) else {
                    continue;
                };
                if row < from.height && column < from.width {
                    sum += weights[channel * depth * window.places() + part]
                        * input[plane * from.plane() + row * from.width + column];
                }
            }
            out.push(sum);
        }
    }
    out
}

#[test]
fn convolutions_of_any_width_step_and_border_are_what_they_are_defined_to_be() {
    for (side, step, before, behind) in [
        (1, 1, 0, 0),
        (3, 1, 1, 1),
        (3, 2, 0, 1),
        (5, 2, 1, 2),
        (5, 1, 2, 2),
        (2, 2, 0, 0),
    ] {
        for (height, width) in [(4, 4), (6, 10), (8, 34), (6, 70)] {
            let window = Window {
                side,
                step,
                before,
                behind,
            };
            let from = Shape::new(3, height, width);
            let (input, bias, slopes) = (numbers(from.len()), vec![0.0; 7], vec![1.0; 7]);
            // By depth, the networks have windows of three and of five places a side.
            for each in [false, true].into_iter().filter(|each| !each || side >= 3) {
                let channels = if each { 3 } else { 7 };
                let to = window.over(from, channels).unwrap();
                let depth = if each { 1 } else { 3 };
                let weights = numbers(channels * depth * window.places());
                let expected = defined(window, from, to, &input, &weights, each);
                let finish = Finish {
                    bias: &bias,
                    slopes: &slopes,
                    earlier: None,
                };
                let mut output = vec![0.0; to.len()];
                if each {
                    let (weights, input, output) = (&weights[..], &input[..], &mut output[..]);
                    ByDepth {
                        weights,
                        finish,
                        window,
                        from,
                        input,
                        to,
                        output,
                    }
                    .dispatch();
                } else {
                    let weights = &Weights::of(weights, channels).unwrap();
                    let (input, output) = (&input[..], &mut output[..]);
                    Convolve {
                        weights,
                        finish,
                        window,
                        from,
                        input,
                        to,
                        output,
                    }
                    .dispatch();
                }
                for (at, (one, other)) in output.iter().zip(expected).enumerate() {
                    assert!(
                        (one - other).abs() < 1e-4,
                        "{window:?} {from:?} {each} at {at}: {one} {other}"
                    );
                }
            }
        }
    }
}
