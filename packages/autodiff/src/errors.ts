// One shape for every message: where, what was expected, what was found, what to do.

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
  readonly complaint: Complaint

  constructor(complaint: Complaint) {
    const { where, expected, found, remedy } = complaint
    super(`[${where}] expected ${expected}; found ${found}; ${remedy}`)
    this.complaint = complaint
  }
}

/** Throws an {@link AssentError}. */
export function fail(where: string, expected: string, found: string, remedy: string): never {
  throw new AssentError({ where, expected, found, remedy })
}
