// Errands: done once, to the end, whatever happens to whoever does them. Needs redis-server, as CI has it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AssentError } from '@assent/core'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ClusterEvent, type Errand, type Errands, openErrands, type Parcel } from '../src/index.js'
import { errandName } from '../src/protocol/errand.js'
import { takeVersions } from '../src/protocol/fingerprint.js'
import { namesOf } from '../src/protocol/names.js'
import { readParcel, type Sent, writeParcel } from '../src/protocol/parcel.js'
import { hashOf } from '../src/protocol/request.js'
import { skipsCluster, startServer, type TestServer } from './redis.js'
import { startWorker, type TestWorker } from './workers.js'

const LOCK = 1000

let server: TestServer
const workers: TestWorker[] = []
let errands: Errands | undefined
let events: ClusterEvent[] = []
let folder = ''
beforeEach(async () => {
  if (skipsCluster) return
  folder = mkdtempSync(join(tmpdir(), 'assent-errands-'))
  events = []
  server = await startServer()
})
afterEach(async () => {
  await errands?.close()
  errands = undefined
  for (const worker of workers.splice(0)) await worker.stop('SIGKILL')
  await server?.kill()
  rmSync(folder, { recursive: true, force: true })
})

const start = async (env: NodeJS.ProcessEnv = {}) => {
  const worker = await startWorker(server.url, { env })
  workers.push(worker)
  return worker
}

const open = async (options: Partial<Parameters<typeof openErrands>[0]> = {}) => {
  errands = await openErrands({ url: server.url, lock: LOCK, onEvent: (event) => events.push(event), ...options })
  return errands
}

const countTo = (until: number, others: object = {}, listeners: Partial<Errand> = {}): Errand => ({
  description: { until, ...others },
  title: `counting to ${until}`,
  accept: () => {},
  ...listeners,
})

const text = ({ files }: Pick<Parcel, 'files'>) => Buffer.from(files.get('count') ?? []).toString()
const diary = () => join(folder, 'diary')
const entries = () => readFileSync(diary(), 'utf8').trim().split('\n').map(Number)
const texts = (kind: ClusterEvent['kind']) => events.filter((event) => event.kind === kind).map((event) => event.text)

/** As somebody would have sent it. */
const forged = (errand: string, count: string): Sent => ({
  ...{ errand, hand: 'forger', result: null },
  files: new Map([['count', Buffer.from(count)]]),
})

const names = namesOf('assent')

async function withRedis<Result>(work: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = new Redis(server.url)
  try {
    return await work(redis)
  } finally {
    redis.disconnect()
  }
}

const plant = (errand: string, bytes: Buffer) => withRedis((redis) => redis.set(names.answer(errand), bytes))

/** The errand that is under way, once something of it was saved. */
const nameOfErrand = () =>
  withRedis(async (redis) => {
    await expect.poll(() => redis.keys(names.saved('*')), { timeout: 5000 }).toHaveLength(1)
    const [key = ''] = await redis.keys(names.saved('*'))
    return key.slice(names.saved('').length)
  })

describe.skipIf(skipsCluster)('errands', () => {
  it('are done side by side, each once, with what the worker adds and what is said on the way', async () => {
    await Promise.all([start(), start()])
    const said: string[] = []
    const { run } = await open()
    const parcels = await Promise.all(
      [3, 4, 5].map((until) => run(countTo(until, { each: 20 }, { onLine: (line) => void said.push(`${until}: ${line}`) }))),
    )
    expect(parcels.map(text)).toEqual(['3', '4', '5'])
    expect(parcels.map(({ result }) => result)).toEqual([3, 4, 5].map((until) => ({ until, own: 'mine' })))
    expect(said).toContain('4: at 2')
  })

  it('go on elsewhere where they were saved, when a worker is killed', async () => {
    const first = await start()
    const { run } = await open()
    const saved: string[] = []
    const counted = run(countTo(60, { each: 50, diary: diary() }, { onSaved: (files) => void saved.push(text({ files })) }))
    await expect.poll(() => saved.length, { timeout: 5000 }).toBeGreaterThan(1)
    await first.stop('SIGKILL')
    await start()
    expect(text(await counted)).toBe('60')
    const [ones, all] = [entries().filter((number) => number === 1).length, entries()]
    expect(ones).toBe(1)
    expect(new Set(all).size).toBe(60)
  })

  it('are put back, saved to the last, by a worker that is asked to end', async () => {
    const first = await start()
    const { run } = await open()
    const counted = run(countTo(40, { each: 50, diary: diary() }))
    await expect.poll(() => entries().length, { timeout: 5000 }).toBeGreaterThan(5)
    await first.stop('SIGTERM')
    await start()
    expect(text(await counted)).toBe('40')
    expect(entries()).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  })

  it('survive a server that is wiped', async () => {
    await start()
    const { run } = await open()
    const counted = run(countTo(40, { each: 50, diary: diary() }))
    await expect.poll(() => entries().length, { timeout: 5000 }).toBeGreaterThan(5)
    await server.kill()
    await server.start()
    expect(text(await counted)).toBe('40')
  })

  it('go on where they were when whoever gives them out comes back', async () => {
    await start()
    const errand = countTo(20, { each: 40, diary: diary() })
    const first = await open()
    void first.run(errand).catch(() => {})
    await expect.poll(() => entries().length, { timeout: 5000 }).toBeGreaterThan(5)
    await first.close()
    expect(text(await (await open()).run(errand))).toBe('20')
    expect(entries()).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })

  it('that were done while nobody waited are not done again', async () => {
    await start()
    const errand = countTo(20, { diary: diary() })
    const name = errandName(hashOf(JSON.stringify(takeVersions())), { until: 20, diary: diary() })
    await plant(name, writeParcel(forged(name, '20')))
    expect(text(await (await open()).run(errand))).toBe('20')
    expect(entries).toThrow(/no such file/)
  })

  it('go on from what was saved here', async () => {
    await start()
    const { run } = await open()
    await run(countTo(9, { diary: diary() }, { saved: new Map([['count', Buffer.from('7')]]) }))
    expect(entries()).toEqual([8, 9])
  })
})

