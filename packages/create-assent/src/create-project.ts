// Writes the files of a project into a folder that is empty or not there yet.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '@assent/core'
import { packageOf, readmeOf } from './about-project.js'
import { sampleImages } from './sample-images.js'
import { sampleTable } from './sample-table.js'

/** What a project learns from: a `table` of readings or `images` in folders, to be replaced by your own, or `sines`. */
export type ProjectKind = 'table' | 'images' | 'sines'

/** Where what was learned adapts. */
export type ProjectUse = 'node' | 'page' | 'both'

/** What is written, and where. */
export interface ProjectOptions {
  /** Where it is written. */
  readonly folder: string
  /** What the project learns from. */
  readonly kind: ProjectKind
  /** Whether it adapts in Node, in a page, or in both. */
  readonly use: ProjectUse
}

const templates = fileURLToPath(new URL('../templates/', import.meta.url))
const kinds: readonly ProjectKind[] = ['table', 'images', 'sines']
const uses: readonly ProjectUse[] = ['node', 'page', 'both']

/**
 * Writes the project; returns the names of its files.
 *
 * @throws AssentError when the folder holds something, or the kind or the use is not known
 */
export function createProject({ folder, kind, use }: ProjectOptions): string[] {
  if (!kinds.includes(kind)) fail('create-assent', `a kind among ${kinds.join(', ')}`, `'${kind}'`, 'choose one')
  if (!uses.includes(use)) fail('create-assent', `a use among ${uses.join(', ')}`, `'${use}'`, 'choose one')
  const found = existsSync(folder) ? readdirSync(folder) : []
  if (found.length > 0) {
    fail('create-assent', 'an empty folder, or a new one', `${found.length} files in ${folder}`, 'choose another, or empty it')
  }
  const name = basename(folder)
  const files = new Map<string, string | Uint8Array>([
    ...partsOf(kind, use).flatMap((part) => templateFiles(part, name)),
    ...dataOf(kind),
    ['package.json', packageOf(name, kind, use)],
    ['README.md', readmeOf(name, kind, use)],
  ])
  mkdirSync(join(folder, 'public'), { recursive: true })
  for (const [file, content] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), content)
  }
  return [...files.keys()].sort()
}

/** Templates by folder: what all have, what a kind has, and how numbers or images are adapted to. */
function partsOf(kind: ProjectKind, use: ProjectUse): string[] {
  const data = kind === 'images' ? 'images' : 'numbers'
  const places = use === 'both' ? ['node', 'page'] : [use]
  return [...new Set(['common', kind, data, ...places.map((place) => `${data}-${place}`)])]
}

function dataOf(kind: ProjectKind): [string, string | Uint8Array][] {
  if (kind === 'images') return sampleImages()
  return kind === 'table' ? [['rooms.csv', sampleTable()]] : []
}

/** npm leaves `.gitignore` out of packages, so the template has another name. */
function templateFiles(part: string, name: string): [string, string][] {
  return readdirSync(join(templates, part)).map((file) => [
    file === 'gitignore' ? '.gitignore' : file,
    readFileSync(join(templates, part, file), 'utf8').replaceAll('{{name}}', name),
  ])
}
