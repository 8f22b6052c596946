// Trains the page's two models from models/*.config.js and writes them beside it, with what they earned. Takes half an hour, and goes on
// where it was stopped. `npm run models -w @assent/playground`

import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const assent = (...words) => execFileSync('npx', ['assent', ...words], { cwd: root, stdio: 'inherit' })

for (const name of ['waves', 'doodles']) {
  const run = `runs/playground-${name}`
  const isBegun = existsSync(`${root}${run}/checkpoint.safetensors`)
  if (isBegun) assent('train', '--resume', run)
  else assent('train', '--config', `apps/playground/models/${name}.config.js`, '--out', run)
  assent('export', run, '--precision', 'float16')
  copyFileSync(`${root}${run}/model.safetensors`, `${root}apps/playground/models/${name}.safetensors`)
}
