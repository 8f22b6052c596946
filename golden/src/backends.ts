// The backends that golden files are checked on.

import { cpu } from '@assent/backend-cpu'
import { simd } from '@assent/backend-simd'
import { wasm } from '@assent/backend-wasm'
import { type Backend, fail, reference } from '@assent/core'

export const backends: { readonly [name: string]: () => Promise<Backend> } = {
  reference: async () => reference(),
  cpu,
  wasm,
  simd: () => simd(),
}

/** The backends of these names; all when none is given. */
export function chooseBackends(name: string | undefined): string[] {
  const known = Object.keys(backends)
  if (name === undefined) return known
  return known.includes(name) ? [name] : fail('golden --backend', `one of ${known.join(', ')}`, name, 'correct the name')
}
