// Where a program's time goes: its calls run one by one, each with a clock around it.

import type { Plan } from './plan/plan.js'
import type { Kernels } from './run/kernels.js'
import { forEachWave, type Loaded } from './run/waves.js'
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

// Known to every host, but not to the ES2022 library.
declare const performance: { now(): number }

/** Runs a plan call by call. */
export async function profilePlan(
  kernels: Kernels,
  plan: Plan,
  loaded: Loaded,
  pause: () => Promise<void>,
): Promise<KernelProfile[]> {
  const { scratch, shared } = loaded
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
  const body = timed.slice(plan.shared.length)
  await forEachWave(kernels, loaded, async () => {
    runCalls(body)
    await pause()
  })
  return timed.map(({ call, milliseconds, flops }) => ({ kernel: call.command, milliseconds, flops }))
}
