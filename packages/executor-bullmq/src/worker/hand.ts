// A hand: one thread that adapts tasks for one run.

import { setTimeout as pause } from 'node:timers/promises'
import { AssentError, type FloatArray, fail } from '@assent/autodiff'
import { toFailure } from '@assent/core/tools'
import {
  type Answer,
  type Fault,
  haveSameContent,
  isAllFinite,
  readAnswer,
  toFloats,
  widthOf,
  writeAnswer,
} from '../protocol/answer.js'
import { lengthsOf } from '../protocol/layout.js'
import type { DoneMessage, TasksMessage } from '../protocol/messages.js'
import type { Names } from '../protocol/names.js'
import { hashOf, type Request, requestName, requestSchema } from '../protocol/request.js'
import { type Server, settled } from '../server.js'
import { type Hand, isRepeated, type Task, takeJobs } from './take-jobs.js'
import type { Opened, Thread } from './thread.js'

/** What a hand needs to know. */
export interface HandOptions {
  readonly name: string
  readonly run: string
  readonly message: TasksMessage
  readonly names: Names
  readonly server: Server
  readonly thread: Thread
  readonly opened: Opened
  /** Hears of the tasks that were adapted, and for how many seconds. */
  readonly count: (tasks: number, seconds: number) => void
}

/** An answer that nobody fetches lapses, in milliseconds. */
const ANSWER_LIFE = 600_000

export function startHand(options: HandOptions): Hand {
  const vectors = createCache(options)
  return takeJobs({ ...options, lock: options.message.lock }, (job) => work(options, vectors, job))
}

/** Does a job. What goes wrong is told to the driver, who decides who tries next. */
async function work(options: HandOptions, vectors: Cache, job: Task): Promise<void> {
  const { name, run, names, server } = options
  const { success, data: request } = requestSchema.safeParse(job.data)
  if (!success) return
  const done: DoneMessage = { request: requestName(request), hand: name }
  const tell = (message: DoneMessage) => server.ask((redis) => redis.publish(names.done(run), JSON.stringify(message)))
  try {
    const key = names.answer(done.request)
    if (isRepeated(job) && (await server.ask((redis) => redis.exists(key)))) return void (await tell(done))
    const { answer, expected } = await compute(options, vectors, request, done.request)
    const bytes = writeAnswer(answer, expected)
    const [isFirst] = await server.ask((redis) =>
      settled(redis.pipeline().set(key, bytes, 'PX', ANSWER_LIFE, 'NX').publish(names.done(run), JSON.stringify(done)).exec()),
    )
    if (isFirst) return
    const other = readAnswer(await server.ask((redis) => redis.getrangeBuffer(key, 0, bytes.length)), expected)
    if (isOtherThan(answer, other)) await tell({ ...done, divergesFrom: other.hand })
  } catch (error) {
    await tell({ ...done, failure: toFailure(error) })
  }
}

/** Whether two whole answers differ. What is damaged or not finite is left to the driver, who finds out whose it is. */
function isOtherThan(own: Answer, other: Answer | Fault): other is Answer {
  if (typeof other === 'string') return false
  return isAllFinite(own) && isAllFinite(other) && !haveSameContent(own, other)
}

/** The answer to a request of that name, and what its bytes are to look like. */
async function compute(options: HandOptions, vectors: Cache, request: Request, answered: string) {
  const { name, message, thread, opened, count } = options
  const { question } = request
  if (request.identity !== message.identity) fail('a job', 'one of this run', 'one of another', 'use a cluster name of its own')
  const theta = await vectors.get(request.theta, opened.vectors.sizes.update)
  const vector = question.ask === 'dots' ? await vectors.get(question.vector, opened.vectors.sizes[question.of]) : undefined
  const begun = performance.now()
  const found = await thread.answer(request, { theta, vector })
  if (question.ask === 'propose') count(request.count, (performance.now() - begun) / 1000)
  const { precision } = opened.vectors
  const expected = { request: answered, precision, ...lengthsOf(question, request.count, opened.vectors) }
  const answer: Answer = { hand: name, ...found }
  return { answer, expected }
}

/** Vectors that a driver shares, fetched once. */
interface Cache {
  /** @throws AssentError when the server does not have it, or has another */
  get(hash: string, length: number): Promise<FloatArray>
}

/** How many are kept: θ, and what rows are compared with. */
const KEPT = 3
/** How often to look for a vector that the driver has yet to put on the server again, in milliseconds. */
const LOOK = 50

function createCache({ server, names, opened, message }: HandOptions): Cache {
  const { precision } = opened.vectors
  const kept = new Map<string, FloatArray>()
  const fetch = async (hash: string, length: number): Promise<FloatArray> => {
    const size = length * widthOf(precision)
    for (const until = performance.now() + 2 * message.lock; ; await pause(LOOK)) {
      const bytes = await server.ask((redis) => redis.getrangeBuffer(names.vector(hash), 0, size))
      if (bytes.length === size && hashOf(bytes) === hash) return toFloats(bytes, precision)
      if (bytes.length > 0) throw damaged(`${bytes.length} bytes of other content`, `${size} bytes of hash ${hash}`)
      if (performance.now() > until) throw damaged('nothing', `a vector of hash ${hash}`)
    }
  }
  return {
    get: async (hash, length) => {
      const own = kept.get(hash) ?? (await fetch(hash, length))
      kept.set(hash, own)
      for (const old of kept.keys()) if (kept.size > KEPT) kept.delete(old)
      return own
    },
  }
}

function damaged(found: string, expected: string): AssentError {
  return new AssentError({ where: 'the server', expected, found, remedy: 'the driver puts it there again' }, 'damaged')
}
