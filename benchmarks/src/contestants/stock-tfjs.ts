// Stock TensorFlow.js on its WebAssembly backend, written the usual way: task by task, with tf.grads. First order only,
// since its second derivatives are wrong for some operations and missing for others.

import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
import { createRng, type Episode } from '@assent/core'
import { type Opened, serve } from '../peer/serve.js'
import { partsOf } from '../work/problem.js'
import type { Work } from '../work/work.js'
import { registerFilterGradient, startWasm } from './tfjs-wasm.js'

type Loss = (x: tf.Tensor, y: tf.Tensor) => (...parameters: tf.Tensor[]) => tf.Scalar

/** Mean squared error of 1–40–40–1. */
const mlpLoss: Loss =
  (x, y) =>
  (...parameters) => {
    const [w0, b0, w1, b1, w2, b2] = parameters as [tf.Tensor2D, tf.Tensor, tf.Tensor2D, tf.Tensor, tf.Tensor2D, tf.Tensor]
    const first = tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, w0), b0)) as tf.Tensor2D
    const second = tf.relu(tf.add(tf.matMul(first, w1), b1)) as tf.Tensor2D
    return tf.mean(tf.square(tf.sub(tf.add(tf.matMul(second, w2), b2), y)))
  }

/** Softmax cross-entropy of the four-block network. */
const convLoss: Loss =
  (x, y) =>
  (...parameters) => {
    let images = x as tf.Tensor4D
    for (let block = 0; block < 4; block++) {
      const [filter, bias, scale, shift] = parameters.slice(4 * block) as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D]
      const convolved = tf.add(tf.conv2d(images, filter, 1, 'same'), bias) as tf.Tensor4D
      const { mean, variance } = tf.moments(convolved, [0, 1, 2])
      const normal = tf.batchNorm(convolved, mean as tf.Tensor1D, variance as tf.Tensor1D, shift, scale, 1e-5) as tf.Tensor4D
      images = tf.maxPool(tf.relu(normal), 2, 2, 'valid')
    }
    const [weight, bias] = parameters.slice(16) as [tf.Tensor2D, tf.Tensor]
    const logits = tf.add(tf.matMul(tf.reshape(images, [x.shape[0] as number, -1]), weight), bias)
    return tf.losses.softmaxCrossEntropy(y, logits) as tf.Scalar
  }

/** Adapts to one task and differentiates there. */
function taskGradient(
  { steps, rate }: Work,
  loss: Loss,
  theta: tf.Tensor[],
  [xs, ys, xq, yq]: readonly tf.Tensor[],
): tf.Tensor[] {
  let parameters = theta
  for (let step = 0; step < steps; step++) {
    const gradients = tf.grads(loss(xs as tf.Tensor, ys as tf.Tensor))(parameters)
    parameters = parameters.map((parameter, p) => tf.sub(parameter, tf.mul(gradients[p] as tf.Tensor, rate)))
  }
  return tf.grads(loss(xq as tf.Tensor, yq as tf.Tensor))(parameters)
}

async function open({ work }: { readonly work: Work }): Promise<Opened> {
  if (work.order === 2) throw new Error('its second derivatives are wrong or missing')
  const version = await startWasm()
  registerFilterGradient()
  const { model, tasks, episodes } = partsOf(work)
  const initial = model.initialize(createRng(1, 'model'))
  const tensor = (values: ArrayLike<number>, shape: readonly number[]) => tf.tensor(Float32Array.from(values), [...shape])
  const theta = model.parameters.map(({ shape }, p) => tensor(initial[p] as ArrayLike<number>, shape))
  const examples = ({ support, query }: Episode) => [
    tensor(support.x, [work.support, ...tasks.inputShape]),
    tensor(support.y, [work.support, ...tasks.targetShape]),
    tensor(query.x, [work.query, ...tasks.inputShape]),
    tensor(query.y, [work.query, ...tasks.targetShape]),
  ]
  const data = episodes.map(examples)
  const loss = work.network === 'mlp' ? mlpLoss : convLoss
  /** Sums in place of a list of all gradients, so that memory stays small; the caller lets go of the result. */
  const mean = () =>
    tf.tidy(() => {
      let total = theta.map((parameter) => tf.zerosLike(parameter))
      for (const task of data) {
        const before = total
        total = tf.tidy(() => {
          const gradients = taskGradient(work, loss, theta, task)
          return before.map((sum, p) => tf.add(sum, gradients[p] as tf.Tensor))
        })
        tf.dispose(before)
      }
      return total.map((sum) => tf.div(sum, data.length))
    })
  return {
    version,
    step: () => tf.dispose(mean()),
    direction: async () => Float32Array.from(mean().flatMap((gradient) => Array.from(gradient.dataSync()))),
  }
}

await serve(open)
