// `assent doctor --profile`: where a preset's meta-step spends its time on our kernels, and its memory beside the forecast.

import { type KernelProfile, type SimdBackend, simd } from '@assent/backend-simd'
import { type Experiment, initialState, metaTrain } from '@assent/core'
import { learnerProgram, packBatch, sampleAssignments } from '@assent/core/tools'
import { composeRun } from '../config/compose.js'
import type { Overrides } from '../config/flags.js'
import { loadRecipe, type Source } from '../config/load.js'
import { defined, override } from '../config/override.js'
import { renderTable } from '../output/table.js'
import type { Terminal } from '../output/terminal.js'

/** One kernel over a meta-step. */
interface KernelShare {
  readonly kernel: string
  readonly calls: number
  readonly milliseconds: number
  /** Of the time in all kernels, 0 to 1. */
  readonly share: number
  readonly gigaflopsPerSecond: number
}

export interface StepProfile {
  /** A preset or a config file. */
  readonly experiment: string
  readonly tasksPerStep: number
  readonly kernels: readonly KernelShare[]
  /** Bytes that the planner forecasts, and by which WebAssembly memory grew in whole meta-steps. */
  readonly memory: { readonly forecast: number; readonly measured: number }
}

/** The experiment to profile, and where its images are. */
export interface ProfiledExperiment extends Omit<Source, 'folder'>, Pick<Overrides, 'data' | 'cache'> {}

const PROFILED = 'sinusoid-maml'

const WARM_RUNS = 20
const TIMED_RUNS = 20
const TRAINED_STEPS = 3

/** Profiles the first meta-step of an experiment, {@link PROFILED} unless given. The SIMD backend takes the place of its own. */
export async function profileStep({ preset, config, data, cache }: ProfiledExperiment, terminal: Terminal): Promise<StepProfile> {
  const folder = process.cwd()
  const chosen = preset ?? (config === undefined ? PROFILED : undefined)
  const { recipe: base } = await loadRecipe({ folder, preset: chosen, config })
  const recipe = override(base, defined({ data, cache }))
  const run = await composeRun(recipe, { folder, terminal })
  return {
    experiment: `${chosen ?? config}`,
    tasksPerStep: run.tasksPerStep,
    kernels: await profileKernels(run, await simd()),
    memory: await measureMemory(run, await simd()),
  }
}

async function profileKernels(run: Experiment, backend: SimdBackend): Promise<KernelShare[]> {
  const program = learnerProgram(run)
  const executable = await backend.compile(program, run.tasksPerStep)
  const { parameters: theta } = initialState(run)
  const batch = { theta, assignments: sampleAssignments(run, 0), schedule: run.learner.schedule?.(1, run.metaSteps) ?? [] }
  for (const [input, values] of Object.entries(packBatch(run, program.masks, batch))) executable.write(input, values)
  for (let warm = 0; warm < WARM_RUNS; warm++) await executable.run()
  const profiles: KernelProfile[] = []
  for (let timed = 0; timed < TIMED_RUNS; timed++) profiles.push(...(await executable.profile()))
  executable.dispose()
  return sumUp(profiles)
}

/** Means over the timed runs, the longest first. */
function sumUp(profiles: readonly KernelProfile[]): KernelShare[] {
  const whole = profiles.reduce((total, { milliseconds }) => total + milliseconds, 0)
  return [...new Set(profiles.map(({ kernel }) => kernel))]
    .map((kernel) => {
      const own = profiles.filter((profile) => profile.kernel === kernel)
      const milliseconds = own.reduce((total, profile) => total + profile.milliseconds, 0)
      const flops = own.reduce((total, profile) => total + profile.flops, 0)
      return {
        kernel,
        calls: own.length / TIMED_RUNS,
        milliseconds: milliseconds / TIMED_RUNS,
        share: milliseconds / whole,
        gigaflopsPerSecond: flops / milliseconds / 1e6,
      }
    })
    .sort((a, b) => b.milliseconds - a.milliseconds)
}

async function measureMemory(run: Experiment, backend: SimdBackend): Promise<StepProfile['memory']> {
  const before = backend.memory().heapBytes
  const forecast = backend.forecast(learnerProgram(run), run.tasksPerStep)
  for await (const _ of metaTrain({ ...run, backend, metaSteps: TRAINED_STEPS }));
  return { forecast, measured: backend.memory().heapBytes - before }
}

export function renderProfile({ experiment, tasksPerStep, kernels, memory: { forecast, measured } }: StepProfile): string {
  const rows = kernels.map(({ kernel, calls, milliseconds, share, gigaflopsPerSecond }) => [
    kernel,
    `${calls}`,
    milliseconds.toFixed(3),
    `${(100 * share).toFixed(1)} %`,
    gigaflopsPerSecond.toFixed(1),
  ])
  const whole = kernels.reduce((total, { milliseconds }) => total + milliseconds, 0)
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`
  const apart = `${((100 * Math.abs(measured - forecast)) / measured).toFixed(1)} %`
  return [
    `one meta-step of ${experiment}, ${tasksPerStep} tasks, in kernels of simd: ${whole.toFixed(2)} ms, each call timed by itself`,
    renderTable(['kernel', 'calls', 'ms', 'share', 'GF/s'], rows),
    `memory: ${megabytes(forecast)} forecast, ${megabytes(measured)} measured, ${apart} apart`,
  ].join('\n')
}
