// The one WebAssembly memory, and who has which part of it.

import { fail } from '@assent/autodiff'
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

/** Rounds up to whole cache lines. */
export function align(bytes: number): number {
  return Math.ceil(bytes / 64) * 64
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
  let free: Block[] = [{ address: align(start), bytes: memory.buffer.byteLength - slack - align(start) }]
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
  const insert = (block: Block) => {
    free.push(block)
    free.sort((a, b) => a.address - b.address)
    free = free.reduce<Block[]>((merged, next) => {
      const last = merged.at(-1)
      if (last && last.address + last.bytes === next.address) {
        merged[merged.length - 1] = { address: last.address, bytes: last.bytes + next.bytes }
      } else merged.push(next)
      return merged
    }, [])
  }
  return {
    allocate: (wanted) => {
      const bytes = align(Math.max(wanted, 1))
      if (!free.some((block) => block.bytes >= bytes)) grow(bytes)
      const index = free.findIndex((block) => block.bytes >= bytes)
      const { address, bytes: size } = free[index] as Block
      free.splice(index, 1, ...(size > bytes ? [{ address: address + bytes, bytes: size - bytes }] : []))
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
