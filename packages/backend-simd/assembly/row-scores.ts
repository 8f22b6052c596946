// Scores: each row's product with a combination of all rows, and with itself, while a block of them is in the cache.
// Added up as `dots` and `squaredNorms` do, to the same bits.

import { rowBlock } from '../src/border/codes'
import { blockDot, finishDot } from './row-products'
import { sumBlock } from './row-sums'

/** `tree`, `steps` and `stack` as for `combine`. `to` gets all scores, then all squared norms; it must hold zeros. */
export function scores(rows: usize, tasks: i32, size: i32, tree: usize, steps: i32, stack: usize, to: usize): void {
  const row = <usize>size << 2
  for (let from = 0; from < size; from += rowBlock) {
    const width = min(rowBlock, size - from)
    let a = rows + (<usize>from << 2)
    sumBlock(a, row, tree, steps, stack, width)
    let score = to, square = to + (<usize>tasks << 3)
    let left = tasks
    for (; left >= 2; left -= 2) {
      addTwoScores(a, a + row, stack, width, score, square)
      a += row << 1
      score += 16
      square += 16
    }
    if (left > 0) {
      store<f64>(score, load<f64>(score) + blockDot(a, stack, width))
      store<f64>(square, load<f64>(square) + blockDot(a, a, width))
    }
  }
}

/** As blockDot of two rows with the sum and with themselves. Their sums do not wait for one another. */
function addTwoScores(a0: usize, a1: usize, sum: usize, size: i32, score: usize, square: usize): void {
  let even0 = f64x2.splat(0), odd0 = even0, even1 = even0, odd1 = even0
  let evenSquare0 = even0, oddSquare0 = even0, evenSquare1 = even0, oddSquare1 = even0
  const end = sum + (<usize>(size & ~3) << 2)
  while (sum < end) {
    const low = f64x2.promote_low_f32x4(v128.load64_zero(sum)), high = f64x2.promote_low_f32x4(v128.load64_zero(sum, 8))
    let x = f64x2.promote_low_f32x4(v128.load64_zero(a0))
    even0 = f64x2.add(even0, f64x2.mul(x, low))
    evenSquare0 = f64x2.add(evenSquare0, f64x2.mul(x, x))
    x = f64x2.promote_low_f32x4(v128.load64_zero(a0, 8))
    odd0 = f64x2.add(odd0, f64x2.mul(x, high))
    oddSquare0 = f64x2.add(oddSquare0, f64x2.mul(x, x))
    x = f64x2.promote_low_f32x4(v128.load64_zero(a1))
    even1 = f64x2.add(even1, f64x2.mul(x, low))
    evenSquare1 = f64x2.add(evenSquare1, f64x2.mul(x, x))
    x = f64x2.promote_low_f32x4(v128.load64_zero(a1, 8))
    odd1 = f64x2.add(odd1, f64x2.mul(x, high))
    oddSquare1 = f64x2.add(oddSquare1, f64x2.mul(x, x))
    sum += 16
    a0 += 16
    a1 += 16
  }
  const rest = size & 3
  finishDot(f64x2.add(even0, odd0), a0, sum, rest, score)
  finishDot(f64x2.add(even1, odd1), a1, sum, rest, score + 8)
  finishDot(f64x2.add(evenSquare0, oddSquare0), a0, a0, rest, square)
  finishDot(f64x2.add(evenSquare1, oddSquare1), a1, a1, rest, square + 8)
}
