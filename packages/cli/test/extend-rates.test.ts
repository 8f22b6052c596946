// Rates go on until a method's best lies between worse ones, or the next diverges.

import { describe, expect, it } from 'vitest'
import { endOf, nextRates, withRates } from '../src/compare/extend-rates.js'
import { parseOuterRates } from '../src/compare/outer-rates.js'
import { runProgram } from '../src/program.js'
import { type Comparison, comparisonFile, comparisonSchema } from '../src/records/comparison-record.js'
import { readRecord } from '../src/records/record.js'
import { usePlace } from './support.js'

const place = usePlace()

/** Trials by rate; those above `limit` diverge. */
const trialsOf = (rates: readonly number[], limit = Number.POSITIVE_INFINITY) =>
  rates.map((outerRate) => ({ outerRate, divergedTasks: 0, ...(outerRate > limit && { diverged: 'NaN' }) }))

describe('the best rate', () => {
  it.each([
    [[1, 2, 4], 2, undefined, 'interior', undefined],
    [[1, 2, 4], 4, undefined, 'largest', 8],
    [[4, 1, 2], 1, undefined, 'smallest', 0.5],
    [[1, 2, 4], 2, 3, 'next diverges', undefined],
    [[1, 2, 4], 1, 1, 'smallest', 0.5],
    [[0.3, 1], 1, undefined, 'largest', 3.33333],
    [[0.001, 0.002], undefined, 0, undefined, 0.0005],
    [[2], 2, undefined, 'alone', undefined],
  ] as const)('of %j is %s, and above %s all diverge: it is %s, and the next is %s', (rates, best, limit, end, next) => {
    const trials = trialsOf(rates, limit)
    expect(endOf({ trials, best })).toBe(end)
    expect(nextRates([{ name: 'whitened', trials, best }]).get('whitened')).toBe(next)
  })

  it('goes on for the method alone whose it is', () => {
    const tried = [
      { name: 'uniform', trials: trialsOf([1, 2, 4]), best: 2 },
      { name: 'whitened', trials: trialsOf([1, 2, 4]), best: 4 },
    ]
    const { all, own } = withRates(parseOuterRates('1,2,4', '--outer-rates'), tried, nextRates(tried))
    expect(all).toEqual([1, 2, 4])
    expect([...own]).toEqual([['whitened', [1, 2, 4, 8]]])
  })

  it('is looked for no further than over sixteen rates', () => {
    const rates = Array.from({ length: 16 }, (_, power) => 2 ** power)
    expect(nextRates([{ name: 'uniform', trials: trialsOf(rates), best: 2 ** 15 }]).size).toBe(0)
  })
})

describe('compare --extend-rates', () => {
  const words = (...others: string[]) => [
    ...['compare', '--preset', 'sinusoid-paper', '--steps', '60', '--episodes', '20', '--seeds', '1,2'],
    ...['--learners', 'reptile', '--weightings', 'uniform,normClip', ...others],
  ]
  const comparison = (folder: string): Comparison => readRecord(comparisonFile(place.path(folder)), comparisonSchema)

  it('tries larger rates until they are worse or diverge, one process or two, to the same numbers', async () => {
    const tuned = words('--outer-rates', '0.01,0.04', '--extend-rates')
    expect(await runProgram([...tuned, '--out', 'one'])).toBe(0)
    expect(place.printed).toContain('its best rate is at an end of those tried; trying 0.16')
    const { methods } = comparison('one')
    for (const { trials, end, result } of methods) {
      expect(trials.length).toBeGreaterThan(3)
      expect(['interior', 'next diverges']).toContain(end)
      const scores = trials.map(({ validation, diverged }) => (diverged ? Number.POSITIVE_INFINITY : validation?.mean))
      expect(trials[scores.indexOf(Math.min(...scores.map(Number)))]?.outerRate).toBe(result?.outerRate)
    }
    place.forget()
    expect(await runProgram([...tuned, '--out', 'two', '--jobs', '2'])).toBe(0)
    const unplaced = ({ methods: own }: Comparison) =>
      own.map(({ result, ...method }) => ({ ...method, score: result?.score, runs: result?.runs }))
    expect(unplaced(comparison('two'))).toEqual(unplaced(comparison('one')))
    expect(await runProgram([...tuned, '--out', 'one', '--resume'])).toBe(0)
  })

  it('says where a best rate is the largest of those tried, when it is not asked to go on', async () => {
    expect(await runProgram(words('--outer-rates', '0.01,0.04', '--out', 'run'))).toBe(0)
    expect(place.printed).toContain('chosen, though the largest of them')
  })

  it('wants two rates to go on from', async () => {
    await expect(runProgram(words('--outer-rates', '1', '--extend-rates', '--out', 'run'))).rejects.toThrow(
      '[--extend-rates] expected two --outer-rates or more for each method; found 1 for reptile uniform; add one',
    )
  })
})
