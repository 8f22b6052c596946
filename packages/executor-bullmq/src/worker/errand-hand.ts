// A hand that does errands for one run: what it saves on the way is on the server, and so is what it brings.

import { toFailure } from '@assent/core/tools'
import { type ErrandRequest, errandSchema } from '../protocol/errand.js'
import type { ErrandNews } from '../protocol/messages.js'
import { type Files, haveSameFiles, readParcel, SAVED_LIFE, type Sent, writeParcel } from '../protocol/parcel.js'
import type { ErrandThread } from './errand-thread.js'
import { type Hand, type Taker, type Task, takeJobs } from './take-jobs.js'

/** What a hand needs to know. */
export interface ErrandHandOptions extends Taker {
  readonly thread: ErrandThread
}

/** Closing it has the errand save and end; what is saved is on the server then. */
export function startErrandHand(options: ErrandHandOptions): Hand {
  const hand = takeJobs(options, (job) => work(options, job))
  return {
    close: async () => {
      options.thread.stop()
      await hand.close()
    },
  }
}

/** Does a job. What goes wrong is told to the driver, who decides who tries next. */
async function work(options: ErrandHandOptions, job: Task): Promise<void> {
  const { success, data: request } = errandSchema.safeParse(job.data)
  if (!success) return
  const say = speaker(options, request.errand)
  try {
    await say(await answer(options, request, say))
  } catch (error) {
    await say({ kind: 'failed', failure: toFailure(error) })
  }
}

type Say = (news: ErrandNews['news']) => Promise<unknown>

function speaker({ name: hand, run, names, server }: ErrandHandOptions, errand: string): Say {
  return (news) => {
    const message: ErrandNews = { errand, hand, news }
    return server.ask((redis) => redis.publish(names.done(run), JSON.stringify(message)))
  }
}

/** Does the errand, or finds it done; what is to be said of it. */
async function answer(options: ErrandHandOptions, { errand, description }: ErrandRequest, say: Say): Promise<ErrandNews['news']> {
  const { name: hand, names, server, thread } = options
  const key = names.answer(errand)
  if (await server.ask((redis) => redis.exists(key))) return { kind: 'done' }
  const uploads = createUploads(options, errand, say)
  const saved = await readSaved(options, errand)
  const parcel = await thread.run(
    { description, saved },
    {
      onSaved: uploads.add,
      onLine: (text, lasting) => void say({ kind: 'line', text: text.slice(0, 2000), lasting }).catch(() => {}),
    },
  )
  await uploads.end(parcel === undefined)
  if (parcel === undefined) return { kind: 'put-back' }
  const sent: Sent = { errand, hand, ...parcel }
  if (await server.ask((redis) => redis.set(key, writeParcel(sent), 'PX', SAVED_LIFE, 'NX'))) return { kind: 'done' }
  const found = await server.ask((redis) => redis.getBuffer(key))
  const other = found ? readParcel(found, errand) : 'length' // What is damaged is left to the driver, who finds out whose it is.
  return typeof other === 'string' || haveSameFiles(sent, other) ? { kind: 'done' } : { kind: 'diverges', from: other.hand }
}

/** Nothing where nothing was saved, or where it is damaged: then the errand begins anew. */
async function readSaved({ names, server }: ErrandHandOptions, errand: string): Promise<Files> {
  const bytes = await server.ask((redis) => redis.getBuffer(names.saved(errand)))
  const found = bytes ? readParcel(bytes, errand) : 'length'
  return typeof found === 'string' ? new Map() : found.files
}

/** Between two uploads of one errand, in milliseconds. */
const BETWEEN_UPLOADS = 1000

/** Puts what is saved on the server, the last of what came meanwhile. */
function createUploads({ name: hand, names, server }: ErrandHandOptions, errand: string, say: Say) {
  let next: Files | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0
  let current = Promise.resolve()
  const upload = async () => {
    if (next === undefined) return
    const bytes = writeParcel({ errand, hand, result: null, files: next })
    next = undefined
    await server.ask((redis) => redis.set(names.saved(errand), bytes, 'PX', SAVED_LIFE))
    await say({ kind: 'saved' })
  }
  const start = () => {
    timer = undefined
    last = performance.now()
    current = current.then(upload)
    current.catch(() => {}) // Whoever ends it hears why.
  }
  return {
    add: (files: Files) => {
      next = files
      timer ??= setTimeout(start, Math.max(0, last + BETWEEN_UPLOADS - performance.now()))
    },
    /** `keep` where nothing else says how far the errand has come. */
    end: (keep: boolean): Promise<void> => {
      clearTimeout(timer)
      if (keep) start()
      return current
    },
  }
}
