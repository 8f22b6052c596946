// What every model must do, on the float64 reference.

import type { Model } from '@assent/core'
import { type Check, describeChecks, expectThat, settingsCheck } from '../check.js'
import { checkModelDerivatives } from './derivatives.js'
import { checkInitialize, checkNames, checkParametersMatter } from './parameters.js'
import { checkCompany, checkHead, checkPredictions, checkStatistics } from './predictions.js'

/** What a model is held up against. */
export interface ModelClaims {
  /**
   * Models by the same factory with other options: settings must tell them apart, so that no checkpoint of one is read as the
   * other's.
   *
   * @defaultValue none
   */
  readonly others?: readonly Model[]
}

/** Runs the conformance suite of a model under vitest. */
export function describeModel(model: Model, claims: ModelClaims = {}): void {
  describeChecks(`model ${model.name}`, modelChecks(model, claims))
}

/** The suite's checks by themselves. */
export function modelChecks(model: Model, { others = [] }: ModelClaims = {}): Check[] {
  return [
    { name: 'names its parameters and statistics', run: () => checkNames(model) },
    { name: 'starts every parameter', run: () => checkInitialize(model) },
    { name: 'uses every parameter', run: () => checkParametersMatter(model) },
    { name: 'predicts in the shape that it declares', run: () => checkPredictions(model) },
    { name: 'depends on company as it says', run: () => checkCompany(model) },
    { name: 'takes statistics from support as it says', run: () => checkStatistics(model) },
    { name: 'has the head that it names', run: () => checkHead(model) },
    { name: 'has both derivatives in every parameter', run: () => checkModelDerivatives(model) },
    settingsCheck(model),
    {
      name: 'is told apart by its settings',
      run: () => {
        const told = others.every(({ name, settings }) => textOf({ name, settings }) !== textOf(model))
        expectThat(
          told,
          'other settings for other options',
          'the same',
          'put every option that changes predictions into settings',
        )
      },
    },
  ]
}

function textOf({ name, settings }: Pick<Model, 'name' | 'settings'>): string {
  return JSON.stringify([name, settings])
}
