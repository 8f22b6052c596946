// Config files, and weightings that are not ours: by path, by package, by export.

import { readFileSync } from 'node:fs'
import { reference } from '@assent/core'
import { innerSgd, reptile } from '@assent/learners'
import { uniform } from '@assent/weightings'
import { describe, expect, it } from 'vitest'
import { defineConfig } from '../src/index.js'
import { runProgram } from '../src/program.js'
import { trainSmall, usePlace } from './support.js'

const place = usePlace()

const described = (folder = 'run') =>
  (JSON.parse(`${place.bytes(`${folder}/run.json`)}`) as { run: { [part: string]: { name: string; settings: object } } }).run

const train = (...words: string[]) => runProgram(['train', '--out', 'run', '--no-evaluate', ...words])

describe('a config file', () => {
  it('may be TypeScript, with parts as values', async () => {
    place.install()
    place.write(
      'assent.config.ts',
      `import { defineConfig } from '@assent/cli'
      import { innerSgd, reptile } from '@assent/learners'
      import { regularizedAgreement } from '@assent/weightings'
      const steps: number = 2
      export default defineConfig({
        preset: 'sinusoid-maml', metaSteps: steps, tasksPerStep: 2,
        learner: reptile({ inner: innerSgd({ rate: 0.001 }), innerSteps: 2 }),
        weighting: regularizedAgreement({ mu: 0.5 }),
      })`,
    )
    expect(await train()).toBe(0)
    expect(described().learner).toEqual({ name: 'reptile', settings: { innerSteps: 2, batch: null } })
    expect(described().weighting).toEqual({ name: 'regularizedAgreement', settings: { mu: 0.5 } })
    expect(described().agreeOn).toBe('displacement')
    expect(await train('--agree-on', 'update', '--out', 'other')).toBe(0)
    expect(described('other').agreeOn).toBe('update')
  })

  it('works as the README shows it', async () => {
    place.install()
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const [, code = ''] = /```ts\n(.*?)```/s.exec(readme) ?? []
    place.write('assent.config.ts', code)
    expect(await train('--steps', '2', '--tasks-per-step', '3')).toBe(0)
    expect(described().adaptation?.settings).toEqual({ rate: 0.02 })
    expect(described().weighting?.settings).toEqual({ mu: 0.3 })
  })

  it.each(['assent.config.js', 'assent.config.mjs'])('is found as %s, and changed by the command line', async (name) => {
    place.write(name, `export default { preset: 'sinusoid-maml', metaSteps: 2, tasksPerStep: 2, weighting: 'uniform' }`)
    expect(await train('--weighting', 'dampedAgreement', '--mu', '0.25', '--inner-rate', '0.002', '--shots', '4')).toBe(0)
    expect(described().weighting).toEqual({ name: 'dampedAgreement', settings: { mu: 0.25 } })
    expect(described().adaptation?.settings).toEqual({ rate: 0.002 })
    expect(described().tasks?.settings).toMatchObject({ shots: 4 })
  })

  it('may give each parameter an inner rate of its own', async () => {
    const rates = { w0: 0, b0: 0, w1: 0, b1: 0, w2: 0.05, b2: 0.05 }
    const inner = (rate: object) =>
      `learner: { name: 'maml', innerSteps: 1, inner: { name: 'sgd', rate: ${JSON.stringify(rate)} } }`
    const config = (rate: object) => `export default { preset: 'tides', metaSteps: 2, tasksPerStep: 2, ${inner(rate)} }`
    place.write('few.mjs', config({ w2: 0.05 }))
    await expect(train('--config', 'few.mjs')).rejects.toThrow('[innerSgd.rate] expected a rate for parameter w0; found none')
    place.write('negative.mjs', config({ ...rates, w2: -1 }))
    await expect(train('--config', 'negative.mjs')).rejects.toThrow(/learner\.inner\.rate/)
    place.write('all.mjs', config(rates))
    expect(await train('--config', 'all.mjs')).toBe(0)
    expect(described().adaptation?.settings).toEqual({ rate: rates })
  })

  it('gives a weighting as a value, which --learner leaves alone', async () => {
    place.write(
      'own.mjs',
      `const weigh = ({ tasks }) => Array.from({ length: tasks }, (_, i) => (i === 0 ? 1 : 0))
      export default { preset: 'sinusoid-maml', metaSteps: 2, tasksPerStep: 2, weighting: { name: 'first', settings: {}, needs: 'losses', weigh } }`,
    )
    expect(await train('--config', 'own.mjs', '--learner', 'reptile')).toBe(0)
    expect(described().weighting?.name).toBe('first')
    expect(described().learner?.name).toBe('reptile')
  })

  it.each([
    [
      'export default { preset: "tides", tasksPerStp: 3 }',
      /\[.*c\.mjs\] expected settings preset, tasks, .*; found 'tasksPerStp'; did you mean tasksPerStep\?/,
    ],
    [
      'export default { preset: "tides", learner: { name: "maml", innerSteps: 0, inner: { name: "sgd", rate: -1 } } }',
      /learner\.innerSteps: .*; learner\.inner\.rate: /,
    ],
    [
      'export default { preset: "tides", learner: { name: "maml", innerSteps: 1, iner: 1 } }',
      /learner: no setting 'iner', did you mean inner\?/,
    ],
    ['export default { preset: "tides", model: { name: "mlp", apply: () => 0 } }', /model: a value without initialize/],
    ['export default { preset: "tides", backend: 3 }', /backend: /],
    ['export default { preset: "tides", steps: 3 }', /found 'steps'; did you mean metaSteps\?/],
    ['export default { metaSteps: 3 }', /expected a complete experiment; found tasks: /],
    ['export default { preset: "tids" }', /found 'tids'; did you mean tides\?/],
    [
      'export default { preset: "tides", tasks: { name: "tide" } }',
      /\[tasks\] expected one of .*; found 'tide'; did you mean tides\?/,
    ],
    [
      'export default { preset: "tides", tasks: { name: "tides", options: { shot: 5 } } }',
      /\[tides\] .*found 'shot'; did you mean shots\?/,
    ],
    ['export default { preset: "tides", optimizer: { name: "adm", rate: 1 } }', /found 'adm'; did you mean adam\?/],
    ['export const config = {}', /expected settings as default export; found none; export default defineConfig/],
    ['export default {', /expected a config file that loads; found /],
    ['throw new Error("my own trouble")', /expected a config file that loads; found my own trouble/],
  ])('%s is refused', async (text, message) => {
    place.write('c.mjs', text)
    await expect(train('--config', 'c.mjs')).rejects.toThrow(message)
    expect(place.has('run')).toBe(false)
  })

  it('does not take an option for a part that it gives as a value', async () => {
    place.install()
    place.write(
      'c.mjs',
      `import { sgd } from '@assent/optimizers'
      export default { preset: 'sinusoid-maml', optimizer: sgd(1) }`,
    )
    await expect(train('--config', 'c.mjs', '--outer-rate', '2')).rejects.toThrow(
      /expected a optimizer given by name; found one given as a value/,
    )
  })
})

