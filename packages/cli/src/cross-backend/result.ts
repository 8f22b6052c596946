// What a comparison of backends found out: all that is printed or written.

/** Times in ms, sizes in bytes. */
export interface Measured {
  readonly name: string
  /** θ's distance from the other backend's, relative to its length, by the number of meta-steps taken. */
  readonly distances: { readonly [steps: number]: number }
  /** Median of the steps after the first; null when there was only one. */
  readonly step: number | null
  /** The first also compiles. */
  readonly firstStep: number
  /** Import and start in a fresh process. */
  readonly loading: number
  /** Resident memory of the process: before the backend was loaded, and the largest seen after a step. */
  readonly bareMemory: number
  readonly largestMemory: number
}

export interface CrossBackend {
  readonly experiment: string
  /** The backend that distances are measured from. */
  readonly against: string
  readonly machine: { readonly node: string; readonly platform: string; readonly processors: number }
  /** The numbers of meta-steps after which θ was compared. */
  readonly marks: readonly number[]
  readonly backends: readonly Measured[]
  readonly notInstalled: readonly { readonly name: string; readonly command: string }[]
}
