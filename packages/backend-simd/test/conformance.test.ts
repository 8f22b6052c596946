// The suite that every backend passes: operations and both derivatives against finite differences, rows, leaks, refusals.

import { describeBackend } from '@assent/testkit'
import { simd } from '../src/index.js'

describeBackend('simd', simd)
describeBackend('simd, unfused', () => simd({ fuse: false }))
