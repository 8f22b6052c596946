// The `assent` command: one clear message and exit code 1 for what is wrong.

import { CommanderError } from 'commander'
import { runProgram } from './program.js'

try {
  process.exitCode = await runProgram(process.argv.slice(2))
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
