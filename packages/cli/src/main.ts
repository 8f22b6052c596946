// The `assent` command: one clear message and exit code 1 for what is wrong.

import { CommanderError } from 'commander'
import { visible } from './output/terminal.js'
import { runProgram } from './program.js'
import { stopWhenUnread } from './run/interrupt.js'

for (const stream of [process.stdout, process.stderr]) stopWhenUnread(stream)

try {
  process.exitCode = await runProgram(process.argv.slice(2))
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else {
    process.stderr.write(
      `${process.stderr.isTTY ? '\r\x1b[2K' : ''}${visible(error instanceof Error ? error.message : String(error))}\n`,
    )
    process.exitCode = 1
  }
}
