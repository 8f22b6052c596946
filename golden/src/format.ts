// Golden files: one meta-batch each, with everything that a meta-learner computes from it, made elsewhere in
// float64. The format and the tolerances are described in README.md beside this folder.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '@assent/core'

export interface Values {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

export interface GoldenTask {
  readonly supportX: Values
  readonly supportY: Values
  readonly queryX: Values
  readonly queryY: Values
}

export type GoldenModel =
  | { readonly kind: 'mlp'; readonly sizes: readonly number[]; readonly activation: 'relu' | 'tanh' | 'sigmoid' }
  | {
      readonly kind: 'conv'
      readonly input: readonly [number, number, number]
      readonly filters: number
      readonly kernel: number
      readonly stride: number
      readonly padding: 'same' | 'valid'
      readonly epsilon: number
      readonly activation: 'relu' | 'tanh' | 'sigmoid'
      readonly pool: string | null
      readonly blocks: number
    }

export type GoldenInnerOptimizer =
  | { readonly kind: 'sgd'; readonly rate: number }
  | { readonly kind: 'adam'; readonly rate: number; readonly beta1: number; readonly beta2: number; readonly epsilon: number }

export interface ExpectedTask {
  readonly supportLossBefore: number
  readonly supportLossAfter: number
  readonly queryLossBefore: number
  readonly queryLossAfter: number
  readonly displacement: readonly number[]
  readonly fomamlGradient?: readonly number[]
  readonly mamlGradient?: readonly number[]
}

/** What is expected after some inner steps on the whole support set. */
export interface Expected {
  readonly steps: number
  readonly tasks: readonly ExpectedTask[]
  readonly gram: readonly (readonly number[])[]
  readonly scores: readonly number[]
  readonly weights: { readonly [weighting: string]: readonly number[] }
  readonly direction: { readonly [weighting: string]: { readonly [learner: string]: readonly number[] } }
}

export interface GoldenFile {
  readonly case: string
  readonly model: GoldenModel
  readonly loss: 'meanSquaredError' | 'softmaxCrossEntropy'
  readonly params: readonly ({ readonly name: string } & Values)[]
  readonly tasks: readonly GoldenTask[]
  readonly innerOptimizer: GoldenInnerOptimizer
  readonly expected: readonly Expected[]
}

/** Every `.json` file of a folder, in order of name. */
export function readFolder(folder: string): { name: string; file: GoldenFile }[] {
  let names: string[]
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch {
    return fail('golden', 'a folder that can be read', folder, 'pass the path of a folder of golden files')
  }
  if (names.length === 0)
    fail('golden', 'at least one .json file', `none in ${folder}`, 'pass the path of a folder of golden files')
  return names.map((name) => ({ name, file: parse(name, readFileSync(join(folder, name), 'utf8')) }))
}

function parse(name: string, text: string): GoldenFile {
  let file: Partial<GoldenFile>
  try {
    file = JSON.parse(text) as Partial<GoldenFile>
  } catch {
    return fail(name, 'JSON', 'text that does not parse', 'write the file again')
  }
  for (const key of ['model', 'loss', 'params', 'tasks', 'innerOptimizer', 'expected'] as const) {
    if (file[key] === undefined)
      fail(name, `a golden file with ${key}`, 'none', 'write the file in the format of golden/README.md')
  }
  return file as GoldenFile
}
