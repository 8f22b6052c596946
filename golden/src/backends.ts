// The backends that golden files are checked on.

import { setFlagsFromString } from 'node:v8'
import { cpu } from '@assent/backend-cpu'
import { node, nodeInstallation } from '@assent/backend-node'
import { simd } from '@assent/backend-simd'
import { simdFma } from '@assent/backend-simd/fma'
import { wasm } from '@assent/backend-wasm'
import { type Backend, fail, reference } from '@assent/core'

export const backends: { readonly [name: string]: () => Promise<Backend> } = {
  reference: async () => reference(),
  cpu,
  wasm,
  simd: () => simd(),
  'simd-fma': () => {
    // For Node 20, which has relaxed SIMD behind a flag.
    setFlagsFromString('--experimental-wasm-relaxed-simd')
    return simdFma()
  },
  node,
}

/** Whether a backend is not installed, and may be passed over: where everything is tested, it may not. */
export function isPassedOver(name: string): boolean {
  return name === 'node' && !nodeInstallation().installed && !process.env.CI
}

/** The backend of this name; all that are installed when none is given. */
export function chooseBackends(name: string | undefined): string[] {
  const known = Object.keys(backends)
  if (name === undefined) return known.filter((own) => !isPassedOver(own))
  return known.includes(name) ? [name] : fail('golden --backend', `one of ${known.join(', ')}`, name, 'correct the name')
}
