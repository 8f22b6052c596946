// An errand that is out, and what becomes of it: begun where it ended before, heard of, and believed when it is whole.

import { AssentError, fail } from '@assent/autodiff'
import type { Setting } from '@assent/core'
import { toError } from '@assent/core/tools'
import { type ErrandRequest, errandName } from '../protocol/errand.js'
import { type ErrandNews, LONGEST_MESSAGE } from '../protocol/messages.js'
import { type Files, type Parcel, readParcel, SAVED_LIFE, type Sent, writeParcel } from '../protocol/parcel.js'
import { type Desk, divergence, hearFailure, isOut, look, refuseAnswer } from './desk.js'
import type { Run } from './run.js'
import { createWork, type Work } from './work.js'

/** Something that a worker is to do. */
export interface Errand {
  /** What the workers' errand function is given: plain data. */
  readonly description: Setting
  /** Which errand it is, in words. */
  readonly title: string
  /** What was saved on the way, here; what the server knows comes before it. */
  readonly saved?: Files
  /** Hears what is saved on the way. An AssentError of the kind `damaged` says that it is not believed. */
  onSaved?(files: Files): void
  /** Hears what is said on the way; `lasting` when it is not replaced by the next. */
  onLine?(text: string, lasting: boolean): void
  /** Looks at what is brought. An AssentError of the kind `damaged` says that it is not believed: it is given out again. */
  accept(parcel: Parcel): void
}

/** An errand that is out. */
export interface ErrandWork extends Work {
  readonly data: ErrandRequest
  readonly errand: Errand
  readonly answer: Promise<Parcel>
  readonly resolve: (parcel: Parcel) => void
}

export function describeErrand(identity: string, errand: Errand): ErrandWork {
  const description = errand.description as ErrandRequest['description']
  const { length } = JSON.stringify(description)
  if (length > LONGEST_MESSAGE) fail(errand.title, `up to ${LONGEST_MESSAGE} bytes of description`, `${length}`, 'say less')
  const name = errandName(identity, description)
  const data: ErrandRequest = { errand: name, description }
  return { ...createWork<Parcel>(name, data, errand.title), data, errand }
}

/** It may be done already, or begun: a driver that was stopped has asked for it. */
export async function begin(desk: Desk<ErrandWork>, work: ErrandWork): Promise<void> {
  const { run, jobs } = desk
  await look(desk, work)
  if (!isOut(desk, work)) return
  const { saved = new Map() } = work.errand
  if (saved.size > 0) {
    const bytes = writeParcel({ errand: work.name, hand: 'driver', result: null, files: saved })
    await run.server.ask((redis) => redis.set(run.names.saved(work.name), bytes, 'PX', SAVED_LIFE, 'NX'))
  }
  await jobs.giveOut(work, undefined)
}

export async function hear(desk: Desk<ErrandWork>, work: ErrandWork, { hand, news }: ErrandNews, largest: number): Promise<void> {
  work.heardFrom = hand
  if (news.kind === 'done') return look(desk, work)
  if (news.kind === 'saved') return fetchSaved(desk, work, hand, largest)
  if (news.kind === 'put-back') return desk.jobs.giveOut(work, undefined)
  if (news.kind === 'failed') return hearFailure(desk, work, hand, toError(news.failure))
  if (news.kind === 'diverges') throw divergence(hand, news.from)
  if (news.kind === 'line') work.errand.onLine?.(news.text, news.lasting)
}

export async function lookOnce(desk: Desk<ErrandWork>, work: ErrandWork, largest: number): Promise<void> {
  const { run, suspects, pending } = desk
  const found = await fetchParcel(run, run.names.answer(work.name), work.name, largest)
  if (found === undefined || !isOut(desk, work)) return
  const hand = typeof found === 'string' ? (work.heardFrom ?? 'unknown') : found.hand
  const refuse = (reason: string, isWrong: boolean) => refuseAnswer(desk, work, { hand, reason, isWrong })
  if (typeof found === 'string') return refuse(found, true)
  if (!suspects.trusts(hand)) return refuse('its answers are not believed any more', false)
  const complaint = complaintOf(() => work.errand.accept(found))
  if (complaint) return refuse(complaint.message, true)
  pending.delete(work.name)
  work.resolve(found)
  await run.server.ask((redis) => redis.unlink(run.names.answer(work.name), run.names.saved(work.name)))
}

/** Whoever saves has come further: what went wrong before is no reason to give up. */
async function fetchSaved({ run, suspects }: Desk<ErrandWork>, work: ErrandWork, hand: string, largest: number): Promise<void> {
  const found = await fetchParcel(run, run.names.saved(work.name), work.name, largest)
  if (found === undefined) return
  const reason = typeof found === 'string' ? found : complaintOf(() => work.errand.onSaved?.(found.files))?.message
  if (reason === undefined) return void work.reasons.splice(0)
  suspects.blame(hand)
  run.tell({ kind: 'refused', text: `${work.place}, what worker ${hand} saved: ${reason}` })
  await run.server.ask((redis) => redis.unlink(run.names.saved(work.name)))
}

/** A parcel, or what is wrong with it; undefined where there is none. */
async function fetchParcel({ server }: Run, key: string, name: string, largest: number): Promise<Sent | string | undefined> {
  // One byte more than is allowed shows that it is too long, however long it is.
  const bytes = await server.ask((redis) => redis.getrangeBuffer(key, 0, largest))
  if (bytes.length === 0) return undefined
  if (bytes.length > largest) return `more than ${largest} bytes`
  const found = readParcel(bytes, name)
  return typeof found === 'string' ? `wrong ${found}` : found
}

/** Why it is not believed, if it is not; every other error ends the errand. */
function complaintOf(look: () => void): AssentError | undefined {
  try {
    look()
    return undefined
  } catch (error) {
    if (error instanceof AssentError && error.kind === 'damaged') return error
    throw error
  }
}
