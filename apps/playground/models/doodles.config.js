// What the page's drawing screen begins from: three doodles to tell apart, five drawings of each, judged on classes never seen.
// As the preset quickdraw-5w5s, with a layer norm, whose answer to a drawing does not depend on the drawings beside it.

const input = [28, 28, 1]

export default {
  tasks: { name: 'quickdraw', options: { ways: 3, shots: 5, queries: 15, trainQueries: 5 } },
  model: { name: 'convNet', options: { input, classes: 3, stride: 2, pool: false, headStart: 'zero', norm: 'layer' } },
  learner: { name: 'maml', innerSteps: 3, inner: { name: 'sgd', rate: 0.15 } },
  weighting: 'uniform',
  optimizer: { name: 'adam', rate: 0.001, schedule: 'linear' },
  backend: 'simd',
  tasksPerStep: 8,
  metaSteps: 8_000,
  seed: 1,
  evaluation: { episodes: 600, innerSteps: 5 },
}
