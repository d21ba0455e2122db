//! The steps of a network one after the other: which are done together, and when the numbers of a value are no longer needed.

use rten_simd::SimdOp;

use super::kernels::{ByDepth, Convolve, Finish, Weights};
use super::plain;
use super::run::Room;
use super::shape::{Shape, Window};

/// What a step does.
#[derive(Debug)]
pub(super) enum Work {
    /// A convolution over all channels; with a second input, that is added.
    Convolve {
        weights: Weights,
        bias: Vec<f32>,
        slopes: Vec<f32>,
        window: Window,
    },
    /// A convolution of each channel by itself.
    ByDepth {
        weights: Vec<f32>,
        bias: Vec<f32>,
        slopes: Vec<f32>,
        window: Window,
    },
    /// Negative values times a slope for each channel.
    Kink(Vec<f32>),
    HardSwish,
    Sigmoid,
    /// Two values of one shape added.
    Sum,
    /// The first times the second, which may have one number for each channel.
    Product,
    /// The greatest of two by two.
    Halve,
    /// So many more channels, all zero.
    Widen(usize),
    /// Each number twice, both ways.
    Repeat,
    /// Twice as large, mixed between the numbers.
    Double,
    /// The mean of each channel.
    Mean,
    /// Two by two numbers of each, summed over the channels.
    Spread {
        weights: Vec<f32>,
        bias: f32,
    },
    /// All channels of a pixel side by side.
    Interleave,
    /// Another shape, the same numbers.
    Keep,
    /// One after the other.
    Join,
}

impl Work {
    /// How large this makes what it is done to. Nothing where it cannot be done to values of these shapes.
    pub(super) fn over(&self, from: &[Shape]) -> Option<Shape> {
        let first = *from.first()?;
        let second = from.get(1).copied();
        let (channels, height, width) = (first.channels, first.height, first.width);
        match self {
            Self::Convolve {
                weights, window, ..
            } => window.over(first, weights.channels),
            Self::ByDepth { window, .. } => window.over(first, channels),
            Self::Kink(_) | Self::HardSwish | Self::Sigmoid | Self::Keep => Some(first),
            Self::Sum => (second == Some(first)).then_some(first),
            Self::Product => {
                let fits = second == Some(first) || second == Some(Shape::new(channels, 1, 1));
                fits.then_some(first)
            }
            Self::Halve => {
                let even = height.is_multiple_of(2) && width.is_multiple_of(2);
                even.then_some(Shape::new(channels, height / 2, width / 2))
            }
            Self::Widen(more) => Some(Shape::new(channels + more, height, width)),
            Self::Repeat | Self::Double => Some(Shape::new(channels, 2 * height, 2 * width)),
            Self::Mean => Some(Shape::new(channels, 1, 1)),
            Self::Spread { .. } => Some(Shape::new(1, 2 * height, 2 * width)),
            Self::Interleave => Some(Shape::new(1, first.plane(), channels)),
            Self::Join => Some(Shape::new(1, 1, first.len() + second?.len())),
        }
    }
}

/// A step, from some values to another.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) work: Work,
    pub(super) from: Vec<usize>,
    pub(super) to: usize,
    /// Values that nobody needs any more after this step.
    pub(super) spent: Vec<usize>,
}

/// A network as it is computed.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// How many values there are; the input is the first.
    values: usize,
    pub(super) outputs: Vec<usize>,
    pub(super) room: Room,
}

impl Plan {
    /// Leaves out what no output needs, joins what can be done together, and sees when values are spent.
    pub(super) fn of(mut steps: Vec<Step>, values: usize, outputs: Vec<usize>) -> Self {
        let mut needed = vec![false; values];
        for output in &outputs {
            needed[*output] = true;
        }
        for step in steps.iter().rev() {
            if needed[step.to] {
                step.from.iter().for_each(|from| needed[*from] = true);
            }
        }
        steps.retain(|step| needed[step.to]);
        let mut plan = Self {
            steps,
            values,
            outputs,
            room: Room::default(),
        };
        plan.join();
        plan.spend();
        plan
    }

