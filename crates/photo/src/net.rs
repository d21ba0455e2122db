//! One network: planes of pixels in, numbers out.

use rekam_domain::code::ErrorCode;
use rten::{Model, NodeId};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

use crate::models::ModelsError;
use crate::warp::ResizeRefused;

/// A network failed on a picture. With the embedded models this is a fault of the program.
#[derive(Debug, thiserror::Error)]
pub enum InferenceError {
    /// The network could not be run.
    #[error("the network cannot be run")]
    Run,
    /// The network answered in a shape that it should not.
    #[error("the network's answer has the wrong shape")]
    Shape,
    /// The picture could not be brought to the network's size.
    #[error("the picture cannot be resized")]
    Resize,
}

impl InferenceError {
    /// What to tell the person.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Run | Self::Shape | Self::Resize => ErrorCode::Internal,
        }
    }
}

impl From<ResizeRefused> for InferenceError {
    fn from(_: ResizeRefused) -> Self {
        Self::Resize
    }
}

/// A network with one input and `N` named outputs. The input is three planes of a square, or for [`Net::of_points`]
/// a list of points.
pub(crate) struct Net<const N: usize> {
    model: Model,
    input: NodeId,
    outputs: [NodeId; N],
    shape: Vec<usize>,
    /// The side of its square input, in pixels.
    pub(crate) side: u16,
}

impl<const N: usize> Net<N> {
    /// Takes a model for what its name says, if its outputs are there.
    pub(crate) fn new(
        name: &'static str,
        side: u16,
        model: Option<Model>,
        outputs: [&'static str; N],
    ) -> Result<Self, ModelsError> {
        let model = model.ok_or(ModelsError::Unreadable(name))?;
        let input = *model
            .input_ids()
            .first()
            .ok_or(ModelsError::Unreadable(name))?;
        let mut ids = [input; N];
        for (id, output) in ids.iter_mut().zip(outputs) {
            *id = model
                .node_id(output)
                .map_err(|_| ModelsError::WrongModel(name, output))?;
        }
        Ok(Self {
            model,
            input,
            outputs: ids,
            shape: vec![1, 3, usize::from(side), usize::from(side)],
            side,
        })
    }

    /// The same for a network that takes `count` points.
    pub(crate) fn of_points(
        name: &'static str,
        count: usize,
        model: Option<Model>,
        outputs: [&'static str; N],
    ) -> Result<Self, ModelsError> {
        let net = Self::new(name, 0, model, outputs)?;
        Ok(Self {
            shape: vec![1, count, 2],
            ..net
        })
    }

    /// Runs the network on as many values as its input has.
    pub(crate) fn run(&self, values: Vec<f32>) -> Result<[Vec<f32>; N], InferenceError> {
        let input = Tensor::try_from_data(self.shape.as_slice(), values)
            .map_err(|_| InferenceError::Shape)?;
        let values = self
            .model
            .run(vec![(self.input, input.view().into())], &self.outputs, None)
            .map_err(|_| InferenceError::Run)?;
        let mut outputs = [const { Vec::new() }; N];
        for (output, value) in outputs.iter_mut().zip(values) {
            let tensor: Tensor<f32> = value.try_into().map_err(|_| InferenceError::Shape)?;
            *output = tensor.to_vec();
        }
        Ok(outputs)
    }
}
