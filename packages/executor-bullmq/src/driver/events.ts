// What a driver tells of its workers, for the terminal and for tests.

import type { Block, Transport } from './blocks.js'

/** Something that happened in the cluster; it changes nothing in the numbers. */
export interface ClusterEvent {
  readonly kind:
    | 'waiting'
    | 'joined'
    | 'lost'
    /** What is sent, chosen for the hands that are there. */
    | 'transport'
    /** An answer that is not believed. */
    | 'refused'
    /** Work that is given out again. */
    | 'retried'
    /** A hand whose answers are not believed any more. */
    | 'left-out'
  readonly text: string
}

/** Tells how meta-batches are sent, when that changes. */
export function reportTransport(tell: (event: ClusterEvent) => void) {
  let last = ''
  return ({ blocks, transports }: { readonly blocks: readonly Block[]; readonly transports: readonly Transport[] }): void => {
    const ways = transports
      .filter(({ vectors }) => vectors > 0)
      .map(({ of, collects, vectors }) => `${of}s as ${collects ? 'rows' : 'sums'}, ${vectors} vectors through the server`)
    const text = `${blocks.length} blocks of up to ${blocks[0]?.count} tasks; ${ways.join('; ')}`
    if (text !== last) tell({ kind: 'transport', text })
    last = text
  }
}
