// Kernels that move values and add them up.

import { at } from '../at.js'
import { keepAxes, stridesOf } from '../shape.js'
import { addAt, type Kernel, type KernelTable, positionAt, valueAt } from './kernel.js'
import { blockPositions, broadcastPositions, positions } from './positions.js'

/** `output[i] = a[table[i]]`. */
const gather =
  (table: Int32Array): Kernel =>
  ([a], output) => {
    for (let i = 0; i < output.length; i++) output[i] = valueAt(a, positionAt(table, i))
  }

/** `output[table[i]] = a[i]`, zeros elsewhere. */
const insert =
  (tables: readonly Int32Array[]): Kernel =>
  (inputs, output) => {
    output.fill(0)
    for (const [part, table] of tables.entries()) {
      const values = at(inputs, part)
      for (let i = 0; i < values.length; i++) output[positionAt(table, i)] = valueAt(values, i)
    }
  }

/** `output[table[i]] += a[i]`, starting from zeros. */
const scatter =
  (table: Int32Array): Kernel =>
  ([a], output) => {
    output.fill(0)
    for (let i = 0; i < a.length; i++) addAt(output, positionAt(table, i), valueAt(a, i))
  }

const copy: Kernel = ([a], output) => output.set(a)

export const structureKernels = (): KernelTable<
  'sum' | 'broadcast' | 'reshape' | 'transpose' | 'slice' | 'pad' | 'concat' | 'max' | 'stopGradient'
> => ({
  reshape: () => copy,
  stopGradient: () => copy,
  broadcast: ({ shape, from: [a] }) => gather(broadcastPositions(a, shape)),
  transpose: ({ operation, shape, from: [a] }) => {
    const strides = stridesOf(a)
    return gather(
      positions(
        shape,
        operation.permutation.map((axis) => at(strides, axis)),
      ),
    )
  },
  slice: ({ operation, shape, from: [a] }) => gather(blockPositions(shape, a, operation.begin)),
  pad: ({ operation, shape, from: [a] }) => insert([blockPositions(a, shape, operation.begin)]),
  sum: ({ operation, from: [a] }) => scatter(broadcastPositions(keepAxes(a, operation.axes), a)),
  concat: ({ operation: { axis }, shape, from }) => {
    let offset = 0
    return insert(
      from.map((part) => {
        const begin = shape.map((_, along) => (along === axis ? offset : 0))
        offset += at(part, axis)
        return blockPositions(part, shape, begin)
      }),
    )
  },
  max:
    ({ from: [a] }) =>
    ([values], output) => {
      const length = a.at(-1) ?? 1
      for (let row = 0; row < output.length; row++) {
        const own = values.subarray(row * length, (row + 1) * length)
        output[row] = own.reduce((largest, value) => Math.max(largest, value))
      }
    },
})
