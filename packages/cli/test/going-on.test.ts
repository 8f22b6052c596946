// What comes before a run and after it: given weights to start from, and more steps than it was to have.

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../src/program.js'
import { trainSmall, usePlace } from './support.js'

const place = usePlace()

/** A safetensors file by its published rules: eight bytes of length, the header, the values. */
function safetensors(tensors: {
  readonly [name: string]: { readonly shape: readonly number[]; readonly values: readonly number[] }
}): Buffer {
  let offset = 0
  const entries = Object.entries(tensors).map(([name, { shape, values }]) => {
    const begin = offset
    offset += 4 * values.length
    return [name, { dtype: 'F32', shape, data_offsets: [begin, offset] }]
  })
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)))
  const padded = Buffer.concat([header, Buffer.alloc((8 - (header.length % 8)) % 8, ' ')])
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  const values = Object.values(tensors).flatMap((tensor) => tensor.values)
  return Buffer.concat([length, padded, Buffer.from(Float32Array.from(values).buffer)])
}

describe('more steps', () => {
  it('go on with a finished run, to the bytes of one that had them from the start', async () => {
    await trainSmall('--out', 'whole', '--no-evaluate', '--steps', '20')
    await trainSmall('--out', 'run', '--steps', '10')
    expect(await runProgram(['train', '--resume', 'run', '--steps', '20', '--no-evaluate'])).toBe(0)
    for (const file of ['checkpoint.safetensors', 'log.jsonl', 'votes.jsonl'])
      expect(place.bytes(`run/${file}`), file).toEqual(place.bytes(`whole/${file}`))
    place.forget()
    expect(await runProgram(['doctor', 'run'])).toBe(0)
    expect(place.printed).toMatch(/evaluation\.json +whole +of step 10, before the run went on/)
    expect(await runProgram(['report', 'run'])).toBe(0)
    expect(await runProgram(['train', '--resume', 'run'])).toBe(0)
    expect(await runProgram(['doctor', 'run'])).toBe(0)
  })

  it('go on with a stopped run too, and can be stopped in turn', async () => {
    const stopAt = (progress: string) =>
      place.listen((text) => {
        if (text.includes(progress)) process.emit('SIGINT')
      })
    await trainSmall('--out', 'whole', '--no-evaluate', '--steps', '20')
    stopAt('step 4/10')
    await trainSmall('--out', 'run', '--no-evaluate', '--steps', '10')
    stopAt('step 12/20')
    expect(await runProgram(['train', '--resume', 'run', '--steps', '20', '--no-evaluate'])).toBe(130)
    stopAt('never')
    expect(await runProgram(['train', '--resume', 'run', '--no-evaluate'])).toBe(0)
    expect(place.bytes('run/checkpoint.safetensors')).toEqual(place.bytes('whole/checkpoint.safetensors'))
    expect(await runProgram(['doctor', 'run'])).toBe(0)
  })

  it('are refused where the schedule depends on their number, and fewer always', async () => {
    await trainSmall('--out', 'run', '--no-evaluate', '--schedule', 'linear')
    const resume = (steps: string) => runProgram(['train', '--resume', 'run', '--steps', steps, '--no-evaluate'])
    await expect(resume('12')).rejects.toThrow(/expected an experiment with metaSteps 12; found 6/)
    await expect(resume('3')).rejects.toThrow(/expected an experiment with metaSteps 3; found 6/)
  })
})

