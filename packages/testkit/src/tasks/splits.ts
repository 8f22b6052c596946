// What is judged on was not trained on: no example of one split turns up in another.

import { sizeOf } from '@assent/autodiff'
import type { Episode, Split, TaskSource } from '@assent/core'
import { expectThat } from '../check.js'
import { fingerprints } from './fingerprint.js'
import type { Judge } from './survey.js'

/**
 * Examples are known by what they hold: in classification by their inputs, in regression by their targets too. Where these are
 * few numbers some coincide by chance, as where all tasks are seen at the same inputs; a quarter of an episode's examples, and
 * two at least, in one task of another split do not.
 */
export function splitJudge({ kind, inputShape }: TaskSource, sharedExamples: number): Judge {
  const seen = new Map<number, { readonly split: Split; readonly id: string }>()
  const distinct = kind === 'classification' && sizeOf(inputShape) > 1
  const shared: { count: number; of: number; first: string } = { count: 0, of: 0, first: '' }
  return {
    name: 'keeps the examples of its splits apart',
    see: ({ split, episode }) => {
      const known = knownExamples(kind, episode)
      const meetings = new Map<string, number>()
      for (const example of known) {
        const before = seen.get(example)
        if (before === undefined) seen.set(example, { split, id: episode.id })
        else if (before.split !== split) {
          const where = `${before.split} ${before.id}`
          meetings.set(where, (meetings.get(where) ?? 0) + 1)
        }
      }
      shared.of += known.length
      for (const [where, count] of meetings) {
        if (!distinct && count < Math.max(2, known.length / 4)) continue
        shared.count += count
        shared.first ||= `${count} of ${split} ${episode.id} in ${where}`
      }
    },
    end: () =>
      expectThat(
        shared.count <= sharedExamples * shared.of,
        sharedExamples === 0 ? 'no example in two splits' : `at most ${sharedExamples} of the examples in two splits`,
        `${shared.count} of ${shared.of}, first ${shared.first}`,
        'divide the data before anything is drawn, or claim sharedExamples where the data themselves repeat',
      ),
  }
}

function knownExamples(kind: TaskSource['kind'], { support, query }: Episode): number[] {
  const inputs = [support, query].flatMap(({ count, x }) => fingerprints(x, count))
  if (kind === 'classification') return inputs
  const targets = [support, query].flatMap(({ count, y }) => fingerprints(y, count))
  return inputs.map((input, i) => (input + (targets[i] as number) * 3) % Number.MAX_SAFE_INTEGER)
}
