// Web workers as a pool. Values travel, so that a page needs no headers that isolate it, as shared memory would.

import { type FloatArray, fail } from '@assent/autodiff'
import { failureToStart, type Pool } from '../crew.js'
import { type Layout, type PortMemory, viewOf } from '../layout.js'
import type { Answer, Share } from '../shares.js'
import { type Hand, openHand, type WebWorker } from './hand.js'
import type { FromWorker, PortValues } from './messages.js'
import { openTurns } from './turns.js'

/** Starts `size` workers. */
export function openWebPool(where: string, layout: Layout, create: () => WebWorker, size: number): Pool {
  const { program, precision, backendName } = layout
  const work = { program, precision, backendName }
  let onStillborn: (why: string) => void = () => {}
  const broken = new Promise<never>((_, reject) => {
    onStillborn = (why) => reject(failureToStart(where, why, "see that the worker's script is in place and calls serve"))
  })
  const turns = openTurns(size, (number) => openHand({ number, create, work, onStillborn }))
  /** Workers that were ended, by the shares that they were at. */
  const ended = new Map<Share | undefined, number>()
  const run = async (share: Share | undefined, signal: AbortSignal) => {
    const hand = await turns.take(signal)
    const abort = () => {
      ended.set(share, hand.number)
      hand.end('it took too long')
    }
    signal.addEventListener('abort', abort)
    try {
      return await runOn(where, hand, layout, share)
    } finally {
      signal.removeEventListener('abort', abort)
      turns.release(hand)
    }
  }
  const workerAt = (share: Share | undefined) => {
    const number = ended.get(share) ?? 0
    ended.delete(share)
    return number
  }
  return { run, broken, workerAt, close: turns.close }
}

/** Sends the values of a share's inputs, and puts those of its outputs where they belong. */
async function runOn(
  where: string,
  hand: Hand,
  { inputs, outputs, precision }: Layout,
  share: Share | undefined,
): Promise<Answer> {
  const opened = await hand.opened
  if (share === undefined || opened.failure) return opened
  const copyOf = (port: PortMemory): PortValues => ({ name: port.name, values: viewOf(port, precision, share).slice() })
  const answer = await hand.ask({ assent: 'share', count: share.count, inputs: inputs.map(copyOf) })
  if (answer.failure) return answer
  for (const output of outputs) take(where, answer, output, viewOf(output, precision, share))
  return answer
}

/** What a worker says must be whole: values that it left out would be those of the meta-step before. */
function take(where: string, { outputs }: FromWorker, { name }: PortMemory, into: FloatArray): void {
  const values = outputs.find((output) => output.name === name)?.values
  if (values?.length !== into.length) {
    const remedy = 'build the page and its worker with the same version'
    fail(where, `${into.length} values of ${name}`, `${values?.length ?? 0} from a worker`, remedy)
  }
  into.set(values)
}
