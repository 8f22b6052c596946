// What is learned, and how: sine waves of different heights and phases, each known by ten points.

import { defineConfig } from '@assent/cli'

export default defineConfig({
  preset: 'sinusoid-maml',
  metaSteps: 1500,
  evaluation: { episodes: 300, innerSteps: 5 },
})
