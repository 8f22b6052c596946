// What the command line may say.

import { parseArgs } from 'node:util'

export const readArguments = (words: readonly string[]) =>
  parseArgs({
    args: [...words],
    allowPositionals: true,
    allowNegative: true,
    options: { kind: { type: 'string' }, page: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
