// What test workers do for errands: they count, and save as they go.

import { appendFileSync } from 'node:fs'

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Counts to `until`; `act` says what goes wrong where `at` is reached for the first time, and `diary` is told every number. */
export async function count({ until, each = 0, act, at, diary }, own, { saved, save, say, shouldStop }) {
  const begun = saved.has('count') ? Number(Buffer.from(saved.get('count')).toString()) : 0
  for (let number = begun + 1; number <= until; number++) {
    if (each > 0) await pause(each)
    if (diary) appendFileSync(diary, `${number}\n`)
    save(new Map([['count', Buffer.from(`${number}`)]]))
    say(`at ${number}`, false)
    if (shouldStop()) return undefined
    if (number !== at) continue
    if (act === 'throw') throw new RangeError('out of it')
    if (act === 'exit' && begun === 0) process.exit(3)
  }
  return { result: { until, own }, files: new Map([['count', Buffer.from(`${until}`)]]) }
}
