import { expect, it } from 'vitest'
import { pythonShuffle } from '../src/index.js'

// Made with Python 3.11: random.seed(seed); random.shuffle(values).
it.each([
  [0, [820, 1436, 946, 1161, 886], [530, 82, 861, 1552, 788], 1073432761],
  [1, [713, 1081, 1577, 509, 665], [522, 129, 1564, 1165, 275], 1058431295],
  [4294967295, [1088, 992, 916, 57, 796], [1243, 441, 416, 1268, 1301], 1066392571],
])('shuffles as Python does with seed %i', (seed, first, last, checksum) => {
  const shuffled = pythonShuffle(
    Array.from({ length: 1623 }, (_, place) => place),
    seed,
  )
  expect(shuffled.slice(0, 5)).toEqual(first)
  expect(shuffled.slice(-5)).toEqual(last)
  expect(shuffled.reduce((sum, value, place) => sum + (place + 1) * value, 0)).toBe(checksum)
})

it('leaves the list as it is', () => {
  const letters = [...'abcdef']
  expect(pythonShuffle(letters, 1)).toEqual(['c', 'd', 'f', 'a', 'e', 'b'])
  expect(letters.join('')).toBe('abcdef')
})
