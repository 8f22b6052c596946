// An episode: one task, the examples that it is learned from and those that judge it.

import { dot, label, line, picture } from './svg.mjs'

const wave = (x) => 2 * Math.sin(x - 0.6)
const place = (x) => [20 + (x + 5) * 36, 110 - wave(x) * 42]
const grid = Array.from({ length: 101 }, (_, i) => -5 + i / 10)
const support = [-4.3, -2.9, -0.7, 1.2, 3.6]
const query = [-3.7, -1.8, 0.2, 2.4, 4.5]

export const episode = () =>
  picture({ width: 400, height: 274, title: 'One task: a wave, known by five support points and judged on five query points' }, [
    line(grid.map(place), { color: 'faint', width: 3 }),
    support.map((x) => dot(place(x), { color: 'blue' })),
    query.map((x) => dot(place(x), { color: 'orange', ring: true })),
    dot([26, 226], { color: 'blue' }),
    label([40, 231], 'support: the task is learned from these', { anchor: 'start' }),
    dot([26, 254], { color: 'orange', ring: true }),
    label([40, 259], 'query: these judge what was learned', { anchor: 'start' }),
  ])
