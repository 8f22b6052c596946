// What the training tasks say of units, for every example that will come.

import { type LabeledClass, type Preparation, type Scale, toModel } from '@assent/core'
import { type Columns, type InputColumn, widthOf } from './collect.js'
import type { TaskExamples } from './examples.js'
import type { TableOptions } from './options.js'
import { fitScale, fitVectorScale, rowsOf } from './standardize.js'

export function prepare(
  { standardize = true, unit }: TableOptions,
  { inputs, target, kind }: Omit<Columns, 'inputs'> & { readonly inputs: readonly InputColumn[] },
  training: readonly TaskExamples[],
  labels: readonly string[] | undefined,
): Preparation {
  const examples = training.flatMap((task) => task.examples)
  const targets = examples.map((example) => (typeof example.target === 'string' ? [] : example.target))
  return {
    ...(standardize && {
      inputs: fitInputs(
        inputs,
        examples.flatMap((example) => rowsOf(example.inputs, widthOf(inputs))),
      ),
    }),
    ...(standardize && kind === 'regression' && { targets: fitScale('table', target, targets) }),
    ...(unit !== undefined && { unit }),
    ...(labels && { labels }),
  }
}

/** Plain columns each by themselves; a vector with one deviation, which keeps its angles. */
function fitInputs(columns: readonly InputColumn[], rows: readonly (readonly number[])[]): Scale {
  let first = 0
  const scales = columns.map(({ name, length }) => {
    const [from, to] = [first, first + (length ?? 1)]
    first = to
    const own = rows.map((row) => row.slice(from, to))
    return length === undefined ? fitScale('table', [name], own) : fitVectorScale('table', name, own)
  })
  return {
    names: scales.flatMap(({ names }) => names),
    mean: scales.flatMap(({ mean }) => mean),
    deviation: scales.flatMap(({ deviation }) => deviation),
  }
}

/** A class of an n-way task. */
export function labeledClass({ name, examples }: TaskExamples, { inputs }: Preparation): LabeledClass {
  const values = examples.map((example) => toModel(inputs, example.inputs))
  return { name, count: values.length, copy: (index, into) => into.set(values[index] ?? []) }
}
