// One shape for every message: where, what was expected, what was found, what to do.

/**
 * What sort of trouble it is, so that no code needs to read messages. `refused`: bad input, nothing was done. `diverged`:
 * numbers did not stay finite. `damaged`: a file is not what was written. `missing`: something is not installed or not there.
 * `busy`: somebody else holds it.
 */
export type ErrorKind = 'refused' | 'diverged' | 'damaged' | 'missing' | 'busy'

/** What an error message must answer. */
export interface Complaint {
  /** The place a user can look at: a function, a file, an option, a task. */
  readonly where: string
  readonly expected: string
  readonly found: string
  /** The next thing to try. */
  readonly remedy: string
}

/** The error that every Assent package throws for bad input. Its message answers all four questions. */
export class AssentError extends Error {
  override readonly name = 'AssentError'
  /** The four answers one by one. */
  readonly complaint: Complaint
  readonly kind: ErrorKind

  constructor(complaint: Complaint, kind: ErrorKind = 'refused') {
    const { where, expected, found, remedy } = complaint
    super(`[${where}] expected ${expected}; found ${found}; ${remedy}`)
    this.complaint = complaint
    this.kind = kind
  }
}

/** Throws an {@link AssentError}; of the kind `refused` unless another is named. */
export function fail(where: string, expected: string, found: string, remedy: string, kind?: ErrorKind): never {
  throw new AssentError({ where, expected, found, remedy }, kind)
}
