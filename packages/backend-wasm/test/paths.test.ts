// Files that are not where they are said to be. In a file of its own, since a process loads them once.

import { expect, it } from 'vitest'
import { wasm } from '../src/index.js'

it('says what is missing', async () => {
  await expect(wasm({ paths: '/nowhere/' })).rejects.toThrow(
    /\[backend wasm\] expected TensorFlow\.js to start wasm; found .*\.wasm/,
  )
})
