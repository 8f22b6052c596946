// What a run leaves behind holds together: whatever was changed, lost, doubled or mixed is named, and never believed.

import { copyFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { runProgram } from '../src/program.js'
import { identityOf } from '../src/records/identity.js'
import { toChecked } from '../src/records/record.js'
import { lockFolder } from '../src/run/lock.js'
import { small, trainSmall, usePlace } from './support.js'

const place = usePlace()

const linesOf = (name: string) => `${place.bytes(name)}`.trimEnd().split('\n')
const writeLines = (name: string, lines: readonly string[]) => place.write(name, lines.map((line) => `${line}\n`).join(''))

/** A run that was stopped after 8 of 20 steps. */
async function stoppedRun(): Promise<void> {
  place.listen((text) => {
    if (text.includes('step 8/20')) process.emit('SIGINT')
  })
  expect(await trainSmall('--out', 'run', '--no-evaluate', '--steps', '20')).toBe(130)
  place.listen(() => {})
  place.forget()
}

it('a run is known by a hash of what decides its numbers, whatever the order of the settings', () => {
  const [a, b] = [
    { tasks: { name: 'x', settings: { a: 1, b: 2 } }, seed: 1 },
    { seed: 1, tasks: { settings: { b: 2, a: 1 }, name: 'x' } },
  ]
  expect(identityOf(a)).toBe(identityOf(b))
  expect(identityOf(a)).not.toBe(identityOf({ ...a, seed: 2 }))
})

describe.each(['log.jsonl', 'votes.jsonl'])('%s', (file) => {
  beforeEach(stoppedRun)

  const spoil: readonly (readonly [string, (lines: string[]) => string[], RegExp])[] = [
    [
      'a line that was edited',
      ([first = '', ...others]) =>
        [first.replace(/"step":1,/, '"step":1, '), ...others].map((line) => line.replace('"step":3,', '"step":4,')),
      /line \d/,
    ],
    [
      'a number that was edited',
      ([first = '', ...others]) => [first.replace(/(\d\.\d)(\d)/, (_, a, b) => `${a}${(Number(b) + 1) % 10}`), ...others],
      /line 1 with "[0-9a-f]{16}", not check [0-9a-f]{16}/,
    ],
    ['a line null', ([, ...others]) => ['null', ...others], /line 1 with Invalid input/],
    ['a line that is no JSON', ([first = '', ...others]) => [first.slice(0, 20), ...others], /line 1 with .*, not JSON/],
    ['a lost line', ([first = '', , ...others]) => [first, ...others], /no line of step 2/],
    ['a lost last line', (lines) => lines.slice(0, -1), /no line of step 8/],
    ['a doubled line', ([first = '', ...others]) => [first, first, ...others], /line 2 of step 1 again/],
    [
      'lines out of order',
      ([first = '', second = '', ...others]) => [second, first, ...others],
      /line 2 of step 1 after that of 2/,
    ],
    ['no lines', () => [], /no line of step 1, 2, 3, 4, 5, …/],
  ]

  it.each(spoil)('with %s is named: never resumed from, left out of a report', async (_, change, found) => {
    writeLines(`run/${file}`, change(linesOf(`run/${file}`)))
    const before = place.bytes('run/checkpoint.safetensors')
    await expect(runProgram(['train', '--resume', 'run', '--no-evaluate'])).rejects.toMatchObject({
      kind: 'damaged',
      complaint: { where: `run/${file}`, found: expect.stringMatching(found) },
    })
    expect(place.bytes('run/checkpoint.safetensors')).toEqual(before)
    expect(await runProgram(['report', 'run'])).toBe(0)
    expect(place.printed).toMatch(new RegExp(`run/${file}: left out what is not as it was written: .*${found.source}`))
  })

  it('of another run is named', async () => {
    await trainSmall('--out', 'other', '--no-evaluate', '--steps', '20', '--seed', '2')
    copyFileSync(place.path(`other/${file}`), place.path(`run/${file}`))
    await expect(runProgram(['train', '--resume', 'run'])).rejects.toThrow(
      /line 1 of run [0-9a-f]{16}, where the others are of [0-9a-f]{16}/,
    )
  })
})

describe('the folder of a run', () => {
  const evaluate = () => runProgram(['evaluate', '--checkpoint', 'run/checkpoint.safetensors', '--episodes', '2'])

  it('whose checkpoint is of another run is refused by every command, naming both', async () => {
    await trainSmall('--out', 'run', '--steps', '20')
    await trainSmall('--out', 'other', '--no-evaluate', '--steps', '20', '--seed', '2')
    const ids = ['run', 'other'].map((name) => (JSON.parse(`${place.bytes(`${name}/run.json`)}`) as { id: string }).id)
    copyFileSync(place.path('other/checkpoint.safetensors'), place.path('run/checkpoint.safetensors'))
    const mixed = `expected a checkpoint of run ${ids[0]}, as run/run.json says; found one of run ${ids[1]}`
    await expect(evaluate()).rejects.toThrow(mixed)
    await expect(runProgram(['report', 'run'])).rejects.toThrow(mixed)
    place.write('e.csv', 'x,y\n0,0\n1,')
    const adapt = ['adapt', '--checkpoint', 'run/checkpoint.safetensors', '--examples', 'e.csv']
    await expect(runProgram(adapt)).rejects.toThrow(mixed)
    await expect(runProgram(['train', '--resume', 'run'])).rejects.toThrow(/expected a run with seed 1; found 2|found one of run/)
  })

  it('whose run.json was edited is refused, also when its hash was made to fit', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    const text = `${place.bytes('run/run.json')}`
    place.write('run/run.json', text.replace('"seed": 1', '"seed": 2'))
    await expect(evaluate()).rejects.toMatchObject({ kind: 'damaged' })
    const { check: _, ...content } = JSON.parse(text.replaceAll('"seed": 1', '"seed": 2')) as { check: string }
    place.write('run/run.json', toChecked(content))
    await expect(evaluate()).rejects.toThrow(/\[run\/run\.json\] expected id [0-9a-f]{16}, of its run; found [0-9a-f]{16}/)
    const { check: __, ...recipe } = JSON.parse(text.replace(/("recipe":.*?"rate": 0\.00)1/s, '$12')) as { check: string }
    place.write('run/run.json', toChecked(recipe))
    await expect(evaluate()).rejects.toThrow(/expected a run with adaptation\.settings\.rate 0\.002; found 0\.001/)
  })

  it('whose evaluation is of another run, or was edited, is not reported', async () => {
    await trainSmall('--out', 'run')
    await trainSmall('--out', 'other', '--seed', '2')
    const text = `${place.bytes('run/evaluation.json')}`
    place.write('run/evaluation.json', place.bytes('other/evaluation.json'))
    await expect(runProgram(['report', 'run'])).rejects.toThrow(
      /expected an evaluation of run \w+ after step 6; found one of run \w+ after/,
    )
    place.write('run/evaluation.json', text.replace(/"mean":\d/, '"mean":9'))
    await expect(runProgram(['report', 'run'])).rejects.toThrow(/\[run\/evaluation\.json\] expected check \w+; found "\w+"/)
    for (const broken of ['', '{', 'null', '[]', text.slice(0, 200)]) {
      place.write('run/evaluation.json', broken)
      await expect(runProgram(['report', 'run'])).rejects.toMatchObject({ kind: 'damaged' })
    }
  })
})

