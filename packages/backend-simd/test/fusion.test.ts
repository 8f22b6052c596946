// Fusion: which items share a group, in which order groups come, and that looking for them takes time in proportion.

import { add, matMul, mul, relu, type Shape, sum, tanh, trace } from '@assent/autodiff'
import { expect, it } from 'vitest'
import { metaStep } from '../bench/programs.js'
import { createDependencies } from '../src/lower/dependencies.js'
import { fuse } from '../src/lower/fusion.js'
import { itemize } from '../src/lower/itemize.js'
import { resultsOf } from '../src/lower/items.js'
import { numbers } from './support.js'

const perTask = (shape: Shape) => ({ shape, perTask: true })

it('puts steps and sums over the same values into one group, a product into one of its own', () => {
  const program = trace({ a: perTask([6, 8]), b: perTask([8, 8]) }, ({ a, b }) => {
    const hidden = relu(add(matMul(a, b), a))
    return { hidden, total: sum(mul(hidden, a), [0]) }
  })
  const { items, values } = itemize(program)
  const kinds = fuse(items, values, true).map((group) => group.map(({ kind }) => kind))
  expect(kinds).toEqual([['matMul'], ['elementwise', 'elementwise', 'elementwise', 'sum']])
})

it('leaves every item alone where it is switched off', () => {
  const { items, values } = itemize(trace({ a: perTask([4]) }, ({ a }) => ({ b: tanh(tanh(a)) })))
  expect(fuse(items, values, false).map((group) => group.length)).toEqual([1, 1])
})

it('computes every value before others read it', () => {
  const { items, values } = itemize(metaStep({ network: 'conv4', steps: 2, order: 2, support: 5, query: 5 }))
  const made = new Set(values.flatMap(({ kind }, value) => (kind === 'input' || kind === 'constant' ? [value] : [])))
  for (const group of fuse(items, values, true)) {
    for (const item of group) {
      expect(item.operands.filter(({ source }) => !made.has(source))).toEqual([])
      for (const value of resultsOf(item)) made.add(value)
    }
  }
  expect(made.size).toBe(values.length)
})

it('looks at as many groups for an item of a long program as for one of a short one', () => {
  const visitsPerItem = (steps: number): number => {
    const { items, values } = itemize(metaStep({ network: 'sine', steps, order: 2, support: 10, query: 10 }))
    const dependencies = createDependencies()
    fuse(items, values, true, dependencies)
    return dependencies.visits / items.length
  }
  expect(visitsPerItem(80)).toBeLessThan(1.1 * visitsPerItem(10))
})

it('knows which groups wait for which, while they grow and merge, as a search through all of them does', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = numbers(seed)
    const below = (count: number) => Math.floor(((next() + 1) / 2) * count)
    const dependencies = createDependencies()
    const needs: Set<number>[] = []
    const waits = (from: number, target: number, seen = new Set<number>()): boolean =>
      from === target || [...(needs[from] ?? [])].some((need) => !seen.has(need) && waits(need, target, seen.add(need)))
    const whole = new Set<number>()
    for (let item = 0; item < 120; item++) {
      const groups = [...whole]
      const makers = groups.filter(() => below(groups.length) < 2)
      const chosen = groups[below(2 * groups.length + 1)]
      // An item may join where nothing that it reads waits for the group, else it begins one.
      const joins = chosen !== undefined && !makers.some((maker) => maker !== chosen && waits(maker, chosen))
      const group = joins ? chosen : dependencies.add(item)
      if (!joins) needs[group] = new Set()
      whole.add(group)
      dependencies.grow(group, item, makers)
      for (const maker of makers) if (maker !== group) needs[group]?.add(maker)
      const [left, right] = [groups[below(groups.length)], groups[below(groups.length)]]
      if (left === undefined || right === undefined || left === right) continue
      for (const target of groups) expect(dependencies.reaches([left], target)).toBe(waits(left, target))
      if (waits(left, right) || waits(right, left) || below(4) > 0) continue
      dependencies.merge(left, right)
      whole.delete(left)
      for (const need of needs[left] ?? []) needs[right]?.add(need)
      for (const own of needs) if (own.delete(left)) own.add(right)
      needs[left] = new Set()
      expect(dependencies.partOf(left)).toBe(right)
    }
  }
})
