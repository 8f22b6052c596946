// Web workers for the tasks of a meta-step: `webWorkers` in the page, `serve` in the worker's script.

export type { WebWorker } from './hand.js'
export { serve } from './serve.js'
export { type WebWorkersOptions, webWorkers } from './web-workers.js'
