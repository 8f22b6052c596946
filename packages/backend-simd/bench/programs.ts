// Meta-steps as programs: the sine network of MAML and the four-block convolutional network, any number of inner steps.

import {
  add,
  batchNorm,
  convolve,
  gradient,
  type InputSpecification,
  matMul,
  maxPool,
  meanSquaredError,
  type Program,
  relu,
  reshape,
  scale,
  softmaxCrossEntropy,
  stopGradient,
  sub,
  type Tensor,
  trace,
} from '@assent/autodiff'

interface Network {
  readonly parameters: { readonly [name: string]: readonly number[] }
  readonly loss: (parameters: readonly Tensor[], x: Tensor, y: Tensor) => Tensor
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** 1–40–40–1, relu, squared error. */
const sine: Network = {
  parameters: { w1: [1, 40], b1: [40], w2: [40, 40], b2: [40], w3: [40, 1], b3: [1] },
  x: [1],
  y: [1],
  loss: (p, x, y) => {
    const [w1, b1, w2, b2, w3, b3] = p as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
    const first = relu(add(matMul(x, w1), b1))
    const second = relu(add(matMul(first, w2), b2))
    return meanSquaredError(add(matMul(second, w3), b3), y)
  },
}

/** Four blocks of convolution 3 × 3 × 32 with bias, batch norm, relu and max-pooling on 28 × 28 × 1, five classes. */
const conv4: Network = {
  parameters: Object.fromEntries([
    ...[1, 2, 3, 4].flatMap((block): [string, number[]][] => [
      [`w${block}`, [3, 3, block === 1 ? 1 : 32, 32]],
      [`b${block}`, [32]],
      [`g${block}`, [32]],
      [`s${block}`, [32]],
    ]),
    ['w5', [32, 5]],
    ['b5', [5]],
  ]),
  x: [28, 28, 1],
  y: [5],
  loss: (p, x, y) => {
    let images = x
    for (let block = 0; block < 4; block++) {
      const [w, b, g, s] = p.slice(4 * block, 4 * block + 4) as [Tensor, Tensor, Tensor, Tensor]
      images = maxPool(relu(batchNorm(add(convolve(images, w), b), g, s)))
    }
    const [w, b] = p.slice(16) as [Tensor, Tensor]
    return softmaxCrossEntropy(add(matMul(reshape(images, [x.shape[0] as number, 32]), w), b), y)
  },
}

/** A learner's program: `steps` inner steps, then the query gradient, through the inner steps when `order` is 2. */
export function metaStep({
  network,
  steps,
  order,
  support,
  query,
}: {
  readonly network: 'sine' | 'conv4'
  readonly steps: number
  readonly order: 1 | 2
  readonly support: number
  readonly query: number
}): Program {
  const { parameters, loss, x, y } = network === 'sine' ? sine : conv4
  const names = Object.keys(parameters)
  const inputs: { [name: string]: InputSpecification } = {
    supportX: { shape: [support, ...x], perTask: true },
    supportY: { shape: [support, ...y], perTask: true },
    queryX: { shape: [query, ...x], perTask: true },
    queryY: { shape: [query, ...y], perTask: true },
  }
  for (const name of names) inputs[name] = { shape: parameters[name] as number[], perTask: false }
  return trace(inputs, (tensors) => {
    const tensor = (name: string) => tensors[name] as Tensor
    const theta = names.map(tensor)
    let adapted = theta
    for (let step = 0; step < steps; step++) {
      const gradients = gradient(loss(adapted, tensor('supportX'), tensor('supportY')), adapted)
      adapted = adapted.map((parameter, p) => sub(parameter, scale(gradients[p] as Tensor, 0.01)))
      if (order === 1) adapted = adapted.map(stopGradient)
    }
    const final = loss(adapted, tensor('queryX'), tensor('queryY'))
    const updates = gradient(final, order === 1 ? adapted : theta)
    return { loss: final, ...Object.fromEntries(updates.map((update, p) => [`update/${names[p]}`, update])) }
  })
}
