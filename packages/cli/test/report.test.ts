// `assent report`: the numbers of a folder on one page, the same each time, and one clear message for a folder that is not whole.

import { rmSync } from 'node:fs'
import type { Evaluation } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { override } from '../src/config/override.js'
import type { Recipe } from '../src/config/recipe.js'
import { plainCommand } from '../src/output/command-text.js'
import { presets } from '../src/presets/index.js'
import { runProgram } from '../src/program.js'
import { repeatTraining } from '../src/report/repeat.js'
import { lines, small, trainSmall, usePlace } from './support.js'

const place = usePlace()

const page = (name = 'run/report.html') => `${place.bytes(name)}`.replaceAll('\u00a0', ' ').replaceAll('<wbr>', '')
/** Whether a page holds a text; a page that does not is not printed. */
const expectIn = (html: string, text: string) => expect(html.includes(text), text).toBe(true)

const read = (name: string) => JSON.parse(`${place.bytes(name)}`) as never

describe('on a run', () => {
  it('shows its evaluation, its command and the first test tasks, and says where', async () => {
    await trainSmall('--out', 'run', '--seed', '3')
    place.forget()
    expect(await runProgram(['report', 'run'])).toBe(0)
    expect(place.printed).toBe('report: run/report.html\n')
    const { mean, interval } = (read('run/evaluation.json') as Evaluation).steps.at(-1)!.score
    expectIn(page(), `<td>${mean.toFixed(3)} ± ${interval.toFixed(3)}</td>`)
    expectIn(page(), 'assent train --preset sinusoid-maml --inner-rate 0.001 --steps 6 --tasks-per-step 4 --seed 3 --episodes 10')
    expect(page().match(/<h3>amplitude [\d.]+, phase /g)).toHaveLength(4)
    expect(page().match(/before adaptation: [\d.]+<\/li>.*after 1 step: [\d.]+<\/li>.*after 10 steps: /g)).toHaveLength(4)
  })

  it('gives the command that makes the same run', async () => {
    await trainSmall('--out', 'run', '--weighting', 'regularizedAgreement:mu=0.3', '--no-evaluate')
    await runProgram(['report', 'run'])
    const [, command = ''] = /<code>assent ([^<]*)<\/code>/.exec(page()) ?? []
    await runProgram([...command.split(' '), '--out', 'again', '--no-evaluate'])
    for (const file of ['run.json', 'checkpoint.safetensors'])
      expect(place.bytes(`again/${file}`)).toEqual(place.bytes(`run/${file}`))
  })

  it('judges sample tasks as the evaluation does', async () => {
    await trainSmall('--out', 'run', '--episodes', '1')
    await runProgram(['report', 'run'])
    const { steps } = read('run/evaluation.json') as Evaluation
    const shown = [...page().matchAll(/(?:adaptation|steps?): ([\d.]+)<\/li>/g)].slice(0, 3).map(([, score]) => score)
    expect(shown).toEqual([0, 1, 10].map((step) => steps[step]!.score.mean.toFixed(3)))
  })

  it('is the same for the same seed, and has no date but the one that is given', async () => {
    await trainSmall('--out', 'one')
    await trainSmall('--out', 'two')
    for (const name of ['one', 'two']) await runProgram(['report', name])
    expect(place.bytes('one/report.html')).toEqual(place.bytes('two/report.html'))
    await runProgram(['report', 'one', '--date', '2 January 2026', '--out', 'pages/dated.html'])
    expect(page('pages/dated.html').replace(' 2 January 2026.', '')).toBe(page('one/report.html'))
  })

  it('can be made of a run that was stopped, up to its checkpoint', async () => {
    await trainSmall('--out', 'whole', '--no-evaluate', '--steps', '20')
    place.listen((text) => {
      if (text.includes('step 8/20')) process.emit('SIGINT')
    })
    await trainSmall('--out', 'run', '--no-evaluate', '--steps', '20')
    place.write('run/log.jsonl', place.bytes('whole/log.jsonl'))
    await runProgram(['report', 'run'])
    expectIn(page(), '<p>8 meta-steps, seed 1.</p>')
    expectIn(page(), 'Not evaluated')
  })

  it('needs the config file to draw tasks that only it knows', async () => {
    place.write('mine.mjs', `export default { preset: 'sinusoid-maml', metaSteps: 6, tasksPerStep: 2, tasks: ${lines()} }`)
    await runProgram(['train', '--config', 'mine.mjs', '--out', 'run', '--no-evaluate'])
    await runProgram(['report', 'run'])
    expect(place.printed).toMatch(/no sample tasks: Parts of this run come from a config file/)
    expect(page().includes('<h3>slope')).toBe(false)
    await runProgram(['report', 'run', '--config', 'mine.mjs'])
    expect(page().match(/<h3>slope /g)).toHaveLength(4)
    place.write('other.mjs', `export default { preset: 'sinusoid-maml', metaSteps: 7, tasksPerStep: 2, tasks: ${lines()} }`)
    await expect(runProgram(['report', 'run', '--config', 'other.mjs'])).rejects.toThrow(
      /expected a run with metaSteps 7; found 6/,
    )
  })

  it('shows doodles with the classes that they were taken for', async () => {
    const words = ['--preset', 'quickdraw-5w1s', '--tasks-per-step', '2', '--steps', '2', '--episodes', '2', '--out', 'run']
    await runProgram(['train', ...words])
    await runProgram(['report', 'run'])
    expect(page().match(/<table class="examples">/g)).toHaveLength(2)
    expect(page().match(/[✓✗] [1-5]<\/span>/g)).toHaveLength(2 * 5 * 3)
  })
})

