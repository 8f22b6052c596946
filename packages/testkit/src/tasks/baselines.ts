// What baselines must do: predict every query example, from what a learner may see too.

import type { Episode, TaskSource } from '@assent/core'
import { expectThat } from '../check.js'
import { markOf } from './fingerprint.js'
import type { Judge } from './survey.js'

/** Baselines may be slow, so they are asked about a few episodes of each split. */
const EPISODES = 20

export function baselineJudges(source: TaskSource): Judge[] {
  const overFirst = (name: string, holds: (episode: Episode) => void): Judge => ({
    name,
    see: ({ index, episode }) => {
      if (index < EPISODES) holds(episode)
    },
  })
  return [
    overFirst('has baselines that predict every query example', (episode) => checkPredictions(source, episode)),
    overFirst('has baselines that do not look at query targets', (episode) => checkHonesty(source, episode)),
  ]
}

function checkPredictions({ baselines }: TaskSource, given: Episode): void {
  for (const { name, predict } of baselines) {
    const episode = copyOf(given)
    const prediction = predict(episode)
    const expected = episode.query.y.length
    expectThat(
      prediction.length === expected && prediction.every(Number.isFinite),
      `${expected} finite predictions of ${name}`,
      `${prediction.length}, ${prediction.filter(Number.isFinite).length} of them finite`,
      'predict every value of every query target',
    )
    const same = markOf(episode) === markOf(given)
    expectThat(same, `${name} to leave the episode as it is`, 'a change', 'copy before you compute')
  }
}

/** Predictions must be the same for other query targets. */
function checkHonesty({ baselines }: TaskSource, given: Episode): void {
  for (const { name, predict } of baselines) {
    const [open, blind] = [copyOf(given), copyOf(given)]
    blind.query.y.reverse().forEach((value, i, y) => {
      y[i] = 1 - value
    })
    const remedy = 'predict from the support examples and the query inputs'
    const same = predict(open).join() === predict(blind).join()
    expectThat(same, `${name} to predict the same for other query targets`, 'others', remedy)
  }
}

/** What a baseline changes is not what other checks look at. */
function copyOf({ id, support, query }: Episode): Episode {
  const [ownSupport, ownQuery] = [support, query].map(({ count, x, y }) => ({ count, x: x.slice(), y: y.slice() }))
  return { id, support: ownSupport, query: ownQuery } as Episode
}
