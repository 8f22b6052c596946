// Reads changed files one after the other and notes whatever is not a refusal by name: other errors, nonsense that is accepted,
// pollution of prototypes, and more time or memory than a file is worth.

import { AssentError, createRng } from '@assent/core'
import { type Case, Nonsense, type Target } from './format.js'
import { BrokenImage } from './formats/images.js'

export interface Plan {
  readonly seed: number
  /** Number of the first case; with the seed it decides the file. */
  readonly first: number
  /** Stops at whichever comes first. */
  readonly count: number
  readonly seconds: number
}

export interface Finding {
  readonly number: number
  readonly what: string
  /** The file, in base64. */
  readonly file: string
}

export interface Report {
  readonly cases: number
  readonly accepted: number
  readonly seconds: number
  /** Milliseconds of the slowest case, and its number. */
  readonly slowest: number
  readonly slowestNumber: number
  /** Most memory that the process had, in bytes. */
  readonly peak: number
  readonly findings: readonly Finding[]
}

const mostMilliseconds = 2000
const mostFindings = 10
const spareBytes = 64 << 20

/** What time and memory are read from. */
export interface Meters {
  /** Milliseconds. */
  now(): number
  /** Milliseconds that the process computed. */
  computed(): number
  /** Most bytes that the process had until now. */
  peak(): number
}

const ofProcess: Meters = {
  now: () => performance.now(),
  computed: () => (process.cpuUsage().user + process.cpuUsage().system) / 1000,
  peak: () => process.resourceUsage().maxRSS * 1024,
}

/** @param goOn hears of every case before it is made, so that one that hangs is known; the run ends when it says no */
export async function runCases(
  target: Target,
  plan: Plan,
  goOn: (number: number) => boolean = () => true,
  { now, computed, peak }: Meters = ofProcess,
): Promise<Report> {
  const findings: Finding[] = []
  const started = now()
  const untouched = namesOfPrototypes()
  let [cases, accepted, slowest, slowestNumber] = [0, 0, 0, plan.first]
  const isOver = () => cases >= plan.count || now() - started > plan.seconds * 1000
  while (!isOver() && findings.length < mostFindings && goOn(plan.first + cases)) {
    // What native code holds for a file is given back between turns of the event loop.
    if (cases % 500 === 499) await new Promise(setImmediate)
    const number = plan.first + cases++
    const made = target.make(createRng(plan.seed, 'fuzz', target.name, number))
    const [before, start, computedBefore] = [peak(), now(), computed()]
    const outcome = await outcomeOf(target, made)
    // A case that others kept waiting is not slow, nor is one beside which others computed.
    const taken = Math.min(now() - start, computed() - computedBefore)
    if (taken > slowest) [slowest, slowestNumber] = [taken, number]
    if (outcome === 'accepted') accepted++
    const grown = peak() - before
    const troubles = [
      outcome === 'accepted' || outcome === 'refused' ? undefined : outcome,
      taken > mostMilliseconds ? `${Math.round(taken)} ms` : undefined,
      grown > 3 * made.bytes.length + spareBytes
        ? `${Math.round(grown / 2 ** 20)} MiB for ${made.bytes.length} bytes`
        : undefined,
      namesOfPrototypes() === untouched ? undefined : 'prototypes are polluted',
    ]
    for (const what of troubles)
      if (what !== undefined) findings.push({ number, what, file: Buffer.from(made.bytes).toString('base64') })
  }
  const seconds = (now() - started) / 1000
  return { cases, accepted, seconds, slowest, slowestNumber, peak: peak(), findings }
}

/** `accepted`, `refused`, or what was wrong. */
async function outcomeOf(target: Target, made: Case): Promise<string> {
  try {
    const accepting = target.accept(made)
    if (accepting) await accepting
    return 'accepted'
  } catch (error) {
    if (error instanceof AssentError) return /^\[.+\] expected .+; found .*; .+$/s.test(error.message) ? 'refused' : error.message
    if (error instanceof BrokenImage) return 'refused'
    if (error instanceof Nonsense) return `accepted, but: ${error.message}`
    return error instanceof Error ? (error.stack ?? error.message) : `${error}`
  }
}

function namesOfPrototypes(): string {
  return [Object, Array, String, Map].map(({ prototype }) => Reflect.ownKeys(prototype).length).join()
}
