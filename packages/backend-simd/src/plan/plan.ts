// A program planned for a number of tasks: every kernel call with its arguments, and where every value lives.

import { type Program, sizeOf } from '@assent/autodiff'
import type { Body } from '../emit/wasm.js'
import { fuse, type Group, isMap } from '../lower/fusion.js'
import { itemize } from '../lower/itemize.js'
import type { Item, SumItem, Value } from '../lower/items.js'
import { isStacked } from '../lower/view.js'
import { type Call, callWords, type LoopPlace, scratch, type Word } from '../schedule/call.js'
import { createMapPlanner, type MapPlanner } from '../schedule/group-call.js'
import { createProductCompiler, matMulCall, type ProductCompiler } from '../schedule/product-call.js'
import { assembleCalls, maximumCall, sumCall } from '../schedule/simple-calls.js'
import { windowCall } from '../schedule/window-call.js'
import { align, bytesOf } from '../shared.js'
import { type Lifetimes, lifetimes, type Placement, place } from './placement.js'

/** Tasks that go through a program together: as many as keep its inner values within this much cache. */
const cacheBytes = 384 * 1024
/** What a group costs beside its tasks, for its calls, in the time of one small task. */
const callsCost = 0.1

export interface PlanOptions {
  /** Whether elementwise steps are fused. */
  readonly fuse: boolean
  /** Whether a product and its addition round once. The engine must have relaxed SIMD. */
  readonly roundsOnce?: boolean
}

export interface Plan {
  readonly tasks: number
  /** Tasks that run through the program together. */
  readonly group: number
  /** Calls that all tasks share, then calls that every group of tasks repeats. */
  readonly shared: readonly Call[]
  readonly perTask: readonly Call[]
  readonly values: readonly Value[]
  /** The value behind each input and output, by node. */
  readonly ports: ReadonlyMap<number, number>
  /** Byte offset of each value from the start of the program's memory. */
  readonly offsets: ReadonlyMap<number, number>
  readonly scratchOffset: number
  readonly commandOffset: number
  /** Words of all calls, then a pair of where and bytes per task for every pointer that moves with the tasks. */
  readonly words: readonly Word[]
  readonly sharedWords: number
  readonly moving: readonly Moving[]
  /** Bodies of the loops that the calls need, each once. */
  readonly loops: readonly Body[]
  /** All memory that the program needs. */
  readonly bytes: number
}

/** A word that points into a value of all tasks, and how far it moves from task to task. */
export interface Moving {
  readonly word: number
  readonly step: number
}

/** Plans a program: fusion, order, memory, arguments. */
export function planProgram(program: Program, tasks: number, options: PlanOptions): Plan {
  const { values, items, ports } = itemize(program)
  const fused = fuse(items, values, options.fuse)
  const isPerTask = (group: Group) => (group[0] as Item).perTask
  const groups = [...fused.filter((group) => !isPerTask(group)), ...fused.filter(isPerTask)]
  const lives = lifetimes(groups, values)
  const group = chooseGroup(lives, values, groups.length, tasks)
  const planning: Planning = {
    tasks: group,
    inMemory: (value) => values[value]?.kind === 'output' || lives.from.has(value),
    planMap: createMapPlanner(group),
    compile: createProductCompiler(options.roundsOnce ?? false),
  }
  const calls = groups.map((members) => ({ perTask: isPerTask(members), calls: groupCalls(members, planning) }))
  const takeovers = new Map(calls.flatMap((own) => own.calls.flatMap(({ inPlace = [] }) => [...inPlace])))
  const placement = place(lives, values, groups.length, group, (value) => takeovers.get(value) ?? [])
  const shared = calls.filter((own) => !own.perTask).flatMap((own) => own.calls)
  const perTask = calls.filter((own) => own.perTask).flatMap((own) => own.calls)
  const words = [...shared, ...perTask].flatMap(callWords)
  const moving = movingWords(words, values)
  const loops = [...new Set(words.flatMap((word) => (isLoop(word) ? [word.loop] : [])))]
  const sharedWords = shared.reduce((count, call) => count + call.words.length + 2, 0)
  const scratchBytes = Math.max(0, ...[...shared, ...perTask].map((call) => call.scratchBytes))
  const { offsets, end } = placeKept(values, placement, tasks)
  const commandOffset = end + align(scratchBytes)
  const bytes = commandOffset + align(bytesOf(words.length + 2 * moving.length))
  return {
    tasks,
    group,
    shared,
    perTask,
    values,
    ports,
    offsets,
    scratchOffset: end,
    commandOffset,
    words,
    sharedWords,
    moving,
    loops,
    bytes,
  }
}

