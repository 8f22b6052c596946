// The kernels that ship are those of the sources beside them.

import { expect, it } from 'vitest'
import { built, fingerprint } from '../tools/build-kernels.mjs'

it('are built from these sources: run npm run kernels after a change', () => {
  expect(built()).toBe(fingerprint())
})
