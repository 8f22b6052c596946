// For pages that know which parts their model has, and load no others.

import { checkOptions, fail } from '@assent/core'
import { type LeanOptions, openWith, type ReadyModel } from './open.js'

export type { LeanOptions, ReadyModel } from './open.js'
export type { PartTables } from './parts.js'

/**
 * As `openModelFile` of `@assent/model-file`, with the parts that the file may name.
 *
 * ```ts
 * const parts = { models: { mlp }, learners: { maml }, inners: { innerSgd }, losses: { squaredError } }
 * const model = openModelFile(bytes, { backend: await simd(), parts })
 * ```
 *
 * @throws AssentError as there
 */
export function openModelFile(bytes: Uint8Array, options: LeanOptions): ReadyModel {
  if (!options?.backend) fail('openModelFile.backend', 'what computes', 'none', 'pass { backend: await simd() }')
  checkOptions('openModelFile', options, ['backend', 'where', 'model', 'learner', 'loss', 'parts'])
  return openWith(bytes, options.parts, options)
}