/**
 * Tasks per group: of the sizes whose inner values fit the cache, the one that costs least in all. A last group that is not
 * full works on some tasks twice.
 */
function chooseGroup(lives: Lifetimes, values: readonly Value[], groupCount: number, tasks: number): number {
  const alone = place(lives, values, groupCount, 1).bytes
  const fitting = Math.max(1, Math.min(tasks, Math.floor(cacheBytes / Math.max(alone, 1))))
  const cost = (group: number) => Math.ceil(tasks / group) * (group + callsCost)
  const sizes = Array.from({ length: fitting }, (_, index) => fitting - index)
  return sizes.reduce((best, size) => (cost(size) < cost(best) ? size : best))
}

/** Adds the places of inputs, outputs and constants behind those of inner values. */
function placeKept(values: readonly Value[], placement: Placement, tasks: number): { offsets: Map<number, number>; end: number } {
  const offsets = new Map(placement.offsets)
  let end = placement.bytes
  for (const [id, { kind, shape, perTask }] of values.entries()) {
    if (kind === 'inner') continue
    offsets.set(id, end)
    end += align(bytesOf(sizeOf(shape) * (perTask ? tasks : 1)))
  }
  return { offsets, end }
}

/** What planning a group takes beside the group. */
interface Planning {
  readonly tasks: number
  /** Whether a value is read by other groups. */
  readonly inMemory: (value: number) => boolean
  readonly planMap: MapPlanner
  readonly compile: ProductCompiler
}

function groupCalls(group: Group, { tasks, inMemory, planMap, compile }: Planning): Call[] {
  if (isMap(group)) {
    const [first] = group
    return group.length === 1 && first?.kind === 'sum' && isStacked(first.operands[0])
      ? [sumCall(first as SumItem, tasks)]
      : [planMap(group, inMemory)]
  }
  const [item] = group as readonly [Item]
  switch (item.kind) {
    case 'matMul':
      return [matMulCall(item, tasks, compile)]
    case 'window':
      return [windowCall(item, tasks, compile)]
    case 'maximum':
      return [maximumCall(item, tasks)]
    case 'assemble':
      return assembleCalls(item, tasks, planMap)
    default:
      return [planMap([item], inMemory)]
  }
}

/** Pointers into inputs and outputs of all tasks, which every group of tasks moves on. */
function movingWords(words: readonly Word[], values: readonly Value[]): Moving[] {
  return words.flatMap((word, index) => {
    if (typeof word === 'number' || isLoop(word) || word.value === scratch) return []
    const { kind, perTask, shape } = values[word.value] as Value
    return perTask && (kind === 'input' || kind === 'output') ? [{ word: index, step: bytesOf(sizeOf(shape)) }] : []
  })
}

function isLoop(word: Word): word is LoopPlace {
  return typeof word === 'object' && 'loop' in word
}

/** Writes a plan's commands, relocations and constants into memory at `base`; `places` are those of its loops. */
export function writePlan(plan: Plan, base: number, places: readonly number[], integers: Int32Array, floats: Float32Array): void {
  const { words, moving, offsets, values, scratchOffset, commandOffset } = plan
  const commands = base + commandOffset
  const placeOf = new Map(plan.loops.map((body, index) => [body, places[index] as number]))
  const resolve = (word: Word): number => {
    if (typeof word === 'number') return word
    if (isLoop(word)) return placeOf.get(word.loop) as number
    return base + (word.value === scratch ? scratchOffset : (offsets.get(word.value) as number)) + bytesOf(word.offset)
  }
  let at = commands / 4
  for (const word of words) integers[at++] = resolve(word)
  for (const { word, step } of moving) {
    integers[at++] = commands + bytesOf(word)
    integers[at++] = step
  }
  for (const [id, { constant }] of values.entries()) {
    if (constant) floats.set(constant, (base + (offsets.get(id) as number)) / 4)
  }
}
