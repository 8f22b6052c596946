// Workers that do not do as they should: one spoils its answers, another answers before those who were asked.

import { Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { createAdapter } from '../src/adapter.js'
import { type Answer, toFloats, writeAnswer } from '../src/protocol/answer.js'
import { lengthsOf } from '../src/protocol/layout.js'
import { COMMON, namesOf } from '../src/protocol/names.js'
import { type Request, requestName, requestSchema } from '../src/protocol/request.js'
import { experimentOf } from './train.js'

/** A connection, and the bytes of answers as an honest hand of that name would give them, but for a change of their values. */
function enter(url: string, hand: string) {
  const redis = new Redis(url, { maxRetriesPerRequest: null })
  redis.on('error', () => {})
  const names = namesOf('assent')
  const adapter = createAdapter(experimentOf({}))
  const fetch = async (hash: string) => toFloats((await redis.getBuffer(names.vector(hash))) ?? Buffer.alloc(0), 'float32')
  const answer = async (request: Request, change: (found: Omit<Answer, 'hand'>) => Omit<Answer, 'hand'> = (found) => found) => {
    const { theta, question, count } = request
    const vector = question.ask === 'dots' ? await fetch(question.vector) : undefined
    const found = change(await adapter.answer(request, { theta: await fetch(theta), vector }))
    const name = requestName(request)
    const expected = { request: name, precision: 'float32' as const, ...lengthsOf(question, count, adapter.vectors) }
    return { name, key: names.answer(name), bytes: writeAnswer({ hand, ...found }, expected) }
  }
  return { redis, names, answer }
}

/** Joins the next run as hand `rogue`, once somebody honest serves it, and spoils all that it answers. */
export async function startRogue(url: string, spoil: (bytes: Buffer) => Buffer) {
  const { redis, names, answer } = enter(url, 'rogue')
  let worker: Worker | undefined

  const work = async (run: string, data: unknown) => {
    const { name, key, bytes } = await answer(requestSchema.parse(data))
    await redis.set(key, spoil(bytes))
    await redis.publish(names.done(run), JSON.stringify({ request: name, hand: 'rogue' }))
  }
  const join = async (): Promise<void> => {
    const [run] = await redis.smembers(names.runs)
    if (run === undefined || (await redis.scard(names.hands(run))) === 0) return
    const member = { worker: 'rogue', host: 'here', pid: 1, hands: 1, tasks: 0, seconds: 0 }
    await redis.sadd(names.hands(run), 'rogue')
    await redis.set(names.hand('rogue'), JSON.stringify(member), 'PX', 1000)
    worker ??= new Worker(COMMON, (job) => work(run, job.data), {
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
  const { redis, answer } = enter(url, 'forger')
  const forge = async () => {
    for (const job of await redis.keys(`assent:q:*:${COMMON}:*-0`)) {
      const { success, data: request } = requestSchema.safeParse(JSON.parse((await redis.hget(job, 'data')) ?? 'null'))
      if (!success) continue
      const { key, bytes } = await answer(request, ({ numbers, vector }) => ({
        numbers: numbers.map((value) => 2 * value),
        vector,
      }))
      await redis.set(key, bytes, 'NX')
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