describe.skipIf(skipsCluster)('what goes wrong with an errand', () => {
  it('is thrown where two have found it', async () => {
    await start()
    const { run } = await open()
    const failed = run(countTo(5, { act: 'throw', at: 3 }))
    await expect(failed).rejects.toThrow(/expected an answer for counting to 5; found 4 failures \(.*out of it/)
  })

  it('a thread that dies is replaced, and the errand goes on', async () => {
    await start()
    const { run } = await open()
    expect(text(await run(countTo(30, { act: 'exit', at: 25, each: 60, diary: diary() })))).toBe('30')
    expect(entries().filter((number) => number === 1)).toHaveLength(1)
  })

  it('what is not accepted is given out again, and its worker is left out in the end', async () => {
    await start()
    const { run } = await open()
    let refusals = 0
    const picky = countTo(
      2,
      {},
      {
        accept: () => {
          if (refusals++ > 1) return
          throw new AssentError({ where: 'it', expected: 'another', found: 'this', remedy: 'try again' }, 'damaged')
        },
      },
    )
    expect(text(await run(picky))).toBe('2')
    expect(texts('refused').join()).toMatch(/counting to 2, the answer of worker \w+-0: \[it\] expected another/)
  })

  it('an error here is no fault of the worker', async () => {
    await start()
    const { run } = await open()
    const full = new AssentError({ where: 'the disk', expected: 'room', found: 'none', remedy: 'make some' })
    const errand = countTo(
      2,
      {},
      {
        accept: () => {
          throw full
        },
      },
    )
    await expect(run(errand)).rejects.toBe(full)
    expect(texts('refused')).toEqual([])
  })

  it.each([
    ['bytes that are changed', (bytes: Buffer) => Buffer.from(bytes).fill(7, bytes.length - 1), 'wrong checksum'],
    ['bytes that are missing', (bytes: Buffer) => bytes.subarray(0, 5), 'wrong length'],
    ['too many bytes', () => Buffer.alloc(5000), 'more than 4096 bytes'],
  ])('%s are refused, and the right ones fetched', async (_, spoil, reason) => {
    await start()
    const { run } = await open({ largest: 4096 })
    const counted = run(countTo(30, { each: 50 }))
    const name = await nameOfErrand()
    await plant(name, spoil(writeParcel(forged(name, '999'))))
    expect(text(await counted)).toBe('30')
    expect(texts('refused').join()).toContain(reason)
  })

  it('two that bring other bits end it, both named', async () => {
    const worker = await start()
    const { run } = await open({ lock: 60_000 }) // Nobody looks before the worker is done.
    const counted = run(countTo(30, { each: 50 }, { accept: () => expect.unreachable() }))
    const name = await nameOfErrand()
    await plant(name, writeParcel(forged(name, '999')))
    await expect(counted).rejects.toThrow(new RegExp(`found others from worker ${worker.name}-0 than from forger`))
  })

  it('a worker that does none says so', async () => {
    await start({ TEST_ERRANDS: 'none' })
    await expect(open()).rejects.toThrow(/\[this worker\] expected an errand function; found none/)
  })
})

describe('a parcel', () => {
  const sent: Sent = {
    errand: 'e',
    hand: 'h-0',
    result: { a: [1, 'x'] },
    files: new Map([
      ['one', Buffer.from([1, 2])],
      ['two', Buffer.alloc(0)],
    ]),
  }

  it('comes back as it was', () => {
    expect(readParcel(writeParcel(sent), 'e')).toEqual({
      ...sent,
      files: new Map([
        ['one', Uint8Array.of(1, 2)],
        ['two', new Uint8Array()],
      ]),
    })
  })

  it('is no parcel of another errand', () => {
    expect(readParcel(writeParcel(sent), 'f')).toBe('header')
  })

  it.each(['../x', '.x', 'a/b', '', 'x'.repeat(61)])('has no file of the name %j', (name) => {
    expect(() => writeParcel({ ...sent, files: new Map([[name, Buffer.alloc(1)]]) })).toThrow()
  })

  it('is none where a bit is changed, or a byte is missing', () => {
    const bytes = writeParcel(sent)
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(readParcel(changed, 'e'), `bit ${bit}`).toBeTypeOf('string')
    }
    for (let length = 0; length < bytes.length; length++) expect(readParcel(bytes.subarray(0, length), 'e')).toBeTypeOf('string')
  })
})
