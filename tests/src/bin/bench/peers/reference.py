"""The reference library on one core: milliseconds for the components that are not learned, one line of JSON.

reference.py MAKE REPORTS: MAKE is crates/photo/tests/golden/make.py, whose stand-ins for the learned models answer with a
constant; REPORTS what `rekam photo report --json` says of the pictures. What the real models would take is not counted.
"""

import importlib.util
import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import cv2
import numpy as np
from ofiq import OFIQ

spec = importlib.util.spec_from_file_location("make", sys.argv[1])
make = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make)

scratch = Path(tempfile.mkdtemp())
models = scratch / "models"
models.mkdir()
config = {"config": {"detector": "ssd", "landmarks": "ADNet", "measures": make.MEASURES, "params": make.MODELS}}
(scratch / "ofiq_config.jaxn").write_text(json.dumps(config))
times = []
for number, report in enumerate(json.loads(Path(sys.argv[2]).read_text())):
    pixels = cv2.cvtColor(cv2.imread(report["file"]), cv2.COLOR_BGR2RGB)
    landmarks = np.array([[point["x"], point["y"]] for point in report["landmarks"]])
    make.pose(models, report["pose"]["yaw_deg"])
    make.face(models, landmarks, report["width"], report["height"], None)
    make.masks(models, number)
    library = OFIQ(str(scratch))
    library.vector_quality(pixels)
    began = time.perf_counter()
    library.vector_quality(pixels)
    times.append((time.perf_counter() - began) * 1000)
print(json.dumps({"milliseconds": times}))
