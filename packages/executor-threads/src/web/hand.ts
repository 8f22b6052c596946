// One worker as its page sees it: what it is asked, and how it is known to be gone.

import type { Work } from '../layout.js'
import { type FromWorker, isFromWorker, memoryOf, type Question } from './messages.js'

/** A worker of the web, as far as it is used here. */
export type WebWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>

/** Seconds that a worker's script may take to load and to call `serve`. */
const toServe = 60

export interface Hand {
  readonly number: number
  /** What came of opening the backend. Rejects when the worker is gone before. */
  readonly opened: Promise<FromWorker>
  /** Asks one question at a time, once it has opened. Rejects when the worker is gone. */
  ask(question: Question): Promise<FromWorker>
  /** Ends the worker. */
  end(why: string): void
  isGone(): boolean
}

/** Who waits for the answer of that number. */
interface Waiting {
  readonly id: number
  resolve(answer: FromWorker): void
  reject(error: Error): void
}

interface Starting {
  readonly number: number
  readonly create: () => WebWorker
  readonly work: Work
  /** Hears why a worker never served, if it was not ended from here. */
  readonly onStillborn: (why: string) => void
}

/** Whoever waits for a worker is known to that worker alone: a browser may take both for forgotten while neither computes. */
const living = new Set<WebWorker>()

/** Starts a worker, and has it open its backend. */
export function openHand({ number, create, work, onStillborn }: Starting): Hand {
  const worker = create()
  living.add(worker)
  let waiting: Waiting | undefined
  let gone: Error | undefined
  let asked = 0
  const end = (why: string) => {
    gone ??= new Error(why)
    worker.terminate()
    living.delete(worker)
    waiting?.reject(gone)
  }
  const lose = (why: string) => {
    if (asked === 0 && !gone) onStillborn(why)
    end(why)
  }
  worker.addEventListener('message', ({ data }) => {
    if (isFromWorker(data) && data.id === waiting?.id) waiting.resolve(data)
  })
  worker.addEventListener('error', (event) => {
    event.preventDefault() // An error of ours tells of it.
    lose(event.message || 'its script could not be loaded')
  })
  worker.addEventListener('messageerror', () => lose('a message could not be read'))
  const hear = (id: number) =>
    new Promise<FromWorker>((resolve, reject) => {
      if (gone) reject(gone)
      else waiting = { id, resolve, reject }
    })
  const ask = (question: Question) => {
    const answer = hear(++asked)
    worker.postMessage({ ...question, id: asked }, question.assent === 'share' ? memoryOf(question.parcel) : [])
    return answer
  }
  const opened = waitUntilServed(hear(0), lose).then(() => ask({ assent: 'open', work }))
  opened.catch(() => {}) // Whoever gives it a share hears of it.
  return { number, opened, ask, end, isGone: () => gone !== undefined }
}

async function waitUntilServed(first: Promise<FromWorker>, lose: (why: string) => void): Promise<void> {
  const timer = setTimeout(() => lose(`none that called serve within ${toServe} s`), 1000 * toServe)
  try {
    const { alive } = await first
    // A worker that closes itself fires no event, but lets go of its lock. Pages of unsafe origins have no locks.
    if (alive !== undefined) navigator.locks.request(alive, () => lose('it closed itself'))
  } finally {
    clearTimeout(timer)
  }
}
