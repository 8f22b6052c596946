// What is learned, and how: sine waves of different heights and phases, each known by ten points.

export default {
  preset: 'sinusoid-maml',
  metaSteps: 1500,
  evaluation: { episodes: 300, innerSteps: 5 },
}
