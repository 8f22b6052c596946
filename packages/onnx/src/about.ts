// What a file says of itself, for whoever runs it: metadata_props, and a line for each input and output.

import { fail, type Preparation, type Trained } from '@assent/core'
import { describe } from '@assent/core/tools'

const PREFIX = 'assent.'

/** The classes in the order of the outputs, where their names are known. */
type Labels = readonly string[] | undefined

/** What was learned, and what its numbers mean: under names that begin with {@link PREFIX}. */
export function aboutItself(
  { model, loss }: Pick<Trained, 'model' | 'loss'>,
  learned: 'initialization' | 'task',
  { inputs, targets, unit }: Preparation,
  labels: Labels,
): { [name: string]: string } {
  const told = {
    model: JSON.stringify(describe(model)),
    loss: JSON.stringify(describe(loss)),
    learned,
    ...(inputs ? { inputs: JSON.stringify(inputs.names) } : {}),
    ...(targets ? { targets: JSON.stringify(targets.names) } : {}),
    ...(unit ? { unit } : {}),
    ...(labels ? { labels: JSON.stringify(labels) } : {}),
  }
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [PREFIX + name, value]))
}

/** Refuses names of ours. */
export function checkMetadata(metadata: { readonly [name: string]: string }): void {
  const taken = Object.keys(metadata).find((name) => name.startsWith(PREFIX))
  if (taken !== undefined) fail('onnx.metadata', `names that do not begin with ${PREFIX}`, taken, 'choose another name')
}

/** What an input or output of the file is, for people. */
export function describePort(port: string, { inputs, targets, unit }: Preparation, labels: Labels): string {
  const told: { readonly [port: string]: string } = {
    x: inputs ? `${inputs.names.join(', ')}; in the units of the data, standardized inside` : 'inputs as in training',
    probabilities: labels ? `of ${labels.join(', ')}` : 'of the classes, in the order of the labels that the task had',
    logits: 'before the softmax',
    values: targets ? `${targets.names.join(', ')}${unit ? `, in ${unit}` : ''}` : 'targets as in training',
    outputs: 'of the model, as its loss takes them',
  }
  return told[port] ?? port
}
