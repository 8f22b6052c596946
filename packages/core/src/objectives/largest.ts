// Where the largest of some scores is.

/** The place of the largest of `count` values from `first` on, counted from `first`; the first of equal ones. */
export function largestPlace(values: ArrayLike<number>, first: number, count: number): number {
  let best = 0
  for (let place = 1; place < count; place++) if (Number(values[first + place]) > Number(values[first + best])) best = place
  return best
}
