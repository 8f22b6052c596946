// A group as one call that goes chunk by chunk: operands that are not contiguous are laid out around a loop.

import { ChunksCommand } from '../border/records.js'
import { chunkBody, type Loop } from '../emit/loop.js'
import { type View, viewKey } from '../lower/view.js'
import { at, bytesOf, type Elementwise, present } from '../shared.js'
import { type Call, recordWords, resultPointer } from './call.js'
import { createRegisters, isDirect, isPoint, type Registers } from './chunk-registers.js'
import { type Cut, chooseCut, sumsWithinChunks } from './cut.js'
import { type GroupItem, type PlacedStep, type Stream, takeovers, targetOf } from './streams.js'
import { isContiguousWalk, walkOf } from './walk.js'

/** The call that computes a group for `tasks` tasks, or for what they share where tasks is undefined. */
export function chunkCall(members: readonly GroupItem[], streams: ReadonlyMap<string, Stream>, tasks: number | undefined): Call {
  const sum = members.find((member) => member.kind === 'sum')
  const axes = walkOf(at(at(members, 0).operands, 0), tasks)
  const cut = chooseCut(axes, [...streams.values()], sum, members.length)
  const group = emptyGroup(streams, cut)
  if (!movesOnly(group, members)) {
    for (const member of members) {
      if (member.kind === 'elementwise') addStep(group, member)
      else addSum(group, member.operands[0], member)
    }
  }
  return {
    command: 'chunks',
    ...callOf(group),
    flops: members.length * cut.repetitions * cut.count,
    inPlace: takeovers(members, streams, ({ walk }) => isContiguousWalk(walk.slice(cut.split))),
  }
}

/** A value of the loop, numbered among the inputs or among the steps. */
interface LoopValue {
  readonly of: 'inputs' | 'steps'
  readonly number: number
  /** The register that holds it after the loop, if one does. */
  register: number | undefined
}

interface Step {
  readonly operation: Elementwise
  readonly operands: readonly LoopValue[]
  readonly by: number | undefined
}

/** A value that the loop writes to a register, or adds to it. */
interface Written {
  readonly value: LoopValue
  readonly register: number
}

/** What is known of the group's loop so far, item by item. */
interface LoopGroup {
  readonly streams: ReadonlyMap<string, Stream>
  readonly cut: Cut
  readonly registers: Registers
  readonly inputs: { readonly register: number; readonly point: boolean }[]
  readonly steps: Step[]
  readonly stores: Written[]
  readonly sums: Written[]
  /** Values of the group that steps compute, and views that are inputs. */
  readonly computed: Map<number, LoopValue>
  readonly read: Map<string, LoopValue>
}

function emptyGroup(streams: ReadonlyMap<string, Stream>, cut: Cut): LoopGroup {
  const lists = { inputs: [], steps: [], stores: [], sums: [] }
  return { streams, cut, registers: createRegisters(cut), ...lists, computed: new Map(), read: new Map() }
}

/** Does a copy that is only laid out, or only put in its place, for which no loop is needed. */
function movesOnly({ streams, cut, registers }: LoopGroup, members: readonly GroupItem[]): boolean {
  const [member, another] = members
  if (another || member?.kind !== 'elementwise' || member.operation !== 'copy') return false
  const target = streams.get(viewKey(targetOf(member)))
  const source = streams.get(viewKey(at(member.operands, 0)))
  if (!target || !source) return false
  if (isDirect(target, cut) && !isDirect(source, cut) && !isPoint(source, cut)) {
    registers.expandTo(registers.inMemory(target), source)
    return true
  }
  if (isDirect(target, cut) || !isDirect(source, cut)) return false
  registers.scatterTo(registers.inMemory(source), target)
  return true
}

function addStep(group: LoopGroup, member: PlacedStep): void {
  const { streams, cut, registers, steps, stores, computed } = group
  const operands = member.operands.map((view) => operandOf(group, view))
  const value: LoopValue = { of: 'steps', number: steps.length, register: undefined }
  steps.push({ operation: member.operation, operands, by: member.by })
  computed.set(member.value, value)
  const target = streams.get(viewKey(targetOf(member)))
  if (!target) return
  if (isDirect(target, cut)) {
    value.register = registers.inMemory(target)
    stores.push({ value, register: value.register })
  } else registers.scatterTo(registerOf(group, value), target)
}

interface Sum {
  readonly rows: number
  readonly columns: number
  readonly value: number
}

function addSum(group: LoopGroup, view: View, { rows, columns, value }: Sum): void {
  const { registers, sums } = group
  const source = operandOf(group, view)
  if (sumsWithinChunks(rows, columns)) {
    registers.sumRows(registerOf(group, source), resultPointer(value), rows)
    return
  }
  const register = registers.inScratch()
  sums.push({ value: source, register })
  registers.fold(register, resultPointer(value), columns)
}

/** A view as a value of the loop: what a step computes, or an input in memory, of one value, or laid out. */
function operandOf({ streams, cut, registers, inputs, computed, read }: LoopGroup, view: View): LoopValue {
  const known = computed.get(view.source) ?? read.get(viewKey(view))
  if (known) return known
  const stream = present(streams.get(viewKey(view)))
  const point = isPoint(stream, cut) && !isDirect(stream, cut)
  const register = point
    ? registers.onPoint(stream)
    : isDirect(stream, cut)
      ? registers.inMemory(stream)
      : registers.laidOut(stream)
  const input: LoopValue = { of: 'inputs', number: inputs.length, register: point ? undefined : register }
  inputs.push({ register, point })
  read.set(viewKey(view), input)
  return input
}

/** The register that holds a value after the loop. */
function registerOf({ registers, stores }: LoopGroup, value: LoopValue): number {
  if (value.register !== undefined) return value.register
  const register = registers.inScratch()
  stores.push({ value, register })
  value.register = register
  return register
}

/** The loop with its values in one numbering: inputs, then steps. */
function loopOf({ inputs, steps, stores, sums }: LoopGroup): Loop {
  const number = (value: LoopValue) => (value.of === 'inputs' ? value.number : inputs.length + value.number)
  const numbered = (written: readonly Written[]) => written.map(({ value, register }) => ({ value: number(value), register }))
  return {
    inputs,
    steps: steps.map(({ operation, operands, by }) => ({
      operation,
      operands: operands.map(number),
      ...(by !== undefined && { by }),
    })),
    stores: numbered(stores),
    sums: numbered(sums),
  }
}

function callOf(group: LoopGroup): Pick<Call, 'words' | 'scratchBytes'> {
  const { cut, registers, stores, sums } = group
  const { before, layOut, finish, after } = registers.sections
  const command = recordWords(ChunksCommand, {
    repetitions: cut.repetitions,
    values: cut.count,
    chunk: cut.chunk,
    body: stores.length + sums.length > 0 ? { body: chunkBody(loopOf(group)) } : 0,
    registers: registers.count,
    beforeBytes: bytesOf(before.length),
    layOutBytes: bytesOf(layOut.length),
    finishBytes: bytesOf(finish.length),
    afterBytes: bytesOf(after.length),
  })
  const words = [...command, ...registers.words, ...before, ...layOut, ...finish, ...after]
  return { words, scratchBytes: registers.scratchBytes }
}