describe('a comparison', () => {
  const compare = (...words: string[]) => runProgram(['compare', ...small, '--steps', '4', '--out', 'compared', ...words])

  it.each([
    ['was edited', (text: string) => text.replace(/"mean":\d/, '"mean":9')],
    ['is empty', () => ''],
    ['is cut off', (text: string) => text.slice(0, 100)],
  ])('whose validation.json %s judges anew, says so, and ends in the same bytes', async (_, change) => {
    const words = ['--weightings', 'uniform', '--outer-rates', '0.001,0.01']
    await compare(...words)
    const before = place.bytes('compared/comparison.json')
    const file = 'compared/uniform-rate0.001-s1/validation.json'
    place.write(file, change(`${place.bytes(file)}`))
    place.forget()
    expect(await compare(...words, '--resume')).toBe(0)
    expect(place.printed).toMatch(new RegExp(`\\[${file}\\] .*: judged anew`))
    expect(place.bytes('compared/comparison.json')).toEqual(before)
  })

  it('that was edited, is half written, or holds a cell of another run is not reported', async () => {
    await compare('--weightings', 'uniform')
    const text = `${place.bytes('compared/comparison.json')}`
    for (const broken of [text.replace(/"mean": \d/, '"mean": 9'), text.slice(0, text.length / 2), 'null']) {
      place.write('compared/comparison.json', broken)
      await expect(runProgram(['report', 'compared'])).rejects.toMatchObject({ kind: 'damaged' })
    }
    place.write('compared/comparison.json', text)
    await trainSmall('--steps', '4', '--out', 'other', '--seed', '2')
    for (const file of ['run.json', 'checkpoint.safetensors', 'log.jsonl', 'votes.jsonl'])
      copyFileSync(place.path(`other/${file}`), place.path(`compared/uniform-s1/${file}`))
    await expect(runProgram(['report', 'compared'])).rejects.toThrow(
      /expected run \w+, as compared\/comparison\.json says; found run \w+/,
    )
  })
})

