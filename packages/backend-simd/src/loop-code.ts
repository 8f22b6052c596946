// The innermost loop of a fused group, compiled to WebAssembly when a program is: four values of every operand are read,
// go through all steps in registers, and only what others need is written.

import type { ElementwiseCode } from './codes.js'
import { control, f32x4, i32, i32x4, imported, local, memoryFill, unsigned, v128 } from './wasm.js'

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

const called = (name: (typeof imported)[number]) => control.call(imported.indexOf(name))

/** What each code does to the operands on the stack. */
const instructions: { readonly [code in ElementwiseCode]: (by: number) => number[] } = {
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
  const onward = registers.flatMap((register) => advance(locals, register, 16))
  const whole = [
    [...local.get(0), ...i32.const(2), ...i32.shrS, ...local.set(left)],
    [...control.block, ...local.get(left), ...i32.eqz, ...control.branchIf],
    repeat(left, [...stepCode(loop, locals, false), ...onward]),
    control.end,
  ]
  // The last one to three values: what lies beyond them must not join a sum.
  const rest = [
    [...local.get(0), ...i32.const(3), ...i32.and, ...local.tee(left), ...i32.eqz, ...control.branchIf],
    [...i32x4.places, ...local.get(left), ...i32x4.splat, ...i32x4.ltS, ...local.set(locals.mask)],
    stepCode(loop, locals, true),
  ]
  return [
    declaration,
    loadPointers(registers, locals),
    loadPoints(loop, locals, locals.address),
    ...whole,
    ...rest,
    control.end,
  ].flat()
}

/** The body of a function (count, table) that goes through all axes of a nest; it does not read `count`. */
export function nestBody(loop: Loop, { lengths, steps, clears }: Nest): number[] {
  const registers = [...new Set([...streamsOf(loop), ...loop.inputs.map(({ register }) => register)])]
  const [locals, declaration] = declareLocals(loop, registers, lengths.length)
  const last = lengths.length - 1
  const lengthOf = (axis: number) => lengths[axis] as number
  const stepOf = (register: number, axis: number) => 4 * ((steps[register] as readonly number[])[axis] as number)
  const start = (axis: number, count: number) => [...i32.const(count), ...local.set(locals.counter(axis))]
  const walkLast = (): number[] => {
    const streams = registers.filter((register) => stepOf(register, last) !== 0)
    const onward = streams.flatMap((register) => advance(locals, register, 16))
    return [
      ...loadPoints(loop, locals, (register) => local.get(locals.pointer(register))),
      ...start(last, lengthOf(last) / 4),
      ...repeat(locals.counter(last), [...stepCode(loop, locals, false), ...onward]),
    ]
  }
  const walk = (axis: number): number[] => {
    if (axis === last) return walkLast()
    const gone = (register: number) => lengthOf(axis + 1) * stepOf(register, axis + 1)
    const onward = registers.flatMap((register) => advance(locals, register, stepOf(register, axis) - gone(register)))
    return [...start(axis, lengthOf(axis)), ...repeat(locals.counter(axis), [...walk(axis + 1), ...onward])]
  }
  const zeros = clears.map(({ register, count }) => [
    ...locals.address(register),
    ...i32.const(0),
    ...i32.const(4 * count),
    ...memoryFill,
  ])
  return [declaration, loadPointers(registers, locals), ...zeros, walk(0), control.end].flat()
}

/** Registers that move with the vectors. */
function streamsOf({ inputs, stores, sums }: Loop): number[] {
  return [...new Set([...inputs.filter(({ point }) => !point), ...stores, ...sums].map(({ register }) => register))]
}

function declareLocals({ inputs, steps }: Loop, registers: readonly number[], axes: number): [Locals, number[]] {
  const vectors = 2 + axes + registers.length
  const locals: Locals = {
    address: (register) => [...local.get(1), ...i32.load(4 * register)],
    counter: (axis) => 2 + axis,
    pointer: (register) => 2 + axes + registers.indexOf(register),
    value: (number) => vectors + number,
    mask: vectors + inputs.length + steps.length,
  }
  const [integers, floats] = [0x7f, 0x7b]
  return [locals, [2, ...unsigned(axes + registers.length), integers, ...unsigned(inputs.length + steps.length + 1), floats]]
}

/** Repeats `code` as often as `counter` says, at least once. */
function repeat(counter: number, code: readonly number[]): number[] {
  const again = [...local.get(counter), ...i32.const(1), ...i32.sub, ...local.tee(counter), ...control.branchIf]
  return [...control.loop, ...code, ...again, ...control.end]
}

function advance(locals: Locals, register: number, bytes: number): number[] {
  const pointer = locals.pointer(register)
  return bytes === 0 ? [] : [...local.get(pointer), ...i32.const(bytes), ...i32.add, ...local.set(pointer)]
}

function loadPointers(registers: readonly number[], locals: Locals): number[] {
  return registers.flatMap((register) => [...locals.address(register), ...local.set(locals.pointer(register))])
}

function loadPoints({ inputs }: Loop, locals: Locals, address: (register: number) => number[]): number[] {
  return inputs.flatMap(({ register, point }, number) =>
    point ? [...address(register), ...v128.load32Splat, ...local.set(locals.value(number))] : [],
  )
}

/** All steps on one vector. Inputs are read when they are first needed, results written as soon as they are known. */
function stepCode({ inputs, steps, stores, sums }: Loop, { pointer, value, mask }: Locals, masked: boolean): number[] {
  const loaded = new Set<number>()
  const read = (number: number): number[] => {
    const input = inputs[number]
    if (!input || input.point || loaded.has(number)) return local.get(value(number))
    loaded.add(number)
    return [...local.get(pointer(input.register)), ...v128.load, ...local.tee(value(number))]
  }
  const writeStore = (number: number, to: number) => [...local.get(to), ...read(number), ...v128.store]
  const writeSum = (number: number, to: number) => {
    const term = [...read(number), ...(masked ? [...local.get(mask), ...v128.and] : [])]
    return [...local.get(to), ...local.get(to), ...v128.load, ...term, ...f32x4.add, ...v128.store]
  }
  const write = (number: number) => [
    ...stores.flatMap((own) => (own.value === number ? writeStore(number, pointer(own.register)) : [])),
    ...sums.flatMap((own) => (own.value === number ? writeSum(number, pointer(own.register)) : [])),
  ]
  const compute = ({ code, operands, by = 0 }: LoopStep, index: number): number[] => {
    const number = inputs.length + index
    const stack = (code === 'square' ? [...operands, ...operands] : operands).flatMap(read)
    const one = code === 'rsqrt' ? f32x4.const(1) : []
    return [...one, ...stack, ...instructions[code](by), ...local.set(value(number)), ...write(number)]
  }
  return [...inputs.flatMap((_, number) => write(number)), ...steps.flatMap(compute)]
}
