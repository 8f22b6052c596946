// Some tasks on their way side by side: their states, moved by the compiled pieces of an adaptation.

import type { Executable, FloatArray, Program } from '@assent/autodiff'
import { metaParameters } from '../contracts/learner.js'
import { splitParameters } from '../contracts/model.js'
import type { Trained } from '../contracts/problem.js'
import { adaptationPrograms, coefficientPort, metaPort, needsFinish } from './adaptation-programs.js'

/** Values by port, each `[tasks, …shape]` flat. */
export type Values = ReadonlyMap<string, FloatArray>

/** A number of tasks that are adapted at once, inner step by inner step, with all that lies between. */
export interface SideBySide {
  /** Puts every task at `theta`, all meta-parameters flat, with its support examples. */
  begin(theta: FloatArray, x: FloatArray, y: FloatArray): Promise<void>
  /** One inner step; returns each task's support loss before it. */
  step(): Promise<number[]>
  /** What predictions are made with now: parameters and statistics. Valid until the next call. */
  finish(): Promise<Values>
  /** Gives back what was compiled. */
  dispose(): void
}

/** Compiles an adaptation for `tasks` tasks with `support` examples each. */
export async function openSideBySide(trained: Trained, tasks: number, support: number): Promise<SideBySide> {
  const { backend, learner } = trained
  const programs = adaptationPrograms(trained, support)
  const compile = (program: Program) => backend.compile(program, tasks)
  const begin = await compile(programs.begin)
  const step = await compile(programs.step)
  const finish = needsFinish(trained) ? await compile(programs.finish) : undefined
  const pieces = [begin, step, ...(finish ? [finish] : [])]
  const parameters = metaParameters(trained)
  const state = new Map<string, FloatArray>()
  let done = 0
  const writeState = (to: Executable) => {
    for (const [port, values] of state) to.write(port, values)
  }
  return {
    begin: async (theta, x, y) => {
      done = 0
      for (const piece of pieces) {
        for (const [p, values] of splitParameters({ parameters }, theta).entries())
          piece.write(metaPort(parameters[p]?.name ?? ''), values)
        piece.write('x', x)
        piece.write('y', y)
      }
      await begin.run()
      for (const [port, values] of await readAll(begin, programs.begin, tasks)) state.set(port, values)
    },
    step: async () => {
      done++
      writeState(step)
      for (const [index, value] of (learner.adaptation.coefficients?.(done) ?? []).entries())
        step.write(coefficientPort(index), [value])
      await step.run()
      const values = await readAll(step, programs.step, tasks)
      for (const port of state.keys()) state.set(port, values.get(port) ?? new Float32Array())
      return Array.from(values.get('loss') ?? [])
    },
    finish: async () => {
      if (!finish) return parametersIn(state)
      writeState(finish)
      await finish.run()
      return readAll(finish, programs.finish, tasks)
    },
    dispose: () => {
      for (const piece of pieces) piece.dispose()
    },
  }
}

/** Only what predictions take: not an optimizer's averages. */
function parametersIn(state: Values): Values {
  return new Map([...state].filter(([port]) => port.startsWith('parameter/')))
}

/** Copies of all outputs; what all tasks share is repeated for each. */
async function readAll(executable: Executable, { outputs }: Program, tasks: number): Promise<Map<string, FloatArray>> {
  const values = new Map<string, FloatArray>()
  for (const { name, perTask } of outputs) {
    const output = await executable.read(name)
    values.set(name, perTask ? output.slice() : repeat(output, tasks))
  }
  return values
}

/** `values` again and again, one time for each task. */
export function repeat(values: FloatArray, times: number): FloatArray {
  const all = values instanceof Float64Array ? new Float64Array(values.length * times) : new Float32Array(values.length * times)
  for (let time = 0; time < times; time++) all.set(values, time * values.length)
  return all
}
