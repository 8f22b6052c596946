// Inner steps lead from θ to a place for each task; the outer step moves θ itself, by the mean of what the tasks propose.

import { arrow, dot, label, picture } from './svg.mjs'

const theta = [150, 210]
const ends = [
  [300, 70],
  [390, 150],
  [330, 236],
]
const bends = [
  [
    [196, 150],
    [250, 98],
  ],
  [
    [232, 176],
    [312, 154],
  ],
  [
    [212, 232],
    [272, 244],
  ],
]
const mean = [0, 1].map((axis) => ends.reduce((sum, end) => sum + end[axis] - theta[axis], 0) / ends.length)
const moved = theta.map((value, axis) => value + 0.75 * mean[axis])

export const steps = () =>
  picture({ width: 580, height: 290, title: 'Three tasks adapt from θ by inner steps; one outer step moves θ between them' }, [
    ends.map((end, task) => {
      const way = [theta, ...bends[task], end]
      return [way.slice(1).map((to, i) => arrow(way[i], to, { color: 'blue', width: 1.8 })), dot(end, { color: 'blue' })]
    }),
    arrow(theta, moved, { color: 'orange', width: 4 }),
    dot(theta, { size: 6 }),
    label([134, 216], 'θ', { anchor: 'end', bold: true }),
    ends.map(([x, y], task) => label([x + 14, y + 5], `θ${'₁₂₃'[task]}`, { anchor: 'start', color: 'blue' })),
    label([60, 40], 'inner steps: each task goes its own way', { anchor: 'start', color: 'blue' }),
    label([60, 276], 'outer step: θ moves once, for all', { anchor: 'start', color: 'orange' }),
  ])
