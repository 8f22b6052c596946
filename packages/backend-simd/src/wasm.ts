// The few bytes of WebAssembly that loops are written in: instructions, and the module around their functions.

/** Functions that a module imports from the kernels, in order. */
export const imported = ['exp', 'log', 'tanh', 'sigmoid'] as const

/** Bytes of an unsigned number in LEB128. */
export function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}

/** Bytes of a number in signed LEB128. */
function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)]
}

function float(value: number): number[] {
  return [...new Uint8Array(Float32Array.of(value).buffer)]
}

export const block = 0x02
export const loopStart = 0x03
export const empty = 0x40
export const end = 0x0b
export const branchIf = 0x0d
export const get = (local: number): number[] => [0x20, ...unsigned(local)]
export const set = (local: number): number[] => [0x21, ...unsigned(local)]
export const tee = (local: number): number[] => [0x22, ...unsigned(local)]
export const integer = (value: number): number[] => [0x41, ...signed(value)]
export const isZero = 0x45
export const plus = 0x6a
export const minus = 0x6b
export const and = 0x71
export const shiftRight = 0x76
/** An instruction on vectors. */
export const vector = (code: number): number[] => [0xfd, ...unsigned(code)]
/** Addresses are multiples of four bytes. */
const aligned = [2, 0]
export const loadInteger = (offset: number): number[] => [0x28, 2, ...unsigned(offset)]
export const load = [...vector(0x00), ...aligned]
export const loadPoint = [...vector(0x09), ...aligned]
export const store = [...vector(0x0b), ...aligned]
export const fillMemory = [0xfc, 11, 0]
export const call = (name: number): number[] => [0x10, name]
export const splat = (value: number): number[] => [0x43, ...float(value), ...vector(0x13)]

function section(id: number, items: readonly number[][]): number[] {
  const content = [...unsigned(items.length), ...items.flat()]
  return [id, ...unsigned(content.length), ...content]
}

function characters(value: string): number[] {
  return Array.from(value, (character) => character.charCodeAt(0))
}

function text(value: string): number[] {
  return [...unsigned(value.length), ...characters(value)]
}

/** A module that exports one function per body (a character per byte), named by its number. It imports the kernels' memory and functions. */
export function loopModule(bodies: readonly string[]): Uint8Array {
  const types = [
    [0x60, 2, 0x7f, 0x7f, 0],
    [0x60, 1, 0x7b, 1, 0x7b],
  ]
  const imports = [[...text('k'), ...text('memory'), 2, 0, 1], ...imported.map((name) => [...text('k'), ...text(name), 0, 1])]
  return Uint8Array.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, types),
    ...section(2, imports),
    ...section(
      3,
      bodies.map(() => [0]),
    ),
    ...section(
      7,
      bodies.map((_, index) => [...text(String(index)), 0, ...unsigned(imported.length + index)]),
    ),
    ...section(
      10,
      bodies.map((body) => [...unsigned(body.length), ...characters(body)]),
    ),
  ])
}
