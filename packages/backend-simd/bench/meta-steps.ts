// Times meta-steps and prints where their time goes: node meta-steps.js [name part] [--profile]

import { portSize } from '@assent/autodiff'
import { simd } from '../src/index.js'
import { metaStep } from './programs.js'

const cases = [
  { name: 'sine_maml1', network: 'sine', steps: 1, order: 2, support: 10, query: 10, tasks: 25, repeat: 400 },
  { name: 'sine_maml5', network: 'sine', steps: 5, order: 2, support: 10, query: 10, tasks: 25, repeat: 200 },
  { name: 'sine_fo5', network: 'sine', steps: 5, order: 1, support: 10, query: 10, tasks: 25, repeat: 200 },
  { name: 'conv_fo1_T4', network: 'conv4', steps: 1, order: 1, support: 5, query: 25, tasks: 4, repeat: 8 },
  { name: 'conv_fo1_T25', network: 'conv4', steps: 1, order: 1, support: 5, query: 25, tasks: 25, repeat: 4 },
  { name: 'conv_maml1_T25', network: 'conv4', steps: 1, order: 2, support: 5, query: 25, tasks: 25, repeat: 4 },
] as const

const [part = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const profiles = process.argv.includes('--profile')
const fuse = !process.argv.includes('--unfused')

for (const own of cases.filter(({ name }) => name.includes(part))) {
  const backend = await simd({ fuse })
  const started = performance.now()
  const program = metaStep(own)
  const traced = performance.now()
  const executable = await backend.compile(program, own.tasks)
  const compiled = performance.now()
  for (const port of program.inputs) {
    executable.write(
      port.name,
      Float32Array.from({ length: portSize(port, own.tasks) }, (_, i) => Math.sin(i * 12.9898) * 0.3),
    )
  }
  for (let i = 0; i < own.repeat; i++) await executable.run()
  const times: number[] = []
  for (let i = 0; i < own.repeat; i++) {
    const before = performance.now()
    await executable.run()
    times.push(performance.now() - before)
  }
  times.sort((a, b) => a - b)
  console.log(
    `${own.name.padEnd(16)} best ${times[0]?.toFixed(3)} median ${times[times.length >> 1]?.toFixed(3)} ms; ` +
      `${program.nodes.length} nodes; trace ${(traced - started).toFixed(0)} plan ${(compiled - traced).toFixed(0)} ms; ` +
      `${(executable.bytes / 1e6).toFixed(1)} MB`,
  )
  if (profiles) await showProfile(executable, own.repeat)
  executable.dispose()
}

async function showProfile(
  executable: Awaited<ReturnType<Awaited<ReturnType<typeof simd>>['compile']>>,
  repeat: number,
): Promise<void> {
  const totals = new Map<string, { milliseconds: number; flops: number; calls: number }>()
  for (let i = 0; i < repeat; i++) {
    for (const { kernel, milliseconds, flops } of await executable.profile()) {
      const total = totals.get(kernel) ?? { milliseconds: 0, flops: 0, calls: 0 }
      totals.set(kernel, { milliseconds: total.milliseconds + milliseconds, flops: total.flops + flops, calls: total.calls + 1 })
    }
  }
  for (const [kernel, { milliseconds, flops, calls }] of totals) {
    const each = milliseconds / repeat
    console.log(
      `  ${kernel.padEnd(16)} ${each.toFixed(3)} ms  ${(calls / repeat).toFixed(0)} calls  ${(flops / milliseconds / 1e6).toFixed(1)} GF/s  ${(flops / repeat / 1e6).toFixed(1)} MF`,
    )
  }
}
