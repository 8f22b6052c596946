// Who adapts the tasks: this process, a package, or the workers of a cluster. It changes no number.

import { fail } from '@assent/core'
import type { Executor } from '@assent/core/tools'
import { clusterExecutor } from '../cluster/client.js'
import type { Surroundings } from './compose.js'
import { makeExecutor } from './parts.js'
import type { Recipe } from './recipe.js'

/** The options that say so. */
export interface ExecutorOptions {
  /** A package. */
  readonly executor?: string
  /** The address of a cluster's server. */
  readonly workers?: string
  readonly cluster?: string
  readonly passwordFile?: string
  /** The share of a cluster's answers that are computed again. */
  readonly audit?: number
}

/** @throws AssentError when two are to do it */
export function checkExecutor({ executor, workers }: ExecutorOptions): void {
  if (workers === undefined || executor === undefined) return
  fail('--workers', 'no --executor beside it', executor, 'leave one of them out')
}

/** Undefined where this process does it. */
export async function chooseExecutor(
  options: ExecutorOptions,
  recipe: Recipe,
  surroundings: Surroundings,
): Promise<Executor | undefined> {
  checkExecutor(options)
  const { executor, workers, ...cluster } = options
  if (cluster.audit !== undefined && workers === undefined) fail('--audit', '--workers beside it', 'none', 'leave it out')
  if (workers === undefined) return executor === undefined ? undefined : makeExecutor(executor, surroundings.folder)
  return clusterExecutor({ url: workers, ...cluster }, { recipe, ...surroundings })
}

/** The options again, for a command that goes on. */
export function executorWords({ executor, workers, cluster, passwordFile, audit }: ExecutorOptions): string[] {
  const options = { executor, workers, cluster, 'password-file': passwordFile, audit: audit?.toString() }
  return Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
}
