// A worker that answers wishes. Of several that wait, only the last one is met: a stroke is older than the next one.

import { failedBy } from './failure.js'

/** Answers each message by `meet`, one after the other, and leaves out those that are overtaken. */
export function meetLatest<Wish, Answer>(meet: (wish: Wish) => Promise<Answer>): void {
  let waiting: { readonly wish: Wish } | undefined
  let working = false
  const work = async () => {
    working = true
    while (waiting) {
      const { wish } = waiting
      waiting = undefined
      try {
        postMessage(await meet(wish))
      } catch (error) {
        postMessage(failedBy(error))
      }
    }
    working = false
  }
  addEventListener('message', ({ data }: MessageEvent<Wish>) => {
    waiting = { wish: data }
    if (!working) work()
  })
}

/**
 * The bytes of one of the page's own files.
 *
 * @throws Error when it cannot be fetched
 */
export async function fetchBytes(url: URL): Promise<Uint8Array> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url.pathname.split('/').at(-1)} could not be fetched: ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
