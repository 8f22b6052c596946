// Layers one after the other, as one.

import type { Shape, Tensor } from '@assent/autodiff'
import { fail, type Model, type Pass } from '@assent/core'
import type { BuiltLayer, Layer } from './layer.js'

/** A layer of a chain, and what the chain calls its parameters and statistics. */
export interface Link {
  readonly layer: Layer
  nameOf(own: string): string
}

/** Layers named by kind and place: `dense2.weight`. */
export function linksOf(layers: readonly Layer[], prefix = ''): Link[] {
  return layers.map((layer, place) => ({ layer, nameOf: (own) => `${prefix}${layer.name}${place}.${own}` }))
}

/** One layer of a built chain with its own of the values that the chain is given. */
interface Step {
  readonly layer: BuiltLayer
  parameters(all: readonly Tensor[]): readonly Tensor[]
  /** The pass as the layer sees it. */
  pass(all: Pass): Pass
}

/** Builds layers for examples of `inputShape`, each for what the one before makes. */
export function chain(inputShape: Shape, links: readonly Link[]): BuiltLayer {
  const steps: Step[] = []
  const parameters: BuiltLayer['parameters'][number][] = []
  const statistics: BuiltLayer['statistics'][number][] = []
  let shape = inputShape
  for (const { layer, nameOf } of links) {
    const built = layer.build(shape)
    shape = built.outputShape
    const [first, firstFound] = [parameters.length, statistics.length]
    parameters.push(...built.parameters.map((own) => ({ ...own, name: nameOf(own.name) })))
    statistics.push(...built.statistics.map((own) => ({ ...own, name: nameOf(own.name) })))
    const [end, endFound] = [parameters.length, statistics.length]
    steps.push({
      layer: built,
      parameters: (all) => all.slice(first, end),
      pass: ({ statistics: found, ...others }) => (found ? { ...others, statistics: found.slice(firstFound, endFound) } : others),
    })
  }
  return {
    outputShape: shape,
    parameters,
    statistics,
    transductive: steps.some(({ layer }) => layer.transductive),
    observe: (all, inputs) => {
      const found: Tensor[] = []
      let hidden = inputs
      for (const { layer, parameters } of steps) {
        const own = layer.observe(parameters(all), hidden)
        found.push(...own)
        hidden = layer.apply(parameters(all), hidden, { statistics: own })
      }
      return found
    },
    apply: (all, inputs, pass) =>
      steps.reduce((hidden, step) => step.layer.apply(step.parameters(all), hidden, step.pass(pass)), inputs),
  }
}

/** A model of a chain. Where a linear layer ends it, that is its head, and what the layer sees are its features. */
export function chainModel(described: Pick<Model, 'name' | 'settings'>, inputShape: Shape, links: readonly Link[]): Model {
  const whole = chain(inputShape, links)
  const { outputShape, parameters, statistics, transductive } = whole
  const body = chain(inputShape, links.slice(0, -1))
  const last = links.at(-1)
  const head = last?.layer.build(body.outputShape).head
  const checked = (values: readonly Tensor[]): readonly Tensor[] => {
    if (values.length === parameters.length) return values
    return fail(described.name, `${parameters.length} parameters`, `${values.length}`, 'pass one tensor for each parameter')
  }
  const checkedPass = (pass: Pass): Pass => {
    const found = pass.statistics?.length ?? statistics.length
    if (found === statistics.length) return pass
    return fail(described.name, `${statistics.length} statistics`, `${found}`, 'pass what observe found')
  }
  return {
    ...described,
    inputShape,
    outputShape,
    transductive,
    parameters: parameters.map(({ name, shape }) => ({ name, shape })),
    initialize: (rng) => parameters.map((parameter) => parameter.initialize(rng)),
    ...(statistics.length > 0 ? { statistics, observe: (values, inputs) => whole.observe(checked(values), inputs) } : {}),
    apply: (values, inputs, pass = {}) => whole.apply(checked(values), inputs, checkedPass(pass)),
    ...(last && head
      ? {
          head: { weight: last.nameOf(head.weight), bias: last.nameOf(head.bias) },
          features: (values, inputs, pass = {}) => body.apply(checked(values), inputs, checkedPass(pass)),
        }
      : {}),
  }
}
