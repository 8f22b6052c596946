// A cluster as text.

import type { ClusterStatus } from '@assent/executor-bullmq'
import { renderTable } from '../output/table.js'

/** Workers, and the runs that they serve. */
export function renderStatus({ address, workers, runs }: ClusterStatus): string {
  const speed = (tasks: number, seconds: number) => (seconds > 0 ? (tasks / seconds).toPrecision(3) : '-')
  const members = workers.map(({ worker, host, pid, hands, tasks, seconds }) => [
    ...[worker, host, `${pid}`, `${hands}`, `${tasks}`],
    speed(tasks, seconds),
  ])
  const open = runs.map(({ run, driver, hands, tasks, waiting, active, wrongAnswers }) => [
    ...[run, driver, `${hands}`, tasks === undefined ? 'errands' : `${tasks}`, `${waiting}`, `${active}`],
    Object.entries(wrongAnswers)
      .map(([hand, count]) => `${count} of ${hand}`)
      .join(', '),
  ])
  const refusals = runs.flatMap(({ run, refusals: own }) =>
    Object.entries(own).map(([worker, reason]) => `worker ${worker} does not serve run ${run}: ${reason}`),
  )
  return [
    `${address}: ${workers.length} workers, ${runs.length} runs`,
    ...(members.length > 0
      ? ['', renderTable(['worker', 'machine', 'process', 'threads', 'tasks', 'tasks/s busy'], members)]
      : []),
    ...(open.length > 0
      ? ['', renderTable(['run', 'driver', 'threads', 'tasks per step', 'waiting', 'active', 'wrong answers'], open)]
      : []),
    ...(refusals.length > 0 ? ['', ...refusals] : []),
  ].join('\n')
}
