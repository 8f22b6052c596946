// A worker that does its work well and then spoils the answer: it takes jobs as another worker would, has an honest one's hand
// compute them, and writes other bytes.

import { Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { createAdapter } from '../src/adapter.js'
import { toFloats, writeAnswer } from '../src/protocol/answer.js'
import { lengthsOf, vectorsOf } from '../src/protocol/layout.js'
import { COMMON, namesOf } from '../src/protocol/names.js'
import { requestName, requestSchema } from '../src/protocol/request.js'
import { experimentOf } from './train.js'

/** Joins the next run as hand `rogue`, once somebody honest serves it, and spoils all that it answers. */
export async function startRogue(url: string, spoil: (bytes: Buffer) => Buffer) {
  const redis = new Redis(url, { maxRetriesPerRequest: null })
  redis.on('error', () => {})
  const names = namesOf('assent')
  const problem = experimentOf({})
  const vectors = vectorsOf(problem)
  const adapter = createAdapter(problem)
  let worker: Worker | undefined

  const answer = async (run: string, data: unknown) => {
    const request = requestSchema.parse(data)
    const name = requestName(request)
    const fetch = async (hash: string) => toFloats((await redis.getBuffer(names.vector(hash))) ?? Buffer.alloc(0), 'float32')
    const { question } = request
    const given = {
      theta: await fetch(request.theta),
      vector: question.ask === 'dots' ? await fetch(question.vector) : undefined,
    }
    const found = await adapter.answer(request, given)
    const expected = { request: name, precision: 'float32' as const, ...lengthsOf(question, request.count, vectors) }
    await redis.set(names.answer(name), spoil(writeAnswer({ hand: 'rogue', ...found }, expected)))
    await redis.publish(names.done(run), JSON.stringify({ request: name, hand: 'rogue' }))
  }
  const join = async (): Promise<void> => {
    const [run] = await redis.smembers(names.runs)
    if (run === undefined || (await redis.scard(names.hands(run))) === 0) return
    const member = { worker: 'rogue', host: 'here', pid: 1, hands: 1, tasks: 0, seconds: 0 }
    await redis.sadd(names.hands(run), 'rogue')
    await redis.set(names.hand('rogue'), JSON.stringify(member), 'PX', 1000)
    worker ??= new Worker(COMMON, (job) => answer(run, job.data), {
      connection: { url, maxRetriesPerRequest: null },
      prefix: names.queues(run),
    })
  }
  const timer = setInterval(() => void join().catch(() => {}), 100)
  return {
    stop: async () => {
      clearInterval(timer)
      await worker?.close()
      redis.disconnect()
    },
  }
}

/** Answers jobs that others have taken, before they do, with twice what is right. */
export async function startForger(url: string) {
  const redis = new Redis(url, { maxRetriesPerRequest: null })
  redis.on('error', () => {})
  const names = namesOf('assent')
  const problem = experimentOf({})
  const vectors = vectorsOf(problem)
  const adapter = createAdapter(problem)
  const forge = async () => {
    for (const key of await redis.keys('assent:q:*:blocks:*-0')) {
      const { success, data: request } = requestSchema.safeParse(JSON.parse((await redis.hget(key, 'data')) ?? 'null'))
      if (!success) continue
      const theta = toFloats((await redis.getBuffer(names.vector(request.theta))) ?? Buffer.alloc(0), 'float32')
      const { numbers, vector } = await adapter.answer(request, { theta, vector: undefined })
      const name = requestName(request)
      const expected = { request: name, precision: 'float32' as const, ...lengthsOf(request.question, request.count, vectors) }
      const bytes = writeAnswer({ hand: 'forger', numbers: numbers.map((value) => 2 * value), vector }, expected)
      await redis.set(names.answer(name), bytes, 'NX')
    }
  }
  const timer = setInterval(() => void forge().catch(() => {}), 5)
  return {
    stop: () => {
      clearInterval(timer)
      redis.disconnect()
    },
  }
}
