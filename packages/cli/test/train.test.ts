// `assent train` as a user meets it: what it prints, what it writes, how it stops and goes on.

import { describe, expect, it, vi } from 'vitest'
import { runProgram } from '../src/program.js'
import type { VoteLine } from '../src/records/history.js'
import { lines, trainSmall, usePlace } from './support.js'

const place = usePlace()

/** Words of the command that a message tells to go on with. */
function commandIn(text: string): string[] {
  const [, command = ''] = /go on with: assent (.*)$/m.exec(text) ?? []
  return command.split(' ')
}

describe('train', () => {
  it('writes a run, and prints its evaluation beside the baselines', async () => {
    expect(await trainSmall('--out', 'run')).toBe(0)
    for (const file of ['run.json', 'log.jsonl', 'votes.jsonl', 'checkpoint.safetensors', 'evaluation.json'])
      expect(place.has(`run/${file}`), file).toBe(true)
    for (const line of [
      /mean of support/,
      /after 10 steps/,
      /transductive: no/,
      /checkpoint: run\/checkpoint\.safetensors/,
      /next: /,
    ])
      expect(place.printed).toMatch(line)
    const log = `${place.bytes('run/log.jsonl')}`.trim().split('\n')
    expect(log.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('prints one JSON document with --json, and progress on standard error', async () => {
    expect(await trainSmall('--out', 'run', '--json')).toBe(0)
    const report = JSON.parse(place.printed) as { finished: boolean; steps: number; evaluation: { steps: unknown[] } }
    expect(report).toMatchObject({ finished: true, step: 6, steps: 6, screenedTasks: 0, degenerateSteps: 0 })
    expect(report.evaluation.steps).toHaveLength(11)
    expect(place.noted).toMatch(/step 6\/6 /)
  })

  it('makes the same bytes for the same seed, and others for another', async () => {
    await trainSmall('--out', 'one')
    await trainSmall('--out', 'two')
    await trainSmall('--out', 'three', '--seed', '2')
    for (const file of ['run.json', 'checkpoint.safetensors', 'log.jsonl', 'votes.jsonl', 'evaluation.json'])
      expect(place.bytes(`one/${file}`)).toEqual(place.bytes(`two/${file}`))
    expect(place.bytes('one/log.jsonl')).not.toEqual(place.bytes('three/log.jsonl'))
  })

  it('names the folder after preset, learner, weighting and seed', async () => {
    await trainSmall('--no-evaluate', '--weighting', 'gradientAgreement')
    expect(place.has('runs/sinusoid-maml-gradientAgreement-s1/checkpoint.safetensors')).toBe(true)
  })

  it('keeps a log of a few hundred lines, the last of the last step', async () => {
    await trainSmall('--no-evaluate', '--out', 'run', '--steps', '1201')
    const steps = `${place.bytes('run/log.jsonl')}`
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { step: number }).step)
    expect(steps.slice(0, 3)).toEqual([3, 6, 9])
    expect(steps.at(-1)).toBe(1201)
  })
})

it('keeps some two dozen votes, whatever the weighting needs', async () => {
  await trainSmall('--no-evaluate', '--out', 'run', '--steps', '60')
  const votes = `${place.bytes('run/votes.jsonl')}`
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as VoteLine)
  expect(votes.map(({ step }) => step)).toEqual([1, ...Array.from({ length: 20 }, (_, index) => 3 * (index + 1))])
  for (const { tasks, weights, gram } of votes) {
    expect(tasks).toHaveLength(4)
    expect(weights).toEqual([0.25, 0.25, 0.25, 0.25])
    for (const [i, row] of gram.entries()) {
      expect(row).toHaveLength(4)
      expect(row[i]).toBeGreaterThan(0)
      for (const [j, value] of row.entries()) {
        expect(value).toBe(gram[j]![i])
        expect(Math.abs(value)).toBeLessThanOrEqual(1.001 * Math.sqrt(row[i]! * gram[j]![j]!))
        expect(Number(value.toPrecision(4))).toBe(value)
      }
    }
  }
})

