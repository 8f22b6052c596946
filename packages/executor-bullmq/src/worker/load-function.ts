// The function that a worker's own process names for its threads: what drivers send never says which code runs.

import { fail } from '@assent/autodiff'
import type { Opener } from './thread.js'

/** @throws AssentError when the module has no function of that name */
export async function loadFunction(where: string, [module, name]: Opener): Promise<(...given: never[]) => unknown> {
  const { [name]: found } = (await import(module)) as { readonly [name: string]: unknown }
  if (typeof found === 'function') return found as (...given: never[]) => unknown
  return fail(where, `a function ${name} of ${module}`, typeof found, 'correct the module or the name')
}
