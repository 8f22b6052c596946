"""Makes losses.json: values and gradients of losses, by PyTorch in float64.

    pip install torch && python make.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)

logits = (2 * torch.randn(5, 4)).requires_grad_(True)
labels = torch.tensor([0, 3, 1, 1, 2])
one_hot = F.one_hot(labels, 4).double()
soft = torch.softmax(torch.randn(5, 4), 1)
weights = torch.tensor([0.5, 2.0, 1.0, 0.25])
many = (torch.rand(5, 4) > 0.5).double()
values = (3 * torch.randn(5, 4)).requires_grad_(True)
targets = torch.randn(5, 4)
pairs = torch.randn(5, 3, 2).requires_grad_(True)
pair_targets = torch.randn(5, 3)


def case(x, y, value):
    (gradient,) = torch.autograd.grad(value, x)
    as_list = lambda t: {"shape": list(t.shape), "data": t.detach().reshape(-1).tolist()}
    return {"prediction": as_list(x), "target": as_list(y), "loss": value.item(), "gradient": gradient.reshape(-1).tolist()}


cases = {
    "crossEntropy": case(logits, one_hot, F.cross_entropy(logits, labels)),
    "crossEntropy, smoothing": case(logits, one_hot, F.cross_entropy(logits, labels, label_smoothing=0.1)),
    "crossEntropy, weights": case(logits, one_hot, F.cross_entropy(logits, labels, weight=weights)),
    "crossEntropy, both": case(logits, one_hot, F.cross_entropy(logits, labels, weight=weights, label_smoothing=0.1)),
    "crossEntropy, soft": case(logits, soft, F.cross_entropy(logits, soft)),
    "binaryCrossEntropy": case(logits, many, F.binary_cross_entropy_with_logits(logits, many)),
    "binaryCrossEntropy, weight": case(
        logits, many, F.binary_cross_entropy_with_logits(logits, many, pos_weight=torch.tensor(3.0))
    ),
    "huber": case(values, targets, F.huber_loss(values, targets, delta=1.5)),
    "squaredError": case(values, targets, F.mse_loss(values, targets)),
    "gaussianLikelihood": case(
        pairs, pair_targets, F.gaussian_nll_loss(pairs[..., 0], pair_targets, torch.exp(pairs[..., 1]), eps=0)
    ),
}
out = {"made": f"PyTorch {torch.__version__}, float64", "weights": weights.tolist(), "cases": cases}
Path(__file__).with_name("losses.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
