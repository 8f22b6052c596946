// Options that nobody reads: JavaScript would pass over a typo, and train with the usual value.

import { expect, it } from 'vitest'
import { adam, momentum } from '../src/index.js'

it.each([
  [
    () => adam(0.1, { beta: 0.5 } as never),
    /^\[adam\] expected options beta1, beta2, epsilon; found 'beta'; did you mean beta1\?$/,
  ],
  [() => momentum(0.1, { momentun: 0.5 } as never), /^\[momentum\] .* found 'momentun'; did you mean momentum\?$/],
])('%o is refused', (make, message) => {
  expect(make).toThrow(message)
})
