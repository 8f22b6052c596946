// The end of a run on the server: its driver's, or a worker's where the driver is gone.

import { type Names, OVER } from './protocol/names.js'
import type { Server } from './server.js'

/** How long the word stays that a run is over, in milliseconds. */
const KEPT = 60_000

/** Takes all of a run from the server, but for the word that it is over. */
export async function endRun({ redis }: Server, names: Names, run: string): Promise<void> {
  await redis.set(names.run(run), OVER, 'PX', KEPT)
  await redis.publish(names.news, run)
  await redis.srem(names.runs, run)
  await redis.unlink(names.hands(run), names.refusals(run), names.wrongAnswers(run))
  for await (const keys of redis.scanStream({ match: `${names.queues(run)}:*`, count: 1000 }) as AsyncIterable<string[]>)
    if (keys.length > 0) await redis.unlink(...keys)
}
