import { suggestName } from '@assent/core/tools'
import * as z from 'zod'

/** An object with the settings of `shape` and no others: of an unknown one the message says which was likely meant. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
      return unknown === undefined ? undefined : `no setting '${unknown}', ${suggestName(unknown, names)}`
    },
  })
}
