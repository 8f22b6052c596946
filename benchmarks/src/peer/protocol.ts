// How contestants are spoken to. Each is a process that works only when told to: it prints one line of JSON when it is
// ready, and one for every line `go` that it reads.

/** First line of a contestant. */
export interface Ready {
  readonly version: string
  /** The mean of all tasks' gradients in the order of the model's parameters: float32, little-endian, base64. */
  readonly direction: string
  /** Time until the first meta-step could run, for those that compile. */
  readonly compileMilliseconds?: number
  /** Meta-steps behind each answer. */
  readonly repeat: number
}

/** Answer to `go`: mean time of one meta-step. */
export interface Timed {
  readonly milliseconds: number
}

/** Instead of either: what went wrong. */
export interface Broken {
  readonly error: string
}

export function encodeDirection(direction: Float32Array): string {
  return Buffer.from(direction.buffer, direction.byteOffset, direction.byteLength).toString('base64')
}

export function decodeDirection(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
}
