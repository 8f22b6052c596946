// Long work gives others a turn, by a clock that nobody sets back.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { breather } from '../src/breathe.js'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Whether others had a turn while `breathe` was awaited. */
async function givesTurn(breathe: () => Promise<void>): Promise<boolean> {
  let turn = false
  const waiting = setImmediate(() => {
    turn = true
  })
  await breathe()
  clearImmediate(waiting)
  return turn
}

describe('work without pause', () => {
  it('gives others a turn every 50 milliseconds, and not before', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1000)
    const breathe = breather()
    clock.mockReturnValue(1049)
    expect(await givesTurn(breathe)).toBe(false)
    clock.mockReturnValue(1050)
    expect(await givesTurn(breathe)).toBe(true)
    expect(await givesTurn(breathe)).toBe(false)
    clock.mockReturnValue(1100)
    expect(await givesTurn(breathe)).toBe(true)
  })

  it("gives others a turn though the day's time is set back by an hour", async () => {
    const breathe = breather()
    const started = performance.now()
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000)
    while (performance.now() - started < 60);
    expect(await givesTurn(breathe)).toBe(true)
  })
})
