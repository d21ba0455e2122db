//! A network's file (ONNX) to the steps in which it is computed.
//!
//! What is constant is computed here, once: weights are kept as halves or bytes in the files. What is not among the few
//! operations that the networks of this crate need makes the file unreadable.

use std::collections::HashMap;

use rten_onnx::onnx::{AttributeProto, DataType, GraphProto, ModelProto, NodeProto, TensorProto};

use super::kernels::Weights;
use super::plan::{Plan, Step, Work};
use super::shape::{Shape, Window};

/// What a name of the file stands for.
enum Known {
    Constant(Constant),
    /// A number of a value of the [`Plan`].
    Value(usize),
}

/// Numbers that are the same for every picture.
struct Constant {
    dimensions: Vec<usize>,
    numbers: Vec<f32>,
}

/// Reads a network with one input, three planes of a square of `side` pixels, up to the outputs that are named. Nothing where
/// it is no such network; a name of an output that it does not have is the error.
pub(super) fn read<'a>(
    bytes: &[u8],
    side: usize,
    outputs: &[&'a str],
) -> Option<Result<Plan, &'a str>> {
    let graph = ModelProto::parse_buf(bytes).ok()?.graph?;
    let mut names = HashMap::new();
    for tensor in &graph.initializer {
        names.insert(tensor.name.clone()?, Known::Constant(Constant::of(tensor)?));
    }
    let input = Shape::new(3, side, side);
    names.insert(graph.input.first()?.name.clone()?, Known::Value(0));
    let mut reader = Reader {
        names,
        shapes: vec![input],
        steps: Vec::new(),
    };
    for node in &graph.node {
        reader.node(node)?;
    }
    Some(reader.finished(&graph, outputs))
}

struct Reader {
    names: HashMap<String, Known>,
    shapes: Vec<Shape>,
    steps: Vec<Step>,
}

impl Reader {
    fn node(&mut self, node: &NodeProto) -> Option<()> {
        let [output] = node.output.as_slice() else {
            return None;
        };
        if let Some(constant) = self.folded(node) {
            self.names.insert(output.clone(), Known::Constant(constant));
            return Some(());
        }
        let from: Vec<usize> = node
            .input
            .iter()
            .filter_map(|name| self.value(name))
            .collect();
        let shapes: Vec<Shape> = from.iter().map(|from| self.shapes[*from]).collect();
        let work = self.work(node, *shapes.first()?, from.len())?;
        let to = work.over(&shapes)?;
        let value = self.shapes.len();
        self.shapes.push(to);
        self.steps.push(Step {
            work,
            from,
            to: value,
            spent: Vec::new(),
        });
        self.names.insert(output.clone(), Known::Value(value));
        Some(())
    }

    /// What a node does to its first input.
    fn work(&self, node: &NodeProto, shape: Shape, inputs: usize) -> Option<Work> {
        match node.op_type.as_deref()? {
            "Conv" => self.convolution(node, shape),
            "Relu" => Some(Work::Kink(vec![0.0; shape.channels])),
            "PRelu" => {
                let slopes = self.constant(node, 1)?.numbers.clone();
                (slopes.len() == shape.channels).then_some(Work::Kink(slopes))
            }
            "HardSwish" => Some(Work::HardSwish),
            "Sigmoid" => Some(Work::Sigmoid),
            "Add" if inputs == 2 => Some(Work::Sum),
            "Mul" if inputs == 2 => Some(Work::Product),
            "MaxPool" => {
                let halves =
                    integers(node, "kernel_shape") == [2, 2] && integers(node, "strides") == [2, 2];
                halves.then_some(Work::Halve)
            }
            "Pad" => {
                let &[0.0, 0.0, 0.0, 0.0, 0.0, more, 0.0, 0.0] =
                    self.constant(node, 1)?.numbers.as_slice()
                else {
                    return None;
                };
                Some(Work::Widen(whole(more)?))
            }
            "Resize" => {
                let asked = self.constant(node, 3).map(|sizes| sizes.numbers.clone());
                let asked = asked.or_else(|| Some(self.constant(node, 2)?.numbers.clone()))?;
                let sizes = [1, shape.channels, 2 * shape.height, 2 * shape.width];
                let doubles = asked == [1.0, 1.0, 2.0, 2.0]
                    || asked.iter().map(|size| whole(*size)).eq(sizes.map(Some));
                let work = match text(node, "mode")? {
                    "nearest" => Work::Repeat,
                    "linear" => Work::Double,
                    _ => return None,
                };
                doubles.then_some(work)
            }
            "GlobalAveragePool" => Some(Work::Mean),
            "ConvTranspose" => self.spread(node, shape),
            "Transpose" if integers(node, "perm") == [0, 2, 3, 1] => Some(Work::Interleave),
            "Reshape" => Some(Work::Keep),
            "Concat" if inputs == 2 => Some(Work::Join),
            _ => None,
        }
    }

