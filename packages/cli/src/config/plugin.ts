// Parts from packages that we do not know: `package`, `package#export`, or a path, found from the user's folder.

import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import type { Backend, Learner, Model, OuterOptimizer, TaskSource, Weighting } from '@assent/core'
import { fail } from '@assent/core'
import type { Executor } from '@assent/core/tools'
import { type Exports, importFile, importPackage } from './import.js'

/** What can be loaded, by the option that names it. */
export interface PartByKind {
  readonly weighting: Weighting
  readonly learner: Learner
  readonly model: Model
  readonly tasks: TaskSource
  readonly optimizer: OuterOptimizer
  readonly backend: Backend
  readonly executor: Executor
}

export type PartKind = keyof PartByKind

/** What a part of each kind must have to be taken for one; its own checks say the rest. */
const members: { readonly [Kind in PartKind]: readonly (keyof PartByKind[Kind] & string)[] } = {
  weighting: ['name', 'needs', 'weigh'],
  learner: ['name', 'innerSteps', 'adaptation', 'propose'],
  model: ['name', 'inputShape', 'outputShape', 'parameters', 'initialize', 'apply'],
  tasks: ['name', 'kind', 'inputShape', 'targetShape', 'metric', 'episodeSize', 'sample'],
  optimizer: ['name', 'schedule', 'update'],
  backend: ['name', 'precision', 'operations', 'compile', 'rows'],
  executor: ['name', 'open'],
}

/** The helper that each kind is written with. */
const helpers: { readonly [Kind in PartKind]: string } = {
  weighting: 'defineWeighting',
  learner: 'defineLearner',
  model: 'defineModel',
  tasks: 'defineTasks',
  optimizer: 'defineOptimizer',
  backend: 'defineBackend',
  executor: 'defineExecutor',
}

/**
 * Loads a part from a package or file; undefined when there is none of that name.
 *
 * @throws AssentError when it does not load, exports no such part, or exports several and none is named
 */
export async function loadPart<Kind extends PartKind>(
  kind: Kind,
  specifier: string,
  options: { readonly [key: string]: unknown },
  folder: string,
): Promise<PartByKind[Kind] | undefined> {
  const [module = '', name] = specifier.split('#')
  const where = `${kind} ${specifier}`
  const exports = await importFrom(where, module, folder)
  if (!exports) return undefined
  const chosen = name === undefined ? onlyExport(where, kind, module, exports) : exports[name]
  if (chosen === undefined) {
    fail(where, `an export of ${module}`, `none named ${name}`, `use one of ${Object.keys(exports).join(', ')}`)
  }
  const part: unknown = typeof chosen === 'function' ? await chosen(options) : chosen
  if (isPart(kind, part)) return part
  const remedy = `export a factory that returns ${helpers[kind]}({ … })`
  return fail(where, `a ${kind}: ${listed(members[kind])}`, describe(part), remedy)
}

const listed = (names: readonly string[]) => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** Whether a name can only be that of a package or file: a scope, a path, or a named export. */
export function looksLikePackage(name: string): boolean {
  return name.startsWith('@') || name.includes('#') || isPath(name)
}

function isPath(name: string): boolean {
  return name.startsWith('.') || isAbsolute(name)
}

async function importFrom(where: string, module: string, folder: string): Promise<Exports | undefined> {
  const file = resolve(folder, module)
  if (isPath(module) && !existsSync(file)) fail(where, 'a file', `none at ${file}`, 'correct the path', 'missing')
  try {
    return await (isPath(module) ? importFile(file) : importPackage(folder, module))
  } catch (error) {
    return fail(where, `${module} to load`, error instanceof Error ? error.message : String(error), 'see its own documentation')
  }
}

function onlyExport(where: string, kind: PartKind, module: string, exports: Exports): unknown {
  if (exports.default !== undefined) return exports.default
  const candidates = Object.entries(exports).filter(([, value]) => typeof value === 'function' || isPart(kind, value))
  if (candidates.length === 1) return candidates[0]?.[1]
  const found = candidates.length === 0 ? 'none' : candidates.map(([name]) => name).join(', ')
  return fail(where, `one ${kind}`, found, `name it: ${module}#NAME`)
}

function isPart<Kind extends PartKind>(kind: Kind, value: unknown): value is PartByKind[Kind] {
  if (typeof value !== 'object' || value === null) return false
  const has = new Map<string, unknown>(Object.entries(value))
  return members[kind].every((member) => has.get(member) !== undefined)
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return `an object with ${Object.keys(value).join(', ') || 'nothing'}`
}
