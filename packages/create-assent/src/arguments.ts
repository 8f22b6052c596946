// What the command line may say.

import { parseArgs } from 'node:util'

export const readArguments = (words: readonly string[]) =>
  parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { kind: { type: 'string' }, for: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
