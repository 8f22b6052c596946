// A seat is a place in the meta-batch: in every meta-step another task sits down on it. Whoever sits on a spoilt seat has
// bad targets, so that one sees over a whole training which rules follow it.

import { createRng, type Episode } from '@assent/core'
import { type Executor, inProcess } from '@assent/core/tools'
import { negatedTargets, type Spoil, scaledTargets, shuffledTargets, spoilEpisode } from '@assent/tasks-robustness'

export const spoils = {
  good: { title: 'as it is', sign: '' },
  times10: { title: 'targets × 10', sign: '×10' },
  shuffled: { title: 'targets shuffled', sign: '⤮' },
  negated: { title: 'targets negated', sign: '±' },
} as const

export type SpoilName = keyof typeof spoils

export const spoilNames = Object.keys(spoils) as readonly SpoilName[]

const ways: { readonly [name in Exclude<SpoilName, 'good'>]: Spoil } = {
  times10: scaledTargets(10),
  shuffled: shuffledTargets(),
  negated: negatedTargets(),
}

/** Adapts in this thread, after spoiling what sits on bad seats; `onSeated` gets the episodes of each meta-step. */
export function seated(
  seats: readonly SpoilName[],
  seed: number,
  onSeated: (episodes: readonly Episode[]) => void = () => {},
): Executor {
  return {
    name: 'seated',
    open: async (problem, tasks) => {
      const session = await inProcess().open(problem, tasks)
      let step = 0
      const sitDown = (episode: Episode, seat: number): Episode => {
        const name = seats[seat] ?? 'good'
        return name === 'good' ? episode : spoilEpisode(episode, ways[name], 1, createRng(seed, 'seat', seat, step))
      }
      return {
        propose: (batch) => {
          step++
          const assignments = batch.assignments.map((assignment, seat) => ({
            ...assignment,
            episode: sitDown(assignment.episode, seat),
          }))
          onSeated(assignments.map(({ episode }) => episode))
          return session.propose({ ...batch, assignments })
        },
        close: () => session.close(),
      }
    },
  }
}
