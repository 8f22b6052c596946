// `assent doctor`: what this machine can do, found out by doing it.

import { availableParallelism, totalmem } from 'node:os'
import { initialState, metaTrain, type Run } from '@assent/core'
import { innerSgd, maml } from '@assent/learners'
import { mlp } from '@assent/models'
import { adam } from '@assent/optimizers'
import { sinusoid } from '@assent/tasks-sinusoid'
import { gradientAgreement } from '@assent/weightings'
import { backends, makeTasks } from '../config/parts.js'
import { renderTable } from '../output/table.js'
import { processTerminal } from '../output/terminal.js'

export interface DoctorCommand {
  readonly json?: boolean
}

interface Finding {
  readonly name: string
  readonly works: boolean
  readonly detail: string
  /** Median time of a second-order meta-step on 25 sine tasks. */
  readonly milliseconds?: number
}

/** Runs the command; returns the exit code: 1 when something that should work does not. */
export async function doctor({ json = false }: DoctorCommand): Promise<number> {
  const terminal = processTerminal(json)
  const machine = {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processors: availableParallelism(),
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
  }
  const expected = await oneStep('reference')
  const found: Finding[] = []
  for (const name of Object.keys(backends)) found.push(await checkBackend(name, expected))
  for (const name of ['sinusoid', 'tides', 'quickdraw']) found.push(await checkTasks(name))
  if (json) terminal.out(JSON.stringify({ machine, found }))
  else {
    terminal.out(
      Object.entries(machine)
        .map(([key, value]) => `${key}: ${value}`)
        .join('\n'),
    )
    const rows = found.map(({ name, works, detail, milliseconds }) => [
      name,
      works ? 'works' : 'fails',
      milliseconds === undefined ? '' : `${milliseconds.toFixed(2)} ms`,
      detail,
    ])
    terminal.out(`\n${renderTable(['', '', 'meta-step', ''], rows)}`)
  }
  return found.every(({ works }) => works) ? 0 : 1
}

async function sineRun(backend: string, steps: number): Promise<Run> {
  return {
    tasks: sinusoid(),
    model: mlp({ sizes: [1, 40, 40, 1], activation: 'tanh' }),
    learner: maml({ inner: innerSgd({ rate: 0.01 }), steps: 1 }),
    weighting: gradientAgreement(),
    optimizer: adam(0.001),
    backend: await (backends[backend] as (typeof backends)[string])(),
    tasksPerStep: 25,
    steps,
    seed: 1,
  }
}

/** θ after one second-order meta-step. */
async function oneStep(backend: string): Promise<Float64Array> {
  const run = await sineRun(backend, 1)
  const state = initialState(run)
  for await (const _ of metaTrain(run, state));
  return Float64Array.from(state.parameters)
}

async function checkBackend(name: string, expected: Float64Array): Promise<Finding> {
  try {
    const found = await oneStep(name)
    const distance = Math.hypot(...found.map((value, i) => value - (expected[i] as number))) / Math.hypot(...expected)
    const times: number[] = []
    let last = performance.now()
    for await (const _ of metaTrain(await sineRun(name, 15))) {
      times.push(performance.now() - last)
      last = performance.now()
    }
    const milliseconds = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number
    const detail = `second-order step differs from the reference by ${distance.toExponential(1)}`
    return { name: `backend ${name}`, works: distance < 1e-5, detail, milliseconds }
  } catch (error) {
    return { name: `backend ${name}`, works: false, detail: error instanceof Error ? error.message : String(error) }
  }
}

async function checkTasks(name: string): Promise<Finding> {
  try {
    const { kind, inputShape } = await makeTasks({ name })
    return { name: `tasks ${name}`, works: true, detail: `${kind}, inputs [${inputShape.join(', ')}]` }
  } catch (error) {
    return { name: `tasks ${name}`, works: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
