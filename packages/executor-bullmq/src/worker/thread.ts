// A hand's thread as its process sees it: it may die of its work, and another takes its place.

import { Worker } from 'node:worker_threads'
import type { Setting } from '@assent/core'
import { type Failure, toError } from '@assent/core/tools'
import type { Found, Given } from '../adapter.js'
import type { Vectors } from '../protocol/layout.js'
import type { Fingerprint } from '../protocol/messages.js'
import type { Request } from '../protocol/request.js'

/** The module, its function that makes a problem from what a driver tells, and what it is given besides that. */
export type Opener = readonly [module: string, name: string, own?: unknown]

export interface ThreadData {
  readonly opener: Opener
  readonly problem: Setting
}

export interface ToThread {
  readonly id: number
  readonly request: Request
  readonly given: Given
}

export type FromThread =
  | { readonly kind: 'ready'; readonly fingerprint: Fingerprint; readonly vectors: Vectors }
  | { readonly kind: 'unable'; readonly failure: Failure }
  | ({ readonly kind: 'found'; readonly id: number } & Found)
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }

/** What a thread has opened. */
export interface Opened {
  readonly fingerprint: Fingerprint
  readonly vectors: Vectors
}

/** A thread that computes. */
export interface Thread {
  /** Rejects when the problem cannot be opened. */
  readonly opened: Promise<Opened>
  /** Rejects with what the task throws, and when the thread dies. */
  answer(request: Request, given: Given): Promise<Found>
  end(): Promise<void>
}

/** Starts a thread; one that dies is replaced when it is next asked. */
export function startThread(data: ThreadData): Thread {
  let current = startOne(data)
  return {
    opened: current.opened,
    answer: async (request, given) => {
      if (current.isDead()) current = startOne(data)
      await current.opened
      return current.answer(request, given)
    },
    end: () => current.end(),
  }
}

interface Waiting {
  readonly resolve: (found: Found) => void
  readonly reject: (error: Error) => void
}

function startOne(data: ThreadData) {
  const worker = new Worker(new URL('./compute.js', import.meta.url), { workerData: data })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let dead = false
  const opened = new Promise<Opened>((resolve, reject) => {
    const die = (error: Error) => {
      dead = true
      reject(error)
      for (const { reject: refuse } of waiting.values()) refuse(error)
      waiting.clear()
    }
    worker.on('error', die)
    worker.on('exit', (code) => die(new Error(`the thread ended with code ${code}`)))
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'ready') return resolve(message)
      if (message.kind === 'unable') return die(toError(message.failure))
      const who = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.kind === 'found') who?.resolve(message)
      else who?.reject(toError(message.failure))
    })
  })
  opened.catch(() => {}) // Whoever asks the thread for something gets it.
  return {
    opened,
    isDead: () => dead,
    answer: (request: Request, given: Given) =>
      new Promise<Found>((resolve, reject) => {
        if (dead) return reject(new Error('the thread ended'))
        const id = asked++
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, request, given } satisfies ToThread)
      }),
    end: async () => {
      await worker.terminate()
    },
  }
}
