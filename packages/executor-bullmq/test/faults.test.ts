// A run with faults ends with the bytes of one without.

import { crc32 } from 'node:zlib'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bullmq } from '../src/index.js'
import { skipsCluster, startServer, type TestServer } from './redis.js'
import { startForger, startRogue } from './rogue.js'
import { experimentOf, listener, train } from './train.js'
import { startWorker, type TestWorker } from './workers.js'

const METASTEPS = 12
/** With a byte changed. */
function withByte(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

/** With the checksum of what it says now. */
function resealed(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4)
  return bytes
}

const training = { metaSteps: METASTEPS } as const
const alone = train(training)

let server: TestServer
let workers: TestWorker[] = []
const start = async (options: Parameters<typeof startWorker>[1] = {}) => {
  const worker = await startWorker(server.url, options)
  workers.push(worker)
  return worker
}
beforeEach(async () => {
  if (skipsCluster) return
  server = await startServer()
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop('SIGKILL')))
  workers = []
  await server?.kill()
})

/** Trains while something happens after the fourth step. */
async function trainThrough(act: () => unknown, options: { audit?: number } = {}) {
  const heard = listener()
  const after = ({ step }: { step: number }) => void (step === 4 && act())
  const hash = await train({ ...training, after }, { url: server.url, onEvent: heard.onEvent, block: 2, ...options })
  return { ...heard, hash }
}

describe.skipIf(skipsCluster)('workers', () => {
  it('killed in their work', async () => {
    const [first] = [await start({ env: { TEST_ACT: 'slow' } }), await start()]
    const { hash } = await trainThrough(() => setTimeout(() => first.process.kill('SIGKILL'), 100))
    expect(hash).toBe(await alone)
  })

  it('all killed, and another that comes later', async () => {
    const [first, second] = [await start({ env: { TEST_ACT: 'slow' } }), await start({ env: { TEST_ACT: 'slow' } })]
    const { hash, texts } = await trainThrough(() => {
      first.process.kill('SIGKILL')
      second.process.kill('SIGKILL')
      setTimeout(() => void start(), 500)
    })
    expect(hash).toBe(await alone)
    expect(texts('lost')).toHaveLength(2)
  })

  it('frozen, and thawed when others have done their work', async () => {
    const [first] = [await start({ env: { TEST_ACT: 'slow' } }), await start()]
    const { hash } = await trainThrough(() => {
      first.process.kill('SIGSTOP')
      setTimeout(() => first.process.kill('SIGCONT'), 3000)
    })
    expect(hash).toBe(await alone)
  })

  it('that join in the middle of a step', async () => {
    await start({ env: { TEST_ACT: 'slow' } })
    const { hash, texts } = await trainThrough(() => start())
    expect(hash).toBe(await alone)
    expect(texts('joined')).toHaveLength(2)
  })

  it.each(['exit', 'throw'])('of which one dies of its task once: %s', async (act) => {
    await start()
    await start({ env: { TEST_ACT: act, TEST_AFTER: '2' } })
    const { hash } = await trainThrough(() => {})
    expect(hash).toBe(await alone)
  })

  it('that drain when they are asked to end', async () => {
    const [first] = [await start({ env: { TEST_ACT: 'slow' } }), await start()]
    let ended: Promise<void> | undefined
    const { hash, texts } = await trainThrough(() => {
      ended = first.stop('SIGTERM')
    })
    await ended
    expect(first.process.exitCode).toBe(0)
    expect(texts('retried')).toEqual([])
    expect(hash).toBe(await alone)
  })
})

describe.skipIf(skipsCluster)('a driver that is gone', () => {
  it('leaves nothing on the server, once its announcement has lapsed', async () => {
    const worker = await start()
    const redis = new Redis(server.url)
    const executor = bullmq({ url: server.url, lock: 1000, problem: { training: 'maml', backend: 'simd' } })
    const session = await executor.open(experimentOf({}), 8)
    const [run] = await redis.smembers('assent:runs')
    // As if its last announcement were a minute old, and nobody renewed it.
    const forgetting = setInterval(() => void redis.del(`assent:run:${run}`), 20)
    await expect.poll(() => worker.lines.at(-1), { timeout: 20_000 }).toBe(`left run ${run}`)
    await expect.poll(() => redis.keys(`assent:q:${run}:*`)).toEqual([])
    clearInterval(forgetting)
    session.close()
    redis.disconnect()
  })
})

