"""Weights of task vectors as TorchJD computes them in float64, for packages/weightings/test/torchjd.test.ts.

pip install "torchjd[full]==0.18.0", then: python golden/weightings/weightings.py > golden/weightings/weightings.json

Vectors are whole numbers times powers of two, so that their inner products are exact in any order. What a random order
decides is asked for in the order of the tasks. Departures from the defaults, and why:
- UPGrad, DualProj: norm_eps 0, as our regularization is relative to the trace at any scale.
- CAGrad: norm_eps 0; its solver (Clarabel) stops near 1e-8.
- Krum: TorchJD sums distances; the paper and we sum their squares, so the square root is left out.
- GradVac: beta 0 and eps 0, so that its targets stay what they are set to.
MGDA (Frank and Wolfe) and Nash-MTL (a sequence of programs, stopped at 1e-3) are inexact: their optimality conditions are
tested instead. Random weights are random, and constant ones mean nothing for tasks that are drawn anew.
"""

import contextlib
import json
import random
import sys

import torch
from torchjd.aggregation import (
    AlignedMTLWeighting,
    CAGradWeighting,
    ConFIG,
    DualProjWeighting,
    GradVacWeighting,
    IMTLGWeighting,
    KrumWeighting,
    MeanWeighting,
    PCGradWeighting,
    SumWeighting,
    UPGradWeighting,
)
from torchjd.linalg import QuadprogProjector

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.randperm = lambda count: torch.arange(count)


@contextlib.contextmanager
def squared_distances():
    root, torch.sqrt = torch.sqrt, lambda values: values
    try:
        yield
    finally:
        torch.sqrt = root


def krum(gramian, byzantine, selected):
    with squared_distances():
        return KrumWeighting(byzantine, selected)(gramian)


def gradvac(gramian, target):
    weighting = GradVacWeighting(beta=0.0, eps=0.0)
    count = gramian.shape[0]
    weighting._phi_t = torch.full((count, count), target)
    weighting._state_key = (count, gramian.dtype)
    return weighting(gramian) / count


def projector():
    return QuadprogProjector(norm_eps=0.0, reg_eps=1e-4)


rules = {
    "uniform": lambda vectors, gramian: MeanWeighting()(vectors),
    "sum": lambda vectors, gramian: SumWeighting()(vectors),
    "upgrad": lambda vectors, gramian: UPGradWeighting(projector=projector())(gramian),
    "dualProj": lambda vectors, gramian: DualProjWeighting(projector=projector())(gramian),
    "cagrad": lambda vectors, gramian: CAGradWeighting(c=0.5, norm_eps=0.0)(gramian),
    "imtlG": lambda vectors, gramian: IMTLGWeighting()(gramian),
    "alignedMtl": lambda vectors, gramian: AlignedMTLWeighting()(gramian),
    # TorchJD sums what becomes of the vectors, we average it.
    "pcgrad": lambda vectors, gramian: PCGradWeighting()(gramian) / len(vectors),
    "gradVac": lambda vectors, gramian: gradvac(gramian, 0.3),
    "krum": lambda vectors, gramian: krum(gramian, 1, 1),
    "multiKrum": lambda vectors, gramian: krum(gramian, 1, 2),
    # The direction itself, as the aggregator knows no weights; its length is a sum of projections, ours their mean.
    "conFig": lambda vectors, gramian: ConFIG()(vectors) / len(vectors),
}


def answer(rule, rows):
    vectors = torch.tensor([[value * 2.0**power for value in row] for power, row in rows])
    try:
        result = rule(vectors, vectors @ vectors.T)
    except Exception as error:  # Solvers fail each in their own way; what they could not answer is no reference.
        print(type(error).__name__, error, rows, file=sys.stderr)
        return None
    # Rules that give up answer zeros.
    if not bool(torch.isfinite(result).all()) or not bool(result.any()):
        return None
    return [float(f"{value:.12g}") for value in result.tolist()]


def random_rows(source):
    count, size = source.randint(2, 6), source.randint(6, 8)
    spread = source.choice([0, 0, 3, 6])
    return [[source.randint(-spread, spread), [source.randint(-9, 9) for _ in range(size)]] for _ in range(count)]


degenerate = [
    [[0, [0, 0]], [0, [0, 0]]],
    [[0, [1, 2]], [0, [0, 0]], [0, [2, 1]]],
    [[0, [0, 0, 0]], [0, [1, 2, 3]], [0, [0, 0, 0]], [0, [3, -2, 1]]],
    [[0, [1, -1]], [0, [-1, 1]]],
    [[0, [3, 1]], [0, [-3, -1]], [0, [1, 2]]],
    [[0, [1, 2]], [0, [1, 2]], [0, [1, 2]]],
    [[0, [1, 2, 0]], [0, [1, 2, 0]], [0, [0, 1, 1]], [0, [0, 1, 1]]],
    [[0, [1, 1]], [1, [1, 1]], [0, [-3, -3]]],
    [[0, [1]], [0, [2]], [0, [-1]], [0, [4]]],
    [[0, [1, 0]], [0, [0, 1]], [0, [1, 1]], [0, [2, -1]]],
    [[0, [2, 1]], [0, [-1, 3]], [0, [1, -4]], [0, [5, 2]], [0, [-2, -2]]],
    [[0, [1, 0, 0]], [0, [0, 2, 0]], [0, [0, 0, 3]]],
    [[12, [1, 2, 3]], [-12, [3, -1, 2]], [0, [1, 1, -1]]],
    [[20, [1, 2]], [20, [2, -1]], [20, [-1, 1]]],
    [[-20, [1, 2]], [-20, [2, -1]], [-20, [-1, 1]]],
    [[0, [3, 4]]],
    [[0, [0, 0]]],
    [[0, [1, 0]], [0, [-1, 0]], [0, [0, 1]], [0, [0, -1]]],
    [[0, [5, 0]], [0, [-2, 0]], [0, [-2, 1]], [0, [-2, -1]]],
    [[0, [1, 1, 0]], [0, [1, 1, 0]], [0, [-1, -1, 0]], [0, [0, 0, 2]]],
]

source = random.Random(20261126)
cases = [random_rows(source) for _ in range(200)] + degenerate


def lines(values):
    return "[\n" + ",\n".join(json.dumps(value, separators=(",", ":")) for value in values) + "\n]"


answers = ",\n".join(f'"{name}": {lines([answer(rule, rows) for rows in cases])}' for name, rule in rules.items())
print(f'{{\n"torchjd": "0.18.0",\n"random": 200,\n"vectors": {lines(cases)},\n"answers": {{\n{answers}\n}}\n}}')
