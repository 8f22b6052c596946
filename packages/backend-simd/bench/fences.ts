// What the jumps that are never taken gain (emit/product.ts): the same products with and without them, by turns in one run.
// Where the ratio nears 1, an engine no longer begins a stretch without jumps with all of its loads, or no longer keeps these
// jumps, and products need another look: node fences.js

import { type ProductSizes, productBody } from '../src/emit/product.js'
import { bodyModule, imported } from '../src/emit/wasm.js'

const memory = new WebAssembly.Memory({ initial: 16 })
const values = new Float32Array(memory.buffer)
values.set(values.map((_, index) => Math.sin(index)))

/** One run of a product, whose operands lie one after the other behind the table of addresses. */
async function load(sizes: ProductSizes, fences: boolean): Promise<() => void> {
  const unused = Object.fromEntries(imported.map((name) => [name, () => undefined]))
  const module = Uint8Array.from(bodyModule([productBody(sizes, false, fences)]))
  const { instance } = await WebAssembly.instantiate(module, { k: { memory, ...unused } })
  const run: unknown = instance.exports[0]
  if (typeof run !== 'function') throw new Error('the module exports no product')
  const { rows, inner, columns } = sizes
  const [a, b] = [64, 64 + 4 * rows * inner]
  const addresses = [a, b, b + 4 * inner * columns, b + 4 * columns * (inner + rows)]
  return () => {
    new Int32Array(memory.buffer).set(addresses)
    run(0, 0)
  }
}

for (const [rows, inner, columns] of [
  [10, 40, 40],
  [8, 64, 64],
  [32, 9, 32],
  [1, 128, 64],
] as const) {
  const sizes = { tasks: 1, rows, inner, columns, aStrides: [0, inner, 1], bStrides: [0, columns, 1] } as const
  const variants = await Promise.all([true, false].map((fences) => load(sizes, fences)))
  const best = variants.map(() => Infinity)
  for (let repeat = 0; repeat < 400; repeat++) {
    for (const [index, run] of variants.entries()) {
      const started = performance.now()
      for (let times = 0; times < 50; times++) run()
      best[index] = Math.min(best[index] ?? Infinity, performance.now() - started)
    }
  }
  const [fenced = 0, plain = 0] = best.map((milliseconds) => (2 * 50 * rows * inner * columns) / milliseconds / 1e6)
  const speeds = `${fenced.toFixed(1)} GF/s with the jumps, ${plain.toFixed(1)} without`
  console.log(`${rows} × ${inner} × ${columns}: ${speeds}, ratio ${(fenced / plain).toFixed(2)}`)
}
