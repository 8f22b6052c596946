"""PyTorch on one piece of work: `torch_peer.py WORK.json loop|func THREADS`.

loop: task by task with autograd.grad, as learn2learn and higher do. func: torch.func, vmap of grad over the tasks.
"""
import sys

from work import limit_processors, read_work, say, serve

try:
    file, way, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    limit_processors(threads)
    import torch
    from torch import nn
    from torch.func import grad, vmap

    torch.set_num_threads(threads)
    work, theta, data = read_work(file)
    conv = work["network"] == "conv4"
    steps, rate, second = work["steps"], work["rate"], work["order"] == 2

    def from_ours(array):
        """Filters and images as PyTorch has them: [out, in, height, width] and [.., channels, height, width]."""
        tensor = torch.from_numpy(array.copy())
        return tensor.permute(3, 2, 0, 1).contiguous() if tensor.ndim == 4 else tensor

    def to_ours(tensor):
        return (tensor.permute(2, 3, 1, 0) if tensor.ndim == 4 else tensor).detach().numpy()

    def images(array):
        return torch.from_numpy(array.copy()).permute(0, 1, 4, 2, 3).contiguous() if conv else torch.from_numpy(array.copy())

    def classes(array):
        return torch.from_numpy(array.copy()).argmax(-1) if conv else torch.from_numpy(array.copy())

    def mlp_loss(p, x, y):
        hidden = torch.relu(x @ p[0] + p[1])
        hidden = torch.relu(hidden @ p[2] + p[3])
        return nn.functional.mse_loss(hidden @ p[4] + p[5], y)

    def conv_loss(p, x, y):
        for block in range(4):
            kernel, bias, scale, shift = p[4 * block : 4 * block + 4]
            x = nn.functional.conv2d(x, kernel, bias, padding=1)
            x = nn.functional.batch_norm(x, None, None, scale, shift, training=True, eps=1e-5)
            x = nn.functional.max_pool2d(torch.relu(x), 2)
        # The linear layer takes the values as ours lie: row by row, channels last.
        return nn.functional.cross_entropy(x.permute(0, 2, 3, 1).flatten(1) @ p[16] + p[17], y)

    loss = conv_loss if conv else mlp_loss
    parameters = [from_ours(array).requires_grad_(way == "loop") for array in theta]
    xs, ys, xq, yq = images(data[0]), classes(data[1]), images(data[2]), classes(data[3])

    def loop():
        total = [torch.zeros_like(parameter) for parameter in parameters]
        for task in range(work["tasks"]):
            adapted = parameters
            for _ in range(steps):
                gradients = torch.autograd.grad(loss(adapted, xs[task], ys[task]), adapted, create_graph=second)
                adapted = [a - rate * g for a, g in zip(adapted, gradients)]
                if not second:
                    adapted = [a.detach().requires_grad_() for a in adapted]
            gradients = torch.autograd.grad(loss(adapted, xq[task], yq[task]), parameters if second else adapted)
            total = [a + g for a, g in zip(total, gradients)]
        return [a / work["tasks"] for a in total]

    def adapt(p, x, y):
        for _ in range(steps):
            p = tuple(a - rate * g for a, g in zip(p, grad(loss)(p, x, y)))
        return p

    def through(p, x, y, qx, qy):
        return loss(adapt(p, x, y), qx, qy)

    def beside(p, x, y, qx, qy):
        return grad(loss)(adapt(p, x, y), qx, qy)

    of_tasks = vmap(grad(through) if second else beside, in_dims=(None, 0, 0, 0, 0))

    def func():
        return [a.mean(0) for a in of_tasks(tuple(parameters), xs, ys, xq, yq)]

    step = {"loop": loop, "func": func}[way]
    serve(torch.__version__, step, lambda: [to_ours(part) for part in step()])
except Exception as error:  # whatever it is, the benchmark has to say why this contestant is missing
    say(error=f"{type(error).__name__}: {error}")
    sys.exit(1)
