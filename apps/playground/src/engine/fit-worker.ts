// The worker of the curve screen.

import { simd } from '@assent/backend-simd'
import type { Failed } from './failure.js'
import { fetchBytes, meetLatest } from './latest.js'
import { type Fit, openWaves, type Points } from './waves.js'

export interface ToFit {
  readonly points: Points
  readonly innerSteps: number
}

export interface Fits {
  readonly kind: 'fits'
  readonly learned: Fit
  readonly random: Fit
  readonly milliseconds: number
}

export type FromFit = Fits | Failed

const open = async () => openWaves(await fetchBytes(new URL('../../models/waves.safetensors', import.meta.url)), await simd())

const opened = open()
opened.catch(() => {}) // Every wish tells of it.

meetLatest<ToFit, Fits>(async ({ points, innerSteps }) => {
  const waves = await opened
  const started = performance.now()
  return { kind: 'fits', ...(await waves.fit(points, innerSteps)), milliseconds: performance.now() - started }
})