    fn convolution(&self, node: &NodeProto, shape: Shape) -> Option<Work> {
        let weights = self.constant(node, 1)?;
        let &[channels, each, height, width] = weights.dimensions.as_slice() else {
            return None;
        };
        let bias = self.constant(node, 2)?.numbers.clone();
        let group = integer(node, "group").unwrap_or(1);
        let (&[step, across], &[top, left, bottom, right]) = (
            integers(node, "strides").as_slice(),
            integers(node, "pads").as_slice(),
        ) else {
            return None;
        };
        let even = height == width && step == across && top == left && bottom == right;
        if !even || step == 0 || bias.len() != channels {
            return None;
        }
        let window = Window {
            side: height,
            step,
            before: top,
            behind: bottom,
        };
        let slopes = vec![1.0; channels];
        let numbers = weights.numbers.clone();
        let by_depth = [3, 5].contains(&height) && [1, 2].contains(&step);
        if group == channels && each == 1 && group == shape.channels && by_depth {
            Some(Work::ByDepth {
                weights: numbers,
                bias,
                slopes,
                window,
            })
        } else if group == 1 && each == shape.channels {
            Some(Work::Convolve {
                weights: Weights::of(numbers, channels)?,
                bias,
                slopes,
                window,
            })
        } else {
            None
        }
    }

    /// A convolution that makes two by two pixels of each and sums over all channels.
    fn spread(&self, node: &NodeProto, shape: Shape) -> Option<Work> {
        let weights = self.constant(node, 1)?;
        let bias = self.constant(node, 2)?.numbers.first().copied()?;
        let fits = weights.dimensions == [shape.channels, 1, 2, 2]
            && integers(node, "strides") == [2, 2]
            && integers(node, "pads").iter().all(|pad| *pad == 0);
        let weights = weights.numbers.clone();
        fits.then_some(Work::Spread { weights, bias })
    }

    /// What a node of constants comes to.
    fn folded(&self, node: &NodeProto) -> Option<Constant> {
        let first = self.constant(node, 0)?;
        let (dimensions, numbers) = (first.dimensions.clone(), first.numbers.clone());
        match node.op_type.as_deref()? {
            "Cast" => Some(Constant {
                dimensions,
                numbers,
            }),
            "Reshape" => {
                let dimensions = self
                    .constant(node, 1)?
                    .numbers
                    .iter()
                    .map(|size| whole(*size));
                Some(Constant {
                    dimensions: dimensions.collect::<Option<_>>()?,
                    numbers,
                })
            }
            "Sub" => Some(first.with(self.constant(node, 1)?, |one, other| one - other)),
            "Mul" => Some(first.with(self.constant(node, 1)?, |one, other| one * other)),
            _ => None,
        }
    }

    fn value(&self, name: &str) -> Option<usize> {
        match self.names.get(name)? {
            Known::Value(value) => Some(*value),
            Known::Constant(_) => None,
        }
    }

    fn constant(&self, node: &NodeProto, input: usize) -> Option<&Constant> {
        match self.names.get(node.input.get(input)?)? {
            Known::Constant(constant) => Some(constant),
            Known::Value(_) => None,
        }
    }

