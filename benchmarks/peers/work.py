"""A piece of work as the benchmark writes it, and a contestant's side of its protocol (see src/peer/)."""
import base64
import json
import os
import sys
import time

import numpy as np

WARM_SECONDS = 0.4
ANSWER_SECONDS = 0.1


def limit_processors(count):
    """Libraries size their thread pools by what the process may use; call this before importing them."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def read_work(file):
    """The description, the initial parameters in order, and support x, support y, query x, query y."""
    with open(file) as handle:
        work = json.load(handle)
    values = np.fromfile(file[: -len("json")] + "bin", dtype="<f4")
    arrays, at = [], 0
    for array in work["arrays"]:
        size = int(np.prod(array["shape"]))
        arrays.append(values[at : at + size].reshape(array["shape"]))
        at += size
    return work, arrays[: work["parameters"]], arrays[work["parameters"] :]


def say(**message):
    print(json.dumps(message), flush=True)


def time_steps(step, repeat):
    started = time.perf_counter()
    for _ in range(repeat):
        step()
    return (time.perf_counter() - started) / repeat


def serve(version, step, direction, compile_seconds=None):
    """Warms up, says that it is ready, and times steps for every line that it reads."""
    started = time.perf_counter()
    latest = time_steps(step, 1)
    while True:
        latest = time_steps(step, 1)
        if time.perf_counter() - started >= WARM_SECONDS:
            break
    repeat = max(1, round(ANSWER_SECONDS / latest))
    flat = np.concatenate([np.asarray(part, dtype="<f4").ravel() for part in direction()])
    ready = {"version": version, "direction": base64.b64encode(flat.tobytes()).decode(), "repeat": repeat}
    if compile_seconds is not None:
        ready["compileMilliseconds"] = compile_seconds * 1e3
    say(**ready)
    for _ in sys.stdin:
        say(milliseconds=time_steps(step, repeat) * 1e3)
