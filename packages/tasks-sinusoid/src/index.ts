// Sine regression, the usual first benchmark of gradient-based meta-learning.

export { mamlSinusoids, reptileSinusoids } from './presets.js'
export { type PointChoice, type Range, type SinusoidOptions, sinusoid } from './sinusoid.js'
