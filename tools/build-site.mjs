// Joins the documentation, the reference and the playground into site/, a static folder for any host.
// `npm run build:site [-- --base /assent/]`: the base is where the site will lie, / unless given. Run after a build, which makes
// the playground.

import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { base } = parseArgs({ options: { base: { type: 'string', default: '/' } } }).values
if (!/^\/(.*\/)?$/.test(base)) throw new Error(`expected a base that begins and ends with /; found ${base}`)

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const make = (script, workspace) =>
  execFileSync('npm', ['run', '--silent', script, '--workspace', workspace], {
    cwd: path('.'),
    stdio: 'inherit',
    env: { ...process.env, ASSENT_BASE: base },
  })
make('docs:build', '@assent/docs')
make('reference', '@assent/api-reference')
rmSync(path('site'), { recursive: true, force: true })
cpSync(path('apps/docs/.vitepress/dist'), path('site'), { recursive: true })
cpSync(path('apps/api-reference/dist'), path('site/api'), { recursive: true })
cpSync(path('apps/playground/dist'), path('site/playground'), { recursive: true })
console.log('site/: documentation at the root, the reference in api/, the playground in playground/')
