// Lists all files of a build for the service worker, which keeps them.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** Writes offline.js, as the last file of the build. */
export function offline(): Plugin {
  const root = new URL('../', import.meta.url)
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const hash = createHash('sha256')
        for (const [name, file] of Object.entries(bundle))
          hash.update(name).update(file.type === 'chunk' ? file.code : file.source)
        const fixed = readdirSync(new URL('public/', root))
        for (const name of fixed) hash.update(readFileSync(new URL(`public/${name}`, root)))
        const files = ['./', ...Object.keys(bundle), ...fixed]
        const head = `const FILES = ${JSON.stringify(files)}\nconst VERSION = '${hash.digest('hex').slice(0, 16)}'\n`
        this.emitFile({
          type: 'asset',
          fileName: 'offline.js',
          source: head + readFileSync(new URL('src/offline.js', root), 'utf8'),
        })
      },
    },
  }
}
