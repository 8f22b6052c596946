// Rounds over all contestants in turn, so that whatever else the machine does meets all of them alike.

/** Something that times itself, in milliseconds per repetition. */
export interface Timer {
  readonly name: string
  time(): number | Promise<number>
}

/** Times per contestant, in the order of rounds. Every round starts with another contestant. */
export async function interleave(timers: readonly Timer[], rounds: number): Promise<Map<string, number[]>> {
  const times = new Map(timers.map(({ name }): [string, number[]] => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < timers.length; place++) {
      const { name, time } = timers[(round + place) % timers.length] as Timer
      times.get(name)?.push(await time())
    }
  }
  return times
}

/** The middle half of some measurements. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** Median and quartiles, between the two nearest values where none is exact. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => {
    const place = share * (sorted.length - 1)
    const below = sorted[Math.floor(place)] as number
    return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - below)
  }
  return { median: at(0.5), low: at(0.25), high: at(0.75) }
}

/** Round by round how many times as long, so that a round in which the machine was slow counts no more than others. */
export function ratios(times: readonly number[], base: readonly number[]): Spread {
  return spread(times.map((time, round) => time / (base[round] as number)))
}