describe('a stopped training', () => {
  const stopAt = (progress: string) =>
    place.listen((text) => {
      if (text.includes(progress)) process.emit('SIGINT')
    })

  it('saves, says how to go on, and ends in the bytes of an unbroken one', async () => {
    await trainSmall('--out', 'whole', '--no-evaluate', '--steps', '20')
    stopAt('step 8/20')
    expect(await trainSmall('--out', 'parts', '--no-evaluate', '--steps', '20')).toBe(130)
    expect(place.printed).toMatch(/stopped after 8 of 20 steps, saved; go on with: assent train --resume parts\n/)
    expect(`${place.bytes('parts/log.jsonl')}`.trim().split('\n')).toHaveLength(8)
    expect(await runProgram([...commandIn(place.printed), '--no-evaluate'])).toBe(0)
    expect(place.printed).toMatch(/going on after step 8 of 20/)
    for (const file of ['run.json', 'checkpoint.safetensors', 'log.jsonl', 'votes.jsonl'])
      expect(place.bytes(`parts/${file}`)).toEqual(place.bytes(`whole/${file}`))
  })

  it('drops lines that are younger than the checkpoint', async () => {
    await trainSmall('--out', 'whole', '--no-evaluate')
    stopAt('step 3/6')
    await trainSmall('--out', 'parts', '--no-evaluate')
    const files = ['log.jsonl', 'votes.jsonl']
    for (const file of files) place.write(`parts/${file}`, place.bytes(`whole/${file}`))
    expect(await trainSmall('--out', 'parts', '--no-evaluate', '--resume')).toBe(0)
    for (const file of files) expect(place.bytes(`parts/${file}`)).toEqual(place.bytes(`whole/${file}`))
  })

  it('names the config file in the command, when parts are values in it', async () => {
    place.write('mine.mjs', `export default { preset: 'sinusoid-maml', metaSteps: 6, tasksPerStep: 2, tasks: ${lines()} }`)
    const words = ['train', '--config', 'mine.mjs', '--no-evaluate']
    await runProgram([...words, '--out', 'whole'])
    stopAt('step 2/6')
    expect(await runProgram([...words, '--out', 'parts'])).toBe(130)
    expect(place.printed).toMatch(/go on with: assent train --config mine\.mjs --no-evaluate --out parts --resume\n/)
    await expect(runProgram(['train', '--resume', 'parts'])).rejects.toThrow(
      /parts of a config file; pass the same --config again/,
    )
    expect(await runProgram(commandIn(place.printed))).toBe(0)
    expect(place.bytes('parts/checkpoint.safetensors')).toEqual(place.bytes('whole/checkpoint.safetensors'))
  })

  it('prints one JSON document too', async () => {
    stopAt('step 2/6')
    expect(await trainSmall('--out', 'run', '--json')).toBe(130)
    expect(JSON.parse(place.printed)).toMatchObject({ finished: false, step: 2, evaluation: null })
  })

  it('ends at once on the second signal', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
    place.listen((text) => {
      if (!text.includes('step 2/6')) return
      process.emit('SIGINT')
      process.emit('SIGINT')
    })
    await trainSmall('--out', 'run', '--no-evaluate')
    expect(exit).toHaveBeenCalledWith(130)
  })
})

describe('tasks that are not finite', () => {
  const spoil = (y: string) =>
    place.write(
      'spoiled.mjs',
      `let drawn = 0\nexport default { preset: 'sinusoid-maml', metaSteps: 40, tasksPerStep: 4, checkpointEvery: 1, tasks: ${lines(y)} }`,
    )
  const train = () => runProgram(['train', '--config', 'spoiled.mjs', '--out', 'run', '--no-evaluate', '--json'])

  it('are left out one by one, named and counted', async () => {
    spoil('chance < 0.1 ? 1e30 : slope * x')
    expect(await train()).toBe(0)
    const { screenedTasks } = JSON.parse(place.printed) as { screenedTasks: number }
    expect(screenedTasks).toBeGreaterThan(4)
    expect(screenedTasks).toBeLessThan(40)
    expect(place.noted.match(/left out task slope [-.\d]+: its support loss is not finite/g)).toHaveLength(1)
    expect(place.noted).toMatch(new RegExp(`${screenedTasks} tasks left out as not finite`))
    const screened = `${place.bytes('run/log.jsonl')}`
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { screened: number }).screened)
    expect(screened.reduce((sum, value) => sum + value, 0)).toBe(screenedTasks)
  })

  it('stop the training when there is no other, and the last checkpoint stays', async () => {
    // Three support and three query points of four tasks in five steps are fine.
    spoil('drawn++ < (3 + 3) * 4 * 5 ? slope * x : 1e30')
    await expect(train()).rejects.toThrow(
      /\[meta-step 6\] expected at least one task with finite values; found none of 4 \(slope/,
    )
    expect(place.noted).toMatch(/the last checkpoint stays, of step 5: run\/checkpoint\.safetensors/)
    expect(place.has('run/checkpoint.safetensors')).toBe(true)
  })
})

