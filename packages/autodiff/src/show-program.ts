// A program as text, one line per node: what tracing and differentiation recorded, for whoever wants to see it.

import type { Operation } from './operation.js'
import type { Program } from './program.js'
import { showShape } from './shape.js'

/** Longer lists of numbers are cut. */
const shownNumbers = 8

/**
 * A program as text: a line for each node in evaluation order, with its shape for one task, whether each task has its own, what
 * it computes from which nodes; then the outputs.
 *
 * @example
 * ```ts
 * import { matMul, showProgram, trace } from '@assent/autodiff'
 *
 * const inputs = { x: { shape: [2, 3], perTask: true }, w: { shape: [3, 2], perTask: false } }
 * console.log(showProgram(trace(inputs, ({ x, w }) => ({ y: matMul(x, w) }))))
 * // %0 [2, 3] per task = input name=x
 * // %1 [3, 2] = input name=w
 * // %2 [2, 2] per task = matMul %0 %1
 * // y = %2
 * ```
 */
export function showProgram({ nodes, outputs }: Program): string {
  const lines = nodes.map(({ operation, inputs, shape, perTask }, id) => {
    const words = [operation.kind, ...inputs.map((input) => `%${input}`), ...attributesOf(operation)]
    return `%${id} ${showShape(shape)}${perTask ? ' per task' : ''} = ${words.join(' ')}`
  })
  return [...lines, ...outputs.map(({ name, node }) => `${name} = %${node}`)].join('\n')
}

/** What an operation says beside its kind; switches only where they are on. */
function attributesOf({ kind: _kind, ...attributes }: Operation): string[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return value ? [name] : []
    return [`${name}=${Array.isArray(value) ? showNumbers(value) : value}`]
  })
}

function showNumbers(numbers: readonly number[]): string {
  const shown = numbers.slice(0, shownNumbers).join(' ')
  return numbers.length > shownNumbers ? `[${shown} … ${numbers.length} in all]` : `[${shown}]`
}
