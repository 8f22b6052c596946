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

/** Holds the tensors of a plan, `[tasks, …shape]` where they are per task, and runs its calls in order. */
export function createExecutable(access: Access, program: Program, plan: Plan): TfjsExecutable {
  const { tasks, sizes, inputs, constants } = plan
  const slots: Slots = sizes.map(() => undefined)
  const calls = plan.calls.map(({ call, released }) => ({ run: prepare(access, call, tasks), output: call.output, released }))
  const made = calls.map(({ output }) => output)
  let state: 'not run' | 'run' | 'disposed' = 'not run'

  const release = (slot: number) => {
    const data = slots[slot]
    slots[slot] = undefined
    if (data) access.release(data)
  }
  const releaseAll = (all: Iterable<number>) => {
    for (const slot of all) release(slot)
  }
  // Always a new tensor: on WebAssembly a product would go on with the old values of a matrix that is written in place.
  const store = (slot: number, values: ArrayLike<number>) => {
    release(slot)
    const data = access.create([values.length])
    access.values(data).set(values)
    slots[slot] = data
  }
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
        for (const { run, output, released } of calls) {
          slots[output] = run(slots)
          for (const slot of released) release(slot)
        }
      } catch (error) {
        releaseAll(made)
        throw error
      }
      state = 'run'
    },
    read: async (output) => read(output),
    rows: (output) => arrayRows(read(findRows(program, output).name), tasks),
    bytes: () => sizes.reduce((total, size, slot) => total + (slots[slot] ? 4 * size : 0), 0),
    dispose,
  }
}
