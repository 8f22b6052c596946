// The innermost loop of a fused group, compiled to WebAssembly when a program is: four values of every operand are read,
// go through all steps in registers, and only what others need is written.

import { at, bytesOf, type Elementwise } from '../shared.js'
import { advance, countDown, repeat } from './statements.js'
import { assemble, type Body, control, type Emit, f32x4, i32, i32x4, imported, local, locals, memoryFill, v128 } from './wasm.js'

/** A step of a loop: operands are numbers of inputs, then of earlier steps. */
export interface LoopStep {
  readonly operation: Elementwise
  readonly operands: readonly number[]
  readonly by?: number
}

/** Registers are entries of the table of addresses that the loop is called with. */
export interface Loop {
  /** What is read; a point is one value for the whole loop. */
  readonly inputs: readonly { readonly register: number; readonly point: boolean }[]
  readonly steps: readonly LoopStep[]
  /** What is written as soon as it is known. */
  readonly stores: readonly { readonly value: number; readonly register: number }[]
  /** What is added to the values that are there. */
  readonly sums: readonly { readonly value: number; readonly register: number }[]
}

/** A loop over several axes with lengths that are known, the last a multiple of four. */
export interface Nest {
  /** Outermost first. */
  readonly axes: readonly NestAxis[]
  /** Registers whose memory is set to zero first, and how many values. */
  readonly clears: readonly { readonly register: number; readonly count: number }[]
}

export interface NestAxis {
  readonly length: number
  /** How many values each register moves along the axis. */
  readonly strides: readonly number[]
}

const called = (name: (typeof imported)[number]) => control.call(imported.indexOf(name))

/** What each step does to the operands on the stack. */
const instructions: { readonly [operation in Elementwise]: (by: number) => number[] } = {
  add: () => f32x4.add,
  sub: () => f32x4.sub,
  mul: () => f32x4.mul,
  div: () => f32x4.div,
  gate: () => [...f32x4.const(0), ...f32x4.le, ...v128.andnot],
  copy: () => [],
  // The operand comes twice.
  square: () => f32x4.mul,
  sqrt: () => f32x4.sqrt,
  // A one comes before the operand.
  rsqrt: () => [...f32x4.sqrt, ...f32x4.div],
  exp: () => called('exp'),
  log: () => called('log'),
  tanh: () => called('tanh'),
  sigmoid: () => called('sigmoid'),
  scale: (by) => [...f32x4.const(by), ...f32x4.mul],
  addScalar: (by) => [...f32x4.const(by), ...f32x4.add],
}

/** Locals of a loop's function: its parameters, pointers, counters and vectors. */
interface Locals {
  readonly declaration: number[]
  /** Instructions that leave a register's address. */
  address(register: number): number[][]
  pointer(register: number): number
  /** Of the loop with that many axes to go. */
  counter(axesLeft: number): number
  value(number: number): number
  readonly mask: number
}

/** The body of a function (count, table) that goes through `count` values: equal for groups that do the same to other tensors. */
export function chunkBody(loop: Loop): Body {
  const registers = streamsOf(loop)
  const own = localsOf(loop, registers, 1)
  const left = own.counter(1)
  return assemble((emit) => {
    emit(own.declaration)
    loadPointers(emit, registers, own)
    loadPoints(emit, loop, own, own.address)
    emit(local.get(0), i32.const(2), i32.shrS, local.set(left))
    emit(control.block, local.get(left), i32.eqz, control.branchIf(0))
    countDown(emit, left, () => {
      emitSteps(emit, loop, own, false)
      for (const register of registers) advance(emit, own.pointer(register), 16)
    })
    emit(control.end)
    // The last one to three values: what lies beyond them must not join a sum.
    emit(local.get(0), i32.const(3), i32.and, local.tee(left), i32.eqz, control.branchIf(0))
    emit(i32x4.numbers, local.get(left), i32x4.splat, i32x4.ltS, local.set(own.mask))
    emitSteps(emit, loop, own, true)
    emit(control.end)
  })
}

