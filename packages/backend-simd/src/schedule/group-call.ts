// A group of items as one call: a compiled nest of loops where every operand allows it, else chunk by chunk. Programs do
// the same to many values (every inner step, every layer), so each pattern is planned once.

import type { View } from '../lower/view.js'
import { at } from '../shared.js'
import { type Call, isBody, scratch, type Word } from './call.js'
import { chunkCall } from './chunk-call.js'
import { nestCall } from './nest-call.js'
import { collectStreams, type GroupItem } from './streams.js'

/** The call that computes a group. `inMemory` tells which values are read by others. */
export type GroupPlanner = (members: readonly GroupItem[], inMemory: (value: number) => boolean) => Call

/** Plans groups of one program for `tasks` tasks. */
export function createGroupPlanner(tasks: number): GroupPlanner {
  const known = new Map<string, Call>()
  return (members, inMemory) => {
    const { key, values } = patternOf(members, inMemory)
    const call = known.get(key) ?? planPattern(members, values, tasks, inMemory)
    known.set(key, call)
    return appliedTo(call, values)
  }
}

/** What a group does, and the values it does it to, in the order in which the key speaks of them. */
interface Pattern {
  readonly key: string
  readonly values: readonly number[]
}

function patternOf(members: readonly GroupItem[], inMemory: (value: number) => boolean): Pattern {
  const numbers = new Map<number, number>()
  const numberOf = (value: number): number => {
    const known = numbers.get(value) ?? numbers.size
    numbers.set(value, known)
    return known
  }
  const keyOf = ({ source, taskStride, offset, axes }: View) =>
    `${numberOf(source)}|${taskStride}|${offset}|${axes.map(({ length, stride }) => `${length}:${stride}`)}`
  const keys = members.map((member) => {
    const { kind, operands, value, shape, perTask } = member
    const does =
      kind === 'sum'
        ? `${member.rows}×${member.columns}`
        : `${member.operation} ${numeral(member.by)} ${member.into ? keyOf(member.into) : ''}`
    return `${does} ${operands.map(keyOf).join()} ${numberOf(value)} ${inMemory(value)} ${shape} ${perTask}`
  })
  return { key: keys.join('\n'), values: [...numbers.keys()] }
}

/** Tells −0 from 0. */
function numeral(by: number | undefined): string {
  return Object.is(by, -0) ? '-0' : String(by)
}

/** The call of a group whose values are renamed to their places in `values`. */
function planPattern(
  members: readonly GroupItem[],
  values: readonly number[],
  tasks: number,
  inMemory: (value: number) => boolean,
): Call {
  const rename = (view: View): View => ({ ...view, source: values.indexOf(view.source) })
  const renamed = members.map((member): GroupItem => {
    const value = values.indexOf(member.value)
    if (member.kind === 'sum') return { ...member, value, operands: [rename(member.operands[0])] }
    return { ...member, value, operands: member.operands.map(rename), ...(member.into && { into: rename(member.into) }) }
  })
  const wave = members[0]?.perTask ? tasks : undefined
  const streams = collectStreams(renamed, wave, (number) => inMemory(at(values, number)))
  return nestCall(renamed, streams, wave) ?? chunkCall(renamed, streams, wave)
}

/** A pattern's call on these values. */
function appliedTo(call: Call, values: readonly number[]): Call {
  const valueAt = (number: number) => at(values, number)
  const applied = (word: Word): Word => {
    if (typeof word === 'number' || isBody(word) || word.value === scratch) return word
    return { ...word, value: valueAt(word.value) }
  }
  const inPlace = new Map([...(call.inPlace ?? [])].map(([to, from]) => [valueAt(to), from.map(valueAt)]))
  return { ...call, words: call.words.map(applied), inPlace }
}
