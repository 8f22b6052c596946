// The innermost loop of a fused group, compiled to WebAssembly when a program is: four values of every operand are read,
// go through all steps in registers, and only what others need is written.

import type { ElementwiseCode } from './codes.js'
import {
  and,
  block,
  branchIf,
  call,
  empty,
  end,
  fillMemory,
  get,
  integer,
  isZero,
  load,
  loadInteger,
  loadPoint,
  loopStart,
  minus,
  plus,
  set,
  shiftRight,
  splat,
  store,
  tee,
  unsigned,
  vector,
} from './wasm.js'

/** A step of a loop: operands are numbers of inputs, then of earlier steps. */
export interface LoopStep {
  readonly code: ElementwiseCode
  readonly operands: readonly number[]
  readonly by?: number
}

/** Registers are places in the table of addresses that the loop is called with. */
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
  readonly lengths: readonly number[]
  /** For each register: how many values it moves along each axis. */
  readonly steps: readonly (readonly number[])[]
  /** Registers whose memory is set to zero first, and how many values. */
  readonly clears: readonly { readonly register: number; readonly count: number }[]
}

/** What each code leaves on the stack, given what puts its operands there. A square is a product by now. */
const instructions: {
  readonly [code in Exclude<ElementwiseCode, 'square'>]: (operands: readonly number[][], by: number) => number[]
} = {
  add: ([a, b]) => [...(a as number[]), ...(b as number[]), ...vector(0xe4)],
  sub: ([a, b]) => [...(a as number[]), ...(b as number[]), ...vector(0xe5)],
  mul: ([a, b]) => [...(a as number[]), ...(b as number[]), ...vector(0xe6)],
  div: ([a, b]) => [...(a as number[]), ...(b as number[]), ...vector(0xe7)],
  // a where not b ≤ 0.
  gate: ([a, b]) => [...(a as number[]), ...(b as number[]), ...splat(0), ...vector(0x45), ...vector(0x4f)],
  copy: ([a]) => a as number[],
  sqrt: ([a]) => [...(a as number[]), ...vector(0xe3)],
  rsqrt: ([a]) => [...splat(1), ...(a as number[]), ...vector(0xe3), ...vector(0xe7)],
  exp: ([a]) => [...(a as number[]), ...call(0)],
  log: ([a]) => [...(a as number[]), ...call(1)],
  tanh: ([a]) => [...(a as number[]), ...call(2)],
  sigmoid: ([a]) => [...(a as number[]), ...call(3)],
  scale: ([a], by) => [...(a as number[]), ...splat(by), ...vector(0xe6)],
  addScalar: ([a], by) => [...(a as number[]), ...splat(by), ...vector(0xe4)],
}

/** Locals of a loop's function: its parameters, pointers, counters and vectors. */
interface Locals {
  /** Bytes of a register's address. */
  address(register: number): number[]
  pointer(register: number): number
  /** Of an axis. */
  counter(axis: number): number
  value(number: number): number
  readonly mask: number
}

/** The body of a function (count, table) that goes through `count` values: equal for groups that do the same to other tensors. */
export function chunkBody(loop: Loop): number[] {
  const registers = streamsOf(loop)
  const [locals, declaration] = declareLocals(loop, registers, 1)
  const left = locals.counter(0)
  return [
    ...declaration,
    ...registers.flatMap((register) => [...locals.address(register), ...set(locals.pointer(register))]),
    ...loadPoints(loop, locals, locals.address),
    ...get(0),
    ...integer(2),
    shiftRight,
    ...set(left),
    block,
    empty,
    ...get(left),
    isZero,
    branchIf,
    0,
    ...repeat(left, [...stepCode(loop, locals, false), ...registers.flatMap((register) => advance(locals, register, 16))]),
    end,
    // The last one to three values: what lies beyond them must not join a sum.
    ...get(0),
    ...integer(3),
    and,
    ...tee(left),
    isZero,
    branchIf,
    0,
    ...vector(0x0c),
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    2,
    0,
    0,
    0,
    3,
    0,
    0,
    0,
    ...get(left),
    ...vector(0x11),
    ...vector(0x39),
    ...set(locals.mask),
    ...stepCode(loop, locals, true),
    end,
  ]
}

