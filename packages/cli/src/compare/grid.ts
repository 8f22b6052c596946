// The cells of a comparison: one run for every combination.

/** What is varied. Undefined stands for what the experiment says. */
export interface Grid {
  readonly learners: readonly (string | undefined)[]
  readonly weightings: readonly string[]
  readonly backends: readonly string[]
  readonly outerRates: readonly (number | undefined)[]
  readonly seeds: readonly number[]
}

/** One run of a comparison. */
export interface Cell {
  readonly learner: string | undefined
  readonly weighting: string
  readonly backend: string
  readonly outerRate: number | undefined
  readonly seed: number
}

export function cellsOf({ learners, weightings, backends, outerRates, seeds }: Grid): Cell[] {
  return learners.flatMap((learner) =>
    weightings.flatMap((weighting) =>
      backends.flatMap((backend) =>
        outerRates.flatMap((outerRate) => seeds.map((seed) => ({ learner, weighting, backend, outerRate, seed }))),
      ),
    ),
  )
}

/** What is compared: all that differs but the outer rate, which is tuned, and the seed, which is averaged over. */
export function methodName({ learner, weighting, backend }: Cell, backends: number): string {
  return [learner, weighting, backends > 1 ? `(${backend})` : undefined].filter(Boolean).join(' ')
}

/** Also the name of the cell's folder. */
export function cellName({ learner, weighting, backend, outerRate, seed }: Cell): string {
  const parts = [learner, weighting, backend, outerRate === undefined ? undefined : `rate${outerRate}`, `s${seed}`]
  return parts
    .filter(Boolean)
    .join('-')
    .replaceAll(/[^\w.=-]+/g, '_')
}
