// `assent evaluate` and `assent adapt`: what was learned, put to use.

import { execFileSync } from 'node:child_process'
import { reference } from '@assent/core'
import { openModelFile } from '@assent/model-file'
import { describe, expect, it } from 'vitest'
import { runFile, skipsRuntime } from '../../onnx/test/runtime.js'
import { runProgram } from '../src/program.js'
import { trainSmall, usePlace } from './support.js'

const place = usePlace()

interface Adapted {
  readonly losses: number[]
  readonly predictions: number[][] | null
}

const use = (command: string, ...words: string[]) => runProgram([command, '--checkpoint', 'run/checkpoint.safetensors', ...words])

async function adapted(file: string, content: string): Promise<Adapted> {
  place.write(file, content)
  place.forget()
  expect(await use('adapt', '--examples', file, '--inner-steps', '3', '--json')).toBe(0)
  return JSON.parse(place.printed) as Adapted
}

describe('evaluate', () => {
  it('judges a checkpoint on any backend, with numbers that agree', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    const scores: number[] = []
    for (const backend of ['simd', 'wasm', 'cpu', 'reference']) {
      place.forget()
      expect(await use('evaluate', '--backend', backend, '--episodes', '5', '--inner-steps', '2', '--json')).toBe(0)
      const { steps } = JSON.parse(place.printed) as { steps: { score: { mean: number } }[] }
      expect(steps).toHaveLength(3)
      scores.push(steps[2]?.score.mean as number)
    }
    for (const score of scores) expect(score / (scores[0] as number)).toBeCloseTo(1, 4)
  })

  it('shows side by side how far the scores of backends are apart', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    const words = ['--backends', 'reference,simd,cpu', '--episodes', '5']
    expect(await use('evaluate', ...words)).toBe(0)
    expect(place.printed).toMatch(/mean squared error after 10 inner steps on the same 5 test episodes\n.*from reference/)
    const rows = place.printed.split('\n').filter((line) => /^(reference|simd|cpu) /.test(line))
    const scores = rows.map((row) => /[\d.]+ ± [\d.]+/.exec(row)?.[0])
    expect(new Set(scores).size).toBe(1)
    for (const row of rows.slice(1)) expect(Number(/\d\.\de-\d+ +(\d\.\de-\d+)/.exec(row)?.[1])).toBeLessThan(1e-3)
    place.forget()
    expect(await use('evaluate', ...words, '--json')).toBe(0)
    const all = JSON.parse(place.printed) as { backend: string; evaluation: { scores: number[] } }[]
    expect(all.map(({ backend, evaluation: { scores } }) => [backend, scores.length])).toEqual([
      ['reference', 5],
      ['simd', 5],
      ['cpu', 5],
    ])
  })

  it.each([
    [['--backends', 'simd,simd'], 'each backend once; found simd twice'],
    [['--backends', 'simd,gpu'], "found 'gpu'"],
    [['--backends', 'simd', '--backend', 'cpu'], 'expected no --backend beside it'],
  ])('refuses %j', async (words, message) => {
    await trainSmall('--out', 'run', '--no-evaluate')
    await expect(use('evaluate', ...words)).rejects.toThrow(message)
  })

  it('prints a table for any split', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    expect(await use('evaluate', '--split', 'validation', '--episodes', '4')).toBe(0)
    expect(place.printed).toMatch(/run\/checkpoint\.safetensors, 6 meta-steps, on simd\n4 validation episodes/)
    await expect(use('evaluate', '--split', 'tests')).rejects.toThrow(/Allowed choices are test, validation, train/)
  })
})

