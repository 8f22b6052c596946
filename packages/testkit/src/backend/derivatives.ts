// Every operation, its first and its second derivative: against float64 finite differences for one task, and against the
// reference for every mix of shared inputs and inputs per task.

import { type Backend, reference } from '@assent/autodiff'
import type { OperationCase } from '../cases/index.js'
import { expectClose, norm } from '../check.js'
import { caseProgram, drawValues, finiteDifferences, type Mix, runProgram } from '../differentiate.js'

const REMEDY = 'compare the kernels of this case, one by one, with what reference() computes'

/** Against float64 finite differences, for one task. Each input's derivative is judged by itself. */
export async function checkDerivatives(backend: Backend, operation: OperationCase): Promise<void> {
  const program = caseProgram(operation, 2)
  const values = drawValues(program, 1, operation.above)
  const outputs = await runProgram(backend, program, 1, values)
  for (const [order, prefix] of [
    [1, 'first'],
    [2, 'second'],
  ] as const) {
    const expected = await finiteDifferences(operation, order, values)
    const whole = norm(expected.flatMap((part) => Array.from(part)))
    for (const [i, part] of expected.entries()) {
      expectClose({
        what: `${prefix} derivative of ${operation.name} in input ${i}`,
        found: outputs[`${prefix}${i}`] as ArrayLike<number>,
        expected: part,
        tolerance: backend.precision === 'float64' ? 1e-6 : 1e-3,
        // Differences are no better than the rounding of the whole.
        least: 0.01 * whole,
        remedy: REMEDY,
      })
    }
  }
}

/** Against the reference, for three tasks and every mix of shared inputs and inputs per task. */
export async function checkTasks(backend: Backend, operation: OperationCase): Promise<void> {
  for (const mix of mixesOf(operation.inputs.length)) {
    const program = caseProgram(operation, 2, mix)
    const values = drawValues(program, 3, operation.above)
    const expected = await runProgram(reference(), program, 3, values)
    const found = await runProgram(backend, program, 3, values)
    for (const [output, array] of Object.entries(expected)) {
      expectClose({
        what: `${output} of ${operation.name} for 3 tasks, inputs per task: ${mix}`,
        found: found[output] as ArrayLike<number>,
        expected: array,
        tolerance: backend.precision === 'float64' ? 1e-12 : 5e-5,
        remedy: REMEDY,
      })
    }
  }
}

function mixesOf(inputs: number): Mix[] {
  return Array.from({ length: 2 ** inputs }, (_, bits) => Array.from({ length: inputs }, (_, i) => ((bits >> i) & 1) === 1))
}
