import { createRng, type LabeledClass, nWay, sampleEpisode } from '@assent/core'
import { expect, it } from 'vitest'
import { rotateInEpisodes, turn, withRotations } from '../src/rotations.js'
import type { ImageShape } from '../src/sources/image-source.js'

const shape: ImageShape = [2, 2, 1]
const upright = [1, 2, 3, 4]
/** Counterclockwise: the right column becomes the top row. */
const turned = [upright, [2, 4, 1, 3], [4, 3, 2, 1], [3, 1, 4, 2]]

function turnedBy(image: readonly number[], turns: number, of: ImageShape): number[] {
  const into = new Float32Array(image.length)
  turn(image, into, of, turns)
  return [...into]
}

/** All its images are `upright`, scaled to be told apart by class. */
function scaled(scale: number): LabeledClass {
  return { name: `class ${scale}`, count: 4, copy: (_, into) => into.set(upright.map((value) => value * scale)) }
}

it.each([0, 1, 2, 3])('turns %i times counterclockwise', (turns) => {
  expect(turnedBy(upright, turns, shape)).toEqual(turned[turns])
})

it('keeps the channels of a pixel together', () => {
  expect(turnedBy([1, 10, 2, 20, 3, 30, 4, 40], 1, [2, 2, 2])).toEqual([2, 20, 4, 40, 1, 10, 3, 30])
})

it('makes four classes of one', () => {
  const classes = withRotations([scaled(1), scaled(10)], shape)
  expect(classes.map(({ name }) => name)).toEqual([
    ...['class 1', 'class 1 90°', 'class 1 180°', 'class 1 270°'],
    ...['class 10', 'class 10 90°', 'class 10 180°', 'class 10 270°'],
  ])
  const image = new Float32Array(4)
  for (const [place, { copy, count }] of classes.entries()) {
    copy(0, image)
    expect([...image]).toEqual((turned[place % 4] as number[]).map((value) => value * (place < 4 ? 1 : 10)))
    expect(count).toBe(4)
  }
})

it('turns all images of a class by one angle in an episode, drawn anew for each class and episode', () => {
  const classes = [1, 10, 100].map(scaled)
  const plain = nWay({
    name: 'turning',
    settings: {},
    inputShape: shape,
    classes: { train: classes, validation: classes, test: classes },
    ways: 3,
    shots: { shots: 2, queries: 2, trainShots: 2, trainQueries: 2 },
  })
  const tasks = rotateInEpisodes(plain, shape)
  const seen = new Set<string>()
  for (let index = 0; index < 60; index++) {
    const { id, support, query } = sampleEpisode({ tasks }, 1, 'test', index)
    const angles = (id.split('; turned by ')[1] as string).split(', ').map((angle) => Number.parseInt(angle, 10))
    const names = (id.split('; ')[0] as string).split(', ').map((name) => Number(name.slice(6)))
    for (const { x, y, count } of [support, query]) {
      for (let row = 0; row < count; row++) {
        const label = y.slice(row * 3, (row + 1) * 3).indexOf(1)
        const expected = turned[(angles[label] as number) / 90] as number[]
        expect([...x.slice(row * 4, (row + 1) * 4)]).toEqual(expected.map((value) => value * (names[label] as number)))
      }
    }
    seen.add(angles.join())
  }
  expect(seen.size).toBeGreaterThan(30) // of 64; 60 draws give 39 on average, standard deviation below 3
  expect(tasks.sample('test', createRng(3))).toEqual(tasks.sample('test', createRng(3)))
})

it('refuses what is not square', () => {
  expect(() => withRotations([scaled(1)], [2, 3, 1])).toThrow(
    '[images.rotations] expected square images; found 2 × 3; set size, or rotations to none',
  )
})
