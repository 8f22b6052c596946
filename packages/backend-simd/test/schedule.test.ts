// The second stage: how loops walk through memory, how they are cut, and what lies in a command.

import { matMul, mul, type Shape, sum, tanh, trace, transpose } from '@assent/autodiff'
import { expect, it } from 'vitest'
import { ConvolutionCommand, SumCommand } from '../src/border/records.js'
import { contiguousAxes } from '../src/lower/view.js'
import { planProgram } from '../src/plan/plan.js'
import { recordWords } from '../src/schedule/call.js'
import { chooseCut } from '../src/schedule/cut.js'
import { isContiguousWalk, mergedStarts, mergeOwn, periodOf } from '../src/schedule/walk.js'

const axes = (...pairs: readonly [number, number][]) => pairs.map(([length, stride]) => ({ length, stride }))

it('merges axes that follow each other', () => {
  expect(mergeOwn(axes([2, 12], [3, 4], [4, 1]))).toEqual(axes([24, 1]))
  expect(mergeOwn(axes([2, 12], [3, 4], [4, 2]))).toEqual(axes([6, 4], [4, 2]))
  // Together only where all walks allow it.
  expect(mergedStarts([axes([2, 12], [3, 4], [4, 1]), axes([2, 0], [3, 4], [4, 1])])).toEqual([0, 1])
})

it('knows contiguous walks, and after how many values a walk starts over', () => {
  expect(isContiguousWalk(axes([3, 4], [4, 1]))).toBe(true)
  expect(isContiguousWalk(axes([3, 5], [4, 1]))).toBe(false)
  expect(periodOf(axes([5, 0], [3, 4], [4, 1]))).toBe(12)
  expect(periodOf(axes([5, 12], [3, 4], [4, 1]))).toBe(60)
})

it('cuts short rows of a sum within chunks, wide ones by repetitions', () => {
  const sumOf = (rows: number, columns: number) => {
    const view = { source: 0, taskStride: 0, offset: 0, axes: [] }
    return { kind: 'sum', operands: [view], rows, columns, value: 1, shape: [], perTask: true } as const
  }
  // Twelve values to a row: whole rows and whole vectors in each chunk of at most 1024, so 85 times 12.
  expect(chooseCut(contiguousAxes([200, 12]), [], sumOf(12, 1), 1)).toEqual({
    repetitions: 1,
    count: 2400,
    chunk: 1020,
    split: 0,
  })
  // Three repetitions of 50 rows of 40: 25 whole rows in each chunk.
  expect(chooseCut(contiguousAxes([3, 50, 40]), [], sumOf(50, 40), 1)).toEqual({
    repetitions: 3,
    count: 2000,
    chunk: 1000,
    split: 1,
  })
})

it('writes a record in the order of its fields, those that it inherits first', () => {
  const from = { value: 4, offset: 2 }
  expect(recordWords(SumCommand, { to: 9, from, columns: 3, rows: 2, count: 1 })).toEqual([1, 2, 3, from, 9])
  expect(Object.keys(new ConvolutionCommand()).slice(0, 12)).toEqual([
    ...['tasks', 'first', 'firstTask', 'second', 'secondTask', 'result', 'resultTask'],
    ...['batch', 'height', 'width', 'channels', 'filterHeight'],
  ])
})

it('chooses a nest where operands are vectors or single values along the last axis, else chunks', () => {
  const perTask = (shape: Shape) => ({ shape, perTask: true })
  const commands = (shape: Shape) => {
    const program = trace({ a: perTask(shape), b: perTask(shape) }, ({ a, b }) => ({
      c: mul(tanh(a), b),
      d: sum(mul(a, b), [0]),
    }))
    return planProgram(program, 3, { fuse: true }).perTask.map(({ command }) => command)
  }
  expect(commands([6, 8])).toEqual(['nest'])
  expect(commands([6, 7])).toEqual(['chunks'])
  const turned = trace({ a: perTask([8, 8]), b: perTask([8, 8]) }, ({ a, b }) => ({ c: mul(transpose(a, [1, 0]), matMul(a, b)) }))
  expect(planProgram(turned, 3, { fuse: true }).perTask.map(({ command }) => command)).toEqual(['product', 'chunks'])
})
