// A program planned for a number of tasks: every kernel call with its arguments, and where every value lives.

import { type Program, sizeOf } from '@assent/autodiff'
import { Relocation } from '../border/records.js'
import type { Body } from '../emit/wasm.js'
import { fuse, type Group, isLoop } from '../lower/fusion.js'
import { itemize } from '../lower/itemize.js'
import type { Value } from '../lower/items.js'
import { isContiguousOverTasks } from '../lower/view.js'
import { type Call, callWords, isBody, lengthOf, recordLength, recordWords, scratch, type Word } from '../schedule/call.js'
import { createGroupPlanner, type GroupPlanner } from '../schedule/group-call.js'
import { createProductCompiler, matMulCall, type ProductCompiler } from '../schedule/product-call.js'
import { assembleCalls, maximumCall, sumCall } from '../schedule/simple-calls.js'
import { convolutionCall, poolCall } from '../schedule/window-call.js'
import { align, at, bytesOf, present } from '../shared.js'
import { type Lifetimes, lifetimes, type Placement, placeValues } from './placement.js'

/** Tasks that go through a program together: as many as keep its inner values within this much cache. */
const cacheBytes = 384 * 1024
/** What a wave costs beside its tasks, for its calls, in the time of one small task. */
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
  readonly wave: number
  /** Calls that all tasks share, then calls that every wave of tasks repeats. */
  readonly shared: readonly Call[]
  readonly perTask: readonly Call[]
  readonly values: readonly Value[]
  /** The value behind each input and output, by node. */
  readonly ports: ReadonlyMap<number, number>
  /** Byte offset of each value from the start of the program's memory. */
  readonly offsets: ReadonlyMap<number, number>
  readonly scratchOffset: number
  readonly commandOffset: number
  /** Words of all calls. */
  readonly words: readonly Word[]
  readonly sharedWords: number
  /** Pointers that move with the tasks. */
  readonly moving: readonly Moving[]
  /** Code that the calls need, each body once. */
  readonly bodies: readonly Body[]
  /** All memory that the program needs. */
  readonly bytes: number
}

/** A word that points into a value of all tasks, and how many bytes it moves from task to task. */
export interface Moving {
  readonly word: number
  readonly stride: number
}

/** Plans a program: fusion, order, memory, arguments. */
export function planProgram(program: Program, tasks: number, options: PlanOptions): Plan {
  const { values, items, ports } = itemize(program)
  const fused = fuse(items, values, options.fuse)
  const groups = [...fused.filter((group) => !isPerTask(group)), ...fused.filter(isPerTask)]
  const lives = lifetimes(groups, values)
  const wave = chooseWave(lives, values, groups.length, tasks)
  const planning: Planning = {
    tasks: wave,
    inMemory: (value) => values[value]?.kind === 'output' || lives.has(value),
    planGroup: createGroupPlanner(wave),
    compile: createProductCompiler(options.roundsOnce ?? false),
  }
  const calls = groups.map((group) => ({ perTask: isPerTask(group), calls: groupCalls(group, planning) }))
  const takeovers = new Map(calls.flatMap((own) => own.calls.flatMap(({ inPlace = [] }) => [...inPlace])))
  const placement = placeValues(lives, values, groups.length, wave, (value) => takeovers.get(value) ?? [])
  const shared = calls.filter((own) => !own.perTask).flatMap((own) => own.calls)
  const perTask = calls.filter((own) => own.perTask).flatMap((own) => own.calls)
  const words = [...shared, ...perTask].flatMap(callWords)
  const moving = movingWords(words, values)
  const scratchBytes = [...shared, ...perTask].reduce((most, call) => Math.max(most, call.scratchBytes), 0)
  const { offsets, end } = placeKept(values, placement, tasks)
  const commandOffset = end + align(scratchBytes)
  return {
    tasks,
    wave,
    shared,
    perTask,
    values,
    ports,
    offsets,
    scratchOffset: end,
    commandOffset,
    words,
    sharedWords: shared.reduce((count, call) => count + lengthOf(call), 0),
    moving,
    bodies: [...new Set(words.filter(isBody).map(({ body }) => body))],
    bytes: commandOffset + align(bytesOf(words.length + recordLength(Relocation) * moving.length)),
  }
}

