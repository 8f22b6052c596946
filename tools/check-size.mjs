// What a browser loads for meta-learning, bundled and compressed, kernels included: must stay within the bar.

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const packages = ['@assent/autodiff', '@assent/core', '@assent/backend-simd', '@assent/weightings', '@assent/learners']
const mostBytes = 45_000

/** Everything that these packages export, as one minified module. */
async function bundle(names) {
  const contents = names.map((name, index) => `export * as p${index} from '${name}'`).join('\n')
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  })
  return outputFiles[0].contents
}

const bytes = gzipSync(await bundle(packages), { level: 9 }).length
for (const name of packages) console.log(`${name.padEnd(24)} ${gzipSync(await bundle([name]), { level: 9 }).length} bytes alone`)
console.log(`size: ${bytes} of ${mostBytes} bytes, gzip`)
process.exitCode = bytes <= mostBytes ? 0 : 1
