// Every part of an experiment may come from a package: named on the command line or in a config file, never by a record.

import { describe, expect, it } from 'vitest'
import { parseNamed } from '../src/config/names.js'
import { runProgram } from '../src/program.js'
import { small, trainSmall, usePlace } from './support.js'

const place = usePlace()

const described = (folder = 'run') =>
  (JSON.parse(`${place.bytes(`${folder}/run.json`)}`) as { run: { [part: string]: { name: string; settings: object } } }).run

/** Commands that were printed, without the program's name. */
const printedCommands = () =>
  [...place.printed.matchAll(/(?:next: +| {12}|go on with: )assent (.*?)(?: {4}\(.*)?$/gm)].map(([, command = '']) =>
    command.split(' '),
  )

const modules: { readonly [kind: string]: string } = {
  model: `import { add, matMul } from '@assent/autodiff'
import { defineModel } from '@assent/core'
export const line = ({ scale = 1 } = {}) => defineModel({ name: 'line', settings: { scale }, inputShape: [1], outputShape: [1],
  parameters: [{ name: 'w', shape: [1, 1] }, { name: 'b', shape: [1] }], initialize: () => [[scale], [0]],
  apply: ([w, b], x) => add(matMul(x, w), b) })`,
  tasks: `import { defineTasks, meanSquaredError } from '@assent/core'
export const slopes = ({ steep = 1 } = {}) => defineTasks({ name: 'slopes', settings: { steep }, kind: 'regression',
  inputShape: [1], targetShape: [1], metric: meanSquaredError(), episodeSize: () => ({ support: 3, query: 3 }),
  sample: (split, rng) => { const slope = rng.uniform(-steep, steep)
    const part = () => { const x = Float32Array.from([1, 2, 3], () => rng.uniform(-1, 1)); return { count: 3, x, y: x.map((value) => slope * value) } }
    return { id: 'slope ' + slope.toFixed(2), support: part(), query: part() } } })`,
  optimizer: `import { defineOptimizer } from '@assent/core'
export const signs = ({ rate = 0.001 } = {}) => defineOptimizer({ name: 'signs', settings: { rate }, schedule: rate,
  update: (theta, direction, slots, step) => { for (let i = 0; i < theta.length; i++) theta[i] -= step * Math.sign(direction[i]) } })`,
  backend: `import { reference } from '@assent/core'
export const mine = () => ({ ...reference(), name: 'mine' })`,
  executor: `import { inProcess } from '@assent/core/tools'
export const counting = () => ({ ...inProcess(), name: 'counting', open: (...given) => { globalThis.opened = (globalThis.opened ?? 0) + 1; return inProcess().open(...given) } })`,
}

/** A module for a kind of part, as a file that only this test knows. */
function layOut(kind: string): string {
  place.install()
  place.write(`${kind}.mjs`, modules[kind] ?? '')
  return `./${kind}.mjs`
}

describe('a part from a package', () => {
  it.each([
    ['model', 'scale=0.5', 'model', 'line'],
    ['tasks', 'steep=2', 'tasks', 'slopes'],
    ['optimizer', 'rate=0.002', 'optimizer', 'signs'],
  ])('%s is made with its options, recorded, and named in every printed command', async (kind, options, part, name) => {
    const text = `${layOut(kind)}:${options}`
    expect(await trainSmall('--out', 'run', '--inner-rate', '0.001', `--${kind}`, text)).toBe(0)
    const [key = '', value] = options.split('=')
    expect(described()[part]).toEqual({ name, settings: { [key]: Number(value) } })
    const commands = printedCommands().filter(([command]) => command !== 'compare')
    expect(commands.map(([command]) => command)).toEqual(['evaluate', 'report'])
    for (const command of commands) expect(await runProgram(command), command.join(' ')).toBe(0)
  })

  it('backend computes, and is named where its numbers are asked for again', async () => {
    expect(await trainSmall('--out', 'run', '--backend', `${layOut('backend')}#mine`)).toBe(0)
    expect(described().backend?.name).toBe('mine')
    const [evaluate = []] = printedCommands()
    expect(evaluate).toContain('./backend.mjs#mine')
    expect(await runProgram(evaluate)).toBe(0)
    await expect(runProgram(['evaluate', '--checkpoint', 'run/checkpoint.safetensors'])).rejects.toThrow(
      /found the backend \.\/backend\.mjs#mine, .* if you trust it, add --backend \.\/backend\.mjs#mine/,
    )
    expect(await runProgram(['evaluate', '--checkpoint', 'run/checkpoint.safetensors', '--backend', 'simd'])).toBe(0)
  })

  it('executor adapts the tasks, to the same bytes', async () => {
    await trainSmall('--out', 'one', '--no-evaluate')
    expect(await trainSmall('--out', 'two', '--no-evaluate', '--executor', layOut('executor'))).toBe(0)
    expect(Reflect.get(globalThis, 'opened')).toBeGreaterThan(0)
    for (const file of ['run.json', 'checkpoint.safetensors', 'log.jsonl'])
      expect(place.bytes(`two/${file}`)).toEqual(place.bytes(`one/${file}`))
  })

  it('learner with learned rates trains, stops, goes on, and adapts as it was trained', async () => {
    place.install()
    const learner = ['--learner', 'assent-learner-learned-rates:initialRate=0.002,innerSteps=2']
    const words = ['train', '--preset', 'sinusoid-maml', '--tasks-per-step', '4', '--episodes', '10', '--steps', '20', ...learner]
    await runProgram([...words, '--out', 'whole', '--no-evaluate'])
    place.forget()
    place.listen((text) => {
      if (text.includes('step 8/20')) process.emit('SIGINT')
    })
    expect(await runProgram([...words, '--out', 'run', '--no-evaluate'])).toBe(130)
    place.listen(() => {})
    await expect(runProgram(['train', '--resume', 'run'])).rejects.toThrow(/add --learner assent-learner-learned-rates:/)
    const [again = []] = printedCommands()
    place.forget()
    expect(await runProgram(again)).toBe(0)
    expect(place.bytes('run/checkpoint.safetensors')).toEqual(place.bytes('whole/checkpoint.safetensors'))
    const [evaluate = [], report = []] = printedCommands()
    const first = `${place.bytes('run/evaluation.json')}`
    place.forget()
    expect(await runProgram([...evaluate.filter((word) => !['--split', 'validation'].includes(word)), '--json'])).toBe(0)
    expect((JSON.parse(place.printed) as { scores: number[] }).scores).toEqual((JSON.parse(first) as { scores: number[] }).scores)
    expect(await runProgram(report)).toBe(0)
  })

  it('may be named in a config file too', async () => {
    place.install()
    place.write(
      'c.mjs',
      `export default { preset: 'sinusoid-maml', metaSteps: 2, tasksPerStep: 2,
      learner: { name: 'assent-learner-learned-rates', options: { innerSteps: 2 } } }`,
    )
    expect(await runProgram(['train', '--config', 'c.mjs', '--out', 'run', '--no-evaluate'])).toBe(0)
    expect(described().learner?.settings).toEqual({ innerSteps: 2, initialRate: 0.01 })
  })

  it.each([
    [['--model', 'mpl'], /\[model\] expected one of mlp, .*; found 'mpl'; did you mean mlp\?/],
    [['--model', '@nobody/model'], /\[model\] .*npm install @nobody\/model/],
    [
      ['--learner', './model.mjs'],
      /\[learner \.\/model\.mjs\] expected a learner: name, .*; found an object with .*defineLearner/,
    ],
    [['--optimizer', './missing.mjs'], /\[optimizer \.\/missing\.mjs\] expected a file; found none/],
    [['--executor', 'nobody-threads'], /\[executor\] expected an installed package; found 'nobody-threads'/],
    [['--learner', 'maml:innerSteps=3'], /\[learner maml\] expected innerSteps beside its options; found it among them/],
    [
      ['--learner', 'metaSgd', '--inner-rate', '0.1'],
      /\[--inner-rate\] expected a learner with an inner optimizer; found metaSgd/,
    ],
  ])('is refused: %j', async (words, message) => {
    layOut('model')
    await expect(runProgram(['train', '--preset', 'sinusoid-maml', '--steps', '2', '--out', 'run', ...words])).rejects.toThrow(
      message,
    )
    expect(place.has('run')).toBe(false)
  })
})

describe('parts of ours by name', () => {
  it.each([
    ['metaSgd:initialRate=0.02', { innerSteps: 1, batch: null, initialRate: 0.02 }],
    ['anil', { innerSteps: 1, batch: null }],
    ['mamlPlusPlus:multiStepLoss=5', { innerSteps: 1, batch: null, initialRate: 0.1, multiStepLoss: 5 }],
  ])('learner %s', async (text, settings) => {
    const words = small.filter((word) => !['--inner-rate', '0.001'].includes(word))
    expect(await runProgram(['train', ...words, '--steps', '2', '--out', 'run', '--learner', text, '--no-evaluate'])).toBe(0)
    expect(described().learner).toMatchObject({ settings })
  })

  it('loss, metric, betas, schedule and its end', async () => {
    const optimizer = ['--optimizer', 'adam:beta1=0.5,beta2=0.9', '--schedule', 'cosine', '--end-rate', '0.0001']
    expect(await trainSmall('--out', 'run', '--loss', 'huber:delta=0.5', '--metric', 'meanAbsoluteError', ...optimizer)).toBe(0)
    expect(described()).toMatchObject({
      loss: { name: 'huber', settings: { delta: 0.5 } },
      metric: { name: 'meanAbsoluteError' },
      optimizer: { name: 'adam', settings: { beta1: 0.5, beta2: 0.9 } },
      schedule: { name: 'cosine', settings: { rate: 0.001, to: 0.0001 } },
    })
    place.forget()
    expect(await runProgram(['evaluate', '--checkpoint', 'run/checkpoint.safetensors', '--json'])).toBe(0)
    expect(JSON.parse(place.printed)).toMatchObject({ metric: { name: 'meanAbsoluteError' } })
  })

  it.each([
    [['--loss', 'hubr'], /\[loss\] expected one of .*; found 'hubr'; did you mean huber\?/],
    [['--loss', 'huber:delat=1'], /huber.*'delat'; did you mean delta\?/],
    [['--optimizer', 'adam:beta3=1'], /\[adam\] expected options beta1, beta2, epsilon; found 'beta3'/],
    [['--end-rate', '0.1'], /\[optimizer adam\] expected a schedule that ends; found constant; choose linear or cosine/],
    [['--schedule', 'linar'], /\[--schedule\] expected one of constant, linear, cosine; found 'linar'/],
  ])('are refused: %j', async (words, message) => {
    await expect(trainSmall('--out', 'run', ...words)).rejects.toThrow(message)
    expect(place.has('run')).toBe(false)
  })

  it('lists within brackets are one option', () => {
    expect(parseNamed('mlp:sizes=[1,40,1],activation=tanh')).toEqual({
      name: 'mlp',
      options: { sizes: [1, 40, 1], activation: 'tanh' },
    })
  })
})