describe('adapt', () => {
  const json = JSON.stringify({ support: { x: [[0], [1], [2]], y: [[0], [1], [0.5]] }, query: { x: [[0.5], [1.5]] } })

  it('learns from JSON and from CSV alike', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    const { losses, predictions } = await adapted('examples.json', json)
    expect(losses).toHaveLength(3)
    expect(losses[2]).toBeLessThan(losses[0] as number)
    expect(predictions?.map((row) => row.length)).toEqual([1, 1])
    expect(await adapted('flat.json', '{"support": {"x": [0, 1, 2], "y": [0, 1, 0.5]}, "query": {"x": [0.5, 1.5]}}')).toEqual({
      losses,
      predictions,
    })
    expect(await adapted('examples.csv', 'x,y\r\n0,0\r\n0.5,\r\n1,1\r\n2,0.5\r\n1.5,\r\n')).toEqual({ losses, predictions })
    expect(await adapted('mark.json', `\uFEFF${json}`)).toEqual({ losses, predictions })
    expect(await adapted('EXAMPLES.CSV', '\uFEFFx,y\n0,0\n0.5,\n1,1\n2,0.5\n1.5,')).toEqual({ losses, predictions })
    expect((await adapted('support.csv', 'x, y\n0, 0\n1, 1\n2, 0.5')).predictions).toBeNull()
  })

  it('takes class numbers, and names the class that it finds', async () => {
    const config = {
      preset: 'sinusoid-maml',
      metaSteps: 1,
      tasksPerStep: 2,
      tasks: 'TASKS',
      model: { name: 'mlp', options: { sizes: [2, 2] } },
    }
    const tasks = `{ name: 'sides', settings: {}, kind: 'classification', inputShape: [2], targetShape: [2],
      metric: { name: 'none', settings: {}, title: 'nothing', unit: '', better: 'higher', percent: false, squared: false, score: () => 0 },
      baselines: [], episodeSize: () => ({ support: 2, query: 2 }),
      sample: () => { const part = () => ({ count: 2, x: Float32Array.of(1, 0, 0, 1), y: Float32Array.of(1, 0, 0, 1) })
        return { id: 'sides', support: part(), query: part() } } }`
    place.write('c.mjs', `export default ${JSON.stringify(config).replace('"TASKS"', tasks)}`)
    await runProgram(['train', '--config', 'c.mjs', '--out', 'run', '--no-evaluate'])
    place.write('sides.csv', 'x1,x2,y\n1,0,1\n0,1,0\n2,0,\n0,2,')
    place.forget()
    expect(await use('adapt', '--config', 'c.mjs', '--examples', 'sides.csv', '--inner-steps', '400')).toBe(0)
    expect(place.printed).toMatch(/query 1: .*→ class 1\nquery 2: .*→ class 0\n$/)
    for (const [label, message] of [
      ['2', /expected class numbers from 0 to 1; found \[2\] in example 1/],
      ['0.5', /expected class numbers from 0 to 1; found \[0\.5\] in example 1/],
    ] as const) {
      place.write('bad.csv', `x1,x2,y\n1,0,${label}`)
      await expect(use('adapt', '--config', 'c.mjs', '--examples', 'bad.csv')).rejects.toThrow(message)
    }
  })

  it.each([
    ['e.json', '{"support": {"x": [[0], [1]], "y": [[0]]}}', /\[e\.json\] expected as many y as x, 2; found 1/],
    [
      'e.json',
      '{"support": {"x": [[0, 1], []], "y": [0, 1]}}',
      /\[e\.json, support x\] expected 1 finite number per example, as \[1\]; found 2 values in example 1/,
    ],
    [
      'e.json',
      '{"support": {"x": [0], "y": [1e39]}}',
      /\[e\.json, support y\] expected 1 finite number .*; found 1e\+39 in example 1/,
    ],
    [
      'e.json',
      '{"support": {"x": [0], "y": [0]}, "query": {"x": [[1, 2]]}}',
      /\[e\.json, query x\] expected 1 finite number .*; found 2 values in example 1/,
    ],
    ['e.json', '{"support": {"x": [], "y": []}}', /\[e\.json\] expected \{"support".*support\.x: /],
    ['e.json', '{"support": {"x": [["a"]], "y": [[1]]}}', /support\.x\.0: expected numbers/],
    ['e.json', '{"suport": {}}', /support: .*Unrecognized key: "suport"/],
    ['e.json', 'not JSON', /\[e\.json\] expected JSON; found Unexpected token/],
    [
      'e.json',
      `{"support": {"x": ${'['.repeat(3000)}${']'.repeat(3000)}, "y": []}}`,
      /\[e\.json\] expected JSON of at most 64 levels/,
    ],
    ['e.json', '{"support": {"x": [0], "x": [1], "y": [0]}}', /\[e\.json\] expected JSON with every key once; found "x" twice/],
    ['e.CSV', 'a,b\n1,2', /\[e\.CSV\] expected a first line of columns x… and y…; found a,b/],
    ['e.csv', 'a,b\n1,2', /\[e\.csv\] expected a first line of columns x… and y…; found a,b/],
    ['e.csv', 'x,y\n1,2\n1,two', /\[e\.csv, line 3\] expected a number; found 'two'/],
    ['e.csv', 'x,y\n1', /\[e\.csv, line 2\] expected 2 values; found 1/],
    ['e.csv', 'x,y\n,2', /\[e\.csv, line 2\] expected a number; found nothing/],
    ['e.csv', 'x,y\n1,', /\[e\.csv\] expected at least one example with y; found none/],
    ['e.csv', 'x1,x2,y\n1,2,3', /\[e\.csv, support x\] expected 1 finite number .*; found 2 values in example 1/],
  ])('refuses %s with %s', async (file, content, message) => {
    await trainSmall('--out', 'run', '--no-evaluate')
    place.write(file, content)
    await expect(use('adapt', '--examples', file)).rejects.toThrow(message)
  })

  it('refuses a pipe that would be read for ever', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    execFileSync('mkfifo', [place.path('pipe.json')])
    for (const path of ['pipe.json', '/dev/zero'])
      await expect(use('adapt', '--examples', path)).rejects.toThrow(/expected a file of examples; found something else/)
  })

  it('refuses values that make it diverge, and answers nothing', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    place.forget()
    place.write('large.json', '{"support": {"x": [1e30], "y": [1e30]}, "query": {"x": [1]}}')
    await expect(use('adapt', '--examples', 'large.json', '--inner-steps', '1')).rejects.toMatchObject({ kind: 'diverged' })
    expect(place.printed).toBe('')
  })

  it('says which file it is when the checkpoint is given by its folder', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    const files = ['--checkpoint', 'run', '--examples', 'examples.json']
    const words = '[run] expected a checkpoint; found a folder; use run/checkpoint.safetensors'
    await expect(runProgram(['adapt', ...files])).rejects.toThrow(words)
  })

  it('refuses a file that is not there', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    await expect(use('adapt', '--examples', 'none.json')).rejects.toThrow(
      /\[none\.json\] expected a file of examples; found ENOENT/,
    )
  })
})

