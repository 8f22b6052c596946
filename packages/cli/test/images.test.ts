// Tasks over the user's own images, and the presets that need them.

import { renameSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { composeRun } from '../src/config/compose.js'
import { needsData } from '../src/config/data-tasks.js'
import { checkRecipe } from '../src/config/recipe.js'
import { presets } from '../src/presets/index.js'
import { runProgram } from '../src/program.js'
import { usePlace } from './support.js'

const place = usePlace()

/** Three classes of three gray squares in each of train, val and test, and an experiment on them. */
async function layOutImages(): Promise<void> {
  for (const [s, split] of ['train', 'val', 'test'].entries()) {
    for (let label = 0; label < 3; label++) {
      for (let index = 0; index < 3; index++) {
        const gray = 20 * s + 80 * label + index
        const square = sharp(new Uint8Array(64).fill(gray), { raw: { width: 8, height: 8, channels: 1 } })
        place.write(`squares/${split}/${split}${label}/${index}.png`, await square.png().toBuffer())
      }
    }
  }
  place.write(
    'assent.config.ts',
    `export default {
      tasks: { name: 'images', options: { ways: 3, shots: 1, queries: 1 } },
      model: { name: 'convNet', options: { input: [8, 8, 3], classes: 3, blocks: 1, filters: 2 } },
      learner: { name: 'fomaml', innerSteps: 1, inner: { name: 'sgd', rate: 0.1 } },
      weighting: 'gradientAgreement', optimizer: { name: 'adam', rate: 0.001 }, backend: 'cpu',
      tasksPerStep: 2, metaSteps: 2, seed: 1, evaluation: { episodes: 2, innerSteps: 1 },
    }`,
  )
}

describe('--data', () => {
  it('names the folder; images are read once and kept in --cache', async () => {
    await layOutImages()
    const words = ['train', '--data', place.path('squares'), '--cache', place.path('kept')]
    expect(await runProgram([...words, '--out', 'one'])).toBe(0)
    expect(place.printed).toContain('reading images, once: 27 of 27')
    expect(place.printed).toContain('2 test episodes')
    place.forget()
    expect(await runProgram([...words, '--out', 'two'])).toBe(0)
    expect(place.printed).not.toContain('reading images')
    expect(place.bytes('two/checkpoint.safetensors')).toEqual(place.bytes('one/checkpoint.safetensors'))
  })

  it('is read within the limits that a config sets', async () => {
    await layOutImages()
    place.write(
      'assent.config.ts',
      place.bytes('assent.config.ts').toString().replace('queries: 1 }', 'queries: 1, limits: { images: 5 } }'),
    )
    const words = ['train', '--data', place.path('squares'), '--cache', place.path('kept'), '--out', 'run']
    await expect(runProgram(words)).rejects.toThrow(
      'expected at most 5 images; found more; use a part of them, or raise limits.images',
    )
  })

  it('is known to the profile of a meta-step', async () => {
    await layOutImages()
    const words = ['doctor', '--profile', '--config', 'assent.config.ts', '--data', place.path('squares')]
    expect(await runProgram([...words, '--cache', place.path('kept')])).toBe(0)
    expect(place.printed).toContain('one meta-step of assent.config.ts, 2 tasks')
  })

  it('finds data that have moved since the training', async () => {
    await layOutImages()
    await runProgram(['train', '--data', place.path('squares'), '--cache', place.path('kept'), '--out', 'run'])
    renameSync(place.path('squares'), place.path('moved'))
    place.forget()
    const checkpoint = place.path('run/checkpoint.safetensors')
    expect(await runProgram(['evaluate', '--checkpoint', checkpoint, '--data', place.path('moved'), '--json'])).toBe(0)
    expect(JSON.parse(place.printed)).toMatchObject({ episodes: 2, metric: { name: 'accuracy' } })
  })

  it.each([
    [['--preset', 'omniglot-5w1s-maml'], /\[tasks omniglot\] expected where the images lie; found nothing; add --data FOLDER/],
    [['--preset', 'tides', '--data', 'here'], /\[tides\] expected options .*; found 'from'/],
    [['--preset', 'omniglot-5w1s-maml', '--data', 'nowhere'], /expected a folder or file at nowhere; found nothing/],
  ])('train %j', async (words, message) => {
    await expect(runProgram(['train', '--out', 'run', ...words])).rejects.toThrow(message)
    expect(place.has('run')).toBe(false)
  })
})

describe('adapt --examples FOLDER', () => {
  const square = async (gray: number) =>
    sharp(new Uint8Array(64).fill(gray), { raw: { width: 8, height: 8, channels: 1 } })
      .png()
      .toBuffer()

  async function trained(): Promise<string[]> {
    await layOutImages()
    const data = ['--data', place.path('squares'), '--cache', place.path('kept')]
    await runProgram(['train', ...data, '--no-evaluate', '--out', 'run'])
    place.forget()
    return ['adapt', '--checkpoint', 'run/checkpoint.safetensors', ...data]
  }

  it('learns class folders as it learns the same numbers, and names what it finds', async () => {
    const adapt = await trained()
    const grays = { dusk: 40, night: 5, noon: 250 }
    for (const [name, gray] of Object.entries(grays)) place.write(`sky/${name}/1.png`, await square(gray))
    place.write('sky/now.png', await square(200))
    const numbers = (gray: number) => Array.from({ length: 8 * 8 * 3 }, () => gray / 255)
    place.write(
      'sky.json',
      JSON.stringify({ support: { x: Object.values(grays).map(numbers), y: [0, 1, 2] }, query: { x: [numbers(200)] } }),
    )
    expect(await runProgram([...adapt, '--examples', 'sky', '--json'])).toBe(0)
    const found = JSON.parse(place.printed)
    place.forget()
    expect(await runProgram([...adapt, '--examples', 'sky.json', '--json'])).toBe(0)
    expect(found).toEqual({ ...JSON.parse(place.printed), labels: ['dusk', 'night', 'noon'], queries: ['now.png'] })
    place.forget()
    expect(await runProgram([...adapt, '--examples', 'sky', '--onnx', 'sky.onnx'])).toBe(0)
    expect(place.bytes('sky.onnx').includes('["dusk","night","noon"]')).toBe(true)
    const [answers] = found.predictions as [number[]]
    const best = Object.keys(grays)[answers.indexOf(Math.max(...answers))]
    expect(place.printed).toMatch(new RegExp(`^now\\.png: .* → ${best}$`, 'm'))
  })

  it('is refused for another number of classes, and for models of numbers', async () => {
    const adapt = await trained()
    for (const name of ['day', 'night']) place.write(`sky/${name}/1.png`, await square(90))
    await expect(runProgram([...adapt, '--examples', 'sky'])).rejects.toThrow(
      '[sky] expected 3 class folders, as many as the model was trained to tell apart; found 2: day, night',
    )
    await runProgram(['train', '--preset', 'tides', '--steps', '1', '--no-evaluate', '--out', 'tides'])
    const tides = ['adapt', '--preset', 'tides', '--checkpoint', 'tides/checkpoint.safetensors', '--examples', 'sky']
    await expect(runProgram(tides)).rejects.toThrow('expected tasks over images of files; found others')
  })
})

describe('presets', () => {
  it('are listed, with what they need', async () => {
    await runProgram(['presets'])
    expect(place.printed).toMatch(/^omniglot-20w1s-maml +maml +5 × sgd 2 +adam 0\.001 constant +16 × 60000 +--data FOLDER$/m)
    expect(place.printed).toMatch(/^tides +maml .*\d$/m)
  })

  it.each(Object.entries(presets))('%s is made of parts that exist', async (name, recipe) => {
    const terminal = { out: () => {}, note: () => {}, redraw: () => {}, isLive: false }
    // What a preset says of its tasks is checked where the data are; here sine waves stand in for images.
    const tasks = needsData((recipe.tasks as { name: string }).name) ? presets['sinusoid-maml']?.tasks : recipe.tasks
    const run = await composeRun(checkRecipe(name, { ...recipe, tasks, backend: 'reference' }), {
      folder: place.folder,
      terminal,
    })
    expect(run.learner.name).toBe((recipe.learner as { name: string }).name)
    expect(run.model.parameters.length).toBeGreaterThan(0)
  })
})

describe('--ways', () => {
  const words = ['--preset', 'quickdraw-5w1s', '--steps', '1', '--tasks-per-step', '2', '--no-evaluate']

  it('judges on tasks of another number of classes, where the learner builds the head', async () => {
    expect(await runProgram(['train', ...words, '--learner', 'protoMaml', '--out', 'run'])).toBe(0)
    place.forget()
    const evaluate = ['evaluate', '--checkpoint', 'run/checkpoint.safetensors', '--episodes', '4', '--inner-steps', '0', '--json']
    expect(await runProgram([...evaluate, '--ways', '8'])).toBe(0)
    const { baselines } = JSON.parse(place.printed) as { baselines: { name: string; score: { mean: number } }[] }
    expect(baselines.find(({ name }) => name === 'chance')?.score.mean).toBeCloseTo(1 / 8, 12)
  })

  it('is refused where a head was learned', async () => {
    expect(await runProgram(['train', ...words, '--out', 'run'])).toBe(0)
    const evaluate = ['evaluate', '--checkpoint', 'run/checkpoint.safetensors', '--episodes', '4']
    await expect(runProgram([...evaluate, '--ways', '8'])).rejects.toThrow(/expected a learner that builds heads .*; found maml/)
  })
})