describe('given weights', () => {
  const initial = ['--outer-rate', '0', '--steps', '1', '--no-evaluate']

  it("are those of another run's checkpoint, and decide which run it is", async () => {
    await trainSmall('--out', 'first', '--no-evaluate')
    await trainSmall('--out', 'second', ...initial, '--init', 'first/checkpoint.safetensors')
    await trainSmall('--out', 'plain', ...initial)
    const theta = (name: string) =>
      createHash('sha256')
        .update(place.bytes(`${name}/checkpoint.safetensors`).subarray(-21132, -14088))
        .digest('hex')
    expect(theta('second')).toBe(theta('first'))
    expect(theta('plain')).not.toBe(theta('first'))
    const id = (name: string) => (JSON.parse(`${place.bytes(`${name}/run.json`)}`) as { id: string }).id
    expect(id('second')).not.toBe(id('plain'))
    place.forget()
    place.write('first/checkpoint.safetensors', 'gone')
    expect(await runProgram(['evaluate', '--checkpoint', 'second/checkpoint.safetensors', '--episodes', '2'])).toBe(0)
    expect(await runProgram(['train', '--resume', 'second', '--steps', '2', '--no-evaluate'])).toBe(0)
  })

  it('are those of a PyTorch model, by a map of names and transposes', async () => {
    // A linear layer of PyTorch keeps its weight as [out, in].
    place.write(
      'torch.safetensors',
      safetensors({
        'layer.weight': { shape: [2, 1], values: [3, 5] },
        'layer.bias': { shape: [2], values: [7, 9] },
        'head.weight': { shape: [1, 2], values: [11, 13] },
        'head.bias': { shape: [1], values: [15] },
      }),
    )
    const map = {
      w0: { from: 'layer.weight', transpose: [1, 0] },
      b0: 'layer.bias',
      w1: { from: 'head.weight', transpose: [1, 0] },
      b1: 'head.bias',
    }
    place.write('map.json', JSON.stringify(map))
    const words = [
      '--out',
      'run',
      '--model',
      'mlp:sizes=[1,2,1]',
      '--optimizer',
      'sgd',
      ...initial,
      '--init',
      'torch.safetensors',
    ]
    expect(await trainSmall(...words, '--map', 'map.json')).toBe(0)
    const values = new Float32Array(Uint8Array.from(place.bytes('run/checkpoint.safetensors').subarray(-28)).buffer)
    expect([...values]).toEqual([3, 5, 7, 9, 11, 13, 15])
    await expect(trainSmall(...words, '--out', 'other')).rejects.toThrow(
      /\[torch\.safetensors\] expected a tensor 'w0' for w0; found none/,
    )
    place.write('map.json', JSON.stringify({ ...map, w0: 'layer.weight' }))
    await expect(trainSmall(...words, '--out', 'other', '--map', 'map.json')).rejects.toThrow(
      /expected layer\.weight as \[1,2\] for w0; found \[2,1\]/,
    )
    place.write('map.json', '{"w0": 3}')
    await expect(trainSmall(...words, '--out', 'other', '--map', 'map.json')).rejects.toThrow(
      /\[map\.json\] expected \{"parameter"/,
    )
    expect(place.has('other')).toBe(false)
  })

  it.each([
    [['--init', 'nowhere.safetensors'], /\[--init\] expected a file; found none at/],
    [['--map', 'map.json'], /\[--map\] expected --init beside it; found none/],
  ])('are refused: %j', async (words, message) => {
    await expect(trainSmall('--out', 'run', ...words)).rejects.toThrow(message)
    expect(place.has('run')).toBe(false)
  })
})

describe('the best on validation tasks', () => {
  const words = ['--keep-best', '5', '--steps', '20', '--no-evaluate', '--inner-rate', '0.0001']
  const best = (name: string) => JSON.parse(`${place.bytes(`${name}/best.json`)}`) as { step: number; score: number }

  it('is kept beside the last, and is what it says', async () => {
    await trainSmall('--out', 'run', ...words)
    expect(place.printed).toMatch(/best: +run\/best\.safetensors/)
    const scores = new Map<number, number>()
    for (const steps of [5, 10, 15, 20]) {
      await trainSmall('--out', `upTo${steps}`, ...words.slice(4), '--steps', `${steps}`, '--no-evaluate')
      place.forget()
      const judge = [
        'evaluate',
        '--checkpoint',
        `upTo${steps}/checkpoint.safetensors`,
        '--split',
        'validation',
        '--episodes',
        '100',
        '--json',
      ]
      await runProgram(judge)
      scores.set(
        steps,
        (JSON.parse(place.printed) as { steps: { score: { mean: number } }[] }).steps.at(-1)?.score.mean as number,
      )
    }
    const { step, score } = best('run')
    expect(score).toBe(Math.min(...scores.values()))
    expect(scores.get(step)).toBe(score)
    place.forget()
    expect(
      await runProgram(['evaluate', '--checkpoint', 'run/best.safetensors', '--split', 'validation', '--episodes', '2']),
    ).toBe(0)
    expect(place.printed).toMatch(new RegExp(`run/best\\.safetensors, ${step} meta-steps`))
  })

  it('is the same after an interruption; a record that is gone is refused', async () => {
    await trainSmall('--out', 'whole', ...words)
    place.listen((text) => {
      if (text.includes('step 12/20')) process.emit('SIGINT')
    })
    await trainSmall('--out', 'run', ...words)
    place.listen(() => {})
    const record = place.bytes('run/best.json')
    place.write('run/best.json', '')
    await expect(runProgram(['train', '--resume', 'run', '--no-evaluate'])).rejects.toMatchObject({ kind: 'damaged' })
    place.write('run/best.json', record)
    expect(await runProgram(['train', '--resume', 'run', '--no-evaluate'])).toBe(0)
    for (const file of ['best.json', 'best.safetensors', 'checkpoint.safetensors'])
      expect(place.bytes(`run/${file}`)).toEqual(place.bytes(`whole/${file}`))
    place.forget()
    expect(await runProgram(['doctor', 'run'])).toBe(0)
    expect(place.printed).toMatch(/best\.safetensors +whole +after \d+ meta-steps, the best on validation tasks/)
  })

  it('is none where validation tasks diverge each time, and that is gone on with too', async () => {
    const diverging = [...words.slice(0, -2), '--inner-rate', '0.05']
    await trainSmall('--out', 'run', ...diverging, '--steps', '10')
    expect(best('run')).toMatchObject({ step: 0, score: null })
    expect(place.has('run/best.safetensors')).toBe(false)
    expect(await runProgram(['train', '--resume', 'run', '--steps', '12', '--no-evaluate'])).toBe(0)
  })
})
