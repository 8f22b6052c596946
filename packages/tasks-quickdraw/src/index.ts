// Few-shot classification of real doodles.

export { type QuickdrawOptions, quickdraw } from './quickdraw.js'
