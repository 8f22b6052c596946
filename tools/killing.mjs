// Runs the command line and kills it on the way, at moments that follow from a seed.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../packages/cli/bin/assent.js', import.meta.url))

/** Runs `assent` with these words; kills it after `lifetime` milliseconds, if given. Resolves to whether it finished. */
export function runAssent(words, { cwd, lifetime } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...words], { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
    let message = ''
    child.stderr.on('data', (text) => {
      message += text
    })
    const timer = lifetime === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), lifetime)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve(true)
      else if (signal === 'SIGKILL') resolve(false)
      else reject(new Error(`assent ${words[0]} failed: ${message}`))
    })
  })
}

/** Numbers from 0 to 1, the same for the same seed (Park and Miller 1988). */
export function randomNumbers(seed) {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}
