// How a package's JavaScript is built; tsup finds this file from every package's folder. What a package exports is what
// is built: each source named in its package.json becomes the file named beside it.

import { copyFileSync, readFileSync } from 'node:fs'

const { exports = {}, private: unpublished } = JSON.parse(readFileSync('package.json', 'utf8'))

const entry = Object.fromEntries(
  Object.values(exports)
    .filter((target) => target['assent-source'])
    .map((target) => [target.default.replace(/^\.\/dist\/|\.js$/g, ''), target['assent-source']]),
)

export default {
  entry,
  format: ['esm'],
  dts: false,
  sourcemap: true,
  clean: true,
  target: 'es2022',
  // Every tarball holds the license.
  ...(unpublished ? {} : { onSuccess: async () => copyFileSync(new URL('LICENSE', import.meta.url), 'LICENSE') }),
}
