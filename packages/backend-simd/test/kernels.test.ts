// The kernels that ship are those of the sources beside them.

import { expect, it } from 'vitest'
import { built, fingerprint, variants } from '../tools/build-kernels.mjs'

it.each(Object.keys(variants))('%s are built from these sources: run npm run kernels after a change', (variant) => {
  expect(built(variant)).toBe(fingerprint(variant))
})
