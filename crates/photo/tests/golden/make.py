#!/usr/bin/env python3
"""Makes the golden values again: what the reference implementation of ISO/IEC 29794-5 says for our landmarks.

    pip install python-ofiq==0.3.1 onnx 'numpy>=2' opencv-python-headless
    cargo run --release -p rekam-photo --example pixels -- FOLDER PICTURE... > FOLDER/landmarks.json
    make.py FOLDER components.json

OFIQ's models are not needed: each is replaced by one that answers with a constant, so that the library's own code
computes its components from the pixels, landmarks and masks that we give it. The masks are rectangles that differ from
picture to picture, and are written beside the values.
"""

import json
import struct
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import onnx
from ofiq import OFIQ

MEASURES = [
    "BackgroundUniformity",
    "IlluminationUniformity",
    "Luminance",
    "UnderExposurePrevention",
    "OverExposurePrevention",
    "DynamicRange",
    "NaturalColour",
    "SingleFacePresent",
    "EyesOpen",
    "MouthClosed",
    "EyesVisible",
    "MouthOcclusionPrevention",
    "FaceOcclusionPrevention",
    "HeadPose",
    "InterEyeDistance",
    "CropOfTheFaceImage",
    "HeadSize",
    "NoHeadCoverings",
]
MODELS = {
    "detector": {
        "ssd": {
            "model_path": "models/face.caffemodel",
            "prototxt_path": "models/face.prototxt",
            "confidence_thr": 0.4,
            "min_rel_face_size": 0.001,
            "padding": 0.2,
        }
    },
    "landmarks": {"ADNet": {"model_path": "models/landmarks.onnx"}},
    "measures": {
        "HeadPose": {"model_path": "models/pose.onnx"},
        "FaceOcclusionSegmentation": {"model_path": "models/occlusion.onnx"},
        "FaceParsing": {"model_path": "models/parsing.onnx"},
        "FaceRegion": {"alpha": 0.0},
    },
}
# Names of the library to ours.
COMPONENTS = {
    "BackgroundUniformity": "background-uniformity",
    "IlluminationUniformity": "illumination-uniformity",
    "LuminanceMean": "luminance-mean",
    "LuminanceVariance": "luminance-variance",
    "UnderExposurePrevention": "under-exposure-prevention",
    "OverExposurePrevention": "over-exposure-prevention",
    "DynamicRange": "dynamic-range",
    "NaturalColour": "natural-colour",
    "SingleFacePresent": "single-face-present",
    "EyesOpen": "eyes-open",
    "MouthClosed": "mouth-closed",
    "EyesVisible": "eyes-visible",
    "MouthOcclusionPrevention": "mouth-occlusion-prevention",
    "FaceOcclusionPrevention": "face-occlusion-prevention",
    "InterEyeDistance": "inter-eye-distance",
    "HeadSize": "head-size",
    "LeftwardCropOfTheFaceImage": "leftward-crop",
    "RightwardCropOfTheFaceImage": "rightward-crop",
    "MarginAboveOfTheFaceImage": "margin-above",
    "MarginBelowOfTheFaceImage": "margin-below",
    "NoHeadCoverings": "no-head-coverings",
}
# Classes of the parsing network.
BACKGROUND, FACE, CLOTH, HAT = 0, 1, 16, 18
# Share of the picture's width that the detector adds on every side.
PADDING = 0.2
# Mean and deviation by which the pose network's first seven answers are scaled (3DDFA).
POSE_MEAN = [3.4926363e-04, 2.5279013e-07, -6.8751979e-07, 60.167957, -6.2955132e-07, 5.7572004e-04, -5.0853912e-05]
POSE_DEVIATION = [1.76321526e-04, 6.73794348e-05, 4.47084894e-04, 26.5502319, 1.23137695e-04, 4.49302170e-05, 7.92367064e-05]


def constant(path, takes, answer, named="output"):
    """A network that answers the same whatever it is shown."""
    answer = np.asarray(answer, np.float32)
    value = onnx.numpy_helper.from_array(answer, "value")
    info = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Identity", ["value"], [named])],
        "constant",
        [info("input", onnx.TensorProto.FLOAT, takes)],
        [info(named, onnx.TensorProto.FLOAT, answer.shape)],
        [value],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.save(model, path)


