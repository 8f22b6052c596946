// A plan and its tensors: written, run and read. Between runs only inputs, outputs and constants are held.

import {
  arrayRows,
  checkedInput,
  type Executable,
  type FloatArray,
  fail,
  findPort,
  findRows,
  type Program,
} from '@assent/autodiff'
import type { Access } from './access.js'
import { present } from './entries.js'
import type { Plan } from './plan.js'
import { prepare, type Slots } from './runs.js'

/** An executable whose memory is counted. */
export interface TfjsExecutable extends Executable {
  /** Bytes of the tensors that it holds. */
  bytes(): number
}

/** The tensors of a plan by slot, those that are there. */
function createStore(access: Access, plan: Plan) {
  const slots: Slots = plan.sizes.map(() => undefined)
  const release = (slot: number) => {
    const data = slots[slot]
    slots[slot] = undefined
    if (data) access.release(data)
  }
  return {
    slots,
    release,
    releaseAll: (all: Iterable<number>) => {
      for (const slot of all) release(slot)
    },
    // Always a new tensor: on WebAssembly a product would go on with the old values of a matrix that is written in place.
    store: (slot: number, values: ArrayLike<number>) => {
      release(slot)
      const data = access.create([values.length])
      access.values(data).set(values)
      slots[slot] = data
    },
    bytes: () => plan.sizes.reduce((total, size, slot) => total + (slots[slot] ? 4 * size : 0), 0),
  }
}

/** Holds the tensors of a plan, `[tasks, …shape]` where they are per task, and runs its calls in order. */
export function createExecutable(access: Access, program: Program, plan: Plan): TfjsExecutable {
  const { tasks, inputs, constants } = plan
  const { slots, release, releaseAll, store, bytes } = createStore(access, plan)
  const runAll = prepareCalls(access, plan, slots, release)
  const made = plan.calls.map(({ call }) => call.output)
  let state: 'not run' | 'run' | 'disposed' = 'not run'

  const checkLive = () => {
    if (state === 'disposed') fail('executable', 'an executable in use', 'one that was disposed', 'compile the program again')
  }
  const read = (output: string): FloatArray => {
    checkLive()
    const { name } = findPort(program.outputs, output)
    if (state !== 'run') fail('executable', 'a run before reading', 'none that ended well', 'call run() first')
    return access.read(present(slots[present(plan.outputs.get(name))]))
  }
  const dispose = () => {
    state = 'disposed'
    releaseAll(slots.keys())
  }

  try {
    for (const [slot, values] of constants) store(slot, values)
  } catch (error) {
    dispose()
    throw error
  }
  return {
    write: (input, values) => {
      checkLive()
      const { name } = checkedInput(program, input, values, tasks)
      store(present(inputs.get(name)), values)
    },
    run: async () => {
      checkLive()
      for (const [name, slot] of inputs) {
        if (!slots[slot]) fail('executable', `a value for input ${name}`, 'none', 'write every input before run()')
      }
      state = 'not run'
      releaseAll(made)
      try {
        runAll()
      } catch (error) {
        releaseAll(made)
        throw error
      }
      state = 'run'
    },
    read: async (output) => read(output),
    rows: (output) => arrayRows(read(findRows(program, output).name), tasks),
    bytes,
    dispose,
  }
}

/** All calls in order; each lets go what nobody reads after it. */
function prepareCalls(access: Access, { calls, tasks }: Plan, slots: Slots, release: (slot: number) => void): () => void {
  const prepared = calls.map(({ call, released }) => ({ run: prepare(access, call, tasks), output: call.output, released }))
  return () => {
    for (const { run, output, released } of prepared) {
      slots[output] = run(slots)
      for (const slot of released) release(slot)
    }
  }
}
