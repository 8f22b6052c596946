// What each stage makes of a program, as text: views and items, groups, calls, memory. The way in for whoever changes a stage.

import { type Program, showShape } from '@assent/autodiff'
import type { SimdOptions } from './backend.js'
import { Around } from './border/codes.js'
import * as records from './border/records.js'
import { fuse } from './lower/fusion.js'
import { itemize } from './lower/itemize.js'
import type { Item, Value } from './lower/items.js'
import { contiguousAxes, type View } from './lower/view.js'
import { type Plan, planProgram } from './plan/plan.js'
import { type Call, isBody, recordLength, scratch, type Word } from './schedule/call.js'
import { at, bytesOf, type CommandName } from './shared.js'

/** The record that each command reads. Code that a program brings along is called with pointers alone. */
const recordOf: { readonly [name in CommandName]?: new () => object } = {
  chunks: records.ChunksCommand,
  matMul: records.MatMulCommand,
  convolve: records.ConvolutionCommand,
  convolveImages: records.ConvolutionCommand,
  convolveFilters: records.ConvolutionCommand,
  poolIndex: records.PoolCommand,
  pick: records.PoolCommand,
  place: records.PoolCommand,
  sum: records.SumCommand,
  maximum: records.MaximumCommand,
  clear: records.ClearCommand,
}

/** The record of each step around a loop. */
const aroundRecords: { readonly [around in Around]: new () => object } = {
  [Around.expand]: records.MoveStep,
  [Around.scatter]: records.MoveStep,
  [Around.clear]: records.ClearStep,
  [Around.fold]: records.FoldStep,
  [Around.sumRows]: records.SumRowsStep,
}

/**
 * What the SIMD backend makes of a program for `tasks` tasks, as text: the values, the groups of items that are computed
 * together, the kernel calls with their arguments by name, and where every value lies. Values are `v0`, `v1`, …; a view that
 * is not a whole value in order shows its offset and, for each axis, length × stride.
 */
export function showPlan(program: Program, tasks: number, options: SimdOptions = {}): string {
  const fuses = options.fuse ?? true
  const { items, values } = itemize(program)
  const groups = fuse(items, values, fuses)
  const plan = planProgram(program, tasks, { fuse: fuses })
  const waves = Math.ceil(tasks / plan.wave)
  return [
    `values`,
    ...values.map((value, number) => `  v${number} ${showValue(value)}`),
    `groups of items`,
    ...groups.flatMap((group, number) => [`  group ${number}`, ...group.map((item) => `    ${showItem(item, values)}`)]),
    `code`,
    ...plan.bodies.map((body, number) => `  body ${number}: ${body.length} bytes of WebAssembly`),
    `calls for what all tasks share`,
    ...plan.shared.flatMap((call) => showCall(call, plan)),
    `calls for each wave, ${waves} × ${plan.wave} tasks`,
    ...plan.perTask.flatMap((call) => showCall(call, plan)),
    `memory, ${plan.bytes} bytes`,
    ...[...plan.offsets].map(([value, offset]) => `  v${value} at ${offset}`),
    `  scratch at ${plan.scratchOffset}, commands at ${plan.commandOffset}`,
  ].join('\n')
}

function showValue({ kind, shape, perTask }: Value): string {
  return `${kind} ${showShape(shape)}${perTask ? ' per task' : ''}`
}

function showItem(item: Item, values: readonly Value[]): string {
  const operands = item.operands.map((view) => showView(view, values)).join(' ')
  const picked = item.kind === 'pool' && item.picked !== undefined ? ` and v${item.picked}` : ''
  return `v${item.value}${picked} = ${nameOf(item)} ${operands}`
}

function nameOf(item: Item): string {
  if (item.kind === 'elementwise') return item.by === undefined ? item.operation : `${item.operation} ${item.by}`
  if (item.kind === 'convolution' || item.kind === 'pool') return item.command
  return item.kind === 'sum' ? `sum of ${item.rows} rows of ${item.columns}` : item.kind
}

function showView(view: View, values: readonly Value[]): string {
  const whole = contiguousAxes(at(values, view.source).shape)
  const isWhole = view.offset === 0 && showAxes(view.axes) === showAxes(whole)
  return isWhole ? `v${view.source}` : `v${view.source}+${view.offset}(${showAxes(view.axes)})`
}

function showAxes(axes: View['axes']): string {
  return axes.map(({ length, stride }) => `${length}×${stride}`).join(', ')
}

/** A call: its arguments by name where it has a record, and what lies behind that. */
function showCall({ command, words, flops }: Call, plan: Plan): string[] {
  const record = recordOf[command]
  const own = record ? showRecord(record, words, plan) : words.map((word) => showWord(word, plan)).join(' ')
  const line = `  ${command} ${own}${flops > 0 ? `; ${flops} flops` : ''}`
  return command === 'chunks' ? [line, ...showChunks(words, plan)] : [line]
}

function showRecord(record: new () => object, words: readonly Word[], plan: Plan): string {
  return Object.keys(new record())
    .map((field, index) => `${field}=${showWord(at(words, index), plan)}`)
    .join(' ')
}

function showWord(word: Word, { bodies }: Plan): string {
  if (typeof word === 'number') return String(word)
  if (isBody(word)) return `body ${bodies.indexOf(word.body)}`
  const offset = word.offset === 0 ? '' : `+${bytesOf(word.offset)}`
  return word.value === scratch ? `scratch${offset}` : `v${word.value}${offset}`
}

/** The registers and the steps of a chunked loop. */
function showChunks(words: readonly Word[], plan: Plan): string[] {
  const lines: string[] = []
  const registers = at(words, Object.keys(new records.ChunksCommand()).indexOf('registers'))
  let next = recordLength(records.ChunksCommand)
  const show = (name: string, record: new () => object) => {
    lines.push(`    ${name} ${showRecord(record, words.slice(next), plan)}`)
    next += recordLength(record)
  }
  for (let register = 0; register < Number(registers); register++) show(`register ${register}:`, records.Register)
  while (next < words.length) {
    const around: Around = Number(words[next])
    const record = aroundRecords[around]
    show(Around[around], record)
    if (record !== records.MoveStep) continue
    const rank = Number(at(words, next - 1))
    lines.push(`      along ${words.slice(next, next + 2 * rank).join(' ')}`)
    next += 2 * rank
  }
  return lines
}
