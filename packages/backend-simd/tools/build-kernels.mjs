// Compiles assembly/ to the generated modules of src/run/, unless they already hold the kernels of these very sources: the plain
// kernels, and those with fused multiply-adds. `--check` only asks whether they do.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tiles } from './tiles.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const assembly = `${root}assembly/`
/** What the kernels share with the planner. */
const border = `${root}src/border/`
const plain = [
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

/** What is built, and with which flags. */
export const variants = {
  kernels: plain,
  'kernels-fma': [...plain, '--enable', 'relaxed-simd'],
}

const target = (variant) => `${root}src/run/${variant}.generated.ts`

/** A fingerprint of everything that a variant is made from. */
export function fingerprint(variant) {
  const hash = createHash('sha256')
    .update(`${variants[variant].join(' ')} zopfli`)
    .update(tiles())
  for (const folder of [assembly, border]) {
    const sources = readdirSync(folder).filter((file) => /(?<!\.d)\.ts$/.test(file) && file !== 'tiles.generated.ts')
    for (const file of sources.sort()) hash.update(file).update(readFileSync(folder + file))
  }
  return hash.digest('hex').slice(0, 16)
}

/** The fingerprint of the variant that is there. */
export function built(variant) {
  try {
    return /fingerprint: (\w+)/.exec(readFileSync(target(variant), 'utf8'))?.[1]
  } catch {
    return undefined
  }
}

/** The kernels of a variant as WebAssembly. */
async function compile(variant) {
  writeFileSync(`${assembly}tiles.generated.ts`, tiles())
  const { default: asc } = await import('assemblyscript/asc')
  let binary
  const { error, stderr } = await asc.main(['index.ts', '--outFile', 'kernels.wasm', ...variants[variant]], {
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
  return binary
}

/** Writes kernels that are compiled. Zopfli makes them smaller than zlib can, by 4 %: they are built once, and loaded often. */
async function write(variant, binary) {
  const { default: zopfli } = await import('@gfx/zopfli')
  const deflated = Buffer.from(await zopfli.deflateAsync(binary, { numiterations: 15 }))
  writeFileSync(target(variant), text(variant, deflated.toString('base64')))
  console.log(`${variant}: ${binary.length} bytes`)
}

/** Deflated before it becomes text, which compresses badly. */
const text = (variant, base64) => `// Written by tools/build-kernels.mjs from assembly/; fingerprint: ${fingerprint(variant)}

export const kernels =
  '${base64}'
`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stale = Object.keys(variants).filter((variant) => built(variant) !== fingerprint(variant))
  if (stale.length > 0 && process.argv.includes('--check')) {
    throw new Error(`${stale.map((variant) => `src/run/${variant}.generated.ts`).join(' and ')}: stale; run npm run kernels`)
  }
  // All are compiled before the first is written: once loaded, zopfli answers any error with all of its own source.
  const compiled = []
  for (const variant of stale) compiled.push([variant, await compile(variant)])
  for (const [variant, binary] of compiled) await write(variant, binary)
}
