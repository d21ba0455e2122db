//! The networks, loaded once and shared by all threads.

use rekam_domain::code::ErrorCode;
use rten::Model;

use crate::conv::ConvNet;
use crate::net::Net;

/// Contents of the model files. Where they come from stands in `assets/models/LICENCES.md`.
#[derive(Debug)]
pub struct ModelBytes {
    /// BlazeFace short-range, 128x128: `face_detector.onnx`.
    pub detector: Vec<u8>,
    /// Face Mesh V2, 256x256, 478 points: `face_landmarks_detector.onnx`.
    pub mesh: Vec<u8>,
    /// YuNet, 640x640: `face_detection_yunet_2023mar_i8.onnx`.
    pub counter: Vec<u8>,
    /// MediaPipe selfie segmentation, 256x256: `selfie_segmentation.onnx`.
    pub person: Vec<u8>,
    /// MediaPipe blendshapes, 146 points to 52 coefficients: `face_blendshapes.onnx`.
    pub expression: Vec<u8>,
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

/// The networks of this crate. About 8 MB in memory; loading takes some tens of milliseconds, so load once.
pub struct FaceModels {
    pub(crate) detector: ConvNet<2>,
    pub(crate) mesh: ConvNet<2>,
    pub(crate) counter: ConvNet<12>,
    pub(crate) person: ConvNet<1>,
    pub(crate) expression: Net<1>,
}

impl FaceModels {
    /// Loads models from the contents of files.
    ///
    /// # Errors
    /// [`ModelsError`] where a file is damaged or is another model.
    pub fn from_bytes(bytes: &ModelBytes) -> Result<Self, ModelsError> {
        Self::assemble(
            [&bytes.detector, &bytes.mesh, &bytes.counter, &bytes.person],
            Model::load(bytes.expression.clone()).ok(),
        )
    }

    /// Loads the models that are part of the program.
    ///
    /// # Errors
    /// [`ModelsError`] where the program was built with damaged files.
    pub fn embedded() -> Result<Self, ModelsError> {
        macro_rules! model {
            ($file:literal) => {
                include_bytes!(concat!("../../../assets/models/", $file))
            };
        }
        Self::assemble(
            [
                model!("face_detector.onnx"),
                model!("face_landmarks_detector.onnx"),
                model!("face_detection_yunet_2023mar_i8.onnx"),
                model!("selfie_segmentation.onnx"),
            ],
            Model::load_static_slice(model!("face_blendshapes.onnx")).ok(),
        )
    }

    /// Detector, mesh, counter and person; expression.
    fn assemble(
        [detector, mesh, counter, person]: [&[u8]; 4],
        expression: Option<Model>,
    ) -> Result<Self, ModelsError> {
        Ok(Self {
            detector: ConvNet::new("detector", 128, detector, ["regressors", "classificators"])?,
            // The third output, `Identity_2`, is not used.
            mesh: ConvNet::new("mesh", 256, mesh, ["Identity", "Identity_1"])?,
            counter: ConvNet::new(
                "counter",
                640,
                counter,
                [
                    "cls_8", "obj_8", "bbox_8", "kps_8", "cls_16", "obj_16", "bbox_16", "kps_16",
                    "cls_32", "obj_32", "bbox_32", "kps_32",
                ],
            )?,
            person: ConvNet::new("person", 256, person, ["activation_10"])?,
            expression: Net::of_points(
                "expression",
                146,
                expression,
                ["StatefulPartitionedCall:0"],
            )?,
        })
    }
}

impl std::fmt::Debug for FaceModels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaceModels")
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
            person: vec![],
            expression: vec![],
        };
        let error = FaceModels::from_bytes(&nothing).unwrap_err();
        assert_eq!(error, ModelsError::Unreadable("detector"));
        assert_eq!(error.code(), ErrorCode::PhotoModels);
    }

    #[test]
    fn a_model_in_the_place_of_another_is_refused() {
        let detector = include_bytes!("../../../assets/models/face_detector.onnx").to_vec();
        let swapped = ModelBytes {
            detector: detector.clone(),
            mesh: detector.clone(),
            counter: detector.clone(),
            person: detector.clone(),
            expression: detector,
        };
        assert_eq!(
            FaceModels::from_bytes(&swapped).unwrap_err(),
            ModelsError::WrongModel("mesh", "Identity")
        );
    }
}
