// Transduction: queries judged in company share statistics; judged alone, each has those of the support examples.

import { arrow, dot, frame, label, picture } from './svg.mjs'

const column = (x) => [90, 130, 170].map((y) => [x, y])

const half = (left, title, together) => [
  label([left + 125, 30], title, { bold: true }),
  frame([left, 48], 250, 170),
  column(left + 40).map((place) => dot(place, { color: 'orange', ring: true })),
  together
    ? [frame([left + 82, 70], 86, 120, { color: 'blue' }), label([left + 125, 135], 'moments', { color: 'blue' })]
    : column(left + 125).map(([x, y]) => [
        frame([x - 43, y - 15], 86, 30, { color: 'blue' }),
        label([x, y + 5], 'moments', { color: 'blue' }),
      ]),
  column(left + 40).map(([x, y]) => arrow([x + 12, y], [left + 80, y], { color: 'dim', width: 1.8 })),
  column(left + 170).map(([x, y]) => arrow([x, y], [left + 214, y], { color: 'dim', width: 1.8 })),
  column(left + 225).map((place) => dot(place, { color: 'orange' })),
]

export const transduction = () =>
  picture(
    { width: 580, height: 262, title: 'Queries judged together share moments; judged one by one, each answer stands alone' },
    [
      half(20, 'in company: transductive', true),
      half(310, 'one by one', false),
      label([145, 246], 'an answer depends on the others', { color: 'dim' }),
      label([435, 246], 'it does not', { color: 'dim' }),
    ],
  )
