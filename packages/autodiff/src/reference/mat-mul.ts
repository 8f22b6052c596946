// The product of matrices, one of a stack after the other, as its definition says.

import { type KernelMaker, valueAt } from './kernel.js'

export const matMul: KernelMaker<'matMul'> = ({ operation: { transposeA, transposeB }, shape, from: [a] }) => {
  const [columns = 1, rows = 1, count = 1] = [...shape].reverse()
  const [last = 1, beforeLast = 1] = [...a].reverse()
  const inner = transposeA ? beforeLast : last
  const [aRow, aInner] = transposeA ? [1, rows] : [inner, 1]
  const [bInner, bColumn] = transposeB ? [1, inner] : [columns, 1]
  return ([left, right], output) => {
    for (let place = 0; place < count * rows * columns; place++) {
      const [matrix, row, column] = [Math.floor(place / (rows * columns)), Math.floor(place / columns) % rows, place % columns]
      const [fromA, fromB] = [matrix * rows * inner + row * aRow, matrix * inner * columns + column * bColumn]
      let total = 0
      for (let k = 0; k < inner; k++) total += valueAt(left, fromA + k * aInner) * valueAt(right, fromB + k * bInner)
      output[place] = total
    }
  }
}
