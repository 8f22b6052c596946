// Weightings from packages that we do not know: `package`, `package#export`, or a path, found from the user's folder.

import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { fail, type Weighting } from '@assent/core'
import { type Exports, importFile, importPackage } from './import.js'

/**
 * Loads a weighting from a package or file; undefined when there is none of that name.
 *
 * @throws AssentError when it does not load, exports no weighting, or exports several and none is named
 */
export async function loadWeighting(
  specifier: string,
  options: { readonly [key: string]: unknown },
  folder: string,
): Promise<Weighting | undefined> {
  const [module = '', name] = specifier.split('#')
  const where = `weighting ${specifier}`
  const exports = await importFrom(where, module, folder)
  if (!exports) return undefined
  const chosen = name === undefined ? onlyExport(where, module, exports) : exports[name]
  if (chosen === undefined) {
    fail(where, `an export of ${module}`, `none named ${name}`, `use one of ${Object.keys(exports).join(', ')}`)
  }
  const weighting = typeof chosen === 'function' ? (chosen as (options: unknown) => unknown)(options) : chosen
  if (!isWeighting(weighting)) {
    return fail(
      where,
      'a weighting: name, needs and weigh',
      describe(weighting),
      'export a factory that returns defineWeighting({ … })',
    )
  }
  return weighting
}

/** Whether a name can only be that of a package or file: a scope, a path, or a named export. */
export function looksLikePackage(name: string): boolean {
  return name.startsWith('@') || name.includes('#') || isPath(name)
}

function isPath(name: string): boolean {
  return name.startsWith('.') || isAbsolute(name)
}

async function importFrom(where: string, module: string, folder: string): Promise<Exports | undefined> {
  const file = resolve(folder, module)
  if (isPath(module) && !existsSync(file)) fail(where, 'a file', `none at ${file}`, 'correct the path')
  try {
    return await (isPath(module) ? importFile(file) : importPackage(folder, module))
  } catch (error) {
    return fail(where, `${module} to load`, error instanceof Error ? error.message : String(error), 'see its own documentation')
  }
}

function onlyExport(where: string, module: string, exports: Exports): unknown {
  if (exports.default !== undefined) return exports.default
  const candidates = Object.entries(exports).filter(([, value]) => typeof value === 'function' || isWeighting(value))
  if (candidates.length === 1) return candidates[0]?.[1]
  const found = candidates.length === 0 ? 'none' : candidates.map(([name]) => name).join(', ')
  return fail(where, 'one weighting', found, `name it: ${module}#NAME`)
}

function isWeighting(value: unknown): value is Weighting {
  if (typeof value !== 'object' || value === null) return false
  const { name, needs, weigh } = value as { [key: string]: unknown }
  return typeof name === 'string' && ['losses', 'scores', 'gram'].includes(needs as string) && typeof weigh === 'function'
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return `an object with ${Object.keys(value).join(', ') || 'nothing'}`
}