describe('on a comparison', () => {
  const compare = (...words: string[]) => runProgram(['compare', ...small, '--steps', '4', '--out', 'compared', ...words])

  it('shows every method with its seeds, rates, verdict and command, wherever the folder is now', async () => {
    await compare('--seeds', '1,2', '--outer-rates', '0.001,0.01')
    await runProgram(['report', 'compared', '--out', 'page.html'])
    const html = page('page.html')
    const { methods } = read('compared/comparison.json') as {
      methods: { name: string; result: { score: { mean: number }; seeds: number[]; outerRate: number } }[]
    }
    expect(methods).toHaveLength(2)
    for (const { name, result } of methods) {
      const seeds = result.seeds.map((seed) => seed.toFixed(3)).join(', ')
      const [row = ''] = new RegExp(`<th scope="row">${name}</th><td>${result.score.mean.toFixed(3)} ± .*?</tr>`).exec(html) ?? []
      expect(row).toContain(`<td>${seeds}</td>`)
      expect(row).toContain(`<td>${result.outerRate}</td>`)
      expectIn(html, `<h4>${name}, seed 1</h4>`)
    }
    expect(/gradientAgreement and uniform: (no difference|.* is better here)/.test(html)).toBe(true)
    expectIn(html, `<code>assent compare ${small.join(' ')} --steps 4 --seeds 1,2 --outer-rates 0.001,0.01</code>`)
    expect(place.printed).toMatch(/assent report compared /)
  })

  it('is refused when a cell is gone, and with a config file', async () => {
    await compare()
    await expect(runProgram(['report', 'compared', '--config', 'mine.mjs'])).rejects.toThrow(
      /\[--config\] expected a run .*; found a comparison; leave it out/,
    )
    rmSync(place.path('compared/uniform-s1'), { recursive: true })
    await expect(runProgram(['report', 'compared'])).rejects.toThrow(
      /\[compared\/uniform-s1\/run\.json\] expected a run; found no such file/,
    )
  })
})

describe('a folder that is not what it should be', () => {
  it.each([
    ['nowhere', /\[nowhere\] expected the folder of a run or a comparison; found no such folder/],
    ['.', /\[\.\] expected the folder of a run or a comparison; found neither run\.json nor comparison\.json/],
  ])('is refused: %s', async (folder, message) => {
    await expect(runProgram(['report', folder])).rejects.toThrow(message)
    expect(place.has('nowhere')).toBe(false)
  })

  it.each([
    ['run.json', '{"versions": {}}', /\[run\/run\.json\] expected what train or compare writes; found .*run: /],
    ['run.json', 'oops', /\[run\/run\.json\] expected JSON; found Unexpected token/],
    ['evaluation.json', '{"steps": []}', /\[run\/evaluation\.json\] expected what train or compare writes; found .*metric: /],
    ['checkpoint.safetensors', 'oops', /\[run\/checkpoint\.safetensors\] expected /],
  ])('is refused with one message: a spoiled %s', async (file, content, message) => {
    await trainSmall('--out', 'run')
    place.write(`run/${file}`, content)
    await expect(runProgram(['report', 'run'])).rejects.toThrow(message)
    expect(place.has('run/report.html')).toBe(false)
  })

  it('is no place to write to', async () => {
    await trainSmall('--out', 'run', '--no-evaluate')
    place.write('file', '')
    await expect(runProgram(['report', 'run', '--out', 'file/page.html'])).rejects.toThrow(
      /\[--out\] expected a folder that can be written to/,
    )
  })
})

it('train names it among what is next', async () => {
  await trainSmall('--out', 'run', '--no-evaluate')
  expect(place.printed).toMatch(/next: +assent evaluate .*\n +assent report run /)
})

it('a command is repeated without the words that say where it goes', () => {
  expect(plainCommand(['compare', '--out', 'a folder', '--json', '--resume', '--steps', '4', '--out=b'])).toBe(
    'assent compare --steps 4',
  )
})

it('the command of a run over images says where they lie', () => {
  const recipe = override(presets['omniglot-5w1s'] as Recipe, { data: 'characters', cache: 'kept', seed: 2 })
  expect(repeatTraining(recipe)).toBe('assent train --preset omniglot-5w1s --data characters --cache kept --seed 2')
})
