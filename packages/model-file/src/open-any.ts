// Opening a model file whatever parts of ours it names.

import { checkOptions, fail } from '@assent/core'
import { allParts } from './all-parts.js'
import { type OpenOptions, openWith, type ReadyModel } from './open.js'

/**
 * Opens what `writeModelFile` or `assent export` wrote, in Node, a browser or a worker. No code of the user's is needed, and none
 * of the file's is run.
 *
 * ```ts
 * const model = openModelFile(bytes, { backend: await simd() })
 * const task = await model.adapt({ x: [[0.2, 1.5], [0.9, -0.3]], y: ['tap', 'swipe'] })
 * const { label, probability } = await task.predict([0.3, 1.2])
 * ```
 *
 * @throws AssentError of the kind `damaged` when the bytes are no whole model file; when a part is not ours and not handed in, or
 *   differs from what was trained, naming the option
 */
export function openModelFile(bytes: Uint8Array, options: OpenOptions): ReadyModel {
  if (!options?.backend) fail('openModelFile.backend', 'what computes', 'none', 'pass { backend: await simd() }')
  checkOptions('openModelFile', options, ['backend', 'where', 'model', 'learner', 'loss'])
  return openWith(bytes, allParts, options)
}
