// Bad training tasks from the command line, and comparisons over several kinds of them.

import { describe, expect, it } from 'vitest'
import { runProgram } from '../src/program.js'
import { small, usePlace } from './support.js'

const place = usePlace()

const linesOf = (file: string) =>
  place
    .bytes(file)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const train = (...words: string[]) => ['train', ...small, '--steps', '12', '--no-evaluate', ...words]

describe('--spoil', () => {
  it('spoils training tasks alone, and the log says how much of the vote they had', async () => {
    const spoil = 'scaledTargets:factor=10,share=0.5'
    expect(await runProgram(train('--out', 'bad', '--weighting', 'gradientAgreement', '--spoil', spoil))).toBe(0)
    const votes = new Map(linesOf('bad/votes.jsonl').map((vote) => [vote.step, vote]))
    let bad = 0
    for (const { step, badShare } of linesOf('bad/log.jsonl')) {
      const { tasks, weights }: { tasks: string[]; weights: number[] } = votes.get(step)
      const size = (of: number[]) => of.reduce((sum, weight) => sum + Math.abs(weight), 0)
      const isBad = (_: number, task: number) => tasks[task]?.endsWith(' (targets × 10)') ?? false
      expect(badShare).toBeCloseTo(size(weights.filter(isBad)) / size(weights), 3)
      bad += weights.filter(isBad).length
    }
    // 48 tasks, half of them bad: outside of 10 to 38 with a probability of 1e-5.
    expect(bad).toBeGreaterThan(10)
    expect(bad).toBeLessThan(38)
    expect(JSON.parse(place.bytes('bad/run.json').toString()).recipe.spoil).toBe(spoil)
    place.forget()
    expect(await runProgram(['evaluate', '--checkpoint', 'bad/checkpoint.safetensors', '--episodes', '10', '--json'])).toBe(0)
    const spoilt = JSON.parse(place.printed)
    expect(await runProgram(train('--out', 'good'))).toBe(0)
    place.forget()
    expect(await runProgram(['evaluate', '--checkpoint', 'good/checkpoint.safetensors', '--episodes', '10', '--json'])).toBe(0)
    // Baselines learn nothing in training: over the same clean tasks they say the same.
    expect(spoilt.baselines).toEqual(JSON.parse(place.printed).baselines)
    for (const line of linesOf('good/log.jsonl')) expect(line).not.toHaveProperty('badShare')
  })

  it.each([
    ['nonsense', /\[--spoil\] expected one of scaledTargets, .*; found 'nonsense'/],
    ['scaledTargets:factr=3', /\[--spoil scaledTargets\] expected its options; found .*factr/],
    ['scaledTargets:share=2', /\[--spoil scaledTargets\] expected its options; found share: /],
    ['otherLabels', /expected tasks of classification for .*; found regression/],
    ['mixture:tasks=sinusoid,options={"shots":3}', /expected episodes of one form/],
  ])('%s is refused', async (spoil, complaint) => {
    await expect(runProgram(train('--out', 'none', '--spoil', spoil))).rejects.toThrow(complaint)
    expect(place.has('none')).toBe(false)
  })

  it('takes tasks of another family', async () => {
    const spoil = 'mixture:tasks=sinusoid,share=0.5,options={"amplitude":[50,60],"queries":100,"trainQueries":10,"shots":10}'
    expect(await runProgram(train('--out', 'mixed', '--spoil', spoil))).toBe(0)
    expect(
      linesOf('mixed/votes.jsonl')
        .flatMap(({ tasks }) => tasks)
        .join(),
    ).toMatch(/amplitude 5\d\.\d+, phase -?\d\.\d+ \(sinusoid\)/)
  })
})

describe('robustness', () => {
  const words = (...others: string[]) => ['robustness', ...small, '--steps', '6', '--weightings', 'uniform,normClip', ...others]

  it('compares over each kind of bad tasks, and ends with one table', async () => {
    const spoils = ['--spoils', 'none,scaledTargets:share=0.5', '--out', 'all']
    expect(await runProgram(words(...spoils))).toBe(0)
    expect(place.printed).toMatch(
      /none +uniform .*\n +normClip .*\nscaledTargets:share=0\.5 +uniform .* \d+ %\n +normClip .* \d+ %/,
    )
    expect(place.printed).toContain('10 test episodes, all clean')
    expect(place.has('all/none/comparison.json')).toBe(true)
    place.forget()
    expect(await runProgram(words(...spoils, '--resume', '--json'))).toBe(0)
    const { finished, ways } = JSON.parse(place.printed)
    expect(finished).toBe(true)
    const [none, scaled] = ways
    expect(none.comparison.methods[0].result).not.toHaveProperty('badShare')
    const [uniform, clipped] = scaled.comparison.methods.map(({ result }: { result: { badShare: number } }) => result.badShare)
    expect(clipped).toBeLessThan(uniform)
    expect(none.comparison.baselines).toEqual(scaled.comparison.baselines)
  })

  it('says what is wrong with any of them before it trains', async () => {
    await expect(runProgram(words('--out', 'none', '--spoils', 'none,otherLabels'))).rejects.toThrow(
      /expected tasks of classification/,
    )
    await expect(runProgram(words('--out', 'none', '--spoils', 'none,none'))).rejects.toThrow(
      /\[--spoils\] expected each way once/,
    )
    expect(place.has('none')).toBe(false)
  })
})
