// A smooth convex function's least point, by L-BFGS (Liu and Nocedal 1989) with halved steps.

/** More steps are not taken; how often that was so is counted. */
const MOST = 1000
export const convergence = { fits: 0, stopped: 0 }

/** Pairs of the last steps that the curvature is known by. */
const MEMORY = 10

export const dot = (a, b) => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
const plus = (a, factor, b) => a.map((value, i) => value + factor * b[i])

/** Begins at 0, and ends where no entry of the gradient is above 1e-6. `objective` gives `{ loss, gradient }`. */
export function minimize(objective, size) {
  let at = new Float64Array(size)
  let here = objective(at)
  const pairs = []
  convergence.fits++
  for (let step = 0; here.gradient.some((value) => Math.abs(value) > 1e-6); step++) {
    const direction = directionOf(here.gradient, pairs)
    const slope = dot(direction, here.gradient)
    let length = 1
    let there = objective(plus(at, length, direction))
    while (there.loss > here.loss + 1e-4 * length * slope && length > 1e-10) {
      length /= 2
      there = objective(plus(at, length, direction))
    }
    if (step === MOST || length <= 1e-10) {
      convergence.stopped++
      return at
    }
    const moved = direction.map((value) => length * value)
    const bent = plus(there.gradient, -1, here.gradient)
    if (dot(moved, bent) > 0) pairs.push({ moved, bent, inverse: 1 / dot(moved, bent) })
    if (pairs.length > MEMORY) pairs.shift()
    at = plus(at, 1, moved)
    here = there
  }
  return at
}

function directionOf(gradient, pairs) {
  let direction = gradient.map((value) => -value)
  const shares = []
  for (const { moved, bent, inverse } of [...pairs].reverse()) {
    const share = inverse * dot(moved, direction)
    shares.unshift(share)
    direction = plus(direction, -share, bent)
  }
  const last = pairs.at(-1)
  if (last) direction = direction.map((value) => (value * dot(last.moved, last.bent)) / dot(last.bent, last.bent))
  for (const [i, { moved, bent, inverse }] of pairs.entries()) {
    direction = plus(direction, shares[i] - inverse * dot(bent, direction), moved)
  }
  return direction
}
