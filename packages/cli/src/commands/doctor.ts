// `assent doctor`: what this machine can do, found out by doing it.

import { availableParallelism, totalmem } from 'node:os'
import { type Experiment, fail, initialState, metaTrain, sampleEpisode } from '@assent/core'
import { innerSgd, maml } from '@assent/learners'
import { mlp } from '@assent/models'
import { sgd } from '@assent/optimizers'
import { sinusoid } from '@assent/tasks-sinusoid'
import { uniform } from '@assent/weightings'
import { missingInstallation, packageOf } from '../config/installation.js'
import { makeTasks, openBackend } from '../config/parts.js'
import { backends, taskSources } from '../config/tables.js'
import { renderTable } from '../output/table.js'
import { processTerminal } from '../output/terminal.js'
import { versionOf } from '../run/version.js'
import { examineRun } from './examine-run.js'
import { type ProfiledExperiment, profileStep, renderProfile } from './profile.js'

export interface DoctorCommand extends ProfiledExperiment {
  /** The folder of a run or a comparison, to examine in the place of the machine. */
  readonly target?: string | undefined
  readonly json?: boolean
  /** Whether to time a meta-step kernel by kernel. */
  readonly profile?: boolean
}

interface Finding {
  readonly name: string
  readonly version: string
  readonly works: boolean
  /** False where something is missing that the user may install; that is no failure. */
  readonly installed: boolean
  readonly detail: string
  /** Median time of a second-order meta-step on 25 sine tasks. */
  readonly milliseconds?: number
}

/** How far a backend's step may be from the reference, relative to its length: float32 against float64. */
const TOLERANCE = 1e-4

const TIMED_STEPS = 15

/** Runs the command; returns the exit code: 1 when something that should work does not. */
export async function doctorCommand(options: DoctorCommand): Promise<number> {
  const { target, json = false, profile = false, preset, config, data, cache } = options
  if (target !== undefined && profile) fail('--profile', 'none with a folder to examine', target, 'leave one of them out')
  for (const [name, value] of Object.entries({ preset, config, data, cache })) {
    if (value !== undefined && !profile) fail(`--${name}`, 'none without --profile', `'${value}'`, 'add --profile')
  }
  const terminal = processTerminal(json)
  if (target !== undefined) return examineRun(target, json, terminal)
  if (profile) {
    const found = await profileStep(options, terminal)
    terminal.out(json ? JSON.stringify(found) : renderProfile(found))
    return 0
  }
  const machine = {
    assent: versionOf('@assent/cli'),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processors: availableParallelism(),
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
  }
  const expected = await oneStep('reference')
  const found: Finding[] = []
  for (const name of Object.keys(backends)) {
    terminal.redraw(`trying backend ${name}`)
    const command = await missingInstallation(name)
    if (command === undefined) found.push(await examine(`backend ${name}`, packageOf(name), () => tryBackend(name, expected)))
    else found.push({ name: `backend ${name}`, version: '', works: false, installed: false, detail: command })
  }
  for (const name of Object.keys(taskSources)) {
    terminal.redraw(`opening tasks ${name}`)
    found.push(await examine(`tasks ${name}`, `@assent/tasks-${name}`, () => tryTasks(name)))
  }
  const peakMemory = `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`
  const report = { machine: { ...machine, peakMemory }, found }
  terminal.out(json ? JSON.stringify(report) : render(report.machine, found))
  return found.every(({ works, installed }) => works || !installed) ? 0 : 1
}

function render(machine: object, found: readonly Finding[]): string {
  const rows = found.map(({ name, version, works, installed, detail, milliseconds }) => [
    name,
    version,
    works ? 'works' : installed ? 'fails' : 'not installed',
    milliseconds === undefined ? '' : `${milliseconds.toFixed(2)} ms`,
    detail,
  ])
  const lines = Object.entries(machine).map(([key, value]) => `${key}: ${value}`)
  return [...lines, '', renderTable(['', 'version', '', 'meta-step', ''], rows)].join('\n')
}

/** A finding, also when there is nothing but an error. */
async function examine(
  name: string,
  from: string,
  examination: () => Promise<Pick<Finding, 'works' | 'detail' | 'milliseconds'>>,
): Promise<Finding> {
  try {
    const version = versionOf(from)
    return { name, version, installed: true, ...(await examination()) }
  } catch (error) {
    return { name, version: '', works: false, installed: true, detail: error instanceof Error ? error.message : String(error) }
  }
}

/** A small net, MAML of second order, and plain descent at rate 1: what θ moves by is the meta-gradient itself. */
async function sineRun(backend: string, steps: number): Promise<Experiment> {
  return {
    tasks: sinusoid(),
    model: mlp({ sizes: [1, 40, 40, 1], activation: 'tanh' }),
    learner: maml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 1 }),
    weighting: uniform(),
    optimizer: sgd(steps === 1 ? 1 : 0.001),
    backend: await openBackend(backend, process.cwd()),
    tasksPerStep: 25,
    metaSteps: steps,
    seed: 1,
  }
}

/** The meta-gradient of the first step. */
async function oneStep(backend: string): Promise<Float64Array> {
  const run = await sineRun(backend, 1)
  const state = initialState(run)
  const before = Float64Array.from(state.parameters)
  for await (const _ of metaTrain(run, { state }));
  return before.map((value, i) => value - Number(state.parameters[i]))
}

async function tryBackend(name: string, expected: Float64Array): Promise<Pick<Finding, 'works' | 'detail' | 'milliseconds'>> {
  const found = await oneStep(name)
  const distance = Math.hypot(...found.map((value, i) => value - Number(expected[i]))) / Math.hypot(...expected)
  const times: number[] = []
  let last = performance.now()
  for await (const _ of metaTrain(await sineRun(name, TIMED_STEPS))) {
    times.push(performance.now() - last)
    last = performance.now()
  }
  const milliseconds = Number(times.sort((a, b) => a - b)[Math.floor(times.length / 2)])
  const detail = `second-order gradient ${distance.toExponential(1)} from the reference`
  return { works: distance < TOLERANCE, detail, milliseconds }
}

async function tryTasks(name: string): Promise<Pick<Finding, 'works' | 'detail'>> {
  const tasks = await makeTasks({ name }, process.cwd())
  const { id } = sampleEpisode({ tasks }, 1, 'test', 0)
  return { works: true, detail: `${tasks.kind}, inputs [${tasks.inputShape}]; a test task: ${id}` }
}
