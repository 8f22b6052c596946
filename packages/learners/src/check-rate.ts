// Inner rates from options.

import { fail } from '@assent/autodiff'

/** Refuses a rate that is negative or not finite. */
export function checkRate(where: string, rate: number): void {
  if (!(rate >= 0 && Number.isFinite(rate))) fail(where, 'a finite rate of at least 0', `${rate}`, 'set the inner rate')
}
