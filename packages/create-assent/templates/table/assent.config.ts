// What is learned, and how. `npx assent inspect rooms.csv --task room --target inside` says what is in a table.

import { defineConfig } from '@assent/cli'

export default defineConfig({
  preset: 'sinusoid-maml',
  tasks: {
    name: 'table',
    options: {
      from: 'rooms.csv',
      task: 'room', // each room is a task
      inputs: ['hour', 'outside'],
      target: 'inside',
      unit: '°C',
    },
  },
  model: { name: 'mlp', options: { sizes: [2, 40, 40, 1] } },
  metaSteps: 1500,
  tasksPerStep: 8,
  evaluation: { episodes: 300, innerSteps: 5 },
})
