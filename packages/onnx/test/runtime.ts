// ONNX Runtime, where it is installed: `npm run install:native`. It is no dependency, since it brings 100 MB of native code.

import { createRequire } from 'node:module'

const PACKAGE = 'onnxruntime-node'

interface RuntimeTensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

interface RuntimeSession {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(feeds: { readonly [input: string]: RuntimeTensor }): Promise<{ readonly [output: string]: RuntimeTensor }>
  release(): Promise<void>
}

interface Runtime {
  readonly InferenceSession: {
    create(file: Uint8Array, options?: { readonly graphOptimizationLevel?: 'disabled' | 'all' }): Promise<RuntimeSession>
  }
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => RuntimeTensor
}

const require = createRequire(import.meta.url)

function findRuntime(): Runtime | undefined {
  try {
    require.resolve(PACKAGE)
  } catch {
    return undefined
  }
  return require(PACKAGE)
}

const runtime = findRuntime()

export const isInstalled = runtime !== undefined

/** Without the runtime there is nothing to compare with; CI has it. */
export const skipsRuntime = !isInstalled && !process.env.CI

export interface Given {
  readonly [input: string]: { readonly shape: readonly number[]; readonly values: ArrayLike<number> }
}

/** What a file answers to inputs: as it is written, and as the runtime rewrites it for speed. */
export async function runFile(file: Uint8Array, given: Given, level: 'disabled' | 'all' = 'all') {
  if (!runtime) throw new Error(`no ${PACKAGE}: run npm run install:native`)
  const { Tensor } = runtime
  const session = await runtime.InferenceSession.create(file, { graphOptimizationLevel: level })
  try {
    const feeds = Object.entries(given)
      .filter(([name]) => session.inputNames.includes(name))
      .map(([name, { shape, values }]) => [name, new Tensor('float32', Float32Array.from(values), shape)] as const)
    return await session.run(Object.fromEntries(feeds))
  } finally {
    await session.release()
  }
}
