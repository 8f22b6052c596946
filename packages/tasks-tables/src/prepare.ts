// What the training tasks say of units, for every example that will come.

import { type LabeledClass, type Preparation, toModel } from '@assent/core'
import type { Columns } from './collect.js'
import type { TaskExamples } from './examples.js'
import type { TableOptions } from './options.js'
import { fitScale, rowsOf } from './standardize.js'

export function prepare(
  { standardize = true, unit }: TableOptions,
  { inputs, target, kind }: Columns,
  training: readonly TaskExamples[],
  labels: readonly string[] | undefined,
): Preparation {
  const examples = training.flatMap((task) => task.examples)
  const fit = (names: readonly string[], rows: readonly (readonly number[])[]) => fitScale('table', names, rows)
  const targets = examples.map((example) => (typeof example.target === 'string' ? [] : example.target))
  return {
    ...(standardize && {
      inputs: fit(
        inputs,
        examples.flatMap((example) => rowsOf(example.inputs, inputs.length)),
      ),
    }),
    ...(standardize && kind === 'regression' && { targets: fit(target, targets) }),
    ...(unit !== undefined && { unit }),
    ...(labels && { labels }),
  }
}

/** A class of an n-way task. */
export function labeledClass({ name, examples }: TaskExamples, { inputs }: Preparation): LabeledClass {
  const values = examples.map((example) => toModel(inputs, example.inputs))
  return { name, count: values.length, copy: (index, into) => into.set(values[index] ?? []) }
}
