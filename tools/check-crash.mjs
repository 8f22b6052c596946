// Kills a training at random moments, resumes it, and compares the final bytes with an unbroken run.
// `npm run check:crash [-- --kills 20 --seed 1]`

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } } })
const command = fileURLToPath(new URL('../packages/cli/bin/assent.js', import.meta.url))
const training = ['train', '--preset', 'tides', '--steps', '400', '--checkpoint-every', '20', '--no-evaluate']

/** Runs the training into `folder`; kills it after `lifetime` milliseconds, if given. Resolves to whether it finished. */
function run(folder, words, lifetime) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...training, ...words, '--out', folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let message = ''
    child.stderr.on('data', (text) => {
      message += text
    })
    const timer = lifetime === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), lifetime)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve(true)
      else if (signal === 'SIGKILL') resolve(false)
      else reject(new Error(`the training failed: ${message}`))
    })
  })
}

/** Numbers from 0 to 1, the same for the same seed (Park and Miller 1988). */
function randomNumbers(seed) {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

const files = ['checkpoint.safetensors', 'log.jsonl', 'votes.jsonl']
const root = mkdtempSync(join(tmpdir(), 'assent-crash-'))
const random = randomNumbers(Number(values.seed))
try {
  const whole = join(root, 'whole')
  const started = performance.now()
  await run(whole, [])
  const duration = performance.now() - started
  console.log(`seed ${values.seed}: kills at random moments of a training of ${Math.round(duration)} ms`)
  let passed = 0
  let failed = 0
  for (let kill = 1; passed + failed < Number(values.kills); kill++) {
    const folder = join(root, `killed-${kill}`)
    const lifetime = random() * duration
    if (await run(folder, [], lifetime)) continue
    const reached = existsSync(join(folder, 'checkpoint.safetensors')) ? 'with a checkpoint' : 'before the first checkpoint'
    await run(folder, ['--resume'])
    const same = files.every((file) => readFileSync(join(folder, file)).equals(readFileSync(join(whole, file))))
    if (same) passed++
    else failed++
    console.log(`killed after ${Math.round(lifetime)} ms, ${reached}: ${same ? 'the same bytes' : 'OTHER BYTES'} in the end`)
    rmSync(folder, { recursive: true })
  }
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  rmSync(root, { recursive: true })
}
