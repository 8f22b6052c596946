"""Makes learners.json: what each learner proposes for one task, by PyTorch's autograd in float64.

    pip install torch && python make.py
"""

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)

CLASSES, SUPPORT, QUERY, STEPS = 3, 6, 5, 2
names = ["w0", "b0", "w1", "b1"]
theta = [0.6 * torch.randn(2, 4), 0.3 * torch.randn(4), 0.6 * torch.randn(4, CLASSES), 0.3 * torch.randn(CLASSES)]
xs, xq = torch.randn(SUPPORT, 2), torch.randn(QUERY, 2)
ys, yq = torch.arange(SUPPORT) % CLASSES, torch.randint(0, CLASSES, (QUERY,))


def features(p, x):
    return torch.tanh(x @ p[0] + p[1])


def loss(p, x, y):
    return torch.nn.functional.cross_entropy(features(p, x) @ p[2] + p[3], y)


def leaves(tensors):
    return [t.clone().requires_grad_(True) for t in tensors]


def grads(value, xs, create_graph=True):
    return torch.autograd.grad(value, xs, create_graph=create_graph)


def flat(tensors):
    return torch.cat([t.reshape(-1) for t in tensors]).tolist()


def inner(p, move, steps=STEPS):
    """All states; `move(step, p, g)` gives the next parameters."""
    states = [p]
    for step in range(steps):
        # Parameters are arguments here, so that one that was computed from another does not carry its gradient.
        p = move(step, p, torch.func.grad(lambda q: loss(q, xs, ys))(list(p)))
        states.append(p)
    return states


def meta_sgd(rate=0.3):
    t, rates = leaves(theta), leaves([torch.full_like(p, rate) for p in theta])
    adapted = inner(t, lambda k, p, g: [a - r * b for a, r, b in zip(p, rates, g)])[-1]
    return adapted, grads(loss(adapted, xq, yq), t + rates)


def part(head, rate=0.3):
    t = leaves(theta)
    moves = [i >= 2 if head else i < 2 for i in range(4)]
    adapted = inner(t, lambda k, p, g: [a - rate * b if m else a for a, b, m in zip(p, g, moves)])[-1]
    return adapted, grads(loss(adapted, xq, yq), t)


def maml_plus_plus(weights, rate=0.2):
    t, rates = leaves(theta), leaves([torch.full((STEPS,), rate) for _ in theta])
    states = inner(t, lambda k, p, g: [a - r[k] * b for a, r, b in zip(p, rates, g)])
    total = sum(w * loss(p, xq, yq) for w, p in zip(weights, states[1:]))
    return states[-1], grads(total, t + rates)


def proto_maml(rate=0.3):
    t = leaves(theta)
    f = features(t, xs)
    means = torch.stack([f[ys == c].mean(0) for c in range(CLASSES)])
    start = [t[0], t[1], 2 * means.T, -(means**2).sum(1)]
    adapted = inner(start, lambda k, p, g: [a - rate * b for a, b in zip(p, g)])[-1]
    update = torch.autograd.grad(loss(adapted, xq, yq), t, allow_unused=True)
    return adapted, [torch.zeros_like(p) if u is None else u for p, u in zip(t, update)]


def i_maml(lam=2.0, rate=0.3, conjugate_steps=3):
    t = leaves(theta)
    p = t
    for _ in range(STEPS):
        held = loss(p, xs, ys) + lam / 2 * sum(((a - b) ** 2).sum() for a, b in zip(p, t))
        p = [a - rate * b for a, b in zip(p, grads(held, p))]
    adapted = leaves([a.detach() for a in p])
    slope = grads(loss(adapted, xs, ys), adapted)
    b = [g.detach() for g in grads(loss(adapted, xq, yq), adapted)]

    def operator(v):
        curved = torch.autograd.grad(sum((s * a).sum() for s, a in zip(slope, v)), adapted, retain_graph=True)
        return [a + c / lam for a, c in zip(v, curved)]

    dot = lambda a, c: sum((i * j).sum() for i, j in zip(a, c))
    x, r, d = [torch.zeros_like(v) for v in b], b, b
    for _ in range(conjugate_steps):
        image = operator(d)
        length = dot(r, r) / dot(d, image)
        x = [i + length * j for i, j in zip(x, d)]
        after = [i - length * j for i, j in zip(r, image)]
        d = [i + dot(after, after) / dot(r, r) * j for i, j in zip(after, d)]
        r = after
    return adapted, x


def clipped(value=None, norm=None, rate=0.3):
    def move(_, p, g):
        if value is not None:
            g = [torch.clamp(a, -value, value) for a in g]
        if norm is not None:
            size = torch.sqrt(sum((a**2).sum() for a in g))
            g = [a * torch.clamp(norm / size, max=1.0) for a in g]
        return [a - rate * b for a, b in zip(p, g)]

    t = leaves(theta)
    adapted = inner(t, move)[-1]
    return adapted, grads(loss(adapted, xq, yq), t)


cases = {
    "metaSgd": meta_sgd(),
    "anil": part(True),
    "boil": part(False),
    "mamlPlusPlus": maml_plus_plus([0.0, 1.0]),
    "mamlPlusPlus, multi-step loss": maml_plus_plus([0.5, 0.5]),
    "protoMaml": proto_maml(),
    "iMaml": i_maml(),
    "clipValue": clipped(value=0.05),
    "clipNorm": clipped(norm=0.1),
    "clipNorm beyond reach": clipped(norm=100.0),
}
out = {
    "made": f"PyTorch {torch.__version__}, float64",
    "theta": flat(theta),
    "support": {"x": flat([xs]), "y": flat([torch.nn.functional.one_hot(ys, CLASSES).double()])},
    "query": {"x": flat([xq]), "y": flat([torch.nn.functional.one_hot(yq, CLASSES).double()])},
    "cases": {name: {"adapted": flat(a), "update": flat(u)} for name, (a, u) in cases.items()},
}
Path(__file__).with_name("learners.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
