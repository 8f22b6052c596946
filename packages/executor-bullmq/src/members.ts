// Who has said lately that it is there: workers of a cluster, or hands of a run.

import { type MemberMessage, readMember } from './protocol/messages.js'
import type { Server } from './server.js'

/** The members that a set names and that still are there, by name, in the order of their names. */
export async function membersOf(
  { ask }: Pick<Server, 'ask'>,
  set: string,
  keyOf: (name: string) => string,
): Promise<Map<string, MemberMessage>> {
  const names = (await ask((redis) => redis.smembers(set))).sort()
  const texts = names.length === 0 ? [] : await ask((redis) => redis.mget(names.map(keyOf)))
  return new Map(
    names.flatMap((name, index): [string, MemberMessage][] => {
      const member = readMember('a member', texts[index] ?? '')
      return member ? [[name, member]] : []
    }),
  )
}
