// What holds from one draw to the next: an episode is a function of its stream, and stays as it was given.

import type { Episode, Split } from '@assent/core'
import { expectThat } from '../check.js'
import { markOf } from './fingerprint.js'
import type { Drawn, Judge } from './survey.js'

/** Episodes of a meta-batch, which a source that takes its buffers in turns would write over. */
const KEPT = 64
/** Episodes that are drawn again at last. */
const REDRAWN = 60

export function drawJudges(): Judge[] {
  return [sameStreamJudge(), laterJudge(), keptJudge(), differentJudge()]
}

function expectSameEpisode({ split, index, draw }: Drawn, mark: string, when: string): void {
  const remedy = 'take all randomness from rng, and keep no state between calls'
  expectThat(markOf(draw()) === mark, `one episode for ${split} ${index}, ${when}`, 'two', remedy)
}

function sameStreamJudge(): Judge {
  return {
    name: 'draws the same episode from the same stream',
    see: (drawn) => expectSameEpisode(drawn, markOf(drawn.episode), 'drawn again at once'),
  }
}

/** The last first, so that each comes after others. */
function laterJudge(): Judge {
  const drawn: { readonly drawn: Drawn; readonly mark: string }[] = []
  return {
    name: 'draws the same episode after many others',
    see: (own) => {
      if (drawn.length < REDRAWN) drawn.push({ drawn: own, mark: markOf(own.episode) })
    },
    end: () => {
      for (const { drawn: own, mark } of drawn.reverse()) expectSameEpisode(own, mark, 'drawn again after others')
    },
  }
}

function keptJudge(): Judge {
  const kept: { readonly episode: Episode; readonly mark: string }[] = []
  const look = () => {
    const { episode, mark } = kept.shift() as (typeof kept)[number]
    const remedy = 'fill new arrays for each episode'
    expectThat(markOf(episode) === mark, `episode ${episode.id} to stay as it was`, 'another', remedy)
  }
  return {
    name: 'lets go of an episode that it gave away',
    see: ({ episode }) => {
      kept.push({ episode, mark: markOf(episode) })
      if (kept.length > KEPT) look()
    },
    end: () => {
      while (kept.length > 0) look()
    },
  }
}

function differentJudge(): Judge {
  const marks = new Map<Split, Set<string>>()
  return {
    name: 'draws different episodes from different streams',
    see: ({ split, episode }) => marks.set(split, (marks.get(split) ?? new Set()).add(markOf(episode))),
    end: () => {
      for (const [split, drawn] of marks) {
        expectThat(drawn.size > 1, `more than one ${split} episode`, 'the same every time', 'draw the task from rng')
      }
    },
  }
}
