// Everything that is fuzzed, by name. A format that is read from outside belongs here; it is added as a file in formats/ and a line below.

import type { Target } from './format.js'
import { idx, npyLabels, npyPixels, npz, zip } from './formats/arrays.js'
import { images, packed } from './formats/images.js'
import { csv, json } from './formats/json.js'
import { modelFile } from './formats/model-file.js'
import { runFolder } from './formats/run-folder.js'
import { checkpoint, safetensors } from './formats/safetensors.js'

/** Each is opened when it is wanted: some lay out files first. */
export const targets: { readonly [name: string]: () => Target | Promise<Target> } = {
  checkpoint: () => checkpoint,
  safetensors: () => safetensors,
  json: () => json,
  csv: () => csv,
  npy: () => npyPixels,
  'npy-labels': () => npyLabels,
  npz: () => npz,
  zip: () => zip,
  idx: () => idx,
  images,
  packed,
  'run-folder': runFolder,
  'model-file': () => modelFile,
}
