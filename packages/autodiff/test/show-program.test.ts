// A program as text: what each line says.

import { expect, it } from 'vitest'
import { constant, matMul, mul, showProgram, sum, trace } from '../src/index.js'

it('names every node, its shape, whether tasks differ in it, and what it computes from which others', () => {
  const inputs = { x: { shape: [3, 2], perTask: true }, w: { shape: [3, 2], perTask: false } }
  const program = trace(inputs, ({ x, w }) => {
    const y = matMul(x, w, { transposeA: true })
    return { y, total: sum(mul(y, y), [0]) }
  })
  expect(showProgram(program).split('\n')).toEqual([
    '%0 [3, 2] per task = input name=x',
    '%1 [3, 2] = input name=w',
    '%2 [2, 2] per task = matMul %0 %1 transposeA',
    '%3 [2, 2] per task = mul %2 %2',
    '%4 [2] per task = sum %3 axes=[0]',
    'y = %2',
    'total = %4',
  ])
})

it('cuts long lists of values', () => {
  const program = trace({ x: { shape: [9], perTask: false } }, ({ x }) => ({
    y: mul(x, constant(x, [1, 2, 3, 4, 5, 6, 7, 8, 9], [9])),
  }))
  expect(showProgram(program)).toContain('constant values=[1 2 3 4 5 6 7 8 … 9 in all]')
})
