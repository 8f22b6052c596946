// The backend that gives the same bits everywhere.

import { openBackend, type SimdBackend, type SimdOptions } from './backend.js'
import { kernels } from './run/kernels.generated.js'

/** Starts the SIMD backend. Needs WebAssembly with SIMD128: every current browser, Node 20. */
export function simd(options: SimdOptions = {}): Promise<SimdBackend> {
  return openBackend({ name: 'simd', compiled: kernels, roundsOnce: false }, options)
}
