// What is wrong from the start: one clear error each.

import { once } from 'node:events'
import { createServer } from 'node:net'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bullmq, clusterStatus, serve } from '../src/index.js'
import { skipsCluster, startServer, type TestServer } from './redis.js'
import { train } from './train.js'
import { startWorker } from './workers.js'

const opener = ['data:text/javascript,', 'open'] as const
let server: TestServer
beforeAll(async () => {
  if (skipsCluster) return
  server = await startServer('--requirepass', 'right')
})
afterAll(() => server?.kill())

/** Something that is no server of ours: answers every command with the same text. */
async function answering(reply: string): Promise<{ readonly url: string; close(): void }> {
  const fake = createServer((socket) => {
    // A command is an array: as many answers as there are commands.
    socket.on('data', (data) => socket.write(reply.repeat(`${data}`.match(/^\*/gm)?.length ?? 0)))
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(fake, 'listening')
  const { port } = fake.address() as { port: number }
  return { url: `redis://127.0.0.1:${port}`, close: () => fake.close() }
}

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`

describe.skipIf(skipsCluster)('a server', () => {
  it.each([undefined, 'wrong'])('that does not know the password %s, which no message shows', async (password) => {
    const refusal = await train({}, { url: server.url, ...(password && { password }) }).catch((error: Error) => error.message)
    expect(refusal).toMatch(/^\[the server redis:\/\/127\.0\.0\.1:\d+\] expected a user and a password that it knows; found /)
    expect(refusal).not.toContain('wrong ')
    expect(refusal).toMatch(/set ASSENT_QUEUE_PASSWORD/)
  })

  it('is reached with the right one, in the address or beside it', async () => {
    const beside = await clusterStatus({ url: server.url, password: 'right' })
    expect(beside).toEqual({ address: server.url, workers: [], runs: [] })
    expect((await clusterStatus({ url: server.url.replace('//', '//:right@') })).address).toBe(server.url)
  })

  it('that is not there', async () => {
    await expect(train({}, { url: 'redis://127.0.0.1:1' })).rejects.toThrow(
      /\[the server redis:\/\/127\.0\.0\.1:1\] expected an answer; found connect ECONNREFUSED .*; start it, or correct the address/,
    )
  })

  it('that is too old', async () => {
    const old = await answering(bulk('# Server\r\nredis_version:5.0.14\r\nloading:0\r\n'))
    await expect(train({}, { url: old.url })).rejects.toThrow(/expected Redis 6\.2 or later, or Valkey; found Redis 5\.0/)
    old.close()
  })

  it('that says nothing', async () => {
    const mute = await answering('')
    await expect(train({}, { url: mute.url })).rejects.toThrow(/expected an answer; found no answer for 5000 ms/)
    mute.close()
  })

  it.each(['http://127.0.0.1:6379', 'queue.example', 'redis://', ''])('whose address is %j', async (url) => {
    await expect(train({}, { url })).rejects.toThrow(/\[the address of the server\] expected redis:\/\/host:port/)
  })

  it('whose address is wrong is not shown with its password', async () => {
    await expect(train({}, { url: 'http://user:secret@host' })).rejects.toThrow(/found 'http:\/\/…@host'/)
  })

  it('without workers, for longer than there is patience', async () => {
    const alone = await startServer()
    await expect(train({}, { url: alone.url, patience: 0.3 })).rejects.toThrow(
      /\[the cluster\] expected a worker within 0\.3 s; found none; start some: assent worker --queue redis:/,
    )
    await alone.kill()
  })
})

describe.skipIf(skipsCluster)('workers', () => {
  it('that compute on another backend', async () => {
    const own = await startServer()
    const worker = await startWorker(own.url, { env: { TEST_BACKEND: 'reference' } })
    await expect(train({}, { url: own.url, patience: 20 })).rejects.toThrow(
      /expected a worker at redis:.* that computes as this process does; found .*backend .*reference.* instead of .*simd/,
    )
    await worker.stop('SIGTERM')
    await own.kill()
  })

  it('with messages of any size on the server: none is read whole', async () => {
    const own = await startServer()
    const redis = new Redis(own.url)
    await redis.setrange('assent:run:huge', 400_000_000, 'x')
    await redis.sadd('assent:runs', 'huge')
    const worker = await startWorker(own.url)
    await expect.poll(() => worker.lines.join('\n'), { timeout: 10_000 }).toMatch(/cannot serve run huge: its description is not/)
    expect(await train({}, { url: own.url })).toBe(await train({}))
    redis.disconnect()
    await worker.stop('SIGTERM')
    await own.kill()
  })
})

describe.skipIf(skipsCluster)('options', () => {
  it.each([
    [{ block: 3 }, /\[bullmq\.block\] expected a power of two; found 3/],
    [{ lock: 1 }, /\[bullmq\.lock\] expected a whole number of at least 1000; found 1/],
    [{ name: 'a:b' }, /\[the name of the cluster\] expected up to 40 letters/],
    [{ blocks: 2 } as never, /expected options .* found 'blocks'; did you mean block\?/],
  ])('of the executor: %j', (options, message) => {
    expect(() => bullmq({ url: 'redis://127.0.0.1:1', problem: {}, ...options })).toThrow(message)
  })

  it.each([{ hands: 0 }, { name: '*' }, { hand: 1 } as never])('of a worker: %j', async (options) => {
    await expect(serve({ url: 'redis://127.0.0.1:1', opener, ...options })).rejects.toThrow(/^\[.*\] expected /)
  })
})
