// Vectors that every hand of a run needs: θ, and what rows are compared with. Kept here as long as they are needed, because the
// server may be wiped.

import type { FloatArray } from '@assent/autodiff'
import { bytesOf } from '../protocol/answer.js'
import type { Names } from '../protocol/names.js'
import { hashOf } from '../protocol/request.js'
import type { Server } from '../server.js'

export interface SharedVectors {
  /** Puts a vector on the server; returns its name. */
  share(vector: FloatArray): Promise<string>
  /** A vector that is shared now. */
  get(name: string): Buffer | undefined
  /** Puts what has gone there once more. */
  restore(): Promise<void>
  /** Takes the vectors of the last meta-step away. */
  forget(): Promise<void>
}

/** Nobody needs a vector for longer; milliseconds. */
const VECTOR_LIFE = 3_600_000

export function createSharedVectors({ ask }: Server, names: Names): SharedVectors {
  const shared = new Map<string, Buffer>()
  const put = (name: string, bytes: Buffer) => ask((redis) => redis.set(names.vector(name), bytes, 'PX', VECTOR_LIFE, 'NX'))
  return {
    share: async (vector) => {
      const bytes = Buffer.from(bytesOf(vector))
      const name = hashOf(bytes)
      if (!shared.has(name)) {
        shared.set(name, bytes)
        await put(name, bytes)
      }
      return name
    },
    get: (name) => shared.get(name),
    restore: async () => {
      for (const [name, bytes] of shared) if (!(await ask((redis) => redis.exists(names.vector(name))))) await put(name, bytes)
    },
    forget: async () => {
      const old = [...shared.keys()].map(names.vector)
      shared.clear()
      if (old.length > 0) await ask((redis) => redis.unlink(...old))
    },
  }
}
