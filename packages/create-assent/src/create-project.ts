// Writes the files of a project into a folder that is empty or not there yet.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '@assent/core'
import { sampleImages } from './sample-images.js'
import { sampleTable } from './sample-table.js'

/** What a project learns from: a `table` of readings or `images` of signs, to be replaced by your own, or `sines`. */
export type ProjectKind = 'table' | 'images' | 'sines'

/** What is written, and where. */
export interface ProjectOptions {
  /** Where it is written. */
  readonly folder: string
  /** What the project learns from. */
  readonly kind: ProjectKind
  /** Whether there is a page beside the commands. */
  readonly page: boolean
  /**
   * What packages of Assent are installed as: a version, or a tarball of each.
   *
   * @defaultValue the version of this package
   */
  readonly versionOf?: (name: string) => string
}

const templates = fileURLToPath(new URL('../templates/', import.meta.url))
const kinds: readonly ProjectKind[] = ['table', 'images', 'sines']

/** The templates of a kind, and of its page: what comes later stands in the place of what has the same name. */
const partsOf = {
  table: { own: ['common', 'values', 'table'], page: 'page' },
  images: { own: ['common', 'images'], page: 'page-images' },
  sines: { own: ['common', 'values', 'sines'], page: 'page' },
} as const satisfies { readonly [Kind in ProjectKind]: object }

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
  const parts = [...partsOf[kind].own, ...(page ? [partsOf[kind].page] : [])]
  const files = new Map<string, string | Buffer>(parts.flatMap((part) => templateFiles(part, name)))
  if (kind === 'table') files.set('rooms.csv', sampleTable())
  files.set('package.json', packageOf(name, kind, page, versionOf))
  files.set('README.md', readmeOf(name, kind, page))
  mkdirSync(join(folder, 'public'), { recursive: true })
  const samples = kind === 'images' ? sampleImages() : new Map<string, Buffer>()
  for (const [file, content] of [...files, ...samples]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), content)
  }
  return [...files.keys(), ...(kind === 'images' ? ['examples/', 'images/'] : [])].sort()
}

/** npm leaves `.gitignore` out of packages, so the template has another name. */
function templateFiles(part: string, name: string): [string, string][] {
  return readdirSync(join(templates, part)).map((file) => [
    file === 'gitignore' ? '.gitignore' : file,
    readFileSync(join(templates, part, file), 'utf8').replaceAll('{{name}}', name),
  ])
}

function packageOf(name: string, kind: ProjectKind, page: boolean, versionOf: (name: string) => string): string {
  const ofImages = kind === 'images'
  const packages = [
    ...['@assent/backend-simd', '@assent/cli', '@assent/model-file'],
    ...(ofImages ? ['@assent/tasks-images'] : []),
    'assent',
  ]
  const content = {
    name: name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-'),
    private: true,
    type: 'module',
    scripts: {
      start:
        'assent train --config assent.config.js --out run && assent export run --config assent.config.js --out public/model.safetensors',
      adapt: ofImages
        ? 'assent adapt --config assent.config.js --checkpoint run/checkpoint.safetensors --examples examples'
        : 'node adapt.js',
      test: 'node --test',
      ...(page && { dev: 'vite', build: 'vite build --target esnext' }),
    },
    dependencies: { ...Object.fromEntries(packages.map((own) => [own, versionOf(own)])), ...(ofImages && { sharp: SHARP }) },
    ...(page && { devDependencies: { vite: '^8.3.8' } }),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

/** What decodes images, in the version that our packages are tested with. */
const SHARP = '0.35.5'

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return `^${version}`
}

function readmeOf(name: string, kind: ProjectKind, page: boolean): string {
  const data = {
    table: '`rooms.csv` holds made-up readings of thirty rooms; put your own in their place.\n\n',
    images: '`images` holds made-up drawings of sixty signs, a folder for each; put your own in their place.\n\n',
    sines: '',
  }[kind]
  const lines = [
    'npm install',
    'npm start        # meta-trains into run/, and writes public/model.safetensors',
    `npm run adapt    # learns the task of ${kind === 'images' ? 'the folder examples' : 'examples.js'}`,
    'npm test',
    ...(page ? ['npm run dev      # the same in a page'] : []),
  ]
  return `# ${name}\n\n${data}\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`
}
