// Checkpoints: whole, unchanged and of the same run, or refused with one clear message.

import { reference } from '@assent/autodiff'
import { describe, expect, it } from 'vitest'
import {
  type Experiment,
  huber,
  initialState,
  load,
  meanAbsoluteError,
  metaTrain,
  parametersOf,
  restore,
  save,
  type TrainingState,
} from '../src/index.js'
import { average, learner, line, optimizer, planes, planesRun } from './support.js'

const linear = { name: 'linear', settings: {}, rate: () => 0.1 }

async function trainedTo(step: number, run: Experiment): Promise<TrainingState> {
  const state = initialState(run)
  for await (const event of metaTrain(run, { state })) if (event.step === step) break
  return state
}

describe('a checkpoint', () => {
  it('brings back the state, and training goes on to the same bytes', async () => {
    const run = planesRun()
    const bytes = save(run, await trainedTo(4, run))
    const resumed = restore(planesRun(), load(bytes))
    expect(resumed.step).toBe(4)
    for await (const _ of metaTrain(run, { state: resumed }));
    const whole = await trainedTo(10, planesRun())
    expect(save(run, resumed)).toEqual(save(run, whole))
  })

  it("may be part of a larger buffer, as Node's are, and is not changed by reading", async () => {
    const run = planesRun()
    const bytes = save(run, await trainedTo(2, run))
    const pool = Buffer.alloc(bytes.length + 13)
    pool.set(bytes, 13)
    const part = pool.subarray(13)
    expect(load(part).tensors).toEqual(load(bytes).tensors)
    expect(Uint8Array.from(part)).toEqual(bytes)
  })

  it('is a safetensors file: length, JSON header, values', async () => {
    const run = planesRun()
    const bytes = save(run, await trainedTo(1, run))
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as {
      [name: string]: { dtype: string; shape: number[] }
    }
    expect(header['theta/w']).toMatchObject({ dtype: 'F64', shape: [2, 1], data_offsets: [0, 16] })
    expect(header['trace/w']).toMatchObject({ data_offsets: [16, 32] })
    expect(bytes.length).toBe(8 + length + 32)
    expect(length % 8).toBe(0)
  })

  it('is refused in a line when it is taken for the name of a file', () => {
    const swapped: unknown[] = [planesRun(), Uint8Array.of(1, 2, 3)]
    expect(() => Reflect.apply(load, undefined, swapped)).toThrow(
      '[load] expected bytes, and how messages call them; found object for the name; load(bytes), then restore(experiment, …)',
    )
  })

  it('is refused when it is cut off anywhere', async () => {
    const run = planesRun()
    const bytes = save(run, await trainedTo(2, run))
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => load(bytes.slice(0, length), 'file'), `${length} bytes`).toThrow(
        /^\[file(, header)?\] expected .*; found .*; .*/,
      )
    }
  })

  it('is refused when any bit is changed', async () => {
    const run = planesRun()
    const bytes = save(run, await trainedTo(2, run))
    for (let bit = 0; bit < 8 * bytes.length; bit += 5) {
      const changed = bytes.slice()
      changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7))
      expect(() => load(changed, 'file'), `bit ${bit}`).toThrow(/^\[file(, header)?\]/)
    }
  })

  it('is refused when something is added', async () => {
    const run = planesRun()
    const bytes = save(run, await trainedTo(2, run))
    expect(() => load(Uint8Array.of(...bytes, 0), 'file')).toThrow(/^\[file\] expected 32 bytes of values; found 33/)
  })

  it('keeps the precision of its backend', async () => {
    const run = planesRun({ backend: { ...reference(), precision: 'float32' } })
    const state = await trainedTo(4, run)
    expect(state.parameters).toBeInstanceOf(Float32Array)
    const checkpoint = load(save(run, state))
    expect(restore(run, checkpoint)).toEqual(state)
    expect(parametersOf(planesRun(), checkpoint)).toEqual(Float64Array.from(state.parameters))
  })

  it('does not follow the state that it was made of', async () => {
    const run = planesRun()
    const state = await trainedTo(2, run)
    const [bytes, theta] = [save(run, state), state.parameters.slice()]
    state.parameters.fill(9)
    expect(parametersOf(run, load(bytes))).toEqual(theta)
  })

  it.each([
    ['null', /expected a safetensors file; found a header that is no JSON object/],
    ['7', /expected a safetensors file; found a header that is no JSON object/],
    ['{"theta/w":', /^\[file, header\] expected JSON; found /],
    [
      '{"__metadata__":null}',
      /expected a checkpoint \(assent-checkpoint-2 or assent-checkpoint-1\); found another safetensors file/,
    ],
    ['{"theta/w":null}', /expected a dtype, a shape and two data_offsets; found null for theta\/w/],
    ['{"w":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', /expected tensors of F32, F64; found I64 for w/],
    ['{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', /expected 8 bytes for w; found 4/],
    ['{"w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}', /expected a dtype, a shape and two data_offsets; found .* for w/],
  ])('is refused with the header %s', (header, message) => {
    const encoded = new TextEncoder().encode(header)
    const bytes = new Uint8Array(8 + encoded.length)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(encoded.length), true)
    bytes.set(encoded, 8)
    expect(() => load(bytes, 'file')).toThrow(message)
  })

  it('is refused when its checksum is empty or has no room', () => {
    for (const digits of ['', '1234']) {
      const header = new TextEncoder().encode(`{"__metadata__":{"format":"assent-checkpoint-2","checksum":"${digits}"}}`)
      const bytes = new Uint8Array(8 + header.length)
      bytes[0] = header.length
      bytes.set(header, 8)
      expect(() => load(bytes, 'file')).toThrow(expect.objectContaining({ name: 'AssentError', kind: 'damaged' }))
    }
  })

  it('is refused when it is something else', () => {
    expect(() => load(new TextEncoder().encode('hello, this is no checkpoint'), 'file')).toThrow(/expected a safetensors file/)
    const header = new TextEncoder().encode('{"__metadata__":{"format":"pt"}}')
    const foreign = new Uint8Array(8 + header.length)
    new DataView(foreign.buffer).setBigUint64(0, BigInt(header.length), true)
    foreign.set(header, 8)
    expect(() => load(foreign, 'file')).toThrow(
      '[file] expected a checkpoint (assent-checkpoint-2 or assent-checkpoint-1); found pt; use a file that Assent saved',
    )
  })

  it.each([
    ['seed', { seed: 9 }],
    [
      'metaSteps',
      { metaSteps: 11, optimizer: { ...optimizer, schedule: linear } },
      { optimizer: { ...optimizer, schedule: linear } },
    ],
    ['weighting', { weighting: average }],
    ['tasksPerStep', { tasksPerStep: 5 }],
    ['model', { model: { ...line, settings: { scale: 2 } } }],
    ['learner', { learner: { ...learner, settings: { innerSteps: 3 } } }],
    ['adaptation', { learner: { ...learner, adaptation: { ...learner.adaptation, settings: { rate: 0.2 } } } }],
    ['loss', { loss: huber() }],
    ['metric', { metric: meanAbsoluteError() }],
    ['optimizer', { optimizer: { ...optimizer, name: 'another' } }],
    ['schedule', { optimizer: { ...optimizer, schedule: { ...optimizer.schedule, settings: { rate: 0.2 } } } }],
    ['tasks', { tasks: { ...planes(), settings: { noise: 1 } } }],
    ['backend', { backend: { ...reference(), name: 'another' } }],
  ] as [string, Partial<Experiment>, Partial<Experiment>?][])(
    'is refused for a run with another %s',
    async (part, changes, base = {}) => {
      const run = planesRun(base)
      const checkpoint = load(save(run, await trainedTo(1, run)))
      expect(() => restore(planesRun(changes), checkpoint)).toThrow(new RegExp(`expected an experiment with ${part}`))
    },
  )

  it('gives its parameters to any run with the same model, and to no other', async () => {
    const run = planesRun()
    const state = await trainedTo(3, run)
    const checkpoint = load(save(run, state))
    expect(parametersOf(planesRun({ seed: 8 }), checkpoint)).toEqual(state.parameters)
    const other = { ...line, parameters: [{ name: 'w', shape: [3, 1] }] }
    expect(() => parametersOf(planesRun({ model: other }), checkpoint)).toThrow(
      /expected theta\/w of shape \[3,1\]; found \[2,1\]/,
    )
  })
})