/** The body of a function (count, table) that goes through all axes of a nest; it does not read `count`. */
export function nestBody(loop: Loop, { axes, clears }: Nest): Body {
  const registers = [...new Set([...streamsOf(loop), ...loop.inputs.map(({ register }) => register)])]
  const own = localsOf(loop, registers, axes.length)
  return assemble((emit) => {
    emit(own.declaration)
    loadPointers(emit, registers, own)
    for (const { register, count } of clears) {
      emit(...own.address(register), i32.const(0), i32.const(bytesOf(count)), memoryFill)
    }
    emitAxes(emit, loop, axes, registers, own)
    emit(control.end)
  })
}

/** The loops of these axes, one in the other. Each leaves the pointers where its whole length takes them. */
function emitAxes(emit: Emit, loop: Loop, axes: readonly NestAxis[], registers: readonly number[], own: Locals): void {
  const [outer, ...rest] = axes
  if (outer === undefined) return
  const counter = own.counter(axes.length)
  const [next] = rest
  if (next === undefined) {
    loadPoints(emit, loop, own, (register) => [local.get(own.pointer(register))])
    repeat(emit, outer.length / 4, counter, () => {
      emitSteps(emit, loop, own, false)
      for (const register of registers) advance(emit, own.pointer(register), 4 * bytesOf(at(outer.strides, register)))
    })
    return
  }
  repeat(emit, outer.length, counter, () => {
    emitAxes(emit, loop, rest, registers, own)
    for (const register of registers) {
      const gone = next.length * at(next.strides, register)
      advance(emit, own.pointer(register), bytesOf(at(outer.strides, register) - gone))
    }
  })
}

/** Registers that move with the vectors. */
function streamsOf({ inputs, stores, sums }: Loop): number[] {
  return [...new Set([...inputs.filter(({ point }) => !point), ...stores, ...sums].map(({ register }) => register))]
}

function localsOf({ inputs, steps }: Loop, registers: readonly number[], axes: number): Locals {
  const vectors = 2 + axes + registers.length
  return {
    declaration: locals(axes + registers.length, inputs.length + steps.length + 1),
    address: (register) => [local.get(1), i32.load(bytesOf(register))],
    counter: (axesLeft) => 2 + axes - axesLeft,
    pointer: (register) => 2 + axes + registers.indexOf(register),
    value: (number) => vectors + number,
    mask: vectors + inputs.length + steps.length,
  }
}

function loadPointers(emit: Emit, registers: readonly number[], { address, pointer }: Locals): void {
  for (const register of registers) emit(...address(register), local.set(pointer(register)))
}

function loadPoints(emit: Emit, { inputs }: Loop, { value }: Locals, address: (register: number) => number[][]): void {
  for (const [number, { register, point }] of inputs.entries()) {
    if (point) emit(...address(register), v128.load32Splat(0), local.set(value(number)))
  }
}

/** All steps on one vector. Inputs are read when they are first needed, results written as soon as they are known. */
function emitSteps(emit: Emit, { inputs, steps, stores, sums }: Loop, { pointer, value, mask }: Locals, masked: boolean): void {
  const loaded = new Set<number>()
  const read = (number: number): void => {
    const input = inputs[number]
    if (!input || input.point || loaded.has(number)) emit(local.get(value(number)))
    else {
      loaded.add(number)
      emit(local.get(pointer(input.register)), v128.load(0), local.tee(value(number)))
    }
  }
  const write = (number: number): void => {
    for (const { register } of stores.filter((own) => own.value === number)) {
      emit(local.get(pointer(register)))
      read(number)
      emit(v128.store(0))
    }
    for (const { register } of sums.filter((own) => own.value === number)) {
      emit(local.get(pointer(register)), local.get(pointer(register)), v128.load(0))
      read(number)
      if (masked) emit(local.get(mask), v128.and)
      emit(f32x4.add, v128.store(0))
    }
  }
  for (const number of inputs.keys()) write(number)
  for (const [index, { operation, operands, by = 0 }] of steps.entries()) {
    if (operation === 'rsqrt') emit(f32x4.const(1))
    for (const operand of operation === 'square' ? [...operands, ...operands] : operands) read(operand)
    const number = inputs.length + index
    emit(instructions[operation](by), local.set(value(number)))
    write(number)
  }
}
