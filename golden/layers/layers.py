"""Golden values of layers: outputs, gradients and Hessian products, from JAX in float64.

    pip install jax && python golden/layers/layers.py > golden/layers/layers.json

Each case is a function of parameters and inputs, written with JAX's own operations or from the cited equations. All values
follow from `values`, so that the file holds results alone.
"""
import json

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

EPSILON = 1e-5


def values(stream, shape):
    count = int(np.prod(shape))
    return jnp.asarray(np.sin(0.7 * np.arange(count) + 1.3 * stream + 0.5).reshape(shape))


def dense(p, x):
    return x @ p[0] + p[1]


def conv(strides, padding, groups=1):
    def apply(p, x):
        spatial = x.ndim - 2
        numbers = ("NHWC", "HWIO", "NHWC") if spatial == 2 else ("NWC", "WIO", "NWC")
        y = jax.lax.conv_general_dilated(
            x, p[0], strides, padding, dimension_numbers=numbers, feature_group_count=groups)
        return y + p[1]
    return apply


def pool(kind, sizes, strides):
    window, step = (1, *sizes, 1), (1, *strides, 1)

    def apply(p, x):
        if kind == "max":
            return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, step, "VALID")
        return jax.lax.reduce_window(x, 0.0, jax.lax.add, window, step, "VALID") / np.prod(sizes)
    return apply


def standardize(x, axes):
    return (x - x.mean(axes, keepdims=True)) / jnp.sqrt(x.var(axes, keepdims=True) + EPSILON)


def norm(axes):
    return lambda p, x: standardize(x, axes) * p[0] + p[1]


