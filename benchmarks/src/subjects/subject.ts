// What every subject is given.

import type { Findings } from '../results/result.js'

export interface SubjectOptions {
  readonly rounds: number
  /** A Python that has PyTorch and JAX. */
  readonly peers: string | undefined
  /** Says what is being done. */
  note(text: string): void
}

export type Subject = (options: SubjectOptions) => Promise<Findings>