describe('export', () => {
  const file = async (name: string) => openModelFile(Uint8Array.from(place.bytes(name)), { backend: reference() })

  it('writes a file that adapts as the run does, and says what it earned', async () => {
    expect(await trainSmall('--out', 'run', '--no-evaluate')).toBe(0)
    place.forget()
    expect(await runProgram(['export', 'run', '--episodes', '5', '--inner-steps', '2', '--json'])).toBe(0)
    const { file: name, bytes, evaluation } = JSON.parse(place.printed)
    expect(place.bytes(name).length).toBe(bytes)
    const model = await file('run/model.safetensors')
    expect(model.earned).toMatchObject({ episodes: 5, innerSteps: 2, mean: evaluation.steps[2].score.mean })
    const answer = await (await model.adapt({ x: [[0], [1]], y: [0, 1] })).predict([0.5])
    expect('values' in answer && answer.values).toHaveLength(1)
  })

  it('measures what fewer bytes lose, and refuses to recommend what loses much', async () => {
    expect(await trainSmall('--out', 'run', '--no-evaluate')).toBe(0)
    place.forget()
    const words = ['export', 'run', '--episodes', '5', '--inner-steps', '2', '--precision', 'int8']
    expect(await runProgram([...words, '--out', 'small.safetensors'])).toBe(0)
    expect(place.printed).toMatch(
      /small\.safetensors: \d+ bytes, int8, 2 inner steps .*\n5 test episodes: .*\nagainst float32, on the same episodes: [+−]/,
    )
    expect((await file('small.safetensors')).earned?.episodes).toBe(5)
  })

  it('does not judge where that is not asked for', async () => {
    expect(await trainSmall('--out', 'run', '--no-evaluate')).toBe(0)
    expect(await runProgram(['export', 'run', '--no-evaluate'])).toBe(0)
    expect((await file('run/model.safetensors')).earned).toBeNull()
    await expect(runProgram(['export', 'nowhere'])).rejects.toThrow(/\[nowhere\]/)
  })
})

