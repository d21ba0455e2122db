//! The networks, loaded once and shared by all threads.

use rekam_domain::code::ErrorCode;
use rten::{Model, NodeId};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use crate::warp::ResizeRefused;

/// Contents of the three model files. Where they come from stands in `assets/models/LICENCES.md`.
#[derive(Debug)]
pub struct ModelBytes {
    /// BlazeFace short-range, 128x128: `face_detector.onnx`.
    pub detector: Vec<u8>,
    /// Face Mesh V2, 256x256, 478 points: `face_landmarks_detector.onnx`.
    pub mesh: Vec<u8>,
    /// YuNet, 640x640: `face_detection_yunet_2023mar_i8.onnx`.
    pub counter: Vec<u8>,
}

/// A model file is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelsError {
    /// The bytes are not a network that can be run.
    #[error("the {0} model cannot be read")]
    Unreadable(&'static str),
    /// It is a network, but another one.
    #[error("the {0} model has no output named {1}")]
    WrongModel(&'static str, &'static str),
}

impl ModelsError {
    /// What to tell the person.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Unreadable(_) | Self::WrongModel(..) => ErrorCode::PhotoModels,
        }
    }
}

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

/// The three networks of this crate. About 5 MB in memory; loading takes some tens of milliseconds, so load once.
pub struct FaceModels {
    pub(crate) detector: Net<2>,
    pub(crate) mesh: Net<2>,
    pub(crate) counter: Net<12>,
}

impl FaceModels {
    /// Loads models from the contents of files.
    ///
    /// # Errors
    /// [`ModelsError`] where a file is damaged or is another model.
    pub fn from_bytes(bytes: ModelBytes) -> Result<Self, ModelsError> {
        Self::assemble(
            Model::load(bytes.detector).ok(),
            Model::load(bytes.mesh).ok(),
            Model::load(bytes.counter).ok(),
        )
    }

    /// Loads the models that are part of the program.
    ///
    /// # Errors
    /// [`ModelsError`] where the program was built with damaged files.
    pub fn embedded() -> Result<Self, ModelsError> {
        Self::assemble(
            Model::load_static_slice(include_bytes!("../../../assets/models/face_detector.onnx"))
                .ok(),
            Model::load_static_slice(include_bytes!(
                "../../../assets/models/face_landmarks_detector.onnx"
            ))
            .ok(),
            Model::load_static_slice(include_bytes!(
                "../../../assets/models/face_detection_yunet_2023mar_i8.onnx"
            ))
            .ok(),
        )
    }

    fn assemble(
        detector: Option<Model>,
        mesh: Option<Model>,
        counter: Option<Model>,
    ) -> Result<Self, ModelsError> {
        Ok(Self {
            detector: Net::new("detector", 128, detector, ["regressors", "classificators"])?,
            // The third output, `Identity_2`, is not used.
            mesh: Net::new("mesh", 256, mesh, ["Identity", "Identity_1"])?,
            counter: Net::new(
                "counter",
                640,
                counter,
                [
                    "cls_8", "obj_8", "bbox_8", "kps_8", "cls_16", "obj_16", "bbox_16", "kps_16",
                    "cls_32", "obj_32", "bbox_32", "kps_32",
                ],
            )?,
        })
    }
}

impl std::fmt::Debug for FaceModels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaceModels")
    }
}

/// A network with one square RGB input and `N` named outputs.
pub(crate) struct Net<const N: usize> {
    model: Model,
    input: NodeId,
    outputs: [NodeId; N],
    /// The side of its square input, in pixels.
    pub(crate) side: u16,
}

impl<const N: usize> Net<N> {
    fn new(
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
            side,
        })
    }

    /// Runs the network on three planes of `side * side` values.
    pub(crate) fn run(&self, planes: Vec<f32>) -> Result<[Vec<f32>; N], InferenceError> {
        let side = usize::from(self.side);
        let input = NdTensor::try_from_data([1, 3, side, side], planes)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_can_be_shared_by_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<FaceModels>();
    }

    #[test]
    fn bytes_that_are_no_model_are_refused_by_name() {
        let nothing = ModelBytes {
            detector: vec![],
            mesh: vec![],
            counter: vec![],
        };
        let error = FaceModels::from_bytes(nothing).unwrap_err();
        assert_eq!(error, ModelsError::Unreadable("detector"));
        assert_eq!(error.code(), ErrorCode::PhotoModels);
    }

    #[test]
    fn a_model_in_the_place_of_another_is_refused() {
        let detector = include_bytes!("../../../assets/models/face_detector.onnx").to_vec();
        let swapped = ModelBytes {
            detector: detector.clone(),
            mesh: detector.clone(),
            counter: detector,
        };
        assert_eq!(
            FaceModels::from_bytes(swapped).unwrap_err(),
            ModelsError::WrongModel("mesh", "Identity")
        );
    }
}
