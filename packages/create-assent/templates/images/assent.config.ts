// What is learned, and how: to tell classes apart that nobody has trained on, from three images of each.

import { defineConfig } from '@assent/cli'
import { pixels } from './pixels.js'

const ways = 3
const { size, channels } = pixels

export default defineConfig({
  tasks: {
    name: 'images',
    options: {
      from: 'images', // a folder for each class
      ...pixels,
      ...{ ways, shots: 3, queries: 5 },
      split: { train: 28, validation: 4, test: 8, seed: 1 }, // classes
    },
  },
  model: {
    name: 'convNet',
    options: {
      input: [size, size, channels],
      classes: ways,
      filters: 16,
      stride: 2,
      pool: false,
      headStart: 'zero',
      norm: 'layer',
    },
  },
  learner: { name: 'maml', innerSteps: 3, inner: { name: 'sgd', rate: 0.2 } },
  weighting: 'uniform',
  optimizer: { name: 'adam', rate: 0.002 },
  backend: 'simd',
  tasksPerStep: 4,
  metaSteps: 300,
  seed: 1,
  evaluation: { episodes: 100, innerSteps: 3 },
})
