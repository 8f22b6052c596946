// The one WebAssembly memory, and who has which part of it.

import { fail } from '@assent/autodiff'
import { align } from '../shared.js'
import type { WasmMemory } from './kernels.js'

/** Kernels may read up to this far beyond the end of a tensor, never write. */
const slack = 64
const pageBytes = 65536
/** What 32-bit addresses reach. */
const maximumPages = 65536

export interface Block {
  readonly address: number
  readonly bytes: number
}

/** Gives out blocks of one memory, first fit. */
export interface Heap {
  allocate(bytes: number): Block
  release(block: Block): void
  /** The memory as float32 values, integers, float64 values; made anew when the memory has grown. */
  floats(): Float32Array
  integers(): Int32Array
  doubles(): Float64Array
  /** Blocks given out, and their bytes. */
  readonly usage: { readonly blocks: number; readonly bytes: number }
}

interface Views {
  readonly floats: Float32Array
  readonly integers: Int32Array
  readonly doubles: Float64Array
}

function viewsOf({ buffer }: WasmMemory): Views {
  return { floats: new Float32Array(buffer), integers: new Int32Array(buffer), doubles: new Float64Array(buffer) }
}

/** A heap over `memory` from the address `start` on. */
export function createHeap(memory: WasmMemory, start: number): Heap {
  const free: Block[] = [{ address: align(start), bytes: memory.buffer.byteLength - slack - align(start) }]
  let blocks = 0
  let held = 0
  let views = viewsOf(memory)
  const current = (): Views => {
    if (views.floats.buffer !== memory.buffer) views = viewsOf(memory)
    return views
  }
  const grow = (bytes: number) => {
    const end = memory.buffer.byteLength - slack
    const last = free.at(-1)
    const spare = last && last.address + last.bytes === end ? last.bytes : 0
    const pages = Math.ceil((bytes - spare) / pageBytes)
    const present = memory.buffer.byteLength / pageBytes
    if (present + pages > maximumPages) {
      fail(
        'backend simd',
        `at most ${maximumPages / 16384} GiB of memory`,
        `${((present + pages) / 16384).toFixed(1)} GiB`,
        'use smaller meta-batches, fewer steps or first order',
      )
    }
    memory.grow(pages)
    insert({ address: end, bytes: pages * pageBytes })
  }
  /** Puts a block back between its neighbors, and joins it with those that it touches. */
  const insert = (block: Block) => {
    const found = free.findIndex(({ address }) => address > block.address)
    const index = found < 0 ? free.length : found
    const [before, after] = [free[index - 1], free[index]]
    const touchesBefore = before !== undefined && before.address + before.bytes === block.address
    const touchesAfter = after !== undefined && block.address + block.bytes === after.address
    const address = touchesBefore ? before.address : block.address
    const bytes = block.bytes + (touchesBefore ? before.bytes : 0) + (touchesAfter ? after.bytes : 0)
    free.splice(index - (touchesBefore ? 1 : 0), (touchesBefore ? 1 : 0) + (touchesAfter ? 1 : 0), { address, bytes })
  }
  return {
    allocate: (wanted) => {
      const bytes = align(Math.max(wanted, 1))
      const fits = (block: Block) => block.bytes >= bytes
      let index = free.findIndex(fits)
      if (index < 0) {
        grow(bytes)
        index = free.findIndex(fits)
      }
      const { address, bytes: size } = free[index] as Block
      if (size > bytes) free[index] = { address: address + bytes, bytes: size - bytes }
      else free.splice(index, 1)
      blocks++
      held += bytes
      return { address, bytes }
    },
    release: (block) => {
      insert(block)
      blocks--
      held -= block.bytes
    },
    floats: () => current().floats,
    integers: () => current().integers,
    doubles: () => current().doubles,
    get usage() {
      return { blocks, bytes: held }
    },
  }
}
