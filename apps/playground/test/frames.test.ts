// Drawing takes turns: one kind in a frame, the latest of its kind, and no frame is asked for in vain.

import { expect, it } from 'vitest'
import { paceFrames } from '../src/charts/frames.js'

it('does one kind of work in a frame, in the order in which it came, and of each kind the latest', () => {
  const frames: (() => void)[] = []
  const done: string[] = []
  const pace = paceFrames((frame) => frames.push(frame))
  const add = (name: string, text: string) => pace(name, () => done.push(text))
  add('a', 'old a')
  add('b', 'b')
  add('a', 'new a')
  expect(frames.length).toBe(1)
  frames.shift()?.()
  expect(done).toEqual(['new a'])
  add('a', 'a again')
  expect(frames.length).toBe(1)
  frames.shift()?.()
  frames.shift()?.()
  expect(done).toEqual(['new a', 'b', 'a again'])
  expect(frames).toEqual([])
})