    /// Does a sum and a kink together with the convolution before them.
    fn join(&mut self) {
        let mut joined: Vec<Step> = Vec::new();
        let mut uses = vec![0_u32; self.values];
        for value in self
            .steps
            .iter()
            .flat_map(|step| &step.from)
            .chain(&self.outputs)
        {
            uses[*value] += 1;
        }
        for step in std::mem::take(&mut self.steps) {
            let made = |value: usize, joined: &[Step]| joined.iter().rposition(|it| it.to == value);
            // The convolution that alone makes one of the values, and nothing was done to it yet.
            let before = step.from.iter().copied().find_map(|value| {
                let at = made(value, &joined).filter(|_| uses[value] == 1)?;
                joined[at]
                    .is_bare(matches!(step.work, Work::Sum))
                    .then_some((value, at))
            });
            match (&step.work, before) {
                (Work::Kink(kink), Some((_, at))) => {
                    if let Work::Convolve { slopes, .. } | Work::ByDepth { slopes, .. } =
                        &mut joined[at].work
                    {
                        slopes.clone_from(kink);
                    }
                    joined[at].to = step.to;
                }
                (Work::Sum, Some((value, at))) => {
                    // Done where the sum was: what else it needs is there only now.
                    let mut convolution = joined.remove(at);
                    let other = step.from.iter().copied().find(|other| *other != value);
                    convolution.from.extend(other);
                    convolution.to = step.to;
                    joined.push(convolution);
                }
                (_, _) => joined.push(step),
            }
        }
        self.steps = joined;
    }

    fn spend(&mut self) {
        let mut needed = vec![false; self.values];
        self.outputs
            .iter()
            .for_each(|output| needed[*output] = true);
        for step in self.steps.iter_mut().rev() {
            for from in &step.from {
                if !std::mem::replace(&mut needed[*from], true) {
                    step.spent.push(*from);
                }
            }
        }
    }

    /// How large each value is for an input of this shape. Nothing where the network cannot be computed for it.
    pub(super) fn shapes(&self, input: Shape) -> Option<Vec<Shape>> {
        let mut shapes = vec![input; self.values];
        for step in &self.steps {
            let from: Vec<Shape> = step.from.iter().map(|from| shapes[*from]).collect();
            shapes[step.to] = step.over(&from)?;
        }
        Some(shapes)
    }
}

impl Step {
    /// Whether this is a convolution after which a sum, or only a kink, can still be done.
    fn is_bare(&self, sum: bool) -> bool {
        let straight = |slopes: &[f32]| slopes.iter().all(|slope| *slope == 1.0);
        if let Work::Convolve { slopes, .. } = &self.work {
            straight(slopes) && (!sum || self.from.len() == 1)
        } else if let Work::ByDepth { slopes, .. } = &self.work {
            straight(slopes) && !sum
        } else {
            false
        }
    }

    /// How large the result is; an earlier value that is added must be as large.
    fn over(&self, from: &[Shape]) -> Option<Shape> {
        let to = self.work.over(from)?;
        let added = matches!(self.work, Work::Convolve { .. }) && from.len() > 1;
        (!added || from.get(1) == Some(&to)).then_some(to)
    }

    /// What this step takes beside others, for values of these shapes: more or less its multiplications.
    pub(super) fn cost(&self, shapes: &[Shape]) -> usize {
        let each = if let Work::Convolve { weights, .. } = &self.work {
            weights.depth
        } else if let Work::ByDepth { window, .. } = &self.work {
            window.places()
        } else {
            1
        };
        shapes[self.to].len() * each
    }

    /// Computes the value `to` of this shape from others of theirs.
    pub(super) fn perform(
        &self,
        from: &[&[f32]],
        shapes: &[Shape],
        output: &mut [f32],
        to: Shape,
    ) -> Option<()> {
        let (input, shape) = (*from.first()?, *shapes.first()?);
        let second = from.get(1).copied();
        match &self.work {
            Work::Convolve {
                weights,
                bias,
                slopes,
                window,
            } => Convolve {
                weights,
                finish: Finish {
                    bias,
                    slopes,
                    earlier: second,
                },
                window: *window,
                from: shape,
                input,
                to,
                output,
            }
            .dispatch(),
            Work::ByDepth {
                weights,
                bias,
                slopes,
                window,
            } => ByDepth {
                weights,
                finish: Finish {
                    bias,
                    slopes,
                    earlier: None,
                },
                window: *window,
                from: shape,
                input,
                to,
                output,
            }
            .dispatch(),
            Work::Kink(slopes) => plain::kink(input, slopes, output),
            Work::HardSwish => plain::hard_swish(input, output),
            Work::Sigmoid => plain::sigmoid(input, output),
            Work::Sum => plain::sum(input, second?, output),
            Work::Product => plain::product(input, second?, output),
            Work::Halve => plain::halve(input, shape.width, output),
            Work::Widen(_) => {
                let (same, more) = output.split_at_mut(input.len());
                same.copy_from_slice(input);
                more.fill(0.0);
            }
            Work::Repeat => plain::repeat(input, shape.width, output),
            Work::Double => plain::double(input, shape, output),
            Work::Mean => plain::mean(input, output),
            Work::Spread { weights, bias } => plain::spread(input, shape, weights, *bias, output),
            Work::Interleave => plain::interleave(input, to.width, output),
            Work::Keep => output.copy_from_slice(input),
            Work::Join => {
                let (one, other) = output.split_at_mut(input.len());
                one.copy_from_slice(input);
                other.copy_from_slice(second?);
            }
        }
        Some(())
    }
}
