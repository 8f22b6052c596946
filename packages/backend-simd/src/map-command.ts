// A group of items as one call: a compiled nest of loops where every operand allows it, else the map kernel.

import { chunkCall } from './chunk-command.js'
import { nestCall } from './nest-command.js'
import { collectStreams, type Member } from './streams.js'
import type { Call } from './words.js'

/** The call that computes a group for `tasks` tasks. `inMemory` tells which values are read by others. */
export function mapCall(members: readonly Member[], tasks: number, inMemory: (value: number) => boolean): Call {
  const group = members[0]?.perTask ? tasks : undefined
  const streams = collectStreams(members, group, inMemory)
  return nestCall(members, streams, group) ?? chunkCall(members, streams, group)
}
