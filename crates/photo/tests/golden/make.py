#!/usr/bin/env python3
"""Makes the golden values again: what the reference implementation of ISO/IEC 29794-5 says for our landmarks.

    pip install python-ofiq==0.3.1 onnx 'numpy>=2' opencv-python-headless
    rekam photo report --json PICTURE... > report.json
    make.py report.json components.json

OFIQ's models are not needed: each is replaced by one that answers with a constant, so that the library's own code
computes its components from the landmarks that we give it.
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

MEASURES = ["HeadPose", "InterEyeDistance", "CropOfTheFaceImage", "HeadSize"]
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
    "InterEyeDistance": "inter-eye-distance",
    "HeadSize": "head-size",
    "LeftwardCropOfTheFaceImage": "leftward-crop",
    "RightwardCropOfTheFaceImage": "rightward-crop",
    "MarginAboveOfTheFaceImage": "margin-above",
    "MarginBelowOfTheFaceImage": "margin-below",
}
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


def detector(folder, box):
    """A Caffe network whose bias is one sure face in `box` (shares of the padded picture)."""
    (folder / "face.prototxt").write_text(
        'name: "constant"\ninput: "data"\ninput_shape { dim: 1 dim: 3 dim: 300 dim: 300 }\n'
        'layer { name: "mean" type: "Pooling" bottom: "data" top: "mean"'
        " pooling_param { pool: AVE global_pooling: true } }\n"
        'layer { name: "face" type: "InnerProduct" bottom: "mean" top: "face"'
        " inner_product_param { num_output: 7 } }\n"
    )

    def blob(values):
        values = np.asarray(values, "<f4")
        shape = b"".join(variable(side) for side in values.shape)
        return field(5, values.tobytes()) + field(7, field(1, shape))

    layer = field(1, b"face") + field(2, b"InnerProduct")
    layer += field(7, blob(np.zeros((7, 3)))) + field(7, blob(np.array([0, 1, 0.99, *box])))
    (folder / "face.caffemodel").write_bytes(field(1, b"constant") + field(100, layer))


def face(folder, landmarks, width, height):
    """Detector and landmark network that give these landmarks of a picture of this size."""
    low, high = landmarks.min(0), landmarks.max(0)
    side = int((high - low).max())
    corner = (low + high) // 2 - side // 2
    pad = np.array([int(width * PADDING), int(height * PADDING)])
    whole = np.array([width, height]) + 2 * pad
    detector(folder, [*((corner + pad) / whole), *((corner + side + pad) / whole)])
    in_crop = (landmarks - corner) / (side / 256.0)
    constant(folder / "landmarks.onnx", [1, 3, 256, 256], (in_crop / 255 * 2 - 1)[None], "3209")


def others(folder):
    """A head that looks straight ahead, no occlusion, and nothing but background."""
    pose = np.zeros(62)
    turn = np.array([5e-4, 0, 0, 60, 0, 5e-4, 0])
    pose[:7] = (turn - POSE_MEAN) / POSE_DEVIATION
    constant(folder / "pose.onnx", [1, 3, 120, 120], pose[None])
    constant(folder / "occlusion.onnx", [1, 3, 224, 224], np.ones((1, 1, 224, 224)))
    parsing = np.zeros((1, 19, 400, 400))
    parsing[:, 0] = 9
    constant(folder / "parsing.onnx", [1, 3, 400, 400], parsing)


def golden(report, scratch):
    picture = cv2.cvtColor(cv2.imread(report["file"]), cv2.COLOR_BGR2RGB)
    landmarks = np.array([[point["x"], point["y"]] for point in report["landmarks"]])
    face(scratch / "models", landmarks, report["width"], report["height"])
    try:
        return OFIQ(str(scratch)).vector_quality(picture, include_raw=True)
    except Exception as error:
        raise SystemExit(f"{report['file']}: {error}: {landmarks.min(0)} {landmarks.max(0)}")


def main(reports, out):
    scratch = Path(tempfile.mkdtemp())
    (scratch / "models").mkdir()
    others(scratch / "models")
    config = {"config": {"detector": "ssd", "landmarks": "ADNet", "measures": MEASURES, "params": MODELS}}
    (scratch / "ofiq_config.jaxn").write_text(json.dumps(config))
    lines = []
    for report in json.loads(Path(reports).read_text()):
        if report["landmarks"] is None:
            continue
        said = golden(report, scratch)
        lines.append(
            json.dumps(
                {
                    "picture": Path(report["file"]).name,
                    "width": report["width"],
                    "height": report["height"],
                    "landmarks": report["landmarks"],
                    "components": {ours: value(said, theirs) for theirs, ours in COMPONENTS.items()},
                }
            )
        )
    Path(out).write_text("[\n" + ",\n".join(lines) + "\n]\n")


def value(said, name):
    return {"native": float(said[name]["raw"]), "score": int(said[name]["scalar"])}


if __name__ == "__main__":
    main(*sys.argv[1:])
