// Prints how long a meta-step would take on 1 to 10,000 workers, by layout and size of the model.
// `npm run simulate:cluster [-- --task 0.1 --tasks 32000]`

import { parseArgs } from 'node:util'
import { costs, stepSeconds } from './legs.mjs'

const { values } = parseArgs({
  options: {
    /** Seconds for one task. */
    task: { type: 'string', default: '0.1' },
    /** Tasks per meta-step; the same for every number of workers. */
    tasks: { type: 'string', default: '32000' },
  },
})
const [tasks, taskSeconds] = [Number(values.tasks), Number(values.task)]
const counts = [1, 10, 100, 1000, 10_000]
const sizes = { '2 k': 2e3, '100 k': 1e5, '1 M': 1e6, '10 M': 1e7, '100 M': 1e8 }

const show = (seconds) => (seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0)).padStart(9)
console.log(
  `${tasks} tasks of ${taskSeconds} s; ${(1000 * costs.job).toFixed(2)} ms per job, ${costs.link / 1e9} GB/s per link; seconds per meta-step`,
)
for (const layout of ['star', 'tree', 'sharded']) {
  console.log(`\n${layout.padEnd(9)}${counts.map((count) => `${count}`.padStart(9)).join('')}  workers`)
  for (const [name, parameters] of Object.entries(sizes)) {
    const row = counts.map((workers) => show(stepSeconds(layout, { workers, parameters, tasks, taskSeconds })))
    console.log(`${name.padEnd(9)}${row.join('')}`)
  }
}
