// Starts the compiled kernels of assembly/: the same bytes in Node, browsers and workers, carried inside the package.

import { type Body, bodyModule, bytesOfText } from '../emit/wasm.js'

/** What this package uses of `WebAssembly.Memory`. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** What this package uses of `WebAssembly.Table`. */
export interface WasmTable {
  readonly length: number
  grow(entries: number): number
  set(entry: number, value: unknown): void
}

/** What assembly/index.ts exports. Pointers are byte addresses. */
export interface Kernels {
  readonly memory: WasmMemory
  readonly table: WasmTable
  /** Where memory that the kernels do not use themselves begins. */
  heapBase(): number
  execute(scratch: number, from: number, end: number): void
  relocate(from: number, end: number, tasks: number): void
  dots(rows: number, tasks: number, size: number, vector: number, to: number): void
  squaredNorms(rows: number, tasks: number, size: number, to: number): void
  gram(rows: number, tasks: number, size: number, to: number): void
  scores(rows: number, tasks: number, size: number, tree: number, steps: number, stack: number, to: number): void
  combine(rows: number, size: number, tree: number, steps: number, stack: number, to: number): void
}

// Known to every host, but not to the ES2022 library.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array | ArrayBuffer, imports?: object): Promise<{ readonly instance: { readonly exports: unknown } }>
}
declare const atob: (base64: string) => string
declare class DecompressionStream {
  constructor(format: 'deflate-raw')
  readonly writable: { getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> } }
  readonly readable: { getReader(): { read(): Promise<{ readonly value?: Uint8Array }> } }
}

/** A fresh instance of deflated kernels, with a memory of its own. */
export async function startKernels(kernels: string): Promise<Kernels> {
  const packed = bytesOfText(atob(kernels))
  const { instance } = await WebAssembly.instantiate(await inflate(packed))
  return instance.exports as Kernels
}

/** Read chunk by chunk: `Response` would do it in a line, but in Node it first loads all of fetch, which takes longer than a plan. */
async function inflate(packed: Uint8Array): Promise<Uint8Array> {
  const { writable, readable } = new DecompressionStream('deflate-raw')
  const writer = writable.getWriter()
  const written = writer.write(packed).then(() => writer.close())
  const reader = readable.getReader()
  const chunks: Uint8Array[] = []
  for (let chunk = await reader.read(); chunk.value; chunk = await reader.read()) chunks.push(chunk.value)
  await written
  const unpacked = new Uint8Array(chunks.reduce((bytes, { length }) => bytes + length, 0))
  let at = 0
  for (const chunk of chunks) {
    unpacked.set(chunk, at)
    at += chunk.length
  }
  return unpacked
}

/** The function table of the kernels. */
export interface FunctionTable {
  /** Compiles bodies and tells where in the table they are. */
  load(bodies: readonly Body[]): Promise<number[]>
  release(entries: readonly number[]): void
}

/** The functions that compiled programs bring along. */
export function createFunctionTable(kernels: Kernels): FunctionTable {
  const free: number[] = []
  return {
    load: async (bodies) => {
      if (bodies.length === 0) return []
      const { instance } = await WebAssembly.instantiate(bodyModule(bodies), { k: kernels })
      return bodies.map((_, index) => {
        const entry = free.pop() ?? kernels.table.grow(1)
        kernels.table.set(entry, (instance.exports as { [name: string]: unknown })[index])
        return entry
      })
    },
    release: (entries) => {
      for (const entry of entries) kernels.table.set(entry, null)
      free.push(...entries)
    },
  }
}
