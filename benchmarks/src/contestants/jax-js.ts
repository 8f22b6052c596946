// jax-js on its WebAssembly backend, as its users write it: jit(vmap(grad)) over the tasks. Every use of an array but
// the last takes a `ref`; what is recorded once under jit may keep more.

import { readFileSync } from 'node:fs'
import { createRng } from '@assent/core'
import { blockUntilReady, defaultDevice, grad, init, jit, lax, nn, numpy as np, type Array as Value, vmap } from '@jax-js/jax'
import { type Opened, serve } from '../peer/serve.js'
import { partsOf } from '../work/problem.js'
import type { Work } from '../work/work.js'

type Loss = (parameters: Value[], x: Value, y: Value) => Value

/** Mean squared error of 1–40–40–1. */
const mlpLoss: Loss = (parameters, x, y) => {
  const [w0, b0, w1, b1, w2, b2] = parameters.map(({ ref }) => ref) as [Value, Value, Value, Value, Value, Value]
  const first = nn.relu(np.dot(x.ref, w0).add(b0))
  const second = nn.relu(np.dot(first, w1).add(b1))
  const error = np.dot(second, w2).add(b2).sub(y.ref)
  return error.ref.mul(error).mean()
}

/** One block on `[images, channels, height, width]`. */
function block([filter, bias, scale, shift]: Value[], images: Value): Value {
  const perChannel = (values: Value) => values.ref.reshape([1, -1, 1, 1])
  const filters = np.transpose((filter as Value).ref, [3, 2, 0, 1])
  const convolved = lax.convGeneralDilated(images, filters, [1, 1], 'SAME').add(perChannel(bias as Value))
  const centered = convolved.ref.sub(convolved.mean([0, 2, 3], { keepdims: true }))
  const variance = centered.ref.mul(centered.ref).mean([0, 2, 3], { keepdims: true })
  const normal = centered.div(np.sqrt(variance.add(1e-5)))
  const active = nn.relu(normal.mul(perChannel(scale as Value)).add(perChannel(shift as Value)))
  const [count, channels, height, width] = active.shape as [number, number, number, number]
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)]
  const even = active.slice([], [], [0, 2 * rows], [0, 2 * columns])
  return even.reshape([count, channels, rows, 2, columns, 2]).max([3, 5])
}

/** Softmax cross-entropy of the four-block network; `y` has a 1 at each image's class. */
const convLoss: Loss = (parameters, x, y) => {
  let images = x.ref.reshape([x.shape[0] as number, 1, 28, 28])
  for (let start = 0; start < 16; start += 4) images = block(parameters.slice(start, start + 4), images)
  const [weight, bias] = parameters.slice(16) as [Value, Value]
  const logits = np.dot(images.reshape([x.shape[0] as number, -1]), weight.ref).add(bias.ref)
  return nn.logSoftmax(logits, -1).mul(y.ref).sum(-1).mean().neg()
}

/** The mean over tasks of each task's gradient. */
function meanGradient({ network, order, steps, rate }: Work) {
  const loss = network === 'mlp' ? mlpLoss : convLoss
  const adapt = (parameters: Value[], x: Value, y: Value): Value[] => {
    let adapted = parameters
    for (let step = 0; step < steps; step++) {
      const gradients = grad(loss)(
        adapted.map(({ ref }) => ref),
        x.ref,
        y.ref,
      ) as Value[]
      adapted = adapted.map((parameter, p) => parameter.ref.sub((gradients[p] as Value).mul(rate)))
    }
    return adapted
  }
  const second = grad((parameters: Value[], xs: Value, ys: Value, xq: Value, yq: Value) =>
    loss(adapt(parameters, xs, ys), xq, yq),
  )
  const first = (parameters: Value[], xs: Value, ys: Value, xq: Value, yq: Value) =>
    grad(loss)(adapt(parameters, xs, ys), xq.ref, yq.ref)
  const ofTasks = vmap((order === 2 ? second : first) as typeof first, [null, 0, 0, 0, 0])
  return (...inputs: Parameters<typeof first>) => (ofTasks(...inputs) as Value[]).map((gradients) => gradients.mean(0))
}

async function open({ work }: { readonly work: Work }): Promise<Opened> {
  await init('cpu', 'wasm')
  defaultDevice('wasm')
  const { model, tasks, episodes } = partsOf(work)
  const initial = model.initialize(createRng(1, 'model'))
  const array = (values: ArrayLike<number>, shape: readonly number[]) => np.array(Float32Array.from(values)).reshape([...shape])
  const parameters = model.parameters.map(({ shape }, p) => array(initial[p] as ArrayLike<number>, shape))
  const data = (['support', 'query'] as const).flatMap((part) =>
    (['x', 'y'] as const).map((axis) =>
      array(
        episodes.flatMap((episode) => Array.from(episode[part][axis])),
        [work.tasks, work[part], ...(axis === 'x' ? tasks.inputShape : tasks.targetShape)],
      ),
    ),
  ) as [Value, Value, Value, Value]
  const compiled = jit(meanGradient(work))
  const run = async () => {
    const [xs, ys, xq, yq] = data
    const result = compiled(
      parameters.map(({ ref }) => ref),
      xs.ref,
      ys.ref,
      xq.ref,
      yq.ref,
    ) as Value[]
    await blockUntilReady(result)
    return result
  }
  const step = async () => {
    for (const gradient of await run()) gradient.dispose()
  }
  const started = performance.now()
  await step()
  return {
    version: (
      JSON.parse(readFileSync(new URL('../package.json', import.meta.resolve('@jax-js/jax')), 'utf8')) as { version: string }
    ).version,
    compileMilliseconds: performance.now() - started,
    step,
    direction: async () => Float32Array.from((await run()).flatMap((gradient) => Array.from(gradient.dataSync()))),
  }
}

await serve(open)
