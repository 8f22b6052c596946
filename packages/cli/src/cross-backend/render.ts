// The cross-backend table as text, and what its numbers mean.

import { renderTable } from '../output/table.js'
import type { CrossBackend, Measured } from './result.js'

export function renderCrossBackend({ experiment, against, marks, backends, notInstalled, machine }: CrossBackend): string {
  const head = ['', ...marks.map((mark) => `after ${mark}`), 'meta-step', 'first', 'load', 'memory', 'added']
  const rows = backends.map((own) => [
    own.name,
    ...marks.map((mark) => (own.name === against ? '' : Number(own.distances[mark]).toExponential(1))),
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
  const threads = backends.some(({ name }) => name === 'node') ? '; node uses all of them, the others one' : ''
  return [
    'after 1:    whether a backend computes the same; in float32 about 1e-7 is rounding.',
    '            Later ones also show what training makes of rounding: where a relu flips, or an optimizer divides by small',
    '            squares, they may grow by orders of magnitude with nothing wrong. Compare losses then, not parameters.',
    ...(against === 'reference' ? [] : [`            ${against} rounds too, so these are distances between two roundings.`]),
    'meta-step:  the median without the first, which compiles; sampling included. Backends take turns, each in a process of',
    `            its own; ${processors} processors${threads}; Node ${node.slice(1)}.`,
    'load:       import and start. memory: the largest resident size seen after a step; added: by the backend and the run.',
  ]
}

function showTime(milliseconds: number): string {
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(1)} s`
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`
}
