// The command line's way to a cluster: the package that is installed beside it, and where the server is.

import { readFileSync, statSync } from 'node:fs'
import { fail } from '@assent/core'
import type { Executor } from '@assent/core/tools'
import type * as Bullmq from '@assent/executor-bullmq'
import { importPackage } from '../config/import.js'
import { isValue, type Recipe } from '../config/recipe.js'
import type { Terminal } from '../output/terminal.js'

const PACKAGE = '@assent/executor-bullmq'

/** Where a cluster is, as options say it. */
export interface ClusterOptions {
  /** The server's address. */
  readonly url: string
  /** The cluster's name. */
  readonly cluster?: string | undefined
  readonly passwordFile?: string | undefined
  /** The share of answers that are computed again here. */
  readonly audit?: number | undefined
}

/** @throws AssentError when the package is not installed */
export async function loadBullmq(folder: string): Promise<typeof Bullmq> {
  const found = (await importPackage(folder, PACKAGE)) ?? (await importPackage(import.meta.dirname, PACKAGE))
  return (found ??
    fail('a cluster', `the package ${PACKAGE}`, 'none installed', `npm install ${PACKAGE}`, 'missing')) as typeof Bullmq
}

/**
 * The server as the package takes it. The password comes from a file or from ASSENT_QUEUE_PASSWORD, so that no list of
 * processes shows it.
 */
export function serverOf({ url, cluster, passwordFile }: ClusterOptions) {
  const password = passwordFile === undefined ? process.env.ASSENT_QUEUE_PASSWORD : readPassword(passwordFile)
  return { url, ...(cluster && { name: cluster }), ...(password && { password }) }
}

const LONGEST_PASSWORD = 4096

function readPassword(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) return fail('--password-file', 'a file', `none at ${file}`, 'correct the path', 'missing')
  if (found.size > LONGEST_PASSWORD) fail('--password-file', 'a password', `${found.size} bytes`, 'correct the path')
  return readFileSync(file, 'utf8').trimEnd()
}

/** @throws AssentError when parts are values, which no message can hold */
export function checkPlain(recipe: Recipe): void {
  const value = Object.entries(recipe).find(([, part]: [string, unknown]) => isValue(part))?.[0]
  if (value === undefined) return
  const remedy = `export it from a file, and name that: --${value} ./file.js; workers are given the same option`
  fail('--workers', 'parts by name, which workers can look up', `the ${value} as a value of the config file`, remedy)
}

/**
 * Adapts the tasks of a training on a cluster's workers.
 *
 * @throws AssentError when the package is not installed, or when parts are values, which no message can hold
 */
export async function clusterExecutor(
  options: ClusterOptions,
  { recipe, folder, terminal }: { readonly recipe: Recipe; readonly folder: string; readonly terminal: Terminal },
): Promise<Executor> {
  checkPlain(recipe)
  const { bullmq } = await loadBullmq(folder)
  return bullmq({
    ...serverOf(options),
    ...(options.audit !== undefined && { audit: options.audit }),
    problem: JSON.parse(JSON.stringify({ recipe })),
    onEvent: ({ text }) => terminal.note(text),
  })
}
