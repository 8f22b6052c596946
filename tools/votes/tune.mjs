// The outer rate of a method: the best on validation tasks over some seeds, on a grid that grows by factors of two until
// the best is interior or its neighbor diverges.

import { estimateOver } from './statistics.mjs'

/** More rates than any method needs; a search that still moves then says so. */
const MOST_RATES = 14

/** `cellAt` gives the cell of a rate and a seed. A rate that is chosen must hold for all seeds, those beyond the tuning ones too. */
export async function tune({ name, rates }, seeds, tuningSeeds, cellAt) {
  const tried = new Map()
  const attempt = async (rate, over) => {
    const scores = []
    for (const seed of over) {
      const { scores: ofSeed, diverged } = await cellAt(rate, seed).validation()
      if (diverged !== undefined) return tried.set(rate, { rate, diverged: `seed ${seed}: ${diverged}` })
      scores.push(ofSeed)
    }
    return tried.set(rate, { rate, validation: estimateOver(scores) })
  }
  const tell = (rate) => console.error(`${name} at ${rate}: ${tried.get(rate).validation?.mean.toFixed(4) ?? 'diverged'}`)
  for (const rate of rates) {
    await attempt(rate, tuningSeeds)
    tell(rate)
  }
  for (;;) {
    const next = nextRate(tried)
    if (next.try !== undefined && tried.size < MOST_RATES) await attempt(next.try, tuningSeeds)
    else if (next.rate === undefined) return { trials: sorted(tried), rate: undefined, end: 'all diverged' }
    else {
      await attempt(next.rate, seeds)
      if (tried.get(next.rate).validation) return { trials: sorted(tried), rate: next.rate, end: next.end }
    }
    tell(next.try ?? next.rate)
  }
}

const sorted = (tried) => [...tried.values()].sort((a, b) => a.rate - b.rate)

/** The best rate so far, how its neighbors did, and which one is still to be tried. */
function nextRate(tried) {
  const trials = sorted(tried)
  const alive = trials.filter(({ validation }) => validation)
  if (alive.length === 0) return { try: trials[0].rate / 2 }
  const { rate } = alive.reduce((a, b) => (b.validation.mean < a.validation.mean ? b : a))
  const neighbors = [rate / 2, rate * 2]
  const missing = neighbors.find((neighbor) => !tried.has(neighbor))
  const limited = neighbors.some((neighbor) => tried.get(neighbor)?.diverged)
  return { try: missing, rate, end: missing !== undefined ? 'at the edge' : limited ? 'next diverges' : 'interior' }
}
