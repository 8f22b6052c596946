// What is learned, and how: to tell three signs apart after one drawing of each. `images` holds a folder for each sign.

export default {
  preset: 'quickdraw-5w1s-app',
  tasks: {
    name: 'images',
    options: {
      from: 'images',
      size: 28,
      channels: 1,
      ways: 3,
      shots: 1,
      queries: 4,
      split: { train: 40, validation: 8, test: 12, seed: 1 }, // signs: each is met in one of them
    },
  },
  model: {
    name: 'convNet',
    options: { input: [28, 28, 1], classes: 3, filters: 16, stride: 2, pool: false, headStart: 'zero', norm: 'layer' },
  },
  metaSteps: 400,
  tasksPerStep: 8,
  evaluation: { episodes: 200, innerSteps: 3 },
}
