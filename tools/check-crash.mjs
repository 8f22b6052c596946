// Kills a training at random moments, resumes it, and compares the final bytes with an unbroken run.
// `npm run check:crash [-- --kills 20 --seed 1]`

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { randomNumbers, runAssent } from './killing.mjs'

const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } } })
const training = ['train', '--preset', 'tides', '--steps', '400', '--checkpoint-every', '20', '--no-evaluate']

/** Resolves to whether the training finished. */
const run = (folder, words, lifetime) => runAssent([...training, ...words, '--out', folder], { lifetime })

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
