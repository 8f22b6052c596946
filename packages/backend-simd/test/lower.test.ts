// The first stage: what becomes a view, what an item, and how views say where values lie.

import { add, broadcast, concat, matMul, pad, reshape, type Shape, slice, sum, trace, transpose } from '@assent/autodiff'
import { expect, it } from 'vitest'
import { itemize } from '../src/lower/itemize.js'
import { isContiguous, reshapeView, showsAll, sliceView, transposeView, wholeView } from '../src/lower/view.js'

const perTask = (shape: Shape) => ({ shape, perTask: true })

it('makes views of what only looks at values differently', () => {
  const program = trace({ a: perTask([2, 3]), b: perTask([3]) }, ({ a, b }) => ({
    c: add(slice(transpose(a, [1, 0]), [1, 0], [2, 2]), broadcast(reshape(slice(b, [1], [2]), [2, 1]), [2, 2])),
  }))
  const { items } = itemize(program)
  expect(items.map(({ kind }) => kind)).toEqual(['elementwise'])
  expect(items[0]?.operands).toEqual([
    // Row r and column c of the sum see a[c, r + 1], which lies at 3 c + r + 1.
    {
      source: 0,
      taskStride: 6,
      offset: 1,
      axes: [
        { length: 2, stride: 1 },
        { length: 2, stride: 3 },
      ],
    },
    {
      source: 1,
      taskStride: 3,
      offset: 1,
      axes: [
        { length: 2, stride: 1 },
        { length: 2, stride: 0 },
      ],
    },
  ])
})

it('copies where a reshape is no view', () => {
  const { items } = itemize(
    trace({ a: perTask([2, 3]) }, ({ a }) => ({ b: add(reshape(transpose(a, [1, 0]), [6]), reshape(a, [6])) })),
  )
  expect(items.map((item) => item.kind === 'elementwise' && item.operation)).toEqual(['copy', 'add'])
})

it('sums over neighboring axes in place, over others behind the rest', () => {
  const { items } = itemize(
    trace({ a: perTask([2, 3, 4]) }, ({ a }) => ({ inner: sum(a, [1]), last: sum(a, [1, 2]), outer: sum(a, [0, 2]) })),
  )
  expect(items).toMatchObject([
    { kind: 'sum', rows: 3, columns: 4 },
    { kind: 'sum', rows: 12, columns: 1 },
    { kind: 'sum', rows: 8, columns: 1, operands: [{ axes: [{ length: 3 }, { length: 2 }, { length: 4 }] }] },
  ])
})

it('begins blocks where they lie, and fills where parts leave nothing between them', () => {
  const { items } = itemize(
    trace({ a: perTask([2, 3]), b: perTask([2, 1]) }, ({ a, b }) => ({ c: concat([a, b], 1), d: pad(a, [0, 1], [2, 5]) })),
  )
  expect(items).toMatchObject([
    {
      begins: [
        [0, 0],
        [0, 3],
      ],
      fills: true,
    },
    { begins: [[0, 1]], fills: false },
  ])
})

it('makes a product along one value an elementwise one', () => {
  const { items } = itemize(trace({ a: perTask([2, 1]), b: perTask([1, 3]) }, ({ a, b }) => ({ c: matMul(a, b) })))
  expect(items).toMatchObject([{ kind: 'elementwise', operation: 'mul' }])
})

it('knows which views are contiguous and which show all', () => {
  const whole = wholeView(0, [2, 3], true)
  expect([isContiguous(whole), showsAll(whole, 6), showsAll(whole, 12)]).toEqual([true, true, false])
  const turned = transposeView(whole, [1, 0])
  expect([isContiguous(turned), showsAll(turned, 6)]).toEqual([false, false])
  const row = sliceView(whole, [1, 0], [1, 3])
  expect([isContiguous(row), row.offset]).toEqual([true, 3])
  expect(reshapeView(turned, [6])).toBeUndefined()
  expect(reshapeView(turned, [3, 1, 2])?.axes.map(({ stride }) => stride)).toEqual([1, 0, 3])
})
