// Compiles assembly/ to src/kernels.generated.ts, unless that already holds the kernels of these very sources.
// `--check` only asks whether it does.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { tiles } from './tiles.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const assembly = `${root}assembly/`
const target = `${root}src/kernels.generated.ts`
const flags = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--initialMemory',
  '1',
  '--exportTable',
  '--enable',
  'simd',
  '--enable',
  'bulk-memory',
  '--use',
  'abort=',
]

/** A fingerprint of everything that the kernels are made from. */
export function fingerprint() {
  const hash = createHash('sha256')
    .update(`${flags.join(' ')} deflated`)
    .update(tiles())
  const sources = readdirSync(assembly)
    .filter((file) => file.endsWith('.ts') && file !== 'tiles.ts')
    .sort()
  for (const file of sources) hash.update(file).update(readFileSync(assembly + file))
  return hash.digest('hex').slice(0, 16)
}

/** The fingerprint of the kernels that are there. */
export function built() {
  try {
    return /fingerprint: (\w+)/.exec(readFileSync(target, 'utf8'))?.[1]
  } catch {
    return undefined
  }
}

async function build() {
  writeFileSync(`${assembly}tiles.ts`, tiles())
  const { default: asc } = await import('assemblyscript/asc')
  let binary
  const { error, stderr } = await asc.main(['index.ts', '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name, base) => {
      try {
        return readFileSync(base === '.' ? assembly + name : `${base}/${name}`, 'utf8')
      } catch {
        return null
      }
    },
    writeFile: (_name, contents) => {
      binary = contents
    },
    listFiles: () => [],
  })
  if (error) throw new Error(`the kernels do not compile: ${error.message}\n${stderr}`)
  writeFileSync(target, text(deflateRawSync(binary, { level: 9 }).toString('base64')))
  console.log(`kernels: ${binary.length} bytes`)
}

/** Deflated before it becomes text, which compresses badly. */
const text = (base64) => `// Written by tools/build-kernels.mjs from assembly/; fingerprint: ${fingerprint()}

export const kernels =
  '${base64}'
`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fresh = built() === fingerprint()
  if (process.argv.includes('--check')) {
    if (!fresh) throw new Error('src/kernels.generated.ts is stale: run npm run kernels')
  } else if (!fresh) await build()
}
