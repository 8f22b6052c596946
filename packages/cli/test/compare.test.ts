// `assent compare`: the same episodes for all, rates chosen on validation tasks, and no winner without cause.

import { accuracy, meanSquaredError } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { renderComparison } from '../src/compare/render.js'
import { runProgram } from '../src/program.js'
import type { Comparison, Method } from '../src/records/comparison-record.js'
import { small, usePlace } from './support.js'

const place = usePlace()

const compare = (...words: string[]) => runProgram(['compare', ...small, '--steps', '4', '--out', 'compared', ...words])

const read = (name: string) => JSON.parse(`${place.bytes(`compared/${name}`)}`) as unknown
const scoresOf = (name: string) => (read(`${name}/test.json`) as { evaluation: { scores: number[] } }).evaluation.scores
const methods = () => (read('comparison.json') as Comparison).methods
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('compare', () => {
  it('shows methods beside each other, with baselines, paths and what to try next', async () => {
    expect(await compare('--weightings', 'uniform,regularizedAgreement:mu=0.3,epsilon=2,mgda', '--seeds', '1,2')).toBe(0)
    for (const text of [/mean of support/, /regularizedAgreement:mu=0\.3,epsilon=2 /, /mgda /, /each the mean of 2 seeds/])
      expect(place.printed).toMatch(text)
    expect(place.printed).toMatch(/minus uniform +each seed +worst tenth +Σw +w < 0 +‖direction‖\/‖mean‖/)
    expect(place.printed).toMatch(/checkpoint: compared\/uniform-s1\/checkpoint\.safetensors/)
    expect(place.printed).toMatch(/numbers: +compared\/comparison\.json/)
    expect(place.printed).toMatch(/next: +the same with --seeds 1,2,3/)
  })

  it('pairs the episodes, averaged over seeds', async () => {
    await compare('--seeds', '1,2')
    const means = (name: string) => scoresOf(`${name}-s1`).map((score, i) => (score + (scoresOf(`${name}-s2`)[i] as number)) / 2)
    const [uniform, agreement] = [means('uniform'), means('gradientAgreement')]
    const differences = agreement.map((score, i) => score - (uniform[i] as number))
    const mean = average(differences)
    const deviation = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (differences.length - 1))
    const result = methods()[1]?.result
    expect(result?.score.mean).toBeCloseTo(average(agreement), 10)
    expect(result?.difference?.mean).toBeCloseTo(mean, 10)
    expect(result?.difference?.interval).toBeCloseTo((1.96 * deviation) / Math.sqrt(differences.length), 10)
    expect(result?.seeds).toEqual([1, 2].map((seed) => expect.closeTo(average(scoresOf(`gradientAgreement-s${seed}`)), 10)))
  })

  it('chooses each rate on validation tasks, and shows test tasks to the chosen one alone', async () => {
    expect(await compare('--weightings', 'uniform', '--outer-rates', '0.001,0')).toBe(0)
    const [method] = methods() as [Method]
    const values = method.trials.map(({ validation }) => validation?.mean as number)
    const best = (values[0] as number) < (values[1] as number) ? 0.001 : 0
    expect(method.result?.outerRate).toBe(best)
    expect(place.has(`compared/uniform-rate${best}-s1/test.json`)).toBe(true)
    expect(place.has(`compared/uniform-rate${best === 0 ? 0.001 : 0}-s1/test.json`)).toBe(false)
    expect(place.printed).toMatch(/outer rates on validation tasks/)
  })

  it('passes over a rate at which training diverges, and goes on without a method that always does', async () => {
    const words = ['--learners', 'reptile', '--steps', '30', '--seeds', '1']
    expect(await compare(...words, '--weightings', 'uniform,mgda', '--outer-rates', '1e20,0.001')).toBe(0)
    expect(place.printed).toMatch(/reptile uniform +1?0{0,19}\S* +diverged/)
    expect(methods()[0]?.result?.outerRate).toBe(0.001)
    await expect(compare(...words, '--out', 'all', '--outer-rates', '1e20')).rejects.toThrow(
      /\[compare\] expected one method with finite values/,
    )
  })

  it('compares learners and backends too, with the weighting that the experiment has', async () => {
    expect(await compare('--learners', 'maml,fomaml', '--backends', 'simd,reference')).toBe(0)
    const names = methods().map(({ name }) => name)
    expect(names).toEqual(['maml (simd)', 'maml (reference)', 'fomaml (simd)', 'fomaml (reference)'])
    const [simd, reference] = methods().map(({ result }) => result?.score.mean as number)
    expect((simd as number) / (reference as number)).toBeCloseTo(1, 4)
  })

  it('prints one JSON document', async () => {
    expect(await compare('--weightings', 'uniform', '--json')).toBe(0)
    expect(JSON.parse(place.printed)).toMatchObject({
      finished: true,
      split: 'test',
      episodes: 10,
      methods: [{ name: 'uniform' }],
    })
  })

  it('goes on where it was, with the same result', async () => {
    await compare()
    const before = place.bytes('compared/comparison.json')
    await expect(compare()).rejects.toThrow(/\[--out\] expected a folder without a run; .*add --resume/)
    expect(await compare('--resume')).toBe(0)
    expect(place.bytes('compared/comparison.json')).toEqual(before)
    await expect(compare('--resume', '--inner-rate', '0.002')).rejects.toThrow(
      /expected an experiment with adaptation\.settings\.rate 0\.002; found 0\.001/,
    )
  })

  it('does not take old results for those of other episodes', async () => {
    await compare()
    expect(await compare('--resume', '--episodes', '12')).toBe(0)
    expect(scoresOf('uniform-s1')).toHaveLength(12)
  })

  it('can be stopped in the middle of a cell, and says how to go on', async () => {
    let second = false
    place.listen((text) => {
      second ||= text.includes('2 of 2')
      if (second && text.includes('step 2/4')) process.emit('SIGINT')
    })
    expect(await compare()).toBe(130)
    const [, command = ''] = /go on with: assent (.*)$/m.exec(place.printed) ?? []
    expect(command).toBe(`compare ${small.join(' ')} --steps 4 --out compared --resume`)
    place.listen(() => {})
    expect(await runProgram(command.split(' '))).toBe(0)
    const resumed = place.bytes('compared/comparison.json').toString()
    await runProgram(['compare', ...small, '--steps', '4', '--out', 'whole'])
    const numbers = (text: string) => text.replaceAll('compared/', 'whole/').replace(/"check": .*/, '')
    expect(numbers(resumed)).toBe(numbers(place.bytes('whole/comparison.json').toString()))
  })

  it.each([
    [['--weightings', 'uniform,mgda,gradientAgrement'], /did you mean gradientAgreement\?/],
    [['--weightings', 'uniform,uniform'], /\[--weightings\] expected each value once; found uniform twice/],
    [['--seeds', '1,2,1'], /\[--seeds\] expected each value once; found 1 twice/],
    [['--outer-rates', '0.1,-1'], /\[--outer-rates\] expected a finite number of at least 0; found '-1'/],
    [['--learners', 'maml,'], /\[--learners\] expected a name; found ''/],
    [
      ['--backends', 'simd,gpu'],
      /\[backend\] expected one of simd, simd-fma, wasm, node, cpu, reference, or a package; found 'gpu'/,
    ],
  ])('refuses %j before anything is trained', async (words, message) => {
    await expect(compare(...words)).rejects.toThrow(message)
    expect(place.has('compared')).toBe(false)
  })
})

