// Weightings from packages that we do not know: `package`, `package#export`, or a path, found from the user's folder.

import { createRequire } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, type Weighting } from '@assent/core'

type Exports = { readonly [name: string]: unknown }

/**
 * Loads a weighting from a package or file.
 *
 * @throws AssentError when it is not installed, exports no weighting, or exports several and none is named
 */
export async function loadWeighting(
  specifier: string,
  options: { readonly [key: string]: unknown },
  folder: string,
): Promise<Weighting> {
  const [module = '', name] = specifier.split('#')
  const where = `weighting ${specifier}`
  const exports = await importFrom(where, module, folder)
  const chosen = name === undefined ? onlyExport(where, module, exports) : exports[name]
  if (chosen === undefined)
    fail(where, `an export of ${module}`, `none named ${name}`, `use one of ${Object.keys(exports).join(', ')}`)
  const weighting = typeof chosen === 'function' ? (chosen as (options: unknown) => unknown)(options) : chosen
  if (!isWeighting(weighting)) {
    fail(where, 'a weighting: name, needs and weigh', describe(weighting), 'export a factory that returns defineWeighting({ … })')
  }
  return weighting as Weighting
}

/** Whether a name can only be that of a package or file: a scope, a path, or a named export. */
export function looksLikePackage(name: string): boolean {
  return name.startsWith('@') || name.includes('#') || name.startsWith('.') || isAbsolute(name)
}

async function importFrom(where: string, module: string, folder: string): Promise<Exports> {
  let file: string
  try {
    file = module.startsWith('.') || isAbsolute(module) ? resolve(folder, module) : resolvePackage(module, folder)
  } catch {
    return fail(where, 'an installed package', `no ${module} from ${folder}`, `npm install ${module}, or correct the name`)
  }
  try {
    return (await import(pathToFileURL(file).href)) as Exports
  } catch (error) {
    return fail(where, `${module} to load`, error instanceof Error ? error.message : String(error), 'see its own documentation')
  }
}

function resolvePackage(module: string, folder: string): string {
  return createRequire(join(folder, 'index.js')).resolve(module)
}

function onlyExport(where: string, module: string, exports: Exports): unknown {
  if (exports.default !== undefined) return exports.default
  const candidates = Object.entries(exports).filter(([, value]) => typeof value === 'function' || isWeighting(value))
  if (candidates.length === 1) return candidates[0]?.[1]
  return fail(
    where,
    'one weighting',
    candidates.length === 0 ? 'none' : candidates.map(([name]) => name).join(', '),
    `name it: ${module}#NAME`,
  )
}

function isWeighting(value: unknown): value is Weighting {
  if (typeof value !== 'object' || value === null) return false
  const { name, needs, weigh } = value as { [key: string]: unknown }
  return typeof name === 'string' && ['losses', 'scores', 'gram'].includes(needs as string) && typeof weigh === 'function'
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? `an object with ${Object.keys(value).join(', ') || 'nothing'}`
    : String(value)
}