def group_norm(groups):
    def apply(p, x):
        grouped = x.reshape(*x.shape[:-1], groups, x.shape[-1] // groups)
        return standardize(grouped, (1, 2, 4)).reshape(x.shape) * p[0] + p[1]
    return apply


def task_norm(p, x, support=None):
    """Bronskill et al. 2020, equations 10 and 11."""
    support = x if support is None else support
    every = tuple(range(x.ndim - 1))
    own = tuple(range(1, x.ndim - 1)) or (1,)
    alpha = jax.nn.sigmoid(p[2] * support.shape[0] + p[3])
    mean_support, var_support = support.mean(every), support.var(every)
    mean_own, var_own = x.mean(own, keepdims=True), x.var(own, keepdims=True)
    mean = alpha * mean_support + (1 - alpha) * mean_own
    var = alpha * (var_support + (mean_support - mean) ** 2) + (1 - alpha) * (var_own + (mean_own - mean) ** 2)
    return (x - mean) / jnp.sqrt(var + EPSILON) * p[0] + p[1]


def gru(sequence):
    """PyTorch's documentation of torch.nn.GRU, one gate after the other."""
    def apply(p, x):
        weight, bias, recurrent, recurrent_bias = p
        units = recurrent.shape[0]
        part = lambda a, k: a[..., k * units:(k + 1) * units]
        h = jnp.zeros((x.shape[0], units))
        states = []
        for t in range(x.shape[1]):
            r = jax.nn.sigmoid(x[:, t] @ part(weight, 0) + part(bias, 0) + h @ part(recurrent, 0) + part(recurrent_bias, 0))
            z = jax.nn.sigmoid(x[:, t] @ part(weight, 1) + part(bias, 1) + h @ part(recurrent, 1) + part(recurrent_bias, 1))
            n = jnp.tanh(x[:, t] @ part(weight, 2) + part(bias, 2) + r * (h @ part(recurrent, 2) + part(recurrent_bias, 2)))
            h = (1 - z) * n + z * h
            states.append(h)
        return jnp.stack(states, 1) if sequence else h
    return apply


def attention(heads, causal):
    """Head by head, place by place."""
    def apply(p, x):
        length, features = x.shape[1:]
        size = features // heads
        q, k, v = (x @ p[2 * i] + p[2 * i + 1] for i in range(3))
        mixed = []
        for head in range(heads):
            own = slice(head * size, (head + 1) * size)
            places = []
            for place in range(length):
                seen = place + 1 if causal else length
                scores = jnp.einsum("nf,nlf->nl", q[:, place, own], k[:, :seen, own]) / np.sqrt(size)
                places.append(jnp.einsum("nl,nlf->nf", jax.nn.softmax(scores), v[:, :seen, own]))
            mixed.append(jnp.stack(places, 1))
        return jnp.concatenate(mixed, -1) @ p[6] + p[7]
    return apply


def positions(p, x):
    """Vaswani et al. 2017, section 3.5."""
    length, features = x.shape[1:]
    table = np.zeros((length, features))
    for place in range(length):
        for i in range(0, features, 2):
            table[place, i] = np.sin(place / 10000 ** (i / features))
            if i + 1 < features:
                table[place, i + 1] = np.cos(place / 10000 ** (i / features))
    return x + table


def residual_block(p, x):
    main = conv((2, 2), "SAME")(p[:2], x)
    main = jax.nn.relu(standardize(main, (1, 2, 3)) * p[2] + p[3])
    around = conv((2, 2), "SAME")(p[4:6], x)
    return dense(p[6:8], (main + around).mean((1, 2)))


IMAGE = [2, 5, 4, 4]
SERIES = [2, 6, 4]
AFFINE = [[4], [4]]

CASES = {
    "dense": (dense, [3, 3], [[3, 4], [4]]),
    "dense over places": (dense, [2, 5, 3], [[3, 2], [2]]),
    "conv": (conv((2, 1), "SAME"), IMAGE, [[3, 2, 4, 3], [3]]),
    "conv in groups": (conv((1, 1), "VALID", 2), IMAGE, [[2, 2, 2, 6], [6]]),
    "conv with zeros": (conv((1, 1), [(1, 1), (2, 2)]), IMAGE, [[2, 3, 4, 2], [2]]),
    "conv of series": (conv((2,), "VALID"), SERIES, [[4, 4, 3], [3]]),
    "conv of series in groups": (conv((1,), "SAME", 4), SERIES, [[3, 1, 4], [4]]),
    "maxPooling": (pool("max", (3, 2), (2, 1)), IMAGE, []),
    "averagePooling": (pool("mean", (3, 2), (2, 1)), IMAGE, []),
    "averagePooling that touches": (pool("mean", (2, 2), (2, 2)), IMAGE, []),
    "maxPooling of series": (pool("max", (2,), (2,)), SERIES, []),
    "averagePooling of series": (pool("mean", (3,), (1,)), SERIES, []),
    "globalPooling": (lambda p, x: x.mean((1, 2)), IMAGE, []),
    "globalPooling of the largest": (lambda p, x: x.max((1, 2)), IMAGE, []),
    "globalPooling of series": (lambda p, x: x.mean(1), SERIES, []),
    "flat": (lambda p, x: x.reshape(x.shape[0], -1), IMAGE, []),
    "relu": (lambda p, x: jax.nn.relu(x), [2, 7], []),
    "tanh": (lambda p, x: jnp.tanh(x), [2, 7], []),
    "sigmoid": (lambda p, x: jax.nn.sigmoid(x), [2, 7], []),
    "gelu": (lambda p, x: jax.nn.gelu(x, approximate=True), [2, 7], []),
    "silu": (lambda p, x: jax.nn.silu(x), [2, 7], []),
    "norm batch": (norm((0, 1, 2)), IMAGE, AFFINE),
    "norm layer of images": (norm((1, 2, 3)), IMAGE, AFFINE),
    "norm layer of series": (norm((2,)), SERIES, AFFINE),
    "norm layer of features": (norm((1,)), [3, 4], AFFINE),
    "norm instance": (norm((1, 2)), IMAGE, AFFINE),
    "norm group": (group_norm(2), IMAGE, AFFINE),
    "norm task": (task_norm, IMAGE, [*AFFINE, [], []]),
    "norm task of series": (task_norm, SERIES, [*AFFINE, [], []]),
    "norm task of features": (task_norm, [3, 4], [*AFFINE, [], []]),
    "norm task beside support": (task_norm, IMAGE, [*AFFINE, [], []], [3, 5, 4, 4]),
    "gru": (gru(False), SERIES, [[4, 9], [9], [3, 9], [9]]),
    "gru of all states": (gru(True), SERIES, [[4, 9], [9], [3, 9], [9]]),
    "attention": (attention(2, False), SERIES, [[4, 4], [4]] * 4),
    "attention to earlier places": (attention(2, True), SERIES, [[4, 4], [4]] * 4),
    "positions": (positions, SERIES, []),
    "residual": (residual_block, IMAGE,
                 [[3, 3, 4, 3], [3], [3], [3], [1, 1, 4, 3], [3], [3, 2], [2]]),
}


def case(function, input_shape, parameter_shapes, support_shape=None):
    x = values(0, input_shape)
    support = [] if support_shape is None else [values(1, support_shape)]
    parameters = [values(3 + i, shape) for i, shape in enumerate(parameter_shapes)]
    everything = [x, *support, *parameters]
    directions = [values(50 + i, a.shape) for i, a in enumerate(everything)]
    split = len(support) + 1

    def output(all_values):
        return function(all_values[split:], *all_values[:split])

    y = output(everything)
    weights = values(2, y.shape)
    first = jax.grad(lambda own: jnp.sum(weights * output(own)))
    second = jax.grad(lambda own: sum(jnp.sum(g * v) for g, v in zip(first(own), directions)))
    flat = lambda arrays: [round_off(a) for a in arrays]
    return {"shape": list(y.shape[1:]), "output": round_off(y), "first": flat(first(everything)), "second": flat(second(everything))}


def round_off(array):
    """Eleven digits: more than any test asks for."""
    return [float(f"{value:.11g}") for value in np.asarray(array).ravel()]


if __name__ == "__main__":
    lines = [f"{json.dumps(name)}: {json.dumps(case(*own))}" for name, own in CASES.items()]
    print("{\n" + ",\n".join(lines) + "\n}")