/** The body of a function (count, table) that goes through all axes of a nest; it does not read `count`. */
export function nestBody(loop: Loop, { lengths, steps, clears }: Nest): number[] {
  const registers = [...new Set([...streamsOf(loop), ...loop.inputs.map(({ register }) => register)])]
  const [locals, declaration] = declareLocals(loop, registers, lengths.length)
  const last = lengths.length - 1
  const lengthOf = (axis: number) => lengths[axis] as number
  const stepOf = (register: number, axis: number) => 4 * ((steps[register] as readonly number[])[axis] as number)
  const walk = (axis: number): number[] => {
    if (axis === last) {
      const streams = registers.filter((register) => stepOf(register, last) !== 0)
      return [
        ...loadPoints(loop, locals, (register) => get(locals.pointer(register))),
        ...integer(lengthOf(last) / 4),
        ...set(locals.counter(last)),
        ...repeat(locals.counter(last), [
          ...stepCode(loop, locals, false),
          ...streams.flatMap((register) => advance(locals, register, 16)),
        ]),
      ]
    }
    const back = (register: number) => stepOf(register, axis) - lengthOf(axis + 1) * stepOf(register, axis + 1)
    return [
      ...integer(lengthOf(axis)),
      ...set(locals.counter(axis)),
      ...repeat(locals.counter(axis), [
        ...walk(axis + 1),
        ...registers.flatMap((register) => advance(locals, register, back(register))),
      ]),
    ]
  }
  return [
    ...declaration,
    ...registers.flatMap((register) => [...locals.address(register), ...set(locals.pointer(register))]),
    ...clears.flatMap(({ register, count }) => [
      ...locals.address(register),
      ...integer(0),
      ...integer(4 * count),
      ...fillMemory,
    ]),
    ...walk(0),
    end,
  ]
}

/** Registers that move with the vectors. */
function streamsOf({ inputs, stores, sums }: Loop): number[] {
  return [...new Set([...inputs.filter(({ point }) => !point), ...stores, ...sums].map(({ register }) => register))]
}

function declareLocals({ inputs, steps }: Loop, registers: readonly number[], axes: number): [Locals, number[]] {
  const vectors = 2 + axes + registers.length
  const locals: Locals = {
    address: (register) => [...get(1), ...loadInteger(4 * register)],
    counter: (axis) => 2 + axis,
    pointer: (register) => 2 + axes + registers.indexOf(register),
    value: (number) => vectors + number,
    mask: vectors + inputs.length + steps.length,
  }
  return [locals, [2, ...unsigned(axes + registers.length), 0x7f, ...unsigned(inputs.length + steps.length + 1), 0x7b]]
}

/** Repeats `code` as often as `counter` says, at least once. */
function repeat(counter: number, code: readonly number[]): number[] {
  return [loopStart, empty, ...code, ...get(counter), ...integer(1), minus, ...tee(counter), branchIf, 0, end]
}

function advance(locals: Locals, register: number, bytes: number): number[] {
  const pointer = locals.pointer(register)
  return bytes === 0 ? [] : [...get(pointer), ...integer(bytes), plus, ...set(pointer)]
}

function loadPoints({ inputs }: Loop, locals: Locals, address: (register: number) => number[]): number[] {
  return inputs.flatMap(({ register, point }, number) =>
    point ? [...address(register), ...loadPoint, ...set(locals.value(number))] : [],
  )
}

/** All steps on one vector. Inputs are read when they are first needed, results written as soon as they are known. */
function stepCode({ inputs, steps, stores, sums }: Loop, { pointer, value, mask }: Locals, masked: boolean): number[] {
  const loaded = new Set<number>()
  const read = (number: number): number[] => {
    const input = inputs[number]
    if (!input || input.point || loaded.has(number)) return get(value(number))
    loaded.add(number)
    return [...get(pointer(input.register)), ...load, ...tee(value(number))]
  }
  const write = (number: number) => [
    ...stores
      .filter((own) => own.value === number)
      .flatMap(({ register }) => [...get(pointer(register)), ...read(number), ...store]),
    ...sums
      .filter((own) => own.value === number)
      .flatMap(({ register }) => [
        ...get(pointer(register)),
        ...get(pointer(register)),
        ...load,
        ...read(number),
        ...(masked ? [...get(mask), ...vector(0x4e)] : []),
        ...vector(0xe4),
        ...store,
      ]),
  ]
  return [
    ...inputs.flatMap((_, number) => write(number)),
    ...steps.flatMap(({ code, operands, by = 0 }, index) => {
      const number = inputs.length + index
      const computed =
        code === 'square'
          ? instructions.mul([...operands, ...operands].map(read), by)
          : instructions[code](operands.map(read), by)
      return [...computed, ...set(value(number)), ...write(number)]
    }),
  ]
}
