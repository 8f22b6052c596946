// Which backends take part: those that are named, or all that are installed.

import { fail } from '@assent/core'
import { missingInstallation } from '../config/installation.js'
import { lookUp } from '../config/names.js'
import { backends as known } from '../config/parts.js'
import type { CrossBackend } from './result.js'

/** @throws AssentError when a name is unknown or given twice, or names a backend that is not installed */
export async function checkBackends(given: readonly string[]): Promise<void> {
  for (const name of given) lookUp('backend', known, name)
  const twice = given.find((name, place) => given.indexOf(name) !== place)
  if (twice !== undefined) fail('--backends', 'each backend once', `${twice} twice`, 'leave one out')
  for (const name of given) {
    const command = await missingInstallation(name)
    if (command !== undefined) fail(`backend ${name}`, 'it to be installed', 'nothing', command)
  }
}

/** The backends that are named, or all that are installed; and the one to compare with, first. */
export async function chooseBackends(
  given: readonly string[] | undefined,
  against: string,
): Promise<{ names: readonly string[]; notInstalled: CrossBackend['notInstalled'] }> {
  await checkBackends(given ?? [])
  await checkBackends([against])
  // The reference is slow: it runs where it is asked for.
  const wanted = given ?? Object.keys(known).filter((name) => name !== 'reference')
  const found: { name: string; command: string | undefined }[] = []
  for (const name of new Set([against, ...wanted])) found.push({ name, command: await missingInstallation(name) })
  return {
    names: found.flatMap(({ name, command }) => (command === undefined ? [name] : [])),
    notInstalled: found.flatMap(({ name, command }) => (command === undefined ? [] : [{ name, command }])),
  }
}