describe('the verdict', () => {
  const method = (name: string, mean: number, difference?: { mean: number; interval: number }): Method => ({
    name,
    trials: [{ outerRate: undefined, validation: undefined, divergedTasks: 0, diverged: undefined }],
    result: {
      outerRate: undefined,
      score: { mean, interval: 0.01 },
      seeds: [mean],
      divergedTasks: 0,
      worstDecile: mean,
      difference,
      weightSum: 1,
      negativeShare: 0,
      stretch: 1,
      screenedTasks: 0,
      checkpoints: [],
      runs: [],
    },
  })
  const verdict = (name: 'accuracy' | 'meanSquaredError', mean: number, interval: number) =>
    renderComparison({
      metric: name === 'accuracy' ? accuracy() : meanSquaredError(),
      split: 'test',
      episodes: 600,
      transductive: true,
      innerSteps: 5,
      baselines: [],
      methods: [method('a', 0.5), method('b', 0.5 + mean, { mean, interval })],
    })

  it('names a winner only where the interval excludes zero', () => {
    expect(verdict('accuracy', 0.02, 0.03)).toMatch(/b and a: no difference beyond the interval\.$/)
    expect(verdict('accuracy', 0.02, Number.NaN)).toMatch(/no difference beyond the interval\.$/)
    expect(verdict('accuracy', 0.02, 0.01)).toMatch(/b and a: b is better here; the interval excludes zero\.$/)
    expect(verdict('accuracy', -0.02, 0.01)).toMatch(/a is better here/)
    expect(verdict('meanSquaredError', 0.02, 0.01)).toMatch(/a is better here/)
    expect(verdict('meanSquaredError', -0.02, 0.01)).toMatch(/b is better here/)
  })
})