describe('with a config file whose parts are values', () => {
  /** Trains or compares, and returns the words of each command that is printed as what is next. */
  async function commandsAfter(...words: readonly string[]): Promise<string[][]> {
    place.install()
    place.write(
      'assent.config.mjs',
      `import { matMul } from '@assent/autodiff'
      export default { preset: 'sinusoid-maml', metaSteps: 6, tasksPerStep: 2,
      model: { name: 'line', settings: {}, inputShape: [1], outputShape: [1], parameters: [{ name: 'w', shape: [1, 1] }],
        transductive: false, initialize: () => [[0.5]], apply: ([w], x) => matMul(x, w) } }`,
    )
    await runProgram([...words, '--out', 'run', '--inner-rate', '0.002', '--shots', '4', '--episodes', '5'])
    const printed = place.printed.matchAll(/(?:next: +| {12})assent (.*?)(?: {4}\(.*)?$/gm)
    return [...printed].map(([, command = '']) => command.split(' '))
  }

  it.each(['train', 'compare'])('the commands that %s prints run as they are printed', async (first) => {
    const commands = await commandsAfter(first)
    expect(commands.map(([command]) => command)).toEqual(['evaluate', 'report'])
    for (const command of commands) {
      place.forget()
      expect(await runProgram(command), command.join(' ')).toBe(0)
    }
    expect(commands[0]?.join(' ')).toContain('--config assent.config.mjs')
  })

  it('the evaluation that training prints gives its numbers', async () => {
    const [evaluate = []] = await commandsAfter('train')
    expect(evaluate.slice(-2)).toEqual(['--split', 'validation'])
    place.forget()
    expect(await runProgram([...evaluate.slice(0, -2), '--json'])).toBe(0)
    const { steps } = JSON.parse(`${place.bytes('run/evaluation.json')}`) as { steps: unknown }
    expect(JSON.parse(place.printed)).toMatchObject({ steps })
  })
})

describe('doctor RUN', () => {
  interface Finding {
    readonly file: string
    readonly state: string
    readonly detail: string
  }

  async function examine(folder: string): Promise<{ code: number; found: Finding[] }> {
    place.forget()
    const code = await runProgram(['doctor', folder, '--json'])
    return { code, found: JSON.parse(place.printed) as Finding[] }
  }

  it('finds a whole run whole, file by file', async () => {
    await trainSmall('--out', 'run')
    const { code, found } = await examine('run')
    expect(code).toBe(0)
    expect(found.map(({ file, state }) => [file, state])).toEqual(
      ['run.json', 'checkpoint.safetensors', 'log.jsonl', 'votes.jsonl', 'evaluation.json'].map((file) => [
        `run/${file}`,
        'whole',
      ]),
    )
    expect(found[1]?.detail).toBe('after 6 of 6 meta-steps, all values finite')
    place.forget()
    expect(await runProgram(['doctor', 'run'])).toBe(0)
    expect(place.printed).toMatch(/run\/log\.jsonl +whole +6 lines/)
  })

  it.each([
    ['run.json', /expected what train or compare writes/],
    ['checkpoint.safetensors', /^expected /],
    ['log.jsonl', /line 1 with/],
    ['votes.jsonl', /line 1 with/],
    ['evaluation.json', /expected what train or compare writes/],
  ])('says what is wrong with a spoiled %s, and exits with 1', async (file, detail) => {
    await trainSmall('--out', 'run')
    place.write(`run/${file}`, '{}\n')
    const { code, found } = await examine('run')
    expect(code).toBe(1)
    expect(found.filter(({ state }) => state === 'wrong')).toEqual([
      { file: `run/${file}`, state: 'wrong', detail: expect.stringMatching(detail) },
    ])
  })

  it('examines every cell of a comparison, and that each is the one that was compared', async () => {
    await runProgram(['compare', ...small, '--steps', '4', '--out', 'compared'])
    const whole = await examine('compared')
    expect(whole.code).toBe(0)
    expect(whole.found).toHaveLength(1 + 2 * 5)
    await trainSmall('--steps', '4', '--out', 'other', '--seed', '2', '--no-evaluate')
    copyFileSync(place.path('other/run.json'), place.path('compared/uniform-s1/run.json'))
    const mixed = await examine('compared')
    expect(mixed.code).toBe(1)
    expect(mixed.found.filter(({ state }) => state === 'wrong').map(({ file }) => file)).toEqual([
      'compared/comparison.json',
      'compared/uniform-s1/checkpoint.safetensors',
    ])
  })

  it('says that there is no folder, and who uses one', async () => {
    expect((await examine('nowhere')).code).toBe(1)
    await trainSmall('--out', 'run', '--no-evaluate')
    const lock = lockFolder(place.path('run'), ['train', '--preset', 'tides'])
    const { found } = await examine('run')
    lock.release()
    expect(found.map(({ detail }) => detail)).toContainEqual(
      expect.stringMatching(/^in use by process \d+ .*: assent train --preset tides$/),
    )
  })
})
