// Small image tasks: tell horizontal from vertical from diagonal stripes, in noise.

import { createRng, type LabeledClass, nWay, type TaskSource } from '@assent/core'

const patterns = [
  (row: number, _column: number) => row,
  (_row: number, column: number) => column,
  (row: number, column: number) => row + column,
]

function stripeClass(index: number): LabeledClass {
  const pattern = patterns[index % patterns.length] as (typeof patterns)[number]
  return {
    name: `stripes ${index}`,
    count: 20,
    copy: (example, into) => {
      const rng = createRng(index, 'stripes', example)
      for (let i = 0; i < 64; i++) into[i] = (pattern(Math.floor(i / 8), i % 8) % 2) + 0.3 * rng.normal()
    },
  }
}

/** 3-way 2-shot episodes of 8 × 8 images. */
export function stripes(): TaskSource {
  const classes = Array.from({ length: 6 }, (_, index) => stripeClass(index))
  return nWay({
    name: 'stripes',
    settings: {},
    inputShape: [8, 8, 1],
    classes: { train: classes, validation: classes, test: classes },
    ways: 3,
    shots: { shots: 2, queries: 3, trainShots: 2, trainQueries: 3 },
  })
}
