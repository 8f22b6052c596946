// Transduction: queries judged in company share statistics; judged alone, each has those of the support examples.

import { arrow, dot, frame, label, picture } from './svg.mjs'

const column = (x) => [84, 124, 164].map((y) => [x, y])

const box = ([x, y], height) => [
  frame([x - 42, y - height / 2], 84, height, { color: 'blue' }),
  label([x, y + 5], 'moments', { color: 'blue' }),
]

const half = (left, title, conclusion, boxes) => [
  label([left + 90, 26], title, { bold: true }),
  frame([left, 44], 180, 160),
  column(left + 20).map((place) => dot(place, { color: 'orange', ring: true })),
  column(left + 29).map(([x, y]) => arrow([x, y], [x + 18, y], { color: 'dim', width: 1.8 })),
  boxes(left + 90),
  column(left + 133).map(([x, y]) => arrow([x, y], [x + 18, y], { color: 'dim', width: 1.8 })),
  column(left + 160).map((place) => dot(place, { color: 'orange' })),
  label([left + 90, 230], conclusion, { color: 'dim' }),
]

export const transduction = () =>
  picture(
    { width: 400, height: 246, title: 'Queries judged together share moments; judged one by one, each answer stands alone' },
    [
      half(10, 'in company', 'answers hang together', (x) => box([x, 124], 116)),
      half(210, 'one by one', 'each stands alone', (x) => column(x).map((place) => box(place, 30))),
    ],
  )
