// First and second derivatives of a model's predictions in each parameter, against float64 central differences along random
// directions: a wrong coordinate shows in almost all of them, and a large model takes no longer than a small one.

import { add, gradient, mul, reference, sum } from '@assent/autodiff'
import type { Model } from '@assent/core'
import { timeBudget } from '../budget.js'
import { expectThat } from '../check.js'
import type { Values } from '../differentiate.js'
import { drawModelValues, modelProgram, predict } from './trial.js'

const COUNT = 3
const STEP = 1e-6
const ATTEMPTS = 3
const MILLISECONDS = 15_000

/** `value` = Σ prediction · weights; `first` = its derivative along `v`; with their gradients in each parameter. */
const programOf = (model: Model) =>
  modelProgram(model, COUNT, (tensors) => {
    const value = sum(mul(predict(model, tensors), tensors.weights))
    const slopes = gradient(value, tensors.parameters)
    const first = slopes.map((slope, p) => sum(mul(slope, tensors.along[p] as typeof slope))).reduce(add)
    const named = (prefix: string, gradients: typeof slopes) =>
      Object.fromEntries(gradients.map((own, p) => [`${prefix}${p}`, own]))
    return { value, first, ...named('slope', slopes), ...named('bend', gradient(first, tensors.parameters)) }
  })

/**
 * Where a piecewise function bends between the two points of a difference, that difference is off; this is rare, so a
 * parameter is judged by the best of three draws. A wrong derivative is wrong in all.
 */
export async function checkModelDerivatives(model: Model): Promise<void> {
  if (model.parameters.length === 0) return
  const program = programOf(model)
  const executable = await reference().compile(program, 1)
  const timeLeft = timeBudget(MILLISECONDS)
  const measure = async (values: Values): Promise<Map<string, ArrayLike<number>>> => {
    for (const { name } of program.inputs) executable.write(name, values[name] as ArrayLike<number>)
    await executable.run()
    const read = async (name: string) => [name, (await executable.read(name)).slice()] as const
    return new Map(await Promise.all(program.outputs.map(({ name }) => read(name))))
  }
  const errorsOf = async (p: number, attempt: number): Promise<number[]> => {
    const values = drawModelValues(model, COUNT, attempt)
    const here = await measure(values)
    const [parameter, along] = [`p${p}`, values[`v${p}`] as Float64Array]
    const moved = async (by: number) =>
      measure({ ...values, [parameter]: (values[parameter] as Float64Array).map((own, i) => own + by * (along[i] as number)) })
    const [above, below] = [await moved(STEP), await moved(-STEP)]
    const scalar = (at: typeof here, name: string) => at.get(name)?.[0] as number
    return [
      ['value', 'slope'],
      ['first', 'bend'],
    ].map(([of, by]) => {
      const difference = (scalar(above, of as string) - scalar(below, of as string)) / (2 * STEP)
      const found = dot(here.get(`${by}${p}`) as ArrayLike<number>, along)
      // Differences are no better than the rounding of what they are taken of.
      return Math.abs(found - difference) / Math.max(Math.abs(difference), 1e-3 * Math.abs(scalar(here, of as string)), 1e-6)
    })
  }
  for (const [p, { name }] of model.parameters.entries()) {
    const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (let attempt = 0; attempt < ATTEMPTS && least.some((error) => !(error <= 1e-4)); attempt++) {
      for (const [order, error] of (await errorsOf(p, attempt)).entries()) least[order] = Math.min(least[order] as number, error)
    }
    const worst = least.findIndex((error) => !(error <= 1e-4))
    expectThat(
      worst < 0,
      `the ${worst === 0 ? 'first' : 'second'} derivative in ${name} to be that of the predictions, to 1e-4`,
      `an error of ${least[worst]?.toExponential(1)}`,
      'compute predictions from the recorded parameters alone, and let no stopGradient stand between',
    )
    if (!timeLeft()) break
  }
  executable.dispose()
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < b.length; i++) total += (a[i] as number) * (b[i] as number)
  return total
}
