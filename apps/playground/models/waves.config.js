// What the page's curve screen begins from: sine waves of all phases, known by ten points; the network and the learner of the Vote
// screen, trained ten times as long under the weighting that wins there.

export default {
  tasks: { name: 'sinusoid', options: { phase: [0, 2 * Math.PI], shots: 10, queries: 10 } },
  model: { name: 'mlp', options: { sizes: [1, 40, 40, 1], activation: 'tanh' } },
  learner: { name: 'reptile', innerSteps: 5, inner: { name: 'sgd', rate: 0.02 } },
  weighting: 'whitened',
  optimizer: { name: 'sgd', rate: 32, schedule: 'linear' },
  backend: 'simd',
  tasksPerStep: 25,
  metaSteps: 10_000,
  seed: 1,
  evaluation: { episodes: 1000, innerSteps: 5 },
}
