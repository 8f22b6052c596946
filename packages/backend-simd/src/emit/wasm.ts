// The few bytes of WebAssembly that loops are written in: instructions, and the module around their functions.

/** Functions that a module imports from the kernels, in order. */
export const imported = ['exp', 'log', 'tanh', 'sigmoid'] as const

/** Bytes of an unsigned number in LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}

/** Bytes of a number in signed LEB128. */
function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)]
}

/** An instruction on vectors. */
function vector(code: number): number[] {
  return [0xfd, ...unsigned(code)]
}

/** Some bytes beyond an address that is a multiple of four. */
const at = (offset: number): number[] => [2, ...unsigned(offset)]

// Instructions, by their names in the text format.

export const local = {
  get: (index: number): number[] => [0x20, ...unsigned(index)],
  set: (index: number): number[] => [0x21, ...unsigned(index)],
  tee: (index: number): number[] => [0x22, ...unsigned(index)],
}

/** The declaration of a function's locals after its parameters: addresses and counters, then vectors. */
export function locals(integers: number, vectors: number): number[] {
  const groups = [
    [...unsigned(integers), 0x7f],
    [...unsigned(vectors), 0x7b],
  ]
  return [groups.length, ...groups.flat()]
}

/** Blocks without results; `branchIf` leaves them, or repeats one that is a loop. */
export const control = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  end: [0x0b],
  /** Leaves that many blocks more than the innermost. */
  branchIf: (depth: number): number[] => [0x0d, depth],
  call: (index: number): number[] => [0x10, ...unsigned(index)],
}

export const i32 = {
  const: (value: number): number[] => [0x41, ...signed(value)],
  load: (offset: number): number[] => [0x28, 2, ...unsigned(offset)],
  eqz: [0x45],
  eq: [0x46],
  ne: [0x47],
  add: [0x6a],
  sub: [0x6b],
  and: [0x71],
  shrS: [0x75],
}

export const memoryFill = [0xfc, 11, 0]

export const v128 = {
  load: (offset: number): number[] => [...vector(0x00), ...at(offset)],
  load32Splat: (offset: number): number[] => [...vector(0x09), ...at(offset)],
  store: (offset: number): number[] => [...vector(0x0b), ...at(offset)],
  zero: [...vector(0x0c), ...new Uint8Array(16)],
  /** Four of the eight values of two vectors, by number. */
  shuffle: (...lanes: readonly [number, number, number, number]): number[] => [
    ...vector(0x0d),
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  ],
  and: vector(0x4e),
  andnot: vector(0x4f),
}

export const f32x4 = {
  /** The same number four times. */
  const: (value: number): number[] => [0x43, ...new Uint8Array(Float32Array.of(value).buffer), ...vector(0x13)],
  le: vector(0x45),
  sqrt: vector(0xe3),
  add: vector(0xe4),
  sub: vector(0xe5),
  mul: vector(0xe6),
  div: vector(0xe7),
  /** Only where the engine has relaxed SIMD. */
  relaxedMadd: vector(0x105),
}

export const i32x4 = {
  /** 0, 1, 2, 3. */
  numbers: [...vector(0x0c), 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0],
  splat: vector(0x11),
  ltS: vector(0x39),
}

/** The body of a function, one character per byte: equal bodies are equal strings. */
export type Body = string

/** Writes instructions one after the other. */
export type Emit = (...instructions: readonly (readonly number[])[]) => void

/** The body that `write` emits. */
export function assemble(write: (emit: Emit) => void): Body {
  const bytes: number[] = []
  write((...instructions) => {
    for (const instruction of instructions) for (const byte of instruction) bytes.push(byte)
  })
  return encoded(bytes)
}

function section(id: number, items: readonly string[]): string {
  const content = encoded(unsigned(items.length)) + items.join('')
  return encoded([id, ...unsigned(content.length)]) + content
}

function encoded(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes)
}

/** A name or a body, its length before it. */
function sized(text: string): string {
  return encoded(unsigned(text.length)) + text
}

/** A module that exports one function per body, named by its number. It imports the kernels' memory and functions. */
export function bodyModule(bodies: readonly Body[]): Uint8Array {
  const types = [encoded([0x60, 2, 0x7f, 0x7f, 0]), encoded([0x60, 1, 0x7b, 1, 0x7b])]
  const memory = sized('k') + sized('memory') + encoded([2, 0, 1])
  const imports = [memory, ...imported.map((name) => sized('k') + sized(name) + encoded([0, 1]))]
  const exports = bodies.map((_, index) => sized(String(index)) + encoded([0, ...unsigned(imported.length + index)]))
  const module = [
    encoded([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
    section(1, types),
    section(2, imports),
    section(
      3,
      bodies.map(() => encoded([0])),
    ),
    section(7, exports),
    section(10, bodies.map(sized)),
  ].join('')
  return bytesOfText(module)
}

/** The bytes that a text holds, one per character. */
export function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}
