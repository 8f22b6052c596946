// Loads modules that are not ours: files that the user wrote, in JavaScript or TypeScript, and installed packages.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createJiti } from 'jiti'

export type Exports = { readonly [name: string]: unknown }

const own = dirname(createRequire(import.meta.url).resolve('@assent/cli/package.json'))

/** Files find `@assent/cli` also where it is installed globally. Nothing is kept on disk. */
const jiti = createJiti(import.meta.url, {
  fsCache: false,
  interopDefault: false,
  alias: { '@assent/cli': join(own, 'dist/index.js') },
})

/** What a file exports. It may be TypeScript, or a module in a folder of CommonJS. */
export function importFile(file: string): Promise<Exports> {
  return jiti.import<Exports>(file)
}

/** What an installed package exports, as a module in `folder` would see it; undefined when it is not installed. */
export async function importPackage(folder: string, name: string): Promise<Exports | undefined> {
  const url = jiti.esmResolve(name, { parentURL: pathToFileURL(join(folder, 'index.js')), try: true })
  return url === undefined ? undefined : ((await import(url)) as Exports)
}
