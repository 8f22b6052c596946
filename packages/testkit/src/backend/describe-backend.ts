// What every backend must do: each operation and its derivatives, the linear algebra of rows, and leave nothing behind.

import type { Backend } from '@assent/autodiff'
import { operationCases } from '../cases/index.js'
import { type Check, describeChecks } from '../check.js'
import { checkDerivatives, checkTasks } from './derivatives.js'
import {
  checkInputsStay,
  checkLeaks,
  checkPorts,
  checkPrecision,
  checkSameBytes,
  checkSideBySide,
  checkTaskAlone,
} from './lifecycle.js'
import { checkTaskCounts, largeChecks, longRunChecks } from './production.js'
import { checkRandomPrograms } from './random-programs.js'
import { checkDeclaredOperations, checkMissingOperation, checkRefusals } from './refusals.js'
import { checkPoisonedRows, checkRows, checkRowsReadAnew } from './rows.js'
import { checkDenormals, checkMoves, checkZeros } from './small-numbers.js'
import { checkPadding, checkSpecialValues, paddedCases, specialCases } from './special-values.js'

/**
 * Runs the conformance suite of a backend under vitest.
 *
 * @param open called once, by the first check
 */
export function describeBackend(name: string, open: () => Backend | Promise<Backend>): void {
  describeChecks(`backend ${name}`, backendChecks(open))
}

/** The suite's checks by themselves. The backend is opened once, by the first. */
export function backendChecks(open: () => Backend | Promise<Backend>): Check[] {
  let opened: Promise<Backend> | undefined
  const backend = () => {
    opened ??= Promise.resolve(open())
    return opened
  }
  const check = (name: string, run: (backend: Backend) => Promise<void>): Check => ({
    name,
    run: async () => run(await backend()),
  })
  return [
    ...operationCases.map((operation) =>
      check(`computes ${operation.name}, and its derivatives`, async (own) => {
        await checkDerivatives(own, operation)
        await checkTasks(own, operation)
      }),
    ),
    ...specialCases.map((operation) =>
      check(`keeps what is not finite through ${operation.name}`, (own) => checkSpecialValues(own, operation)),
    ),
    ...paddedCases.map((operation) =>
      check(`does not lose what is not finite in ${operation.name}`, (own) => checkPadding(own, operation)),
    ),
    check('moves values without changing a bit', checkMoves),
    check('gives zeros the sign that they have', checkZeros),
    check('underflows gradually, or says that it does not', checkDenormals),
    ...largeChecks.map(({ name, run }) => check(`computes many values at once: ${name}`, run)),
    check('computes any number of tasks', checkTaskCounts),
    ...longRunChecks.map(({ name, run }) => check(`computes the same for ever: ${name}`, run)),
    check('computes random programs', checkRandomPrograms),
    check('multiplies and combines rows', checkRows),
    check('keeps one bad row from spoiling the others', checkPoisonedRows),
    check('reads rows of an array anew', checkRowsReadAnew),
    check('serves ports of every kind', checkPorts),
    check('keeps inputs until they are written again', checkInputsStay),
    check('runs programs side by side', checkSideBySide),
    check('computes in the precision that it declares', checkPrecision),
    check('gives the same bytes twice', checkSameBytes),
    check('computes a task to the same bits, whatever stands beside it', checkTaskAlone),
    check('leaves nothing behind', checkLeaks),
    check('refuses what does not fit', checkRefusals),
    check('refuses an operation that it lacks, by name', checkMissingOperation),
    check('says which operations it runs', checkDeclaredOperations),
  ]
}
