// Settings go into the address and come back.

import { describe, expect, it } from 'vitest'
import { parseAddress, readSettings, showAddress } from '../src/address.js'
import { planeOf, sumIn } from '../src/charts/plane.js'
import { defaultSettings, fromAddress, rateOf, toAddress, type VoteSettings } from '../src/vote-settings.js'

describe('an address', () => {
  it('is short at the defaults', () => {
    expect(showAddress('vote', toAddress(defaultSettings))).toBe('#vote')
  })

  it('brings back all settings', () => {
    const settings: VoteSettings = {
      learner: 'maml',
      rules: ['whitened', 'clipped'],
      rates: { clipped: 0.5 },
      seats: defaultSettings.seats.map((good, seat) => (seat === 24 ? 'shuffled' : good)),
      metaSteps: 50,
      seed: 9,
    }
    const { settings: told } = parseAddress(showAddress('vote', toAddress(settings)))
    expect(fromAddress(told)).toEqual({ settings, problems: [] })
  })

  it.each([
    ['5', 5],
    ['2.5', undefined],
    ['11', undefined],
    ['', undefined],
    ['x', undefined],
    ['NaN', undefined],
  ])('with the number %j has it, or the usual one and says so', (text, value) => {
    const told = readSettings(new URLSearchParams({ steps: text }))
    expect(told.number('steps', { least: 0, most: 10, whole: true }, 3)).toBe(value ?? 3)
    expect(told.problems).toEqual(value === undefined ? [`steps=${text}`] : [])
  })

  it.each([
    'learner=sgd',
    'rules=uniform,uniform',
    'rules=toString',
    'rates=uniform:-1',
    'rates=uniform:Infinity',
    'spoil=26:times10',
    'spoil=1:__proto__',
    'steps=1e9',
    'seed=-1',
  ])('tells that %s cannot be read', (query) => {
    const { settings, problems } = fromAddress(new URLSearchParams(query))
    expect(settings).toEqual(defaultSettings)
    expect(problems).toEqual([query])
  })

  it('tells of a screen that there is not', () => {
    expect(parseAddress('#constructor').unknown).toContain('constructor')
    expect(parseAddress('').screen).toBe('vote')
  })

  it('has rates of their own for outliers', () => {
    const outlier = {
      ...defaultSettings,
      seats: defaultSettings.seats.map((good, seat) => (seat === 0 ? 'times10' : good)),
    } as const
    expect(rateOf(outlier, 'uniform')).toBeLessThan(rateOf(defaultSettings, 'uniform'))
    expect(rateOf({ ...outlier, rates: { uniform: 3 } }, 'uniform')).toBe(3)
  })
})

describe('the plane of proposals', () => {
  // Three vectors in the plane: (3, 1), (3, −1) and (0, 0.5) have the mean (2, 1/6).
  const vectors = [
    [3, 1],
    [3, -1],
    [0, 0.5],
  ] as const
  const gram = vectors.map((a) => vectors.map((b) => a[0] * b[0] + a[1] * b[1]))

  it('has all lengths and angles of vectors that lie in a plane', () => {
    const { across, up } = planeOf(gram)
    for (const [i, row] of gram.entries())
      for (const [j, product] of row.entries())
        expect((across[i] ?? 0) * (across[j] ?? 0) + (up[i] ?? 0) * (up[j] ?? 0)).toBeCloseTo(product, 10)
  })

  it('has the mean to the right', () => {
    const [along, aside] = sumIn(planeOf(gram), [1 / 3, 1 / 3, 1 / 3])
    expect(along).toBeCloseTo(Math.hypot(2, 1 / 6), 10)
    expect(aside).toBeCloseTo(0, 10)
  })
})
