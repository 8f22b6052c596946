// A model's parameters: what they are called, how they start, and that all of them matter.

import { sizeOf } from '@assent/autodiff'
import { createRng, type Model } from '@assent/core'
import { expectThat } from '../check.js'
import { modelProgram, predict } from './trial.js'

export function checkNames({ parameters, statistics = [] }: Model): void {
  const names = [...parameters, ...statistics].map(({ name }) => name)
  const twice = names.find((name, place) => name.trim() === '' || names.indexOf(name) !== place)
  const remedy = 'name parameters and statistics after what they are, each once'
  expectThat(twice === undefined, 'names that differ', `'${twice}' empty or twice`, remedy)
}

/** As many finite values as the shapes hold, and the same from the same stream. */
export function checkInitialize(model: Model): void {
  const draw = () => model.initialize(createRng(3, 'model')).map((values) => Array.from(values))
  const drawn = draw()
  const remedy = 'give one array per parameter, in their order, with all randomness from rng'
  const { parameters } = model
  expectThat(drawn.length === parameters.length, `${parameters.length} arrays`, `${drawn.length}`, remedy)
  for (const [p, { name, shape }] of parameters.entries()) {
    const values = drawn[p] as number[]
    expectThat(values.length === sizeOf(shape), `${sizeOf(shape)} values for ${name}`, `${values.length}`, remedy)
    expectThat(values.every(Number.isFinite), `finite values for ${name}`, 'others', remedy)
  }
  expectThat(JSON.stringify(draw()) === JSON.stringify(drawn), 'the same values from the same stream', 'others', remedy)
}

/** A parameter that no prediction reads is learned in vain. */
export function checkParametersMatter(model: Model): void {
  const program = modelProgram(model, 3, (tensors) => ({ y: predict(model, tensors) }))
  const read = new Set(program.nodes.flatMap(({ inputs }) => inputs))
  const idle = model.parameters.filter((_, p) => !read.has(program.inputs.find((port) => port.name === `p${p}`)?.node ?? -1))
  const found = `none of ${idle.map(({ name }) => name)}`
  expectThat(idle.length === 0, 'predictions that depend on every parameter', found, 'leave out what is not used')
}
