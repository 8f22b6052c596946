// A third party's view: packages packed, and installed into an empty folder with nothing beside them but what they need.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const needed = ['autodiff', 'core', 'learners', 'models', 'optimizers', 'backend-simd', 'tasks-sinusoid']
let folder: string

const run = (command: string, words: readonly string[], cwd: string) =>
  execFileSync(command, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assent-pack-'))
  const sources = [...needed.map((name) => join(root, 'packages', name)), join(root, 'examples/06-own-weighting')]
  const tarballs = sources.map((source) => {
    const [{ filename }] = JSON.parse(
      run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], source),
    ) as [{ filename: string }]
    return `./${filename.replace('@', '').replace('/', '-')}`
  })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'somebody', private: true, type: 'module' }))
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', ...tarballs], folder)
}, 180_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('every tarball holds its license and what it was built from, and no tests', () => {
  const folders = readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}`)
    .filter((path) => existsSync(join(root, path, 'package.json')))
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts', ...folders.flatMap((path) => ['--workspace', path])]
  const tarballs = JSON.parse(run('npm', words, root)) as { name: string; files: { path: string }[] }[]
  expect(tarballs).toHaveLength(folders.length)
  for (const { name, files } of tarballs) {
    const paths = files.map(({ path }) => path)
    const expected = ['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts']
    expect(paths, name).toEqual(expect.arrayContaining(expected))
    expect(
      paths.filter((path) => /(^|\/)(test|node_modules)\//.test(path) || path.endsWith('.tsbuildinfo')),
      name,
    ).toEqual([])
  }
})

it('installs only the packages that are needed', () => {
  const installed = readdirSync(join(folder, 'node_modules/@assent')).sort()
  expect(installed).toEqual([...needed].sort())
  const plugin = JSON.parse(readFileSync(join(folder, 'node_modules/assent-weighting-soft-agreement/package.json'), 'utf8')) as {
    dependencies: object
  }
  expect(Object.keys(plugin.dependencies)).toEqual(['@assent/core'])
  expect(readdirSync(join(folder, 'node_modules')).some((name) => name.startsWith('@tensorflow'))).toBe(false)
})

it('trains with a weighting that we do not know', () => {
  writeFileSync(
    join(folder, 'main.js'),
    `
import { simd } from '@assent/backend-simd'
import { metaTrain } from '@assent/core'
import { innerSgd, reptile } from '@assent/learners'
import { mlp } from '@assent/models'
import { sgd } from '@assent/optimizers'
import { sinusoid } from '@assent/tasks-sinusoid'
import { softAgreement } from 'assent-weighting-soft-agreement'

const run = {
  tasks: sinusoid(), model: mlp({ sizes: [1, 8, 1] }), learner: reptile({ inner: innerSgd({ rate: 0.001 }), innerSteps: 3 }),
  weighting: softAgreement({ temperature: 0.5 }), optimizer: sgd(0.5), backend: await simd(), tasksPerStep: 4, metaSteps: 20, seed: 1,
}
for await (const { step, weights } of metaTrain(run)) {
  if (step === 20) console.log(JSON.stringify(weights))
}
`,
  )
  const weights = JSON.parse(run(process.execPath, ['main.js'], folder)) as number[]
  expect(weights).toHaveLength(4)
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
})

it('is used by the command line under the name of its package', () => {
  const words = [
    'train',
    '--preset',
    'tides',
    '--steps',
    '5',
    '--episodes',
    '5',
    '--json',
    '--weighting',
    'assent-weighting-soft-agreement:temperature=2',
  ]
  const report = JSON.parse(
    run(process.execPath, [join(root, 'packages/cli/bin/assent.js'), ...words, '--out', 'run'], folder),
  ) as { steps: number }
  expect(report.steps).toBe(5)
  const { run: described } = JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8')) as { run: { weighting: unknown } }
  expect(described.weighting).toEqual({ name: 'softAgreement', settings: { temperature: 2 } })
})