    fn finished<'a>(self, _: &GraphProto, outputs: &[&'a str]) -> Result<Plan, &'a str> {
        let outputs = outputs.iter().map(|name| self.value(name).ok_or(*name));
        let outputs = outputs.collect::<Result<Vec<_>, _>>()?;
        Ok(Plan::of(self.steps, self.shapes.len(), outputs))
    }
}

impl Constant {
    fn of(tensor: &TensorProto) -> Option<Self> {
        let raw = tensor.raw_data.as_ref().map(|raw| raw.borrow().clone());
        let numbers = match (tensor.data_type?, raw) {
            (DataType::FLOAT, Some(raw)) => each(&raw, f32::from_le_bytes),
            (DataType::FLOAT, None) => tensor.float_data.clone(),
            (DataType::FLOAT16, Some(raw)) => each(&raw, |bytes| half(u16::from_le_bytes(bytes))),
            (DataType::INT64, Some(raw)) => each(&raw, |bytes| i64::from_le_bytes(bytes) as f32),
            (DataType::INT64, None) => tensor.int64_data.iter().map(|it| *it as f32).collect(),
            (DataType::INT8, Some(raw)) => each(&raw, |bytes| f32::from(i8::from_le_bytes(bytes))),
            (DataType::UINT8, Some(raw)) => raw.iter().map(|byte| f32::from(*byte)).collect(),
            (_, _) => return None,
        };
        let dimensions = tensor.dims.iter().map(|size| usize::try_from(*size).ok());
        Some(Self {
            dimensions: dimensions.collect::<Option<_>>()?,
            numbers,
        })
    }

    /// Together with another, each number of which stands for as many of this as come on it.
    fn with(&self, other: &Self, together: impl Fn(f32, f32) -> f32) -> Self {
        let each = (self.numbers.len() / other.numbers.len().max(1)).max(1);
        let others = other
            .numbers
            .iter()
            .flat_map(|it| std::iter::repeat_n(*it, each));
        let numbers = self.numbers.iter().zip(others);
        Self {
            dimensions: self.dimensions.clone(),
            numbers: numbers.map(|(one, other)| together(*one, other)).collect(),
        }
    }
}

fn each<const N: usize>(raw: &[u8], number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    raw.as_chunks::<N>()
        .0
        .iter()
        .map(|bytes| number(*bytes))
        .collect()
}

/// A number of half precision (IEEE 754 binary16).
fn half(bits: u16) -> f32 {
    let (sign, rest) = (u32::from(bits & 0x8000) << 16, u32::from(bits & 0x7fff));
    match rest >> 10 {
        // Too small for an exponent of its own: steps of two to the power of -24.
        0 => f32::from_bits(sign | (rest as f32 / 16_777_216.0).to_bits()),
        31 => f32::from_bits(sign | 0x7f80_0000 | (rest & 1023) << 13),
        _ => f32::from_bits(sign | ((rest << 13) + (112 << 23))),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be the same afterwards"
)]
fn whole(number: f32) -> Option<usize> {
    let whole = number as usize;
    (whole as f32 == number).then_some(whole)
}

fn attribute<'a>(node: &'a NodeProto, name: &str) -> Option<&'a AttributeProto> {
    node.attribute
        .iter()
        .find(|attribute| attribute.name.as_deref() == Some(name))
}

fn integers(node: &NodeProto, name: &str) -> Vec<usize> {
    let numbers = attribute(node, name).map(|attribute| attribute.ints.as_slice());
    let numbers = numbers.unwrap_or_default().iter();
    // What is below zero fits nothing that is asked for.
    numbers
        .map(|number| usize::try_from(*number).unwrap_or(usize::MAX))
        .collect()
}

fn integer(node: &NodeProto, name: &str) -> Option<usize> {
    usize::try_from(attribute(node, name)?.i?).ok()
}

fn text<'a>(node: &'a NodeProto, name: &str) -> Option<&'a str> {
    attribute(node, name)?.s.as_deref()
}
