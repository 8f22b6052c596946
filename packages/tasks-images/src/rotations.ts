// Rotation by multiples of 90°, as new classes: a turned character is another character (Santoro et al. 2016). Splits are
// taken before, so that no rotation of a test class is trained on.

import { type Episode, type Examples, fail, type LabeledClass, type Split, type TaskSource } from '@assent/core'
import type { ImageShape } from './sources/image-source.js'

/**
 * - `none`
 * - `train`: every training class becomes four, as in Reptile's code.
 * - `all`: every class becomes four, as in the lists of Vinyals et al.
 * - `episode`: every class of every episode, of tests too, is turned by one random angle, as in MAML's code.
 */
export type Rotations = 'none' | 'train' | 'all' | 'episode'

/**
 * The image turned counterclockwise by `turns` · 90°.
 *
 * @param image - square, `[side, side, channels]`
 */
export function turn(image: ArrayLike<number>, into: Float32Array, [side, , channels]: ImageShape, turns: number): void {
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [fromRow, fromColumn] = sourceOf(row, column, side - 1, turns)
      for (let channel = 0; channel < channels; channel++) {
        into[(row * side + column) * channels + channel] = image[(fromRow * side + fromColumn) * channels + channel] as number
      }
    }
  }
}

function sourceOf(row: number, column: number, last: number, turns: number): readonly [row: number, column: number] {
  if (turns === 0) return [row, column]
  if (turns === 1) return [column, last - row]
  if (turns === 2) return [last - row, last - column]
  return [last - column, row]
}

/** Four classes for each: the class itself and its turns. */
export function withRotations(classes: readonly LabeledClass[], shape: ImageShape): LabeledClass[] {
  checkSquare(shape)
  const upright = new Float32Array(shape[0] * shape[1] * shape[2])
  return classes.flatMap((original) => [
    original,
    ...[1, 2, 3].map((turns) => ({
      name: `${original.name} ${turns * 90}°`,
      count: original.count,
      copy: (index: number, into: Float32Array) => {
        original.copy(index, upright)
        turn(upright, into, shape, turns)
      },
    })),
  ])
}

/** Episodes of `tasks` in which all images of a class are turned by one angle, drawn for each class of each episode. */
export function rotateInEpisodes(tasks: TaskSource, shape: ImageShape): TaskSource {
  checkSquare(shape)
  return {
    ...tasks,
    sample: (split: Split, rng) => {
      const { id, support, query } = tasks.sample(split, rng)
      const turns = Array.from({ length: tasks.targetShape[0] as number }, () => rng.integer(4))
      const angles = turns.map((count) => `${count * 90}°`).join(', ')
      return {
        id: `${id}; turned by ${angles}`,
        support: turnAll(support, turns, shape),
        query: turnAll(query, turns, shape),
      } satisfies Episode
    },
  }
}

function turnAll({ count, x, y }: Examples, turns: readonly number[], shape: ImageShape): Examples {
  const ways = turns.length
  const size = x.length / count
  const turned = new Float32Array(x.length)
  for (let example = 0; example < count; example++) {
    const label = y.subarray(example * ways, (example + 1) * ways).indexOf(1)
    const [from, to] = [example * size, (example + 1) * size]
    turn(x.subarray(from, to), turned.subarray(from, to), shape, turns[label] as number)
  }
  return { count, x: turned, y }
}

function checkSquare([height, width]: ImageShape): void {
  if (height !== width) fail('images.rotations', 'square images', `${height} × ${width}`, 'set size, or rotations to none')
}
