// A flat folder of images with one list per split that says which image belongs to which class, as Ravi and Larochelle 2017
// publish mini-ImageNet: train.csv, val.csv and test.csv with the columns filename and label.

import { readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { checkOptions, fail, type Split } from '@assent/core'
import type { Limits } from '../files/limits.js'
import { messageOf, readBounded, readText } from '../files/read-file.js'
import { readCsv } from './csv.js'
import { stampOf } from './folder-source.js'
import { isJunk } from './group-files.js'
import { byName, type ImageSource, type ListedClass, type ListedImage, listNames } from './image-source.js'

/** Images of one folder, whose splits and classes are told by lists. */
export interface ListedImages {
  /** The folder of images. */
  readonly images: string
  /** A csv file per split, with the columns filename and label. */
  readonly lists: Readonly<Partial<Record<Split, string>>>
}

interface Row {
  readonly filename: string
  readonly label: string
}

/** Images that no list names are not read. */
export function listedSource({ images, lists }: ListedImages, limits: Limits): ImageSource {
  checkOptions('images.from.lists', lists, ['train', 'validation', 'test'])
  const { train, validation, test } = lists
  const given = Object.entries({ train, validation, test }) as [Split, string | undefined][]
  const splits = given.flatMap(([split, file]) => (file === undefined ? [] : [[split, file] as const]))
  return {
    where: images,
    paths: [images, ...splits.map(([, file]) => file)].map((path) => resolve(path)),
    stamps: async () => [
      ...splits.map(([, file]) => stampOf(file, basename(file))),
      ...filesIn(images).map((name) => stampOf(join(images, name), name)),
    ],
    list: async () => {
      const rows = await Promise.all(splits.map(async ([split, file]) => ({ split, rows: await readList(file) })))
      checkFiles(
        images,
        rows.flatMap(({ rows }) => rows),
      )
      return rows.flatMap(({ split, rows }) => classesOf(images, split, rows, limits)).sort(byName)
    },
  }
}

async function readList(file: string): Promise<Row[]> {
  return readCsv(file, await readText(file, 'a list of images'), ['filename', 'label'])
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !isJunk(name))
      .sort()
  } catch (error) {
    return fail(folder, 'a folder of images', messageOf(error), 'correct the path')
  }
}

/** A file that no list names may be one that a list names, misnamed: so both are told. */
function checkFiles(images: string, rows: readonly Row[]): void {
  const listed = new Set(rows.map(({ filename }) => filename))
  if (listed.size !== rows.length) {
    const seen = new Set<string>()
    const twice = rows.filter(({ filename }) => seen.size === seen.add(filename).size)
    fail(
      images,
      'each image in one list, once',
      `twice: ${listNames(twice.map(({ filename }) => filename))}`,
      'correct the lists',
    )
  }
  const present = filesIn(images)
  const presentSet = new Set(present)
  const missing = [...listed].filter((name) => !presentSet.has(name))
  if (missing.length === 0) return
  const unlisted = present.filter((name) => !listed.has(name))
  const hint = unlisted.length > 0 ? `; in no list: ${listNames(unlisted)}` : ''
  fail(
    images,
    `the ${listed.size} images of the lists`,
    `${missing.length} missing: ${listNames(missing)}${hint}`,
    'restore or rename them',
  )
}

function classesOf(images: string, split: Split, rows: readonly Row[], { imageBytes }: Limits): ListedClass[] {
  const classes = new Map<string, ListedImage[]>()
  for (const { filename, label } of rows) {
    const path = join(images, filename)
    const members = classes.get(label) ?? []
    members.push({ name: path, read: () => readBounded(path, 'an image', imageBytes) })
    classes.set(label, members)
  }
  return [...classes].map(([name, members]) => ({ name, group: '', split, images: members }))
}
