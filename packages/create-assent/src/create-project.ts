// Writes the files of a project into a folder that is empty or not there yet.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '@assent/core'
import { sampleTable } from './sample.js'

/** What a project learns from: a `table` of readings, to be replaced by your own, or `sines`. */
export type ProjectKind = 'table' | 'sines'

/** What is written, and where. */
export interface ProjectOptions {
  /** Where it is written. */
  readonly folder: string
  /** What the project learns from. */
  readonly kind: ProjectKind
  /** Whether there is a page beside the commands. */
  readonly page: boolean
  /** What packages of Assent are installed as: a version, or a tarball of each. @defaultValue the version of this package */
  readonly versionOf?: (name: string) => string
}

const templates = fileURLToPath(new URL('../templates/', import.meta.url))
const kinds: readonly ProjectKind[] = ['table', 'sines']

/**
 * Writes the project; returns the names of its files.
 *
 * @throws AssentError when the folder holds something, or the kind is not known
 */
export function createProject({ folder, kind, page, versionOf = ownVersion }: ProjectOptions): string[] {
  if (!kinds.includes(kind)) fail('create-assent', `a kind among ${kinds.join(', ')}`, `'${kind}'`, 'choose one')
  const found = existsSync(folder) ? readdirSync(folder) : []
  if (found.length > 0) {
    fail('create-assent', 'an empty folder, or a new one', `${found.length} files in ${folder}`, 'choose another, or empty it')
  }
  const name = basename(folder)
  const parts = ['common', kind, ...(page ? ['page'] : [])]
  const files = new Map(parts.flatMap((part) => templateFiles(part, name)))
  if (kind === 'table') files.set('rooms.csv', sampleTable())
  files.set('package.json', packageOf(name, page, versionOf))
  files.set('README.md', readmeOf(name, kind, page))
  mkdirSync(join(folder, 'public'), { recursive: true })
  for (const [file, text] of files) writeFileSync(join(folder, file), text)
  return [...files.keys()].sort()
}

/** npm leaves `.gitignore` out of packages, so the template has another name. */
function templateFiles(part: string, name: string): [string, string][] {
  return readdirSync(join(templates, part)).map((file) => [
    file === 'gitignore' ? '.gitignore' : file,
    readFileSync(join(templates, part, file), 'utf8').replaceAll('{{name}}', name),
  ])
}

function packageOf(name: string, page: boolean, versionOf: (name: string) => string): string {
  const packages = ['@assent/backend-simd', '@assent/cli', '@assent/model-file', 'assent']
  const content = {
    name: name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-'),
    private: true,
    type: 'module',
    scripts: {
      start:
        'assent train --config assent.config.js --out run && assent export run --config assent.config.js --out public/model.safetensors',
      adapt: 'node adapt.js',
      test: 'node --test',
      ...(page && { dev: 'vite', build: 'vite build --target esnext' }),
    },
    dependencies: Object.fromEntries(packages.map((own) => [own, versionOf(own)])),
    ...(page && { devDependencies: { vite: '^8.3.8' } }),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return `^${version}`
}

function readmeOf(name: string, kind: ProjectKind, page: boolean): string {
  const data = kind === 'table' ? '`rooms.csv` holds made-up readings of thirty rooms; put your own in their place.\n\n' : ''
  const lines = [
    'npm install',
    'npm start        # meta-trains into run/, and writes public/model.safetensors',
    'npm run adapt    # learns the task of examples.js',
    'npm test',
    ...(page ? ['npm run dev      # the same in a page'] : []),
  ]
  return `# ${name}\n\n${data}\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`
}
