// Where a program's time goes: its calls run one by one, each with a clock around it.

import type { Plan } from './plan/plan.js'
import type { Kernels } from './run/kernels.js'
import { lengthOf } from './schedule/call.js'
import { bytesOf, type CommandName } from './shared.js'

/** One kernel call of a program, over all tasks. */
export interface KernelProfile {
  readonly kernel: CommandName
  /** Time of all its repetitions. */
  readonly milliseconds: number
  /** Multiplications and additions of all its repetitions. */
  readonly flops: number
}

/** Addresses of a loaded plan. */
export interface Loaded {
  readonly scratch: number
  readonly shared: number
  readonly relocations: number
  readonly end: number
}

// Known to every host, but not to the ES2022 library.
declare const performance: { now(): number }

/** Runs a plan as the run kernel does, call by call. */
export function profilePlan(kernels: Kernels, plan: Plan, { scratch, shared, relocations, end }: Loaded): KernelProfile[] {
  let at = shared
  const timed = [...plan.shared, ...plan.perTask].map((call) => {
    const from = at
    at += bytesOf(lengthOf(call))
    return { call, from, end: at, milliseconds: 0, flops: 0 }
  })
  const runCalls = (calls: typeof timed) => {
    for (const own of calls) {
      const start = performance.now()
      kernels.execute(scratch, own.from, own.end)
      own.milliseconds += performance.now() - start
      own.flops += own.call.flops
    }
  }
  runCalls(timed.slice(0, plan.shared.length))
  let task = 0
  while (true) {
    runCalls(timed.slice(plan.shared.length))
    const next = Math.min(task + plan.wave, plan.tasks - plan.wave)
    if (next === task) break
    kernels.relocate(relocations, end, next - task)
    task = next
  }
  kernels.relocate(relocations, end, -task)
  return timed.map(({ call, milliseconds, flops }) => ({ kernel: call.command, milliseconds, flops }))
}
