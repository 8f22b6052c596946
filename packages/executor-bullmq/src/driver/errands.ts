// Errands: work that one worker does alone from beginning to end, as a whole training. What it saves on its way comes back too, so
// that another goes on where it ended.

import { checkOptions } from '@assent/core'
import { checkWhole } from '@assent/core/tools'
import { takeVersions } from '../protocol/fingerprint.js'
import { type ErrandsMessage, readErrandNews } from '../protocol/messages.js'
import { checkName } from '../protocol/names.js'
import type { Parcel } from '../protocol/parcel.js'
import { hashOf } from '../protocol/request.js'
import type { ServerOptions } from '../server.js'
import { createSuspects } from './believe.js'
import { attend, type Desk } from './desk.js'
import { begin, describeErrand, type Errand, type ErrandWork, hear, lookOnce } from './errand-work.js'
import type { ClusterEvent } from './events.js'
import { createJobs } from './jobs.js'
import { listen } from './listen.js'
import { startPatrol } from './patrol.js'
import { openRun, thisDriver } from './run.js'

/** Where the workers are that do errands. */
export interface ErrandsOptions extends ServerOptions {
  /**
   * The cluster's name: all names on the server begin with it.
   *
   * @defaultValue `'assent'`
   */
  readonly name?: string
  /**
   * After how many milliseconds a worker that says nothing is taken for dead; at least 1000.
   *
   * @defaultValue 5000
   */
  readonly lock?: number
  /**
   * The longest parcel that is believed, in bytes.
   *
   * @defaultValue 268435456
   */
  readonly largest?: number
  /** Hears what happens in the cluster. */
  readonly onEvent?: (event: ClusterEvent) => void
}

/** Who gives errands to the workers of a cluster. */
export interface Errands {
  /**
   * What the errand is done with, once it was accepted.
   *
   * @throws AssentError when it has failed too often, when workers differ in bits, when nobody is left, or when the server is away
   *   for too long; what the errand itself throws, after a second worker has thrown it too
   */
  run(errand: Errand): Promise<Parcel>
  close(): Promise<void>
}

/**
 * Waits until there is a worker that does errands.
 *
 * @throws AssentError when an option is out of its range, when the server is not as it must be, or when no worker fits
 */
export async function openErrands(options: ErrandsOptions): Promise<Errands> {
  checkOptions('openErrands', options, ['url', 'password', 'patience', 'name', 'lock', 'largest', 'onEvent'])
  const { name: prefix = 'assent', lock = 5000, largest = 2 ** 28, onEvent = () => {}, ...server } = options
  checkWhole('openErrands', 'lock', lock, 1000)
  checkWhole('openErrands', 'largest', largest, 1)
  checkName(prefix)
  const versions = takeVersions()
  const identity = hashOf(JSON.stringify(versions))
  const message: ErrandsMessage = { ...{ format: 1, work: 'errands', identity, versions, lock }, driver: thisDriver() }
  const run = await openRun(message, { ...server, prefix, tell: onEvent })
  const pending = new Map<string, ErrandWork>()
  const desk: Desk<ErrandWork> = {
    ...{ run, jobs: createJobs(run), suspects: createSuspects(onEvent), pending },
    lookOnce: (work) => lookOnce(desk, work, largest),
  }
  const stopListening = await listen(run, (text) => {
    const news = readErrandNews('a message', text)
    const work = news && pending.get(news.errand)
    if (news && work) attend(work, hear(desk, work, news, largest))
  })
  const stopPatrol = startPatrol(desk)
  return {
    run: async (errand) => {
      const work = describeErrand(identity, errand)
      pending.set(work.name, work)
      attend(work, begin(desk, work))
      try {
        return await work.answer
      } finally {
        pending.delete(work.name)
      }
    },
    close: async () => {
      stopPatrol()
      stopListening()
      await desk.jobs.close()
      await run.close()
    },
  }
}
