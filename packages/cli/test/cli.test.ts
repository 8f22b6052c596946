// The command line as a user meets it: what it prints, what it writes, and what it refuses.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runProgram } from '../src/index.js'

let folder: string
let printed: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assent-cli-'))
  printed = ''
  const keep = (text: string | Uint8Array) => {
    printed += String(text)
    return true
  }
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  vi.spyOn(process.stdout, 'write').mockImplementation(keep)
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

/** A sine net that trains in a second. */
const small = ['--preset', 'sinusoid-maml', '--inner-rate', '0.001', '--tasks-per-step', '4', '--episodes', '10']
const train = (...words: string[]) => runProgram(['train', ...small, '--steps', '6', ...words])
const bytes = (path: string) => readFileSync(join(folder, path))

describe('train', () => {
  it('writes a run, and prints its evaluation beside the baselines', async () => {
    expect(await train('--out', 'run')).toBe(0)
    for (const file of ['run.json', 'log.jsonl', 'checkpoint.safetensors', 'evaluation.json'])
      expect(existsSync(join(folder, 'run', file)), file).toBe(true)
    expect(printed).toMatch(/mean of support/)
    expect(printed).toMatch(/after 10 steps/)
    expect(printed).toMatch(/transductive: no/)
    expect(printed).toMatch(/checkpoint: .*run\/checkpoint\.safetensors/)
    const lines = readFileSync(join(folder, 'run/log.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { step: number })
    expect(lines.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('prints one JSON document with --json', async () => {
    expect(await train('--out', 'run', '--json')).toBe(0)
    const report = JSON.parse(printed) as { steps: number; evaluation: { steps: unknown[] } }
    expect(report.steps).toBe(6)
    expect(report.evaluation.steps).toHaveLength(11)
  })

  it('makes the same bytes for the same seed', async () => {
    await train('--out', 'one')
    await train('--out', 'two')
    for (const file of ['checkpoint.safetensors', 'log.jsonl']) expect(bytes(`one/${file}`)).toEqual(bytes(`two/${file}`))
  })

  it('stops when asked, says how to go on, and resumes to the same bytes', async () => {
    await train('--out', 'whole', '--no-evaluate')
    const stopped = train('--out', 'parts', '--no-evaluate')
    process.emit('SIGINT')
    setTimeout(() => process.emit('SIGINT'), 0)
    // The first signal may come before anybody listens; either way the run can be continued.
    vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
    expect([0, 130]).toContain(await stopped)
    expect(await runProgram(['train', '--resume', 'parts', '--no-evaluate'])).toBe(0)
    for (const file of ['checkpoint.safetensors', 'log.jsonl']) expect(bytes(`parts/${file}`)).toEqual(bytes(`whole/${file}`))
  })

  it('takes a config file, with values of your own', async () => {
    writeFileSync(
      join(folder, 'assent.config.mjs'),
      `
      export default {
        preset: 'sinusoid-maml', steps: 3, tasksPerStep: 2, evaluation: { episodes: 5, steps: 1 },
        learner: { name: 'reptile', steps: 2, inner: { name: 'sgd', rate: 0.001 } },
        weighting: { name: 'first', settings: {}, needs: 'losses', weigh: ({ tasks }) => Array.from({ length: tasks }, (_, i) => (i === 0 ? 1 : 0)) },
      }`,
    )
    expect(await runProgram(['train', '--config', 'assent.config.mjs', '--out', 'run'])).toBe(0)
    const { run } = JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8')) as { run: { weighting: { name: string } } }
    expect(run.weighting.name).toBe('first')
  })
})

describe('evaluate', () => {
  it('judges a checkpoint on any backend, with numbers that agree', async () => {
    await train('--out', 'run', '--no-evaluate')
    const scores: number[] = []
    for (const backend of ['simd', 'wasm', 'cpu', 'reference']) {
      printed = ''
      expect(
        await runProgram([
          'evaluate',
          '--checkpoint',
          'run/checkpoint.safetensors',
          '--backend',
          backend,
          '--episodes',
          '5',
          '--inner-steps',
          '2',
          '--json',
        ]),
      ).toBe(0)
      scores.push((JSON.parse(printed) as { steps: { score: { mean: number } }[] }).steps[2]?.score.mean as number)
    }
    for (const score of scores) expect(score / (scores[0] as number)).toBeCloseTo(1, 4)
  })
})

describe('compare', () => {
  const compare = (...words: string[]) => runProgram(['compare', ...small, '--steps', '4', '--out', 'compared', ...words])

  it('shows methods beside each other, and names no winner without cause', async () => {
    expect(
      await compare('--weightings', 'uniform,regularizedAgreement:mu=0.3', '--seeds', '1,2', '--outer-rates', '0.001,0.0001'),
    ).toBe(0)
    expect(printed).toMatch(/mean of support/)
    expect(printed).toMatch(/regularizedAgreement:mu=0\.3/)
    expect(printed).toMatch(/no difference beyond the interval|the interval excludes zero/)
    expect(printed).toMatch(/2 seeds/)
  })

  it('goes on where it was', async () => {
    await compare()
    const before = bytes('compared/comparison.json')
    rmSync(join(folder, 'compared/gradientAgreement-simd-s1/result.json'))
    expect(await compare('--resume')).toBe(0)
    expect(bytes('compared/comparison.json')).toEqual(before)
  })
})

describe('adapt', () => {
  it('learns from a file of examples', async () => {
    await train('--out', 'run', '--no-evaluate')
    writeFileSync(
      join(folder, 'examples.json'),
      JSON.stringify({ support: { x: [[0], [1], [2]], y: [[0], [1], [0.5]] }, query: { x: [[0.5], [1.5]] } }),
    )
    printed = ''
    expect(
      await runProgram([
        'adapt',
        '--checkpoint',
        'run/checkpoint.safetensors',
        '--examples',
        'examples.json',
        '--inner-steps',
        '3',
        '--json',
      ]),
    ).toBe(0)
    const { losses, predictions } = JSON.parse(printed) as { losses: number[]; predictions: number[][] }
    expect(losses).toHaveLength(3)
    expect(losses[2]).toBeLessThan(losses[0] as number)
    expect(predictions.map((row) => row.length)).toEqual([1, 1])
  })

  it.each([
    ['{"support": {"x": [[0], [1]], "y": [[0]]}}', /\[adapt, support\] expected 2 × 1 values of y; found 1/],
    ['{"support": {"x": [], "y": []}}', /examples\.json\] expected \{"support"/],
    ['{"support": {"x": [["a"]], "y": [[1]]}}', /examples\.json\] expected/],
    ['not JSON', /expected a JSON file of examples/],
  ])('refuses %s', async (text, message) => {
    await train('--out', 'run', '--no-evaluate')
    writeFileSync(join(folder, 'examples.json'), text)
    await expect(
      runProgram(['adapt', '--checkpoint', 'run/checkpoint.safetensors', '--examples', 'examples.json']),
    ).rejects.toThrow(message)
  })
})

describe('what is refused leaves nothing behind', () => {
  it.each([
    [['--preset', 'tide'], /\[preset\] expected one of .*; found 'tide'; did you mean tides\?/],
    [['--preset', 'tides', '--weighting', 'gradientAgrement'], /found 'gradientAgrement'; did you mean gradientAgreement\?/],
    [['--preset', 'tides', '--backend', 'smid'], /found 'smid'; did you mean simd\?/],
    [['--preset', 'tides', '--learner', 'mamal'], /found 'mamal'; did you mean maml\?/],
    [
      ['--preset', 'tides', '--weighting', '@nobody/nothing'],
      /expected an installed package; found no @nobody\/nothing .*npm install @nobody\/nothing/,
    ],
    [
      ['--preset', 'tides', '--weighting', 'regularizedAgreement:mu=0'],
      /\[regularizedAgreement\.mu\] expected a number above 0; found 0/,
    ],
    [['--preset', 'tides', '--weighting', 'regularizedAgreement:mu'], /expected key=value; found 'mu'/],
    [['--preset', 'tides', '--inner-rate', '-1'], /inner/],
    [['--preset', 'tides', '--outer-rate', '-0.5'], /optimizer/],
    [['--preset', 'tides', '--steps', '0'], /steps/],
    [['--config', 'missing.ts'], /\[--config\] expected a file; found none at/],
    [[], /expected --preset NAME, or a file assent\.config\.ts here/],
  ])('train %j', async (words, message) => {
    await expect(runProgram(['train', ...words, '--out', 'run'])).rejects.toThrow(message)
    expect(existsSync(join(folder, 'run'))).toBe(false)
  })

  it.each([
    [{ ways: 99 }, /\[quickdraw\.ways\] expected at most 52/],
    [{ shots: 95, queries: 20 }, /found 100 in|found 99 in/],
  ])('tasks with %j', async (options, message) => {
    writeFileSync(
      join(folder, 'assent.config.mjs'),
      `export default { preset: 'quickdraw-5w1s', tasks: { name: 'quickdraw', options: ${JSON.stringify(options)} } }`,
    )
    await expect(runProgram(['train', '--config', 'assent.config.mjs', '--out', 'run'])).rejects.toThrow(message)
  })

  it('a folder that holds another run', async () => {
    await train('--out', 'run', '--no-evaluate')
    await expect(train('--out', 'run')).rejects.toThrow(
      /\[--out\] expected a folder without a run; found a checkpoint .*add --resume/,
    )
    await expect(train('--out', 'run', '--resume', '--seed', '9')).rejects.toThrow(/expected a run with seed 9; found 1/)
  })

  it('a checkpoint that is damaged', async () => {
    await train('--out', 'run', '--no-evaluate')
    const file = join(folder, 'run/checkpoint.safetensors')
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, whole.length - 9))
    await expect(runProgram(['evaluate', '--checkpoint', file])).rejects.toThrow(/the file is cut off or damaged/)
    whole[whole.length - 3] = (whole[whole.length - 3] as number) ^ 1
    writeFileSync(file, whole)
    await expect(runProgram(['evaluate', '--checkpoint', file])).rejects.toThrow(
      /expected checksum .*the file was changed or damaged/,
    )
  })

  it.skipIf(process.getuid?.() === 0)('a folder that cannot be written to', async () => {
    mkdirSync(join(folder, 'locked'))
    chmodSync(join(folder, 'locked'), 0o500)
    await expect(train('--out', 'locked/run')).rejects.toThrow(/\[--out\] expected a folder that can be written to/)
  })

  it('a file in the place of the output folder', async () => {
    writeFileSync(join(folder, 'run'), '')
    await expect(train('--out', 'run')).rejects.toThrow(/\[--out\] expected a folder that can be written to/)
  })

  it('words that are no options', async () => {
    await expect(runProgram(['train', '--presett', 'tides'])).rejects.toThrow(/unknown option '--presett'/)
    await expect(runProgram(['tran'])).rejects.toThrow(/unknown command 'tran'/)
    await expect(runProgram(['train', '--steps', 'many'])).rejects.toThrow(/expected a number/)
  })
})
