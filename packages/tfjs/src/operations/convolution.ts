// Convolution and its adjoints by forward convolutions alone: the WebAssembly backend has no kernel for the filters'
// adjoint and a slow one for the images'. Where all tasks share the filters their images are one batch; elsewhere each
// task has a call of its own.

import { type Operation, type Shape, stridesOf } from '@assent/autodiff'
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
  readonly stride?: number
  readonly dilation?: number
}

/** Convolves images `x` with filters `filter`. The result has the task axis if one of them has. */
function convolved(planner: Planner, x: Operand, filter: Operand, shape: Shape, attributes: Attributes): number {
  const { rows, columns, stride = 1, dilation = 1 } = attributes
  const own = {
    strides: [stride, stride],
    pad: [[0, 0], rows, columns, [0, 0]],
    dataFormat: 'NHWC',
    dilations: [dilation, dilation],
  }
  if (filter.perTask) return planner.kernelPerTask('Conv2D', { x, filter }, shape, own)
  const batch = ([first, ...rest]: Shape): Shape => [(x.perTask ? planner.tasks : 1) * (first as number), ...rest]
  const images = { slot: x.slot, shape: batch(x.shape) }
  return planner.kernel('Conv2D', { x: images, filter: whole(filter, planner.tasks) }, batch(shape), own)
}

/** Zeros around an image of `length` so that `count` windows of `reach`, `stride` apart, fit. */
function around(length: number, reach: number, stride: number, count: number, before: number): readonly [number, number] {
  return [before, Math.max((count - 1) * stride + reach - length - before, 0)]
}

export function planConvolve(planner: Planner, window: Of<'convolve'>, { shape, from: [images, filters] }: NodeForm): number {
  const { stride, padTop, padLeft } = window
  const along = (axis: 1 | 2, before: number) => {
    const reach = filters.shape[axis - 1] as number
    return around(images.shape[axis] as number, reach, stride, shape[axis] as number, before)
  }
  const padding = { rows: along(1, padTop), columns: along(2, padLeft) }
  return convolved(planner, images, filters, shape, { ...padding, stride })
}

/**
 * The images' adjoint as one convolution without strides. Row `stride · q + phase − padTop` of the result is
 * `Σⱼ outputs[q − j] · filters[stride · j + phase]`: each phase is a convolution of its own with every `stride`-th row of the
 * filters, turned around. All phases are computed at once, as channels side by side, and then put in their places.
 */
export function planConvolveImages(
  planner: Planner,
  { stride, padTop, padLeft }: Of<'convolveImages'>,
  { shape, perTask, from: [outputs, filters] }: NodeForm,
): number {
  const [batch, height, width, channels] = shape as [number, number, number, number]
  const rows = placePhases(filters.shape[0] as number, height, stride, padTop)
  const columns = placePhases(filters.shape[1] as number, width, stride, padLeft)
  const phases = phaseFilters(planner, filters, stride)
  const padding = {
    rows: around(outputs.shape[1] as number, rows.taps, 1, rows.count, rows.taps - 1 - rows.first),
    columns: around(outputs.shape[2] as number, columns.taps, 1, columns.count, columns.taps - 1 - columns.first),
  }
  const apart = [batch, rows.count, columns.count, stride * stride * channels]
  const slot = convolved(planner, outputs, phases, apart, padding)
  const to = stridesOf(shape)
  const [image, row, column] = stridesOf(apart) as [number, number, number]
  const pieces = overPhases(stride, (rowPhase, columnPhase) => {
    const [inRows, inColumns] = [rows.place(rowPhase), columns.place(columnPhase)]
    const group = (rowPhase * stride + columnPhase) * channels
    const walk = {
      lengths: [batch, inRows.count, inColumns.count, channels],
      from: [image, row, column, 1],
      to: [to[0] as number, stride * (to[1] as number), stride * (to[2] as number), 1],
      fromStart: inRows.from * row + inColumns.from * column + group,
      toStart: inRows.to * (to[1] as number) + inColumns.to * (to[2] as number),
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

function overPhases<Result>(stride: number, visit: (row: number, column: number) => Result): Result[] {
  const phases = Array.from({ length: stride }, (_, phase) => phase)
  return phases.flatMap((row) => phases.map((column) => visit(row, column)))
}

/** Filters `[row, column, in, out]` as `[tap, tap, out, phase · phase · in]`: every `stride`-th row and column, the last first. */
function phaseFilters(planner: Planner, filters: Operand, stride: number): Operand {
  const [height, width, into, out] = filters.shape as [number, number, number, number]
  const [rowTaps, columnTaps] = [Math.ceil(height / stride), Math.ceil(width / stride)]
  const shape = [rowTaps, columnTaps, out, stride * stride * into]
  const [row, column, fromIn] = stridesOf(filters.shape) as [number, number, number]
  const [toRow, toColumn, toOut] = stridesOf(shape) as [number, number, number]
  const pieces = overPhases(stride, (rowPhase, columnPhase) => ({
    operand: filters,
    walk: {
      lengths: [Math.ceil((height - rowPhase) / stride), Math.ceil((width - columnPhase) / stride), out, into],
      from: [stride * row, stride * column, 1, fromIn],
      to: [-toRow, -toColumn, toOut, 1],
      fromStart: rowPhase * row + columnPhase * column,
      toStart: (rowTaps - 1) * toRow + (columnTaps - 1) * toColumn + (rowPhase * stride + columnPhase) * into,
    },
  }))
  return assembled(planner, pieces, { shape, perTask: filters.perTask })
}

/** A convolution over the batch: channels play images, and the outputs' gradient, spread by dilation, plays filters. */
export function planConvolveFilters(
  planner: Planner,
  { stride, padTop, padLeft }: Of<'convolveFilters'>,
  { shape, perTask, from: [images, outputs] }: NodeForm,
): number {
  const along = (axis: 1 | 2, before: number) => {
    const reach = ((outputs.shape[axis] as number) - 1) * stride + 1
    const count = shape[axis - 1] as number
    return { zeros: around(images.shape[axis] as number, reach, 1, count, before), used: count - 1 + reach - before }
  }
  const [rows, columns] = [along(1, padTop), along(2, padLeft)]
  const channelImages = byChannel(planner, images, rows.used, columns.used)
  const outputFilters = permuted(planner, outputs, [1, 2, 0, 3])
  const [height, width, into, out] = shape as [number, number, number, number]
  const padding = { rows: rows.zeros, columns: columns.zeros, dilation: stride }
  const result = [into, height, width, out]
  const slot = convolved(planner, channelImages, outputFilters, result, padding)
  return permuted(planner, { slot, shape: result, perTask }, [1, 2, 0, 3]).slot
}

/** Images `[channel, row, column, batch]`, without the last rows and columns that no window reaches. */
function byChannel(planner: Planner, images: Operand, rows: number, columns: number): Operand {
  const [batch, height, width, channels] = images.shape as [number, number, number, number]
  const shape = [channels, Math.min(height, rows), Math.min(width, columns), batch]
  const [image, row, column, channel] = stridesOf(images.shape) as [number, number, number, number]
  return moved(planner, images, { lengths: shape, from: [channel, row, column, image], to: stridesOf(shape) }, shape)
}