def variable(number):
    """A protocol-buffer integer."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytes([number]))


def field(number, content):
    """A protocol-buffer field of some length."""
    return variable(number << 3 | 2) + variable(len(content)) + content


def detector(folder, boxes):
    """A Caffe network whose bias is the sure faces in `boxes` (shares of the padded picture)."""
    (folder / "face.prototxt").write_text(
        'name: "constant"\ninput: "data"\ninput_shape { dim: 1 dim: 3 dim: 300 dim: 300 }\n'
        'layer { name: "mean" type: "Pooling" bottom: "data" top: "mean"'
        " pooling_param { pool: AVE global_pooling: true } }\n"
        'layer { name: "face" type: "InnerProduct" bottom: "mean" top: "face"'
        f" inner_product_param {{ num_output: {7 * len(boxes)} }} }}\n"
    )

    def blob(values):
        values = np.asarray(values, "<f4")
        shape = b"".join(variable(side) for side in values.shape)
        return field(5, values.tobytes()) + field(7, field(1, shape))

    found = np.array([[0, 1, 0.99, *box] for box in boxes]).reshape(-1)
    layer = field(1, b"face") + field(2, b"InnerProduct")
    layer += field(7, blob(np.zeros((found.size, 3)))) + field(7, blob(found))
    (folder / "face.caffemodel").write_bytes(field(1, b"constant") + field(100, layer))


def face(folder, landmarks, width, height, second):
    """Detector and landmark network that give these landmarks of a picture of this size, and a second face beside it
    whose box is `second` pixels high and wide, or none. Returns the boxes (left, top, width, height)."""
    low, high = landmarks.min(0), landmarks.max(0)
    side = int((high - low).max())
    corner = (low + high) // 2 - side // 2
    pad = np.array([int(width * PADDING), int(height * PADDING)])
    whole = np.array([width, height]) + 2 * pad
    boxes = [(corner, side)] + ([(np.array([0, 0]), second)] if second else [])
    detector(folder, [[*((at + pad) / whole), *((at + size + pad) / whole)] for at, size in boxes])
    in_crop = (landmarks - corner) / (side / 256.0)
    constant(folder / "landmarks.onnx", [1, 3, 256, 256], (in_crop / 255 * 2 - 1)[None], "3209")
    return [[int(at[0]), int(at[1]), int(size), int(size)] for at, size in boxes]


def pose(folder, yaw_deg):
    """A head that is turned to the side by so many degrees."""
    answer = np.zeros(62)
    cos, sin = np.cos(np.radians(yaw_deg)), np.sin(np.radians(yaw_deg))
    turn = np.array([5e-4 * cos, 0, 5e-4 * sin, 60, 0, 5e-4, 0])
    answer[:7] = (turn - POSE_MEAN) / POSE_DEVIATION
    constant(folder / "pose.onnx", [1, 3, 120, 120], answer[None])


def masks(folder, number):
    """What is background, hat and covered in the picture of this number: rectangles (left, top, right, bottom; the
    last two excluded)."""
    shift = 3 * number % 60
    person = [90 + shift, 60 + shift, 310 + shift, 400]
    hat = [100, 20, 100 + 7 * (number % 13), 20 + 5 * (number % 9)]
    covered = [20 + shift, 40 + 2 * shift, 20 + shift + 9 * (number % 8), 40 + 2 * shift + 11 * (number % 5)]
    parsing = np.full((400, 400), BACKGROUND)
    parsing[person[1] : person[3], person[0] : person[2]] = FACE
    parsing[hat[1] : hat[3], hat[0] : hat[2]] = HAT if number % 2 else CLOTH
    answer = np.zeros((1, 19, 400, 400))
    for kind in (BACKGROUND, FACE, CLOTH, HAT):
        answer[0, kind][parsing == kind] = 9
    constant(folder / "parsing.onnx", [1, 3, 400, 400], answer)
    visible = np.ones((1, 1, 224, 224))
    visible[0, 0, covered[1] : covered[3], covered[0] : covered[2]] = -1
    constant(folder / "occlusion.onnx", [1, 3, 224, 224], visible)
    return {"person": person, "head_covering": hat, "covered": covered}


def main(folder, out):
    scratch = Path(tempfile.mkdtemp())
    models = scratch / "models"
    models.mkdir()
    config = {"config": {"detector": "ssd", "landmarks": "ADNet", "measures": MEASURES, "params": MODELS}}
    (scratch / "ofiq_config.jaxn").write_text(json.dumps(config))
    lines = []
    for number, found in enumerate(json.loads((Path(folder) / "landmarks.json").read_text())):
        pixels = cv2.cvtColor(cv2.imread(str(Path(folder) / (found["picture"] + ".ppm"))), cv2.COLOR_BGR2RGB)
        landmarks = np.array([[point["x"], point["y"]] for point in found["landmarks"]])
        second = 40 + 3 * number if number % 3 == 0 else None
        yaw = number % 7 * 4.0
        pose(models, yaw)
        given = {
            "faces": face(models, landmarks, found["width"], found["height"], second),
            **masks(models, number),
        }
        said = OFIQ(str(scratch)).vector_quality(pixels, include_raw=True)
        given["yaw_deg"] = float(said["HeadPoseYaw"]["raw"])
        components = {ours: value(said, theirs) for theirs, ours in COMPONENTS.items()}
        lines.append(json.dumps({**found, "given": given, "components": components}, separators=(",", ":")))
    Path(out).write_text("[\n" + ",\n".join(lines) + "\n]\n")


def value(said, name):
    return {"native": float(said[name]["raw"]), "score": int(said[name]["scalar"])}


if __name__ == "__main__":
    main(*sys.argv[1:])
