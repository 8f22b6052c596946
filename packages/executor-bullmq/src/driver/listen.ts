// Hears what the hands of a run say. What is not heard is found by the patrol.

import type { Run } from './run.js'

/** Listens until it is ended. */
export async function listen({ server, names, id }: Run, hear: (text: string) => void): Promise<() => void> {
  const ear = server.redis.duplicate()
  ear.on('error', () => {}) // The server's loss is noticed by those who ask it.
  ear.on('message', (_channel: string, text: string) => hear(text))
  await server.ask(() => ear.subscribe(names.done(id)))
  return () => ear.disconnect()
}
