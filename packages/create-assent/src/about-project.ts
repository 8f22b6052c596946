// What a project says of itself: its package.json and its README.

import { readFileSync } from 'node:fs'
import type { ProjectKind, ProjectUse } from './create-project.js'

interface Manifest {
  readonly version: string
  readonly devDependencies: { readonly [name: string]: string }
}

/** Of this package: all packages of Assent have one version, and what else a project needs is tested here. */
const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Manifest

/** The content of `package.json`. */
export function packageOf(name: string, kind: ProjectKind, use: ProjectUse): string {
  const ofImages = kind === 'images' ? ['@assent/tasks-images'] : []
  const packages = ['@assent/backend-simd', '@assent/cli', '@assent/model-file', ...ofImages]
  const content = {
    name: name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-'),
    private: true,
    type: 'module',
    scripts: {
      start: 'assent train --out run && assent export run --out public/model.safetensors',
      ...(use !== 'page' && { adapt: 'node adapt.js' }),
      test: 'node --test',
      ...(use !== 'node' && { dev: 'vite', build: 'vite build --target esnext' }),
    },
    dependencies: {
      ...Object.fromEntries(packages.map((one) => [one, `^${own.version}`])),
      ...(kind === 'images' && { sharp: own.devDependencies.sharp }),
    },
    ...(use !== 'node' && { devDependencies: { vite: `^${own.devDependencies.vite}` } }),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

const aboutData: { readonly [Kind in ProjectKind]: string } = {
  table:
    '`rooms.csv` holds made-up readings of thirty rooms; put your own in their place, and say in `assent.config.ts` what is what.',
  images:
    '`images/` holds a folder for each of forty made-up signs; put your own in their place. `examples/` holds a new task: a folder for each of three classes, and beside them images that are asked about. `pixels.js` says how an image becomes numbers.',
  sines: '`assent.config.ts` says what is learned and how, `examples.js` holds a new task.',
}

/** The content of `README.md`. */
export function readmeOf(name: string, kind: ProjectKind, use: ProjectUse): string {
  const task = kind === 'images' ? 'the task of examples/' : 'the task of examples.js'
  const lines = [
    'npm install',
    'npm start        # meta-trains into run/, and writes public/model.safetensors',
    ...(use === 'page' ? [] : [`npm run adapt    # learns ${task}`]),
    'npm test',
    ...(use === 'node'
      ? []
      : [`npm run dev      # a page that learns ${task}`, 'npm run build    # the page as a static folder, dist/']),
  ]
  return `# ${name}\n\n${aboutData[kind]}\n\n\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`
}
