// Times planning and compiling of second-order programs of many inner steps: node compile.js [steps …]

import { simd } from '../src/index.js'
import { metaStep } from './programs.js'

const asked = process.argv.slice(2).map(Number)

for (const steps of asked.length > 0 ? asked : [25, 50, 100, 200, 400]) {
  const program = metaStep({ network: 'sine', steps, order: 2, support: 10, query: 10 })
  const times: number[] = []
  for (let repeat = 0; repeat < 3; repeat++) {
    const backend = await simd()
    const started = performance.now()
    const executable = await backend.compile(program, 25)
    times.push(performance.now() - started)
    executable.dispose()
  }
  const best = Math.min(...times)
  const perNode = (1000 * best) / program.nodes.length
  console.log(`${steps} steps: ${program.nodes.length} nodes, ${best.toFixed(0)} ms, ${perNode.toFixed(1)} µs a node`)
}