it('the types of a config file know parts by name and by value, and nothing else', () => {
  const config = defineConfig({
    preset: 'tides',
    learner: reptile({ inner: innerSgd({ rate: 0.02 }), innerSteps: 5 }),
    weighting: uniform(),
    optimizer: { name: 'sgd', rate: 1, schedule: 'linear' },
    backend: reference(),
    evaluation: { episodes: 10, innerSteps: 2 },
  })
  expect(config.preset).toBe('tides')
  // @ts-expect-error no such setting
  defineConfig({ tasksPerStp: 3 })
  // @ts-expect-error no such schedule
  defineConfig({ optimizer: { name: 'sgd', rate: 1, schedule: 'linar' } })
})

describe('a weighting that is not ours', () => {
  const factory = `export const half = ({ share = 0.5 } = {}) => ({
    name: 'half', settings: { share }, needs: 'losses', weigh: ({ tasks }) => new Array(tasks).fill(share / tasks) })`

  const addPackage = (name: string, content: string, entry: unknown = './main.js') => {
    place.write(`node_modules/${name}/package.json`, JSON.stringify({ name, type: 'module', exports: { '.': entry } }))
    place.write(`node_modules/${name}/main.js`, content)
  }

  it.each([
    ['half', 'half:share=0.25'],
    ['half-weighting', 'half-weighting:share=0.25'],
    ['@somebody/half', '@somebody/half:share=0.25'],
    ['half-weighting', 'half-weighting#half:share=0.25'],
  ])('comes from the package %s as %s', async (name, text) => {
    addPackage(name, factory)
    expect(await trainSmall('--out', 'run', '--no-evaluate', '--weighting', text)).toBe(0)
    expect(described().weighting).toEqual({ name: 'half', settings: { share: 0.25 } })
  })

  it('comes from a package that only `import` can load', async () => {
    addPackage('modern', factory, { import: './main.js' })
    expect(await trainSmall('--out', 'run', '--no-evaluate', '--weighting', 'modern')).toBe(0)
    expect(described().weighting?.settings).toEqual({ share: 0.5 })
  })

  it('comes from a file, in TypeScript too', async () => {
    place.write('half.ts', factory.replace('({ share = 0.5 } = {})', '({ share = 0.5 }: { share?: number } = {})'))
    expect(await trainSmall('--out', 'run', '--no-evaluate', '--weighting', './half.ts:share=0.125')).toBe(0)
    expect(described().weighting?.settings).toEqual({ share: 0.125 })
  })

  it.each([
    ['half:shair=1', factory, /\[option of half\] expected one of share; found 'shair'; did you mean share\?/],
    ['half#quarter', factory, /expected an export of half; found none named quarter; use one of half/],
    ['half', `${factory}\nexport const other = half`, /expected one weighting; found half, other; name it: half#NAME/],
    ['half', 'export const one = 1', /expected one weighting; found none/],
    [
      'half',
      'export default () => ({ name: "x", weigh() {} })',
      /expected a weighting: name, needs and weigh; found an object with name, weigh/,
    ],
    ['half', 'throw new Error("broken")', /expected half to load; found broken/],
  ])('%s is refused where the package does not give it', async (text, content, message) => {
    addPackage('half', content)
    await expect(trainSmall('--out', 'run', '--weighting', text)).rejects.toThrow(message)
    expect(place.has('run')).toBe(false)
  })

  it.each([
    ['[1]', /\[weighting odd\] expected 4 weights, one per task; found 1/],
    ['[0.25, 0.25, 0.25, NaN]', /\[weighting odd\] expected finite numbers; found NaN for task 3/],
    ['[0.25, 0.25, 0.25, "1"]', /\[weighting odd\] expected finite numbers; found 1 for task 3/],
    ['undefined', /\[weighting odd\] expected an array of weights; found undefined/],
  ])('stops the training when it answers %s, and nothing is left behind', async (answer, message) => {
    addPackage('odd', `export default { name: 'odd', settings: {}, needs: 'losses', weigh: () => (${answer}) }`)
    await expect(trainSmall('--out', 'runs/mine', '--weighting', 'odd')).rejects.toThrow(message)
    expect(place.has('runs')).toBe(false)
  })
})

it('a table of one’s own is trained on by a config file and judged in its unit; small tasks are named', async () => {
  const rooms = Array.from({ length: 9 }, (_, room) =>
    Array.from({ length: room === 4 ? 3 : 16 }, (_, hour) => `r${room},${hour},${(room + 1) * hour + room}`),
  )
  place.write('rooms.csv', ['room,hour,level', ...rooms.flat()].join('\n'))
  place.write(
    'assent.config.mjs',
    `export default { preset: 'sinusoid-maml', metaSteps: 2, tasksPerStep: 2, evaluation: { episodes: 3, innerSteps: 1 },
      tasks: { name: 'table', options: { task: 'room', inputs: ['hour'], target: 'level', unit: 'm' } },
      model: { name: 'mlp', options: { sizes: [1, 8, 1] } } }`,
  )
  await expect(runProgram(['train', '--out', 'run'])).rejects.toThrow(/where the table lies; found nothing; add --data FILE/)
  expect(await runProgram(['train', '--data', place.path('rooms.csv'), '--out', 'run'])).toBe(0)
  expect(place.noted + place.printed).toContain('left out 1 of the tasks: r4 (3 examples of the 15 that an episode needs)')
  expect(place.printed).toMatch(/ridge regression on support +[\d.]+ ± [\d.]+ m/)
})
