// Convolution and its adjoints by forward convolutions alone: the WebAssembly backend has no kernel for the filters'
// adjoint and a slow one for the images'. Where all tasks share the filters their images are one batch, unless that changes a
// task's bits; elsewhere each task has a call of its own.

import { type Operation, type Pair, type Shape, stridesOf } from '@assent/autodiff'
import { at, quadOf } from '../entries.js'
import { type Operand, type Planner, whole } from '../planner.js'
import type { NodeForm } from './node-form.js'
import { assembled, moved, permuted } from './walks.js'

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>

/** Rows and columns of zeros around images: before and after. */
interface Padding {
  readonly rows: readonly [number, number]
  readonly columns: readonly [number, number]
}

interface Attributes extends Padding {
  readonly strides?: Pair
  readonly dilations?: Pair
}

/** Convolves images `x` with filters `filter`. The result has the task axis if one of them has. */
function convolved(planner: Planner, x: Operand, filter: Operand, shape: Shape, attributes: Attributes): number {
  const { rows, columns, strides = [1, 1], dilations = [1, 1] } = attributes
  const own = { strides, pad: [[0, 0], rows, columns, [0, 0]], dataFormat: 'NHWC', dilations }
  // One small image alone was seen to be rounded otherwise than several at once, in which a task's bits would depend on others;
  // and TensorFlow splits sums by the number of images, on some processors.
  const isAlone = x.perTask && (x.shape[0] === 1 || !planner.strengths.convolvesTogether)
  if (filter.perTask || isAlone) return planner.kernelPerTask('Conv2D', { x, filter }, shape, own)
  const batch = (one: Shape): Shape => {
    const [count, ...image] = quadOf(one)
    return [(x.perTask ? planner.tasks : 1) * count, ...image]
  }
  const images = { slot: x.slot, shape: batch(x.shape) }
  return planner.kernel('Conv2D', { x: images, filter: whole(filter, planner.tasks) }, batch(shape), own)
}

/** Zeros around an image of `length` so that `count` windows of `reach`, `stride` apart, fit. */
function around(length: number, reach: number, stride: number, count: number, before: number): readonly [number, number] {
  return [before, Math.max((count - 1) * stride + reach - length - before, 0)]
}

/** The forward convolution, by the backend's own kernel. */
export function planConvolve(planner: Planner, window: Of<'convolve'>, { shape, from: [images, filters] }: NodeForm): number {
  const { strides, before } = window
  const along = (place: 0 | 1) => {
    const reach = at(filters.shape, place)
    return around(at(images.shape, place + 1), reach, strides[place], at(shape, place + 1), before[place])
  }
  return convolved(planner, images, filters, shape, { rows: along(0), columns: along(1), strides })
}

/**
 * The images' adjoint as one convolution without strides. Row `stride · q + phase − padTop` of the result is
 * `Σⱼ outputs[q − j] · filters[stride · j + phase]`: each phase is a convolution of its own with every `stride`-th row of the
 * filters, turned around. All phases are computed at once, as channels side by side, and then put in their places.
 */
export function planConvolveImages(
  planner: Planner,
  { strides, before }: Of<'convolveImages'>,
  { shape, perTask, from: [outputs, filters] }: NodeForm,
): number {
  const [batch, height, width, channels] = quadOf(shape)
  const rows = placePhases(at(filters.shape, 0), height, strides[0], before[0])
  const columns = placePhases(at(filters.shape, 1), width, strides[1], before[1])
  const phases = phaseFilters(planner, filters, strides)
  const padding = {
    rows: around(at(outputs.shape, 1), rows.taps, 1, rows.count, rows.taps - 1 - rows.first),
    columns: around(at(outputs.shape, 2), columns.taps, 1, columns.count, columns.taps - 1 - columns.first),
  }
  const apart = [batch, rows.count, columns.count, strides[0] * strides[1] * channels]
  const slot = convolved(planner, outputs, phases, apart, padding)
  const [toImage, toRow, toColumn] = quadOf(stridesOf(shape))
  const [image, row, column] = quadOf(stridesOf(apart))
  const pieces = overPhases(strides, (rowPhase, columnPhase) => {
    const [inRows, inColumns] = [rows.place(rowPhase), columns.place(columnPhase)]
    const group = (rowPhase * strides[1] + columnPhase) * channels
    const walk = {
      lengths: [batch, inRows.count, inColumns.count, channels],
      from: [image, row, column, 1],
      to: [toImage, strides[0] * toRow, strides[1] * toColumn, 1],
      fromStart: inRows.from * row + inColumns.from * column + group,
      toStart: inRows.to * toRow + inColumns.to * toColumn,
    }
    return { operand: { slot, shape: apart, perTask }, walk }
  })
  return assembled(planner, pieces, { shape, perTask }).slot
}

