// The number types of safetensors files, and how each becomes floating-point numbers without losing anything.

import { type FloatArray, fail } from '@assent/autodiff'

/** The types that are read; the eight-bit and four-bit floats of the format are not. */
export type Dtype = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'U64' | 'I32' | 'U32' | 'I16' | 'U16' | 'I8' | 'U8' | 'BOOL'

/** Types of fewer bytes than our numbers have. */
export type NarrowDtype = 'F16' | 'I8'

interface Reading {
  /** Bytes of one value. */
  readonly width: number
  /** The values of little-endian `bytes`, in an array of their own; `what` names them in error messages. */
  read(where: string, what: string, bytes: Uint8Array): FloatArray
}

/**
 * Each of 16 bits and fewer fits a float32, each of 32 bits a float64, and of 64 bits those up to 2⁵³. Marked as pure, so that a
 * page that opens no file does not load them.
 */
export const dtypes: { readonly [name in Dtype]: Reading } = {
  F64: { width: 8, read: (_, __, bytes) => new Float64Array(copyOf(bytes)) },
  F32: { width: 4, read: (_, __, bytes) => new Float32Array(copyOf(bytes)) },
  F16: /* @__PURE__ */ toFloat32(2, (view, at) => fromHalf(view.getUint16(at, true))),
  BF16: { width: 2, read: (_, __, bytes) => fromUpperHalves(bytes) },
  I64: /* @__PURE__ */ toFloat64(8, (view, at) => Number(view.getBigInt64(at, true))),
  U64: /* @__PURE__ */ toFloat64(8, (view, at) => Number(view.getBigUint64(at, true))),
  I32: /* @__PURE__ */ toFloat64(4, (view, at) => view.getInt32(at, true)),
  U32: /* @__PURE__ */ toFloat64(4, (view, at) => view.getUint32(at, true)),
  I16: /* @__PURE__ */ toFloat32(2, (view, at) => view.getInt16(at, true)),
  U16: /* @__PURE__ */ toFloat32(2, (view, at) => view.getUint16(at, true)),
  I8: /* @__PURE__ */ toFloat32(1, (view, at) => view.getInt8(at)),
  U8: /* @__PURE__ */ toFloat32(1, (view, at) => view.getUint8(at)),
  BOOL: {
    width: 1,
    read: (where, what, bytes) => {
      const bad = bytes.find((byte) => byte > 1)
      if (bad !== undefined) fail(where, `bytes 0 and 1 in ${what}, which is BOOL`, `${bad}`, 'use another file', 'damaged')
      return Float32Array.from(bytes)
    },
  },
}

export function isDtype(name: unknown): name is Dtype {
  return typeof name === 'string' && Object.hasOwn(dtypes, name)
}

/**
 * Values as little-endian numbers of fewer bytes: rounded to the nearest, ties to even.
 *
 * @throws AssentError when a value is beyond the type's range
 */
export function narrow(what: string, dtype: NarrowDtype, values: FloatArray): Uint8Array {
  const most = dtype === 'F16' ? 65_504 : 127
  const width = dtypes[dtype].width
  const bytes = new Uint8Array(values.length * width)
  const view = viewOf(bytes)
  for (const [place, value] of values.entries()) {
    if (dtype === 'F16') view.setUint16(2 * place, toHalf(value), true)
    else view.setInt8(place, roundEven(value))
    if (!(Math.abs(value) <= most)) fail(what, `values within ±${most}, as ${dtype} has`, `${value}`, 'keep it as float32')
  }
  return bytes
}

/** A buffer of just these bytes, which slice() would not make of Node's Buffer. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function toFloat32(width: number, read: (view: DataView, at: number) => number): Reading {
  return {
    width,
    read: (_, __, bytes) => {
      const [view, values] = [viewOf(bytes), new Float32Array(bytes.length / width)]
      for (let i = 0; i < values.length; i++) values[i] = read(view, i * width)
      return values
    },
  }
}

function toFloat64(width: number, read: (view: DataView, at: number) => number): Reading {
  return {
    width,
    read: (where, what, bytes) => {
      const [view, values] = [viewOf(bytes), new Float64Array(bytes.length / width)]
      for (let i = 0; i < values.length; i++) {
        const value = read(view, i * width)
        if (!Number.isSafeInteger(value))
          fail(where, `whole numbers within ±2⁵³ in ${what}`, `${value}`, 'convert the tensor to F64, or leave it out')
        values[i] = value
      }
      return values
    },
  }
}

/** IEEE 754 binary16: a sign bit, five bits of exponent with bias 15, ten of fraction. */
function fromHalf(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023]
  const sign = bits >> 15 ? -1 : 1
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

/** The nearest binary16 of a value within its range. */
function toHalf(value: number): number {
  const size = Math.abs(value)
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const exponent = Math.max(-14, Math.floor(Math.log2(size)))
  // Rounding may reach the next power of two: then the fraction carries into the exponent, as the bits do.
  const steps = roundEven(size / 2 ** (exponent - 10))
  return sign | (steps + (exponent + 14) * 1024)
}

function roundEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1
}

/** bfloat16 is the upper half of a float32. */
function fromUpperHalves(bytes: Uint8Array): Float32Array {
  const view = viewOf(bytes)
  const words = Uint32Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, true) << 16)
  return new Float32Array(words.buffer)
}
