// Outer rates for all methods, and for each its own.

import { describe, expect, it } from 'vitest'
import { cellsOf } from '../src/compare/grid.js'
import { parseOuterRates } from '../src/compare/outer-rates.js'

const gridWith = (rates: string, weightings: string[], learners: (string | undefined)[] = [undefined]) =>
  cellsOf({ learners, weightings, backends: [undefined], seeds: [1], outerRates: parseOuterRates(rates, '--outer-rates') }).map(
    ({ weighting, learner, outerRate }) => [learner, weighting, outerRate].filter((part) => part !== undefined).join(' '),
  )

describe('outer rates', () => {
  it('are the same for all that are not named, and their own for the others', () => {
    expect(gridWith('1,2,whitened=16,32,mgda=4', ['uniform', 'whitened:mu=1', 'mgda'])).toEqual([
      'uniform 1',
      'uniform 2',
      'whitened:mu=1 16',
      'whitened:mu=1 32',
      'mgda 4',
    ])
  })

  it('may tell a weighting from itself with other options', () => {
    expect(gridWith('whitened:mu=1=8,whitened=2', ['whitened:mu=1', 'whitened:mu=2'])).toEqual([
      'whitened:mu=1 8',
      'whitened:mu=2 2',
    ])
  })

  it('may be named by the learner', () => {
    expect(gridWith('maml=1,reptile=2', ['uniform'], ['maml', 'reptile'])).toEqual(['maml uniform 1', 'reptile uniform 2'])
  })

  it.each([
    ['1,1', /\[--outer-rates\] expected each value once; found 1 twice/],
    ['whitened=-1', /\[--outer-rates\] expected a finite number of at least 0; found '-1'/],
    ['=3,x', /found 'x'/],
    ['whitend=3', /expected rates for all, or for whitened; found 'whitend'; did you mean whitened\?/],
  ])('of %s are refused', (rates, message) => {
    expect(() => gridWith(rates, ['whitened'])).toThrow(message)
  })
})
