// `gemm`: single matrix products on one processor, as a share of what multiplications and additions in registers reach;
// beside TensorFlow.js' WebAssembly kernels.

import { type Executable, matMul, portSize, trace } from '@assent/autodiff'
import { simd } from '@assent/backend-simd'
import * as tf from '@tensorflow/tfjs-core'
import { startWasm } from '../contestants/tfjs-wasm.js'
import { interleave, ratios, type Spread, spread, type Timer } from '../interleave.js'
import { type LimitMeter, openLimitMeter } from '../limits/limits.js'
import { repeatedTimer } from '../repeat.js'
import { showNumber } from '../results/render.js'
import type { Subject } from './subject.js'

interface Product {
  readonly name: string
  readonly batch: number
  /** Rows, inner length and columns. */
  readonly sizes: readonly [number, number, number]
  readonly transposeA: boolean
  readonly transposeB: boolean
}

const transposes = [
  ['NN', false, false],
  ['NT', false, true],
  ['TN', true, false],
  ['TT', true, true],
] as const

const products: readonly Product[] = (
  [
    [1, 128, 128, 128],
    [1, 256, 256, 256],
    [1, 512, 512, 512],
    [1, 1024, 1024, 1024],
    [25, 64, 64, 64],
  ] as const
).flatMap(([batch, ...sizes]) =>
  transposes.map(([letters, transposeA, transposeB]) => ({
    name: `${batch === 1 ? '' : `${batch} of `}${sizes.join(' × ')} ${letters}`,
    batch,
    sizes,
    transposeA,
    transposeB,
  })),
)

/** About the time of one measurement, in milliseconds. */
const MEASUREMENT = 30

function fillInputs(executable: Executable, sizes: readonly { readonly name: string; readonly size: number }[]): void {
  for (const { name, size } of sizes)
    executable.write(
      name,
      Float32Array.from({ length: size }, (_, i) => Math.sin(i)),
    )
}

async function timeOurs(product: Product): Promise<{ timer: Timer; dispose: () => void }> {
  const { batch, transposeA, transposeB } = product
  const [shapeA, shapeB] = shapesOf(product)
  const program = trace({ a: { shape: shapeA, perTask: true }, b: { shape: shapeB, perTask: true } }, ({ a, b }) => ({
    c: matMul(a, b, { transposeA, transposeB }),
  }))
  const executable = await (await simd()).compile(program, batch)
  fillInputs(
    executable,
    program.inputs.map((port) => ({ name: port.name, size: portSize(port, batch) })),
  )
  return { timer: await repeatedTimer('Assent simd', MEASUREMENT, () => executable.run()), dispose: () => executable.dispose() }
}

async function timeTensorFlow(product: Product): Promise<{ timer: Timer; dispose: () => void }> {
  const { batch, transposeA, transposeB } = product
  const [a, b] = shapesOf(product).map((shape) => {
    const size = batch * shape[0] * shape[1]
    const values = Float32Array.from({ length: size }, (_, i) => Math.sin(i))
    return batch === 1 ? tf.tensor2d(values, shape) : tf.tensor3d(values, [batch, ...shape])
  }) as [tf.Tensor, tf.Tensor]
  return {
    timer: await repeatedTimer('TensorFlow.js wasm', MEASUREMENT, () => tf.dispose(tf.matMul(a, b, transposeA, transposeB))),
    dispose: () => tf.dispose([a, b]),
  }
}

function shapesOf({ sizes: [rows, inner, columns], transposeA, transposeB }: Product): [[number, number], [number, number]] {
  return [transposeA ? [inner, rows] : [rows, inner], transposeB ? [columns, inner] : [inner, columns]]
}

function flopsOf({ batch, sizes: [rows, inner, columns] }: Product): number {
  return 2 * batch * rows * inner * columns
}

/** How long a product would take, were nothing but its multiplications and additions to be done, at this moment. */
function peakTimer(product: Product, meter: LimitMeter): Timer {
  return { name: 'peak', time: () => (1e3 * flopsOf(product)) / meter.measure().flopsPerSecond }
}

function showShares({ median, low, high }: Spread): string {
  return `${(100 * median).toFixed(0)} % (${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)})`
}

export const gemm: Subject = async ({ rounds, note }) => {
  await startWasm()
  const meter = await openLimitMeter()
  const found: { product: Product; times: Map<string, number[]> }[] = []
  for (const product of products) {
    note(`gemm ${product.name}`)
    const [ours, theirs] = [await timeOurs(product), await timeTensorFlow(product)]
    found.push({ product, times: await interleave([ours.timer, peakTimer(product, meter), theirs.timer], rounds) })
    ours.dispose()
    theirs.dispose()
  }
  const peak = meter.best().flopsPerSecond / 1e9
  const rows = found.map(({ product, times }) => {
    const timesOf = (contestant: string) => times.get(contestant) as readonly number[]
    const [ours, theirs] = [timesOf('Assent simd'), timesOf('TensorFlow.js wasm')]
    const speed = (milliseconds: number) => flopsOf(product) / milliseconds / 1e6
    return [
      product.name,
      showNumber(speed(spread(ours).median)),
      showShares(ratios(timesOf('peak'), ours)),
      `${((100 * speed(Math.min(...ours))) / peak).toFixed(0)} %`,
      showNumber(speed(spread(theirs).median)),
      showNumber(ratios(theirs, ours).median),
    ]
  })
  return {
    tables: [
      {
        title: 'gemm: matrix products, one processor',
        head: ['', 'ours, GF/s', 'of the peak (quartiles)', 'best of the best', 'TensorFlow.js wasm, GF/s', 'times as fast'],
        rows,
        notes: [
          `The peak, multiplications and additions in registers with SIMD128, is measured in every round beside the product. Its best in this run: ${showNumber(peak)} GF/s. N: as it lies, T: transposed.`,
        ],
      },
    ],
    samples: Object.fromEntries(found.map(({ product, times }) => [product.name, Object.fromEntries(times)])),
  }
}
