// Inner steps lead from θ to a place for each task; the outer step moves θ itself, by the mean of what the tasks propose.

import { arrow, dot, label, picture } from './svg.mjs'

const theta = [70, 190]
const ends = [
  [230, 66],
  [336, 130],
  [276, 222],
]
const bends = [
  [
    [120, 136],
    [176, 90],
  ],
  [
    [158, 158],
    [250, 134],
  ],
  [
    [134, 216],
    [206, 230],
  ],
]
const mean = [0, 1].map((axis) => ends.reduce((sum, end) => sum + end[axis] - theta[axis], 0) / ends.length)
const moved = theta.map((value, axis) => value + 0.75 * mean[axis])

export const steps = () =>
  picture({ width: 400, height: 274, title: 'Three tasks adapt from θ by inner steps; one outer step moves θ between them' }, [
    ends.map((end, task) => {
      const way = [theta, ...bends[task], end]
      return [way.slice(1).map((to, i) => arrow(way[i], to, { color: 'blue', width: 1.8 })), dot(end, { color: 'blue' })]
    }),
    arrow(theta, moved, { color: 'orange', width: 4 }),
    dot(theta, { size: 6 }),
    label([54, 196], 'θ', { anchor: 'end', bold: true }),
    ends.map(([x, y], task) => label([x + 14, y + 5], `θ${'₁₂₃'[task]}`, { anchor: 'start', color: 'blue' })),
    label([20, 30], 'inner steps: each task goes its own way', { anchor: 'start', color: 'blue' }),
    label([20, 262], 'outer step: θ moves once, for all', { anchor: 'start', color: 'orange' }),
  ])
