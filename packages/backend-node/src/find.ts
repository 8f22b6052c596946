// Where @tensorflow/tfjs-node is installed, if it is: it is an optional peer, since it brings 400 MB of native code.

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fail } from '@assent/autodiff'

const PACKAGE = '@tensorflow/tfjs-node'

/** How to install it, for messages. */
export const INSTALL = `npm install ${PACKAGE}@4.22.0`

/** An installed package: its version, and how to load it. */
export interface Installed {
  readonly version: string
  readonly load: () => void
}

/** Files from which the package is looked for: beside this one, then in the folder where the process works. */
function defaultPlaces(): string[] {
  return [import.meta.url, join(process.cwd(), 'index.js')]
}

/** The first that is found from `places`, each a file, as Node finds packages. */
export function findInstalled(places = defaultPlaces()): Installed | undefined {
  for (const place of places) {
    const require = createRequire(place)
    const { version } = manifestFrom(require) ?? {}
    if (version !== undefined) return { version, load: () => void require(PACKAGE) }
  }
  return undefined
}

function manifestFrom(require: NodeJS.Require): { readonly version: string } | undefined {
  try {
    return require(`${PACKAGE}/package.json`)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/** @throws AssentError when it is not installed */
export function requireInstalled(places = defaultPlaces()): Installed {
  return findInstalled(places) ?? fail('backend node', `${PACKAGE} to be installed`, 'none', INSTALL)
}
