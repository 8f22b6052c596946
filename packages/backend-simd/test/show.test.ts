// A plan as text: every stage is there, and arguments have names.

import { add, matMul, type Shape, sum, tanh, trace, transpose } from '@assent/autodiff'
import { expect, it } from 'vitest'
import { showPlan } from '../src/index.js'

const perTask = (shape: Shape) => ({ shape, perTask: true })

it('shows values, groups, code, calls and memory', () => {
  const program = trace({ a: perTask([6, 8]), w: { shape: [8, 8], perTask: false } }, ({ a, w }) => {
    const hidden = tanh(add(matMul(a, w), a))
    return { total: sum(hidden, [0]) }
  })
  const lines = showPlan(program, 5).split('\n')
  expect(lines.slice(0, 7)).toEqual([
    'values',
    '  v0 input [6, 8] per task',
    '  v1 input [8, 8]',
    '  v2 inner [6, 8] per task',
    '  v3 inner [6, 8] per task',
    '  v4 inner [6, 8] per task',
    '  v5 output [8] per task',
  ])
  expect(lines).toContain('    v5 = sum of 6 rows of 8 v4')
  expect(lines).toContain('calls for each wave, 1 × 5 tasks')
  // Two multiplications and additions for each of 6 × 8 values of 8 products, for five tasks.
  expect(lines).toContain('  product body 0 v0 v1 v2 scratch; 3840 flops')
  // Three items on 6 × 8 values of five tasks.
  expect(lines).toContain('  nest body 1 v2 v0 v5; 720 flops')
  expect(lines.filter((line) => /^ {2}v\d at \d+$/.test(line)).length).toBe(4)
})

it('names the fields of records, registers and steps', () => {
  const program = trace({ a: perTask([3, 5]) }, ({ a }) => ({
    b: tanh(transpose(a, [1, 0])),
    c: matMul(a, transpose(a, [1, 0])),
  }))
  const text = showPlan(program, 2)
  expect(text).toMatch(/chunks repetitions=1 values=30 chunk=30 body=body \d registers=2 /)
  expect(text).toContain('    expand around=0 register=0 pointer=v0 stride=0 valueStride=0 rank=3\n      along 2 60 5 4 3 20')
  expect(text).toMatch(
    /matMul tasks=2 rows=3 columns=3 inner=5 a=v0 aTask=60 aRow=20 aInner=4 b=v0 bTask=60 bInner=4 bColumn=20 c=v\d /,
  )
  expect(showPlan(program, 2, { fuse: false })).toContain('v0+0(5×1, 3×5)')
})
