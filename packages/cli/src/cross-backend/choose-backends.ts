// Which backends take part: those that are named, or all that are installed.

import { fail } from '@assent/core'
import { missingInstallation } from '../config/installation.js'
import { lookUp } from '../config/names.js'
import { backends as known } from '../config/tables.js'
import type { CrossBackend } from './result.js'

/** @throws AssentError when a name is unknown or given twice, or names a backend that is not installed */
export async function checkBackends(given: readonly string[]): Promise<void> {
  checkNames(given)
  for (const name of given) {
    const command = await missingInstallation(name)
    if (command !== undefined) failMissing(name, command)
  }
}

function checkNames(given: readonly string[]): void {
  for (const name of given) lookUp('backend', known, name)
  const twice = given.find((name, place) => given.indexOf(name) !== place)
  if (twice !== undefined) fail('--backends', 'each backend once', `${twice} twice`, 'leave one out')
}

function failMissing(name: string, command: string): never {
  fail(`backend ${name}`, 'it to be installed', 'nothing', command)
}

/**
 * The backends that are named, or all that are installed; and the one to compare with, first.
 *
 * @throws AssentError as `checkBackends` does
 */
export async function chooseBackends(
  given: readonly string[] | undefined,
  against: string,
): Promise<{ names: readonly string[]; notInstalled: CrossBackend['notInstalled'] }> {
  checkNames(given ?? [])
  checkNames([against])
  // The reference is slow: it runs where it is asked for.
  const wanted = given ?? Object.keys(known).filter((name) => name !== 'reference')
  const names: string[] = []
  const notInstalled: { name: string; command: string }[] = []
  for (const name of new Set([against, ...wanted])) {
    const command = await missingInstallation(name)
    if (command === undefined) names.push(name)
    else if (name === against || given) failMissing(name, command)
    else notInstalled.push({ name, command })
  }
  return { names, notInstalled }
}