/** Where the phases of an adjoint lie along one axis of `length`: row `stride · q + phase − before` for `count` q from `first`. */
function placePhases(reach: number, length: number, stride: number, before: number) {
  const first = Math.floor(before / stride)
  const last = Math.floor((length - 1 + before) / stride)
  const place = (phase: number) => {
    const begin = Math.ceil((before - phase) / stride)
    const end = Math.floor((length - 1 + before - phase) / stride)
    return { from: begin - first, to: stride * begin + phase - before, count: end - begin + 1 }
  }
  return { taps: Math.ceil(reach / stride), first, count: last - first + 1, place }
}

function overPhases<Result>([down, across]: Pair, visit: (row: number, column: number) => Result): Result[] {
  return Array.from({ length: down * across }, (_, phase) => visit(Math.floor(phase / across), phase % across))
}

/** Filters `[row, column, in, out]` as `[tap, tap, out, phase · phase · in]`: every `stride`-th row and column, the last first. */
function phaseFilters(planner: Planner, filters: Operand, strides: Pair): Operand {
  const [height, width, into, out] = quadOf(filters.shape)
  const [down, across] = strides
  const [rowTaps, columnTaps] = [Math.ceil(height / down), Math.ceil(width / across)]
  const shape = [rowTaps, columnTaps, out, down * across * into]
  const [row, column, fromIn] = quadOf(stridesOf(filters.shape))
  const [toRow, toColumn, toOut] = quadOf(stridesOf(shape))
  const pieces = overPhases(strides, (rowPhase, columnPhase) => ({
    operand: filters,
    walk: {
      lengths: [Math.ceil((height - rowPhase) / down), Math.ceil((width - columnPhase) / across), out, into],
      from: [down * row, across * column, 1, fromIn],
      to: [-toRow, -toColumn, toOut, 1],
      fromStart: rowPhase * row + columnPhase * column,
      toStart: (rowTaps - 1) * toRow + (columnTaps - 1) * toColumn + (rowPhase * across + columnPhase) * into,
    },
  }))
  return assembled(planner, pieces, { shape, perTask: filters.perTask })
}

/** A convolution over the batch: channels play images, and the outputs' gradient, spread by dilation, plays filters. */
export function planConvolveFilters(
  planner: Planner,
  { strides, before }: Of<'convolveFilters'>,
  { shape, perTask, from: [images, outputs] }: NodeForm,
): number {
  const along = (place: 0 | 1) => {
    const reach = (at(outputs.shape, place + 1) - 1) * strides[place] + 1
    const count = at(shape, place)
    const zeros = around(at(images.shape, place + 1), reach, 1, count, before[place])
    return { zeros, used: count - 1 + reach - before[place] }
  }
  const [rows, columns] = [along(0), along(1)]
  const channelImages = byChannel(planner, images, rows.used, columns.used)
  const outputFilters = permuted(planner, outputs, [1, 2, 0, 3])
  const [height, width, into, out] = quadOf(shape)
  const padding = { rows: rows.zeros, columns: columns.zeros, dilations: strides }
  const result = [into, height, width, out]
  const slot = convolved(planner, channelImages, outputFilters, result, padding)
  return permuted(planner, { slot, shape: result, perTask }, [1, 2, 0, 3]).slot
}

/** Images `[channel, row, column, batch]`, without the last rows and columns that no window reaches. */
function byChannel(planner: Planner, images: Operand, rows: number, columns: number): Operand {
  const [batch, height, width, channels] = quadOf(images.shape)
  const shape = [channels, Math.min(height, rows), Math.min(width, columns), batch]
  const [image, row, column, channel] = quadOf(stridesOf(images.shape))
  return moved(planner, images, { lengths: shape, from: [channel, row, column, image], to: stridesOf(shape) }, shape)
}
