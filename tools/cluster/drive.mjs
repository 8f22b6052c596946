// Trains on a cluster, or without its address in this process; saves often, and goes on from what was saved. Prints the hash of what
// it ends with. `node tools/cluster/drive.mjs FOLDER STEPS [URL]`

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { simd } from '@assent/backend-simd'
import { initialState, load, metaTrain, restore, save } from '@assent/core'
import { bullmq } from '@assent/executor-bullmq'
import { adam } from '@assent/optimizers'
import { gradientAgreement } from '@assent/weightings'
import { trainings } from '../../packages/executor-bullmq/test/trainings.mjs'

const [, , folder, steps, url] = process.argv
const training = 'maml'
const run = {
  ...trainings[training],
  weighting: gradientAgreement(),
  optimizer: adam(0.001),
  backend: await simd(),
  tasksPerStep: 8,
  metaSteps: Number(steps),
  seed: 3,
}
const executor = url && bullmq({ url, problem: { training, backend: 'simd' }, lock: 1000, block: 2 })
const file = join(folder, 'state')
mkdirSync(folder, { recursive: true })
const state = existsSync(file) ? restore(run, load(readFileSync(file))) : initialState(run)
for await (const { step } of metaTrain(run, { state, ...(executor && { executor }) })) {
  if (step % 5 > 0) continue
  writeFileSync(`${file}.new`, save(run, state))
  renameSync(`${file}.new`, file)
}
console.log(createHash('sha256').update(save(run, state)).digest('hex'))
