// A net trained on tasks of three classes tells five apart: its features are those that it learned, and each class is known by
// the mean of its support examples. The expected predictions are computed here in plain loops.

import { createRng, crossEntropy, innerSgd, maml, mlp, openModel, protoMaml, reference, thetaForWays } from 'assent'
import { expect, it } from 'vitest'

const learner = protoMaml({ inner: innerSgd({ rate: 0.05 }), innerSteps: 1 })
const hidden = 4

/** Features of one example: w₀ is `[2, 4]`, b₀ `[4]`. */
const featuresOf = (theta: ArrayLike<number>, x: readonly number[]) =>
  Array.from({ length: hidden }, (_, unit) =>
    Math.tanh(
      x.reduce((sum, value, i) => sum + value * Number(theta[i * hidden + unit]), Number(theta[x.length * hidden + unit])),
    ),
  )

it('the head of five classes is their means, over what three classes taught', async () => {
  const three = mlp({ sizes: [2, hidden, 3], activation: 'tanh' })
  const five = mlp({ sizes: [2, hidden, 5], activation: 'tanh' })
  const backend = reference()
  const rng = createRng(3)
  const draw = () => rng.uniform(-1, 1)
  const theta = Float64Array.from({ length: 2 * hidden + hidden + hidden * 3 + 3 }, draw)
  const trained = { model: three, learner }
  const open = openModel({ model: five, learner, loss: crossEntropy(), backend }, thetaForWays(trained, theta, five))
  const examples = Array.from({ length: 10 }, (_, i) => ({ x: [draw(), draw()], label: i % 5 }))
  const support = {
    count: 10,
    x: Float64Array.from(examples.flatMap(({ x }) => x)),
    y: Float64Array.from(examples.flatMap(({ label }) => [0, 1, 2, 3, 4].map((own) => Number(own === label)))),
  }
  const query = [draw(), draw()]
  const found = await (await open.adapt(support, 0)).predict(query)
  const seen = featuresOf(theta, query)
  const expected = [0, 1, 2, 3, 4].map((label) => {
    const own = examples.filter((example) => example.label === label).map(({ x }) => featuresOf(theta, x))
    const mean = seen.map((_, unit) => own.reduce((sum, values) => sum + Number(values[unit]), 0) / own.length)
    return mean.reduce((sum, value, unit) => sum + 2 * value * Number(seen[unit]) - value * value, 0)
  })
  for (const [label, logit] of expected.entries()) expect(found[label]).toBeCloseTo(logit, 12)
})

it('is refused where the head was learned, or where more than the head differs', () => {
  const three = mlp({ sizes: [2, hidden, 3] })
  const theta = new Float32Array(2 * hidden + hidden + hidden * 3 + 3)
  const learned = maml({ inner: innerSgd({ rate: 0.05 }), innerSteps: 1 })
  expect(() => thetaForWays({ model: three, learner: learned }, theta, mlp({ sizes: [2, hidden, 5] }))).toThrow(
    /expected a learner that builds heads from support examples; found maml; .*protoMaml/,
  )
  expect(() => thetaForWays({ model: three, learner }, theta, mlp({ sizes: [2, 5, 5] }))).toThrow(
    /expected w0 of shape \[2, 5\], as trained; found \[2, 4\]/,
  )
})
