// What is opened is data: whatever a run's folder, a checkpoint or a comparison says, nothing of it is loaded as code.

import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../src/program.js'
import { toChecked } from '../src/records/record.js'
import { small, trainSmall, usePlace } from './support.js'

const place = usePlace()

const checkpoint = ['--checkpoint', 'run/checkpoint.safetensors']

/** A module that leaves a mark when it is imported, and would be taken for a weighting. */
const evil = (mark: string) => `import { writeFileSync } from 'node:fs'
writeFileSync(${JSON.stringify(mark)}, 'I ran')
export default () => ({ name: 'uniform', settings: {}, needs: 'losses', agreeOn: 'displacement', weigh: ({ tasks }) => new Array(tasks).fill(1 / tasks) })`

/** Changes what a JSON file of the place says, and its hash with it, as who made it up would. */
function edit(name: string, change: (content: never) => object): void {
  const { check: _, ...content } = JSON.parse(`${place.bytes(name)}`) as { check: string }
  place.write(name, toChecked(change(content as never)))
}

/** A run whose record names `weighting`, with modules of that name wherever they might be looked for. */
async function layOutEvil(weighting: string): Promise<void> {
  const mark = place.path('imported')
  await trainSmall('--out', 'run')
  edit('run/run.json', (record: { recipe: object }) => ({ ...record, recipe: { ...record.recipe, weighting } }))
  for (const folder of ['', 'run/']) {
    place.write(`${folder}evil.mjs`, evil(mark))
    place.write(`${folder}node_modules/evil/package.json`, JSON.stringify({ name: 'evil', type: 'module', exports: './main.js' }))
    place.write(`${folder}node_modules/evil/main.js`, evil(mark))
  }
  place.write('run/assent.config.mjs', evil(mark))
  place.write('examples.csv', 'x,y\n0,0\n1,1\n2,')
  place.forget()
}

const ran = () => existsSync(place.path('imported'))

describe.each(['./evil.mjs', './evil.mjs:x=1', 'evil', 'evil#default'])('a run that names the weighting %s', (weighting) => {
  it('is evaluated, adapted and shown without loading it', async () => {
    await layOutEvil(weighting)
    expect(await runProgram(['evaluate', ...checkpoint, '--episodes', '2'])).toBe(0)
    expect(await runProgram(['evaluate', ...checkpoint, '--episodes', '2', '--backends', 'simd,cpu'])).toBe(0)
    expect(await runProgram(['adapt', ...checkpoint, '--examples', 'examples.csv'])).toBe(0)
    expect(await runProgram(['report', 'run'])).toBe(0)
    expect(ran()).toBe(false)
  })

  it('is not resumed unless its user names the part again', async () => {
    await layOutEvil(weighting)
    await expect(runProgram(['train', '--resume', 'run'])).rejects.toThrow(
      `[run/run.json] expected parts of Assent; found the weighting ${weighting}, which no record can have loaded; ` +
        `if you trust it, add --weighting ${weighting}`,
    )
    expect(ran()).toBe(false)
    expect(await runProgram(['train', '--resume', 'run', '--weighting', weighting.replace(':x=1', ''), '--no-evaluate'])).toBe(0)
    expect(ran()).toBe(true)
  })
})

it.each([
  ['learner', { name: './evil.mjs', options: { x: 1 } }],
  ['model', { name: 'evil' }],
  ['tasks', { name: 'evil#default' }],
  ['backend', './evil.mjs'],
])('a run that names the %s %j is refused by what needs it, examined by the doctor, and never loads it', async (kind, part) => {
  await layOutEvil('uniform')
  edit('run/run.json', (record: { recipe: object }) => ({ ...record, recipe: { ...record.recipe, [kind]: part } }))
  const sealed = new RegExp(`the ${kind} .*evil.*, which no record can have loaded; if you trust it, add --${kind} `)
  await expect(runProgram(['evaluate', ...checkpoint])).rejects.toThrow(sealed)
  await expect(runProgram(['adapt', ...checkpoint, '--examples', 'examples.csv'])).rejects.toThrow(sealed)
  await expect(runProgram(['report', 'run'])).rejects.toThrow(sealed)
  await expect(runProgram(['train', '--resume', 'run'])).rejects.toThrow(sealed)
  expect(await runProgram(['doctor', 'run'])).toBe(0)
  expect(ran()).toBe(false)
})

it('all parts that are needed are named at once', async () => {
  await layOutEvil('./evil.mjs')
  edit('run/run.json', (record: { recipe: object }) => ({ ...record, recipe: { ...record.recipe, learner: { name: 'evil' } } }))
  const words = 'if you trust it, add --weighting ./evil.mjs --learner evil'
  await expect(runProgram(['train', '--resume', 'run'])).rejects.toThrow(words)
  expect(ran()).toBe(false)
})

it('the mark is left by whoever does import the module, so that these tests can fail', async () => {
  await layOutEvil('./evil.mjs')
  await trainSmall('--out', 'other', '--no-evaluate', '--weighting', './evil.mjs')
  expect(ran()).toBe(true)
})

it('a comparison that names packages is shown and gone on with without loading them', async () => {
  const compare = ['compare', ...small, '--steps', '4', '--out', 'compared']
  await runProgram(compare)
  await layOutEvil('evil')
  edit('compared/comparison.json', (comparison: { methods: object[] }) => ({
    ...comparison,
    command: 'assent compare --weightings evil',
    methods: comparison.methods.map((method) => ({ ...method, name: './evil.mjs' })),
  }))
  for (const cell of readdirSync(place.path('compared'), { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    edit(`compared/${cell.name}/run.json`, (record: { recipe: object }) => ({
      ...record,
      recipe: { ...record.recipe, weighting: 'evil', backend: 'simd' },
    }))
  }
  expect(await runProgram(['report', 'compared'])).toBe(0)
  expect(await runProgram([...compare, '--resume'])).toBe(0)
  expect(ran()).toBe(false)
})