it('a step whose parameters are not finite stops, and writes nothing over what was good', async () => {
  place.write('sgd.mjs', `export default { preset: 'sinusoid-maml', optimizer: { name: 'sgd', rate: 0.001 } }`)
  const words = ['train', '--config', 'sgd.mjs', '--steps', '1', '--out', 'run', '--no-evaluate', '--outer-rate', '1e38']
  await expect(runProgram(words)).rejects.toMatchObject({ kind: 'diverged', message: expect.stringMatching(/^\[meta-step 1\]/) })
  expect(place.has('run')).toBe(false)
  place.write(
    'late.mjs',
    `export default { preset: 'sinusoid-maml', metaSteps: 6, tasksPerStep: 2, checkpointEvery: 1, optimizer: {
      name: 'late', settings: {}, slots: [], schedule: { name: 'late', settings: {}, rate: (step) => (step <= 3 ? 0.001 : 1e38) },
      update: (theta, direction, slots, rate) => { for (let i = 0; i < theta.length; i++) theta[i] -= rate * direction[i] } } }`,
  )
  await expect(runProgram(['train', '--config', 'late.mjs', '--out', 'run', '--no-evaluate'])).rejects.toMatchObject({
    kind: 'diverged',
    message: expect.stringMatching(/^\[meta-step 4\] expected finite parameters/),
  })
  expect(place.printed).toMatch(/the last checkpoint stays, of step 3/)
  const evaluate = ['evaluate', '--checkpoint', 'run/checkpoint.safetensors', '--config', 'late.mjs', '--episodes', '2', '--json']
  expect(await runProgram(evaluate)).toBe(0)
})

it.each(['maml', 'fomaml'])('%s with an inner rate of 0, which adapts nothing, trains and is judged', async (learner) => {
  expect(await trainSmall('--out', 'run', '--inner-rate', '0', '--learner', learner)).toBe(0)
  const { steps } = JSON.parse(`${place.bytes('run/evaluation.json')}`) as { steps: { score: { mean: number } }[] }
  expect(new Set(steps.map(({ score }) => score.mean)).size).toBe(1)
})

it('tasks that diverge in the evaluation are counted and named, and the others judged', async () => {
  expect(await trainSmall('--out', 'run', '--inner-rate', '0.02', '--steps', '50', '--episodes', '100')).toBe(0)
  const { steps, scores } = JSON.parse(`${place.bytes('run/evaluation.json')}`) as {
    steps: { diverged: number; score: { mean: number } }[]
    scores: (number | null)[]
  }
  const lost = scores.filter((score) => score === null).length
  expect(lost).toBeGreaterThan(0)
  expect(steps.at(-1)?.diverged).toBe(lost)
  const finite = scores.filter((score) => score !== null)
  const mean = finite.reduce((sum, score) => sum + score, 0) / finite.length
  expect((steps.at(-1)?.score.mean as number) / mean).toBeCloseTo(1, 10)
  expect(place.printed).toContain(`${lost} of 100`)
  expect(place.printed).toMatch(/diverged, and not among the scores: amplitude .* \(after \d+\)/)
})

it('steps in which the weighting has no answer are told once, and counted', async () => {
  place.write(
    'undecided.mjs',
    `const weigh = ({ tasks }) => ({ weights: new Array(tasks).fill(1 / tasks), degenerate: 'nobody agrees' })
    export default { preset: 'sinusoid-maml', metaSteps: 3, tasksPerStep: 2, weighting: { name: 'undecided', settings: {}, needs: 'losses', weigh } }`,
  )
  expect(await runProgram(['train', '--config', 'undecided.mjs', '--out', 'run', '--no-evaluate', '--json'])).toBe(0)
  expect(place.noted.match(/step 1: uniform weights, as nobody agrees/g)).toHaveLength(1)
  expect(JSON.parse(place.printed)).toMatchObject({ degenerateSteps: 3 })
})
