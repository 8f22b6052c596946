// The cross-backend table as text, and what its numbers mean.

import type { CrossBackend } from '../commands/backends.js'
import { renderTable } from '../output/table.js'
import type { Measured } from './measure.js'

export function renderCrossBackend({ experiment, against, marks, backends, notInstalled, machine }: CrossBackend): string {
  const head = ['', ...marks.map((mark) => `after ${mark}`), 'meta-step', 'first', 'load', 'memory', 'of it ours']
  const rows = backends.map((own) => [
    own.name,
    ...marks.map((mark) => (own.name === against ? '' : (own.distances[mark] as number).toExponential(1))),
    own.step === null ? '' : showTime(own.step),
    showTime(own.firstStep),
    showTime(own.loading),
    megabytes(own.largestMemory),
    megabytes(own.largestMemory - own.bareMemory),
  ])
  return [
    `${experiment}, seed and episodes the same for all; θ's relative distance from ${against} after meta-steps`,
    renderTable(head, rows),
    ...notInstalled.map(({ name, command }) => `${name}: not installed; ${command}`),
    '',
    ...notesOn(backends, against, machine),
  ].join('\n')
}

/** What a reader must know to trust the numbers, or not to. */
function notesOn(backends: readonly Measured[], against: string, { processors, node }: CrossBackend['machine']): string[] {
  return [
    'after 1:   whether a backend computes the same thing; float32 against float64 gives about 1e-7 here.',
    'after 100: also what the experiment makes of rounding. Where a relu flips or an optimizer divides by small squares the',
    '           distance may grow by orders of magnitude without anything being wrong; compare losses, not parameters.',
    'meta-step: the median, sampling included, without the first, which compiles; backends take turns. One process each,',
    `           ${processors} processors, Node ${node.slice(1)}${backends.some(({ name }) => name === 'node') ? '; node uses all processors, the others one' : ''}.`,
    'load:      import and start in a fresh process. memory: its largest resident size seen after a step, Node and data included.',
    ...(against === 'reference'
      ? []
      : [`           ${against} rounds too: the distance is between two float32 results, not from the truth.`]),
  ]
}

function showTime(milliseconds: number): string {
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(1)} s`
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`
}
