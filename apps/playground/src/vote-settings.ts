// The settings of the Vote screen, in the address and back.

import { readSettings } from './address.js'
import rates from './engine/rates.json'
import { type RuleName, ruleNames } from './engine/rules.js'
import { type SpoilName, spoilNames } from './engine/seats.js'
import { type LearnerName, learners } from './engine/setup.js'

export const SEATS = 25

export interface VoteSettings {
  readonly learner: LearnerName
  readonly rules: readonly RuleName[]
  /** Outer rates that differ from those that validation tasks preferred. */
  readonly rates: Readonly<Partial<Record<RuleName, number>>>
  readonly seats: readonly SpoilName[]
  readonly metaSteps: number
  readonly seed: number
}

export const defaultSettings: VoteSettings = {
  learner: 'reptile',
  rules: ['uniform', 'gradientAgreement', 'whitened'],
  rates: {},
  seats: new Array<SpoilName>(SEATS).fill('good'),
  metaSteps: 1000,
  seed: 1,
}

/** The outer rate of a rule: as set, or as validation tasks preferred it for good tasks or for those with outliers. */
export function rateOf({ learner, rates: own, seats }: VoteSettings, rule: RuleName): number {
  const kind = seats.every((seat) => seat === 'good') ? 'good' : 'outliers'
  return own[rule] ?? rates.chosen[learner][kind][rule]
}

type Told = Readonly<Record<string, string | undefined>>

/** Only what differs from the defaults. */
export function toAddress({ learner, rules, rates: own, seats, metaSteps, seed }: VoteSettings): Told {
  const differs = <Value>(value: Value, usual: Value, shown = `${value}`) => (value === usual ? undefined : shown)
  const spoilt = seats.flatMap((spoil, seat) => (spoil === 'good' ? [] : [`${seat + 1}:${spoil}`]))
  const chosen = Object.entries(own).map(([rule, rate]) => `${rule}:${rate}`)
  return {
    learner: differs(learner, defaultSettings.learner),
    rules: differs(rules.join(), defaultSettings.rules.join()),
    rates: chosen.length > 0 ? chosen.join() : undefined,
    spoil: spoilt.length > 0 ? spoilt.join() : undefined,
    steps: differs(metaSteps, defaultSettings.metaSteps),
    seed: differs(seed, defaultSettings.seed),
  }
}

/** Settings from an address; what cannot be read stands in `problems` and has its default. */
export function fromAddress(told: URLSearchParams): { settings: VoteSettings; problems: readonly string[] } {
  const { read, problems } = readSettings(told)
  const settings: VoteSettings = {
    learner: read('learner', defaultSettings.learner, (text) => (isKey(learners, text) ? text : undefined)),
    rules: read('rules', defaultSettings.rules, parseRules),
    rates: read('rates', defaultSettings.rates, parseRates),
    seats: read('spoil', defaultSettings.seats, parseSeats),
    metaSteps: read('steps', defaultSettings.metaSteps, (text) => whole(text, 1, 100_000)),
    seed: read('seed', defaultSettings.seed, (text) => whole(text, 0, 4_294_967_295)),
  }
  return { settings, problems }
}

function isKey<Key extends string>(table: Readonly<Record<Key, unknown>>, name: string): name is Key {
  return Object.hasOwn(table, name)
}

function whole(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : undefined
}

const isRule = (name: string | undefined): name is RuleName => ruleNames.some((rule) => rule === name)
const isSpoil = (name: string | undefined): name is SpoilName => spoilNames.some((spoil) => spoil === name)

function parseRules(text: string): readonly RuleName[] | undefined {
  const names = text.split(',')
  return names.every(isRule) && new Set(names).size === names.length ? names : undefined
}

function parseRates(text: string): VoteSettings['rates'] | undefined {
  const found: Partial<Record<RuleName, number>> = {}
  for (const pair of text.split(',')) {
    const [rule, rate] = pair.split(':')
    if (!isRule(rule) || !(Number(rate) > 0) || !Number.isFinite(Number(rate))) return undefined
    found[rule] = Number(rate)
  }
  return found
}

function parseSeats(text: string): readonly SpoilName[] | undefined {
  const seats = [...defaultSettings.seats]
  for (const pair of text.split(',')) {
    const [seat = '', spoil] = pair.split(':')
    const place = whole(seat, 1, SEATS)
    if (place === undefined || !isSpoil(spoil)) return undefined
    seats[place - 1] = spoil
  }
  return seats
}