describe('an ONNX file', () => {
  const x = { shape: [2, 1], values: [0.5, 1.5] }

  it.skipIf(skipsRuntime)('of an adapted model answers as the command does', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    place.write('harbor.csv', 'x,y\n0,0\n1,1\n2,0.5\n0.5,\n1.5,')
    place.forget()
    const words = ['--examples', 'harbor.csv', '--inner-steps', '3', '--onnx', 'harbor.onnx', '--batch', '2']
    expect(await use('adapt', ...words, '--json')).toBe(0)
    const { predictions, onnx } = JSON.parse(place.printed) as Adapted & { onnx: object }
    const file = place.bytes('harbor.onnx')
    expect(onnx).toEqual({ file: 'harbor.onnx', bytes: file.length, batch: 2, innerSteps: 3 })
    const { values } = await runFile(file, { x })
    for (const [place, [expected]] of (predictions ?? []).entries()) expect(values?.data[place]).toBeCloseTo(expected ?? 0, 5)
    place.forget()
    expect(await use('adapt', ...words)).toBe(0)
    expect(place.printed).toMatch(
      /query 2: .*\nharbor\.onnx: \d+ bytes, ONNX, the model after 3 inner steps, 2 inputs at once\n$/,
    )
  })

  it.skipIf(skipsRuntime)('of what was learned answers as that does before any step', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    place.forget()
    expect(await runProgram(['export', 'run', '--onnx', '--batch', '2'])).toBe(0)
    expect(place.printed).toMatch(/^run.model\.onnx: \d+ bytes, ONNX, θ before any inner step, 2 inputs at once\n$/)
    const { values } = await runFile(place.bytes('run/model.onnx'), { x })
    place.write('harbor.csv', 'x,y\n0,0\n0.5,\n1.5,')
    place.forget()
    expect(await use('adapt', '--examples', 'harbor.csv', '--inner-steps', '0', '--json')).toBe(0)
    const { predictions } = JSON.parse(place.printed) as Adapted
    expect(predictions).toHaveLength(2)
    for (const [place, [expected]] of (predictions ?? []).entries()) expect(values?.data[place]).toBeCloseTo(expected ?? 0, 5)
  })

  it('names the run, and goes where it is told', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    place.forget()
    expect(await runProgram(['export', 'run/checkpoint.safetensors', '--onnx', '--out', 'own.onnx', '--json'])).toBe(0)
    expect(JSON.parse(place.printed)).toMatchObject({ file: 'own.onnx', batch: 1, innerSteps: 0 })
    const { id } = JSON.parse(`${place.bytes('run/run.json')}`) as { id: string }
    expect(id).toMatch(/^[0-9a-f]{16}$/)
    expect(place.bytes('own.onnx').includes(id)).toBe(true)
    expect(place.has('run/model.onnx')).toBe(false)
  })

  it.each([
    [['--precision', 'float16'], '[--precision] expected none beside --onnx; found one; leave out --precision or --onnx'],
    [['--episodes', '5'], '[--episodes] expected none beside --onnx'],
    [['--inner-steps', '5'], '[--inner-steps] expected none beside --onnx'],
  ])('is not written with %j', async (words, message) => {
    await expect(runProgram(['export', 'run', '--onnx', ...words])).rejects.toThrow(message)
  })

  it('is what a number of inputs is for', async () => {
    const message = '[--batch] expected --onnx beside it; found none; add --onnx, or leave out --batch'
    await expect(runProgram(['export', 'run', '--batch', '2'])).rejects.toThrow(message)
    await expect(use('adapt', '--examples', 'harbor.csv', '--batch', '2')).rejects.toThrow(message)
  })
})

it('a mean and its variance are told apart: the mean in the units of the table, and the outputs as they are', async () => {
  const rows = Array.from({ length: 80 }, (_, i) => `r${i % 8},${i % 10},${1000 + 50 * (i % 8) + 30 * (i % 10)}`)
  place.write('rooms.csv', ['room,hour,inside', ...rows].join('\n'))
  place.write(
    'assent.config.js',
    `import { reshape } from '${import.meta.resolve('@assent/autodiff')}'
    import { mlp } from '${import.meta.resolve('@assent/models')}'
    const net = mlp({ sizes: [1, 4, 2] })
    const apply = (parameters, inputs, ...others) => reshape(net.apply(parameters, inputs, ...others), [...inputs.shape, 2])
    export default {
      preset: 'sinusoid-maml', metaSteps: 2, tasksPerStep: 2, loss: 'gaussianLikelihood',
      tasks: { name: 'table', options: { from: ${JSON.stringify(place.path('rooms.csv'))}, task: 'room', inputs: ['hour'], target: 'inside', shots: 3, queries: 2 } },
      model: { ...net, name: 'pair', outputShape: [1, 2], apply },
    }`,
  )
  place.write('room.csv', 'hour,inside\n1,1100\n2,1130\n3,1160\n4,\n')
  const source = ['--config', 'assent.config.js']
  expect(await runProgram(['train', ...source, '--no-evaluate', '--out', 'mean'])).toBe(0)
  place.forget()
  const words = ['adapt', ...source, '--checkpoint', 'mean/checkpoint.safetensors', '--examples', 'room.csv', '--json']
  expect(await runProgram(words)).toBe(0)
  const { predictions, outputs } = JSON.parse(place.printed)
  const { targets } = JSON.parse(place.bytes('mean/run.json').toString()).run.tasks.settings.preparation
  expect(outputs[0]).toHaveLength(2)
  expect(predictions[0]).toHaveLength(1)
  expect(predictions[0][0]).toBeCloseTo(outputs[0][0] * targets.deviation[0] + targets.mean[0], 2)
})

it('a hexadecimal number in a table of examples is refused, not read as another', async () => {
  expect(await trainSmall('--out', 'run', '--no-evaluate')).toBe(0)
  place.write('hex.csv', 'x,y\n0x10,1\n')
  await expect(use('adapt', '--examples', 'hex.csv')).rejects.toThrow(/\[hex\.csv, line 2\] expected a number; found '0x10'/)
})