describe.skipIf(skipsCluster)('the server', () => {
  it('killed, and started again without anything', async () => {
    await start({ env: { TEST_ACT: 'slow' } })
    const { hash } = await trainThrough(async () => {
      await server.kill()
      setTimeout(() => void server.start(), 1000)
    })
    expect(hash).toBe(await alone)
  })

  it('away for longer than there is patience', async () => {
    await start()
    const after = ({ step }: { step: number }) => void (step === 4 && server.kill())
    await expect(train({ ...training, after }, { url: server.url, patience: 1 })).rejects.toThrow(
      /\[the server redis:\/\/127\.0\.0\.1:\d+\] expected an answer within 1 s; found .*; start it again, and resume the run/,
    )
  })

  it('full for a while', async () => {
    await start()
    const redis = new Redis(server.url)
    const { hash } = await trainThrough(async () => {
      await redis.config('SET', 'maxmemory', '1')
      setTimeout(() => void redis.config('SET', 'maxmemory', '0'), 700)
    })
    redis.disconnect()
    expect(hash).toBe(await alone)
  })

  it('full for longer than there is patience', async () => {
    await start()
    const redis = new Redis(server.url)
    const after = ({ step }: { step: number }) => void (step === 4 && redis.config('SET', 'maxmemory', '1'))
    await expect(train({ ...training, after }, { url: server.url, patience: 1 })).rejects.toThrow(
      /\[the server .*\] expected memory for what is sent; found OOM .*; raise its maxmemory/,
    )
    redis.disconnect()
  })
})

describe.skipIf(skipsCluster)('answers that are wrong', () => {
  it('not finite, beside an honest worker: the driver computes them itself', async () => {
    await start({ env: { TEST_ACT: 'nan' } })
    await start()
    const { hash, texts } = await trainThrough(() => {})
    expect(hash).toBe(await alone)
    expect(texts('refused')[0]).toMatch(/not finite, which it is not here/)
    expect(texts('left-out').length).toBeLessThan(2)
  })

  it('not finite, of the only worker: the run ends', async () => {
    await start({ env: { TEST_ACT: 'nan' } })
    await expect(trainThrough(() => {})).rejects.toThrow(
      /\[the cluster\] expected an answer for tasks .*; found 4 failures .*not believed any more/,
    )
  })

  it.each([
    ['long', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1 << 26)]), 'wrong length'],
    ['with a bit flipped', (bytes: Buffer) => withByte(bytes, bytes.length - 3), 'wrong checksum'],
    ['with a header of another', (bytes: Buffer) => resealed(withByte(bytes, 24)), 'wrong header'],
    ['of nothing', () => Buffer.from('x'), 'wrong length'],
  ])('%s, of one worker, who is left out', async (_, spoil, reason) => {
    await start()
    const rogue = await startRogue(server.url, spoil)
    const { hash, texts } = await trainThrough(() => {}).finally(rogue.stop)
    expect(hash).toBe(await alone)
    expect(texts('refused').some((text) => text.includes(reason))).toBe(true)
    expect(texts('left-out').length).toBeLessThan(2)
  })

  it('whole, finite, and others than those of another worker: the run ends, and names both', async () => {
    const { name } = await start({ env: { TEST_ACT: 'slow' } })
    const forger = await startForger(server.url)
    await expect(trainThrough(() => {}).finally(forger.stop)).rejects.toThrow(
      new RegExp(`expected the same bits from every worker .*; found others from worker ${name}-0 than from forger`),
    )
  })

  it('well-formed, finite and wrong: an audit names the worker, whatever was asked', async () => {
    const { name } = await start({ env: { TEST_ACT: 'double' } })
    await expect(trainThrough(() => {}, { audit: 1 })).rejects.toThrow(
      new RegExp(`the answer for tasks? .* expected what is computed here; found another answer from worker ${name}-0`),
    )
  })

  it.each([0.5, 1])('an audit of %s finds nothing wrong where nothing is', async (audit) => {
    await start()
    expect(await trainThrough(() => {}, { audit })).toMatchObject({ hash: await alone })
  })
})
