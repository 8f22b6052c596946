// A learned initialization in use: it adapts to a task from a few examples, and what it has adapted predicts. Everything is
// compiled once for each number of examples, and kept.

import { type Executable, type FloatArray, fail, sizeOf } from '@assent/autodiff'
import { targetShapeOf } from '../contracts/loss.js'
import { checkTheta, checkWhole, type Problem, type Trained, trainedPart } from '../contracts/problem.js'
import type { Examples } from '../contracts/task-source.js'
import { checkExamples } from '../train/sample.js'
import { adaptedPorts, predictProgram } from './adaptation-programs.js'
import { keepFew } from './keep-few.js'
import { openSideBySide, type SideBySide, type Values } from './side-by-side.js'

/** A model that has learned one task. */
export interface AdaptedModel {
  /** The loss on the support examples before each inner step. */
  readonly losses: readonly number[]
  /** What predictions are made with, by name: the parameters after the last step, and the statistics of a model that has some. */
  readonly values: { readonly [port: string]: FloatArray }
  /**
   * Outputs `[count, …outputShape]` flat, for inputs `[count, …inputShape]` flat. Inputs of one call are seen together where
   * the model is transductive.
   *
   * @throws AssentError when the inputs are no whole examples or not finite
   */
  predict(x: ArrayLike<number>): Promise<FloatArray>
  /** Gives back what `adapt` opened for this model alone; one from an open model has nothing of its own. */
  dispose(): void
}

/** A learned initialization, ready to adapt. */
export interface OpenModel {
  /**
   * Learns one task from a few examples: `innerSteps` inner steps from θ, exactly as in evaluation.
   *
   * @throws AssentError when the examples do not fit the model or are not finite, or when the adaptation diverges
   */
  adapt(support: Examples, innerSteps: number): Promise<AdaptedModel>
  /**
   * A model that was adapted before, from its `values`.
   *
   * @throws AssentError when a value is missing, or of another length, or not finite
   */
  reopen(values: AdaptedModel['values'], losses?: readonly number[]): AdaptedModel
  /** Gives back all that was compiled. */
  dispose(): void
}

/** How many numbers of examples stay compiled. */
const KEPT = 4

/**
 * Opens an initialization for use. Nothing of a task source is needed; calls wait for one another.
 *
 * @param theta all meta-parameters, flat: those of the model, then the learner's own
 * @throws AssentError when θ does not fit the model or is not finite
 */
export function openModel(parts: Problem | Trained, theta: FloatArray): OpenModel {
  return openTrained(trainedPart(parts), theta)
}

/** {@link openModel} for a page that says its loss: the usual ones, and what they are made of, are not loaded. */
export function openTrained(trained: Trained, theta: FloatArray): OpenModel {
  checkTheta('model', trained, theta)
  const { backend, model, loss } = trained
  const shapes = { ...model, loss, targetShape: targetShapeOf(loss, model.outputShape) }
  const adapters = keepFew<SideBySide>(KEPT, (support) => openSideBySide(trained, 1, support))
  const predictors = keepFew<Executable>(KEPT, (count) => backend.compile(predictProgram(trained, count), 1))
  const inTurn = oneAfterTheOther()
  const predictWith = async (values: Values, x: ArrayLike<number>) => {
    const inputs = checkInputs(x, sizeOf(model.inputShape))
    const predictor = await predictors.get(inputs.length / sizeOf(model.inputShape))
    for (const [port, value] of values) predictor.write(port, value)
    predictor.write('x', inputs)
    await predictor.run()
    return finite('predict', (await predictor.read('prediction')).slice())
  }
  const reopen = (values: AdaptedModel['values'], losses: readonly number[] = []): AdaptedModel => {
    checkAdapted('reopen', model, values)
    return {
      losses,
      values,
      predict: (x) => inTurn(() => predictWith(new Map(Object.entries(values)), x)),
      dispose: () => {},
    }
  }
  return {
    adapt: (support, innerSteps) =>
      inTurn(async () => {
        checkWhole('adapt', 'innerSteps', innerSteps, 0)
        checkExamples('adapt, support', shapes, support)
        const adapter = await adapters.get(support.count)
        await adapter.begin(theta, support.x, support.y)
        const losses: number[] = []
        for (let step = 1; step <= innerSteps; step++) {
          const [loss] = await adapter.step()
          if (loss === undefined || !Number.isFinite(loss)) stopDiverged(step, 'a finite loss', `${loss}`)
          losses.push(Number(loss))
        }
        const values = new Map([...(await adapter.finish())].map(([port, value]) => [port, value.slice()] as const))
        if ([...values.values()].some((value) => !value.every(Number.isFinite))) {
          stopDiverged(innerSteps, 'finite parameters', 'NaN or infinity')
        }
        return reopen(Object.fromEntries(values), losses)
      }),
    reopen,
    dispose: () => {
      for (const kept of [adapters, predictors]) kept.dispose()
    },
  }
}

/**
 * Learns one task from a few examples, by a model opened for it alone: `dispose` it when done. To adapt to several tasks,
 * {@link openModel} once.
 *
 * @throws AssentError as `openModel` and its `adapt` do
 */
export async function adapt(
  parts: Problem | Trained,
  theta: FloatArray,
  support: Examples,
  innerSteps: number,
): Promise<AdaptedModel> {
  const open = openModel(parts, theta)
  try {
    return { ...(await open.adapt(support, innerSteps)), dispose: open.dispose }
  } catch (error) {
    open.dispose()
    throw error
  }
}

/** Refuses values of a model of another form; one that is missing would be that of the model before. */
export function checkAdapted(where: string, model: Trained['model'], values: AdaptedModel['values']): void {
  const expected = adaptedPorts(model)
  const [lengths, found] = [expected.map(([port, shape]) => `${port} of ${sizeOf(shape)}`), Object.keys(values)]
  const fits = found.length === expected.length && expected.every(([port, shape]) => values[port]?.length === sizeOf(shape))
  if (!fits)
    fail(
      where,
      lengths.join(', '),
      found.map((port) => `${port} of ${values[port]?.length}`).join(', '),
      'use values of this model',
    )
  const bad = found.find((port) => !values[port]?.every(Number.isFinite))
  if (bad !== undefined) fail(where, `finite values of ${bad}`, 'NaN or infinity', 'adapt the model again')
}

function checkInputs(x: ArrayLike<number> | null | undefined, size: number): FloatArray {
  if (!x || !(x.length > 0) || x.length % size !== 0) {
    return fail('predict', `inputs of ${size} values each, flat`, `${x?.length} values`, 'join whole examples')
  }
  const inputs = Float64Array.from(x, (value) => (typeof value === 'number' ? value : Number.NaN))
  const bad = inputs.findIndex((value) => !Number.isFinite(Math.fround(value)))
  if (bad >= 0) {
    const found = `${String(x[bad])} in example ${Math.floor(bad / size)}`
    fail('predict', 'finite numbers, flat', found, 'clean the input, or flatten it')
  }
  return inputs
}

function finite(where: string, outputs: FloatArray): FloatArray {
  if (outputs.every(Number.isFinite)) return outputs
  return fail(where, 'finite predictions', 'NaN or infinity', 'scale the inputs as in training', 'diverged')
}

function stopDiverged(step: number, expected: string, found: string): never {
  fail(`adapt, step ${step}`, expected, found, 'take fewer steps or a smaller inner rate', 'diverged')
}

/** Runs what it is given one after the other: an executable has one set of inputs. */
function oneAfterTheOther(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work, work)
    last = result
    return result
  }
}
