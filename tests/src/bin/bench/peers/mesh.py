"""MediaPipe's own Python on one core: milliseconds to decode a frame and find the mesh on it, one line of JSON.

mesh.py FRAME...
"""

import os

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.environ["GLOG_minloglevel"] = "3"

import json
import resource
import sys
import time

import cv2
import mediapipe
import numpy as np

times = []
found = 0
with mediapipe.solutions.face_mesh.FaceMesh(max_num_faces=1, refine_landmarks=True) as mesh:
    for name in sys.argv[1:]:
        frame = open(name, "rb").read()
        began = time.perf_counter()
        pixels = cv2.cvtColor(cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        found += mesh.process(pixels).multi_face_landmarks is not None
        times.append((time.perf_counter() - began) * 1000)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"milliseconds": times, "found": found, "peak_mib": peak}))
