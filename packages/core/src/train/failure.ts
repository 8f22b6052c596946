// What went wrong in another thread or process, as it crosses to this one: messages would make a plain Error of every error.

import { AssentError, type Complaint, type ErrorKind } from '@assent/autodiff'

/** An {@link AssentError} by its parts, or any other error by its name and text. */
export type Failure =
  | { readonly complaint: Complaint; readonly kind: ErrorKind }
  | { readonly name: string; readonly message: string; readonly stack?: string | undefined }

/** What of an error another thread can know. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AssentError) return { complaint: error.complaint, kind: error.kind }
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack }
  return { name: 'Error', message: String(error), stack: undefined }
}

/** The error that {@link toFailure} was given, as far as another thread can know it. */
export function toError(failure: Failure): Error {
  if ('complaint' in failure) return new AssentError(failure.complaint, failure.kind)
  const { name, message, stack } = failure
  return Object.assign(new Error(message), { name, ...(stack === undefined ? {} : { stack }) })
}