function isPerTask(group: Group): boolean {
  return at(group, 0).perTask
}

/**
 * Tasks per wave: of the sizes whose inner values fit the cache, the one that costs least in all. A last wave that is not
 * full works on some tasks twice.
 */
function chooseWave(lives: Lifetimes, values: readonly Value[], groupCount: number, tasks: number): number {
  const alone = placeValues(lives, values, groupCount, 1).bytes
  const fitting = Math.max(1, Math.min(tasks, Math.floor(cacheBytes / Math.max(alone, 1))))
  const cost = (wave: number) => Math.ceil(tasks / wave) * (wave + callsCost)
  const sizes = Array.from({ length: fitting }, (_, index) => fitting - index)
  return sizes.reduce((best, size) => (cost(size) < cost(best) ? size : best))
}

/** Adds the places of inputs, outputs and constants behind those of inner values. */
function placeKept(values: readonly Value[], placement: Placement, tasks: number): { offsets: Map<number, number>; end: number } {
  const offsets = new Map(placement.offsets)
  let end = placement.bytes
  for (const [value, { kind, shape, perTask }] of values.entries()) {
    if (kind === 'inner') continue
    offsets.set(value, end)
    end += align(bytesOf(sizeOf(shape) * (perTask ? tasks : 1)))
  }
  return { offsets, end }
}

/** What planning a group takes beside the group. */
interface Planning {
  readonly tasks: number
  /** Whether a value is read by other groups. */
  readonly inMemory: (value: number) => boolean
  readonly planGroup: GroupPlanner
  readonly compile: ProductCompiler
}

function groupCalls(group: Group, { tasks, inMemory, planGroup, compile }: Planning): Call[] {
  const item = at(group, 0)
  if (isLoop(group)) {
    const isLone = group.length === 1 && item.kind === 'sum' && isContiguousOverTasks(item.operands[0])
    return [isLone ? sumCall(item, tasks) : planGroup(group, inMemory)]
  }
  switch (item.kind) {
    case 'matMul':
      return [matMulCall(item, tasks, compile)]
    case 'convolution':
      return [convolutionCall(item, tasks, compile)]
    case 'pool':
      return [poolCall(item, tasks)]
    case 'maximum':
      return [maximumCall(item, tasks)]
    case 'assemble':
      return assembleCalls(item, tasks, planGroup)
    default:
      return [planGroup([item], inMemory)]
  }
}

/** Pointers into inputs and outputs of all tasks, which every wave moves on. */
function movingWords(words: readonly Word[], values: readonly Value[]): Moving[] {
  return words.flatMap((word, index) => {
    if (typeof word === 'number' || isBody(word) || word.value === scratch) return []
    const { kind, perTask, shape } = at(values, word.value)
    return perTask && (kind === 'input' || kind === 'output') ? [{ word: index, stride: bytesOf(sizeOf(shape)) }] : []
  })
}

/** Writes a plan's commands, relocations and constants into memory at `base`; `entries` are those of its bodies in the function table. */
export function writePlan(
  plan: Plan,
  base: number,
  entries: readonly number[],
  integers: Int32Array,
  floats: Float32Array,
): void {
  const { words, moving, offsets, values, scratchOffset, commandOffset } = plan
  const commands = base + commandOffset
  const entryOf = new Map(plan.bodies.map((body, index) => [body, at(entries, index)]))
  const resolve = (word: Word): number => {
    if (typeof word === 'number') return word
    if (isBody(word)) return present(entryOf.get(word.body))
    return base + (word.value === scratch ? scratchOffset : present(offsets.get(word.value))) + bytesOf(word.offset)
  }
  const relocations = moving.flatMap(({ word, stride }) => recordWords(Relocation, { pointer: commands + bytesOf(word), stride }))
  integers.set([...words, ...relocations].map(resolve), commands / 4)
  for (const [value, { constant }] of values.entries()) {
    if (constant) floats.set(constant, (base + present(offsets.get(value))) / 4)
  }
}
